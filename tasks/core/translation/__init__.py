"""Whether to trust a translated sentence: gross faults found by rule, with what was expected and what is there.

Rules find gross faults and do not rank ordinary quality; the model's per-token score does (design.md): both are kept.
"""
