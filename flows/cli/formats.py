"""Rows as a person or a program wants them: a table that fits the terminal, CSV, JSON, Markdown."""

import csv
import io
import json
import shutil
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from warehouse.sql import Table

NUMERIC_TYPES = ("INT", "DOUBLE", "DECIMAL", "FLOAT", "HUGEINT")
NOT_ON_A_TERMINAL_COLUMNS = 200  # a pipe has no width: wide enough to keep rows on one line


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MD = "md"


def render(table: Table, output: Format, *, width: int | None = None) -> str:
    """Return *table* as text in a format; a terminal table is *width* columns wide (default: the terminal's)."""
    if output is Format.CSV:
        return _csv(table)
    if output is Format.JSON:
        rows = [dict(zip(table.columns, map(_plain, row), strict=True)) for row in table.rows]
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    if output is Format.MD:
        return _markdown(table)
    return _terminal(table, width or terminal_width())


def terminal_width() -> int:
    """Return the columns of the terminal (or COLUMNS), or a generous width where there is none."""
    return shutil.get_terminal_size((NOT_ON_A_TERMINAL_COLUMNS, 0)).columns


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


def _plain(value: Any) -> Any:
    """Return a value JSON knows; times in ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _csv(table: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow(
            json.dumps(_plain(value), ensure_ascii=False) if isinstance(value, list | dict) else _plain(value)
            for value in row
        )
    return text.getvalue()


def _markdown(table: Table) -> str:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") for text in cells) + " |\n"

    rows = "".join(line([cell(value) for value in row]) for row in table.rows)
    return line(table.columns) + line(["---"] * len(table.columns)) + rows


def _terminal(table: Table, width: int) -> str:
    drawn = RichTable(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, kind in zip(table.columns, table.types, strict=True):
        is_number = kind.upper().startswith(NUMERIC_TYPES) or "INT" in kind.upper().split("(")[0]
        drawn.add_column(name, justify="right" if is_number and not kind.endswith("[]") else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(cell(value)) for value in row))
    text = io.StringIO()
    console = Console(file=text, width=width, color_system=None)
    console.print(drawn)
    n_rows = len(table.rows)
    console.print(f"{n_rows} row{'' if n_rows == 1 else 's'}")
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
