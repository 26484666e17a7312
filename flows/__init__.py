"""Prefect flows and the command line: the only readers of the clock, the settings and the environment."""
