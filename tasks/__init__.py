"""Verbs that touch the world: one step each, its input and output and nothing else. tasks.core decides."""
