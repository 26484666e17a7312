"""A value as a person reads it."""

from datetime import datetime
from typing import Any


def cell(value: Any) -> str:
    """Return a value as a person reads it: minutes for times, nothing for NULL, lists joined.

    >>> cell(datetime(2026, 11, 16, 8, 5)), cell(None), cell(["en", "fr"]), cell(0.5)
    ('2026-11-16 08:05', '', 'en, fr', '0.5')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(cell, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {cell(item)}" for key, item in value.items() if item not in (None, ""))
    return str(value)
