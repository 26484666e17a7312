"""Rows as a person or a program wants them: a table that fits the terminal, CSV, JSON, Markdown."""

import csv
import io
import itertools
import json
import math
import shutil
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flows.cli.tables import table_text
from flows.cli.values import cell
from warehouse.sql import Table

NOT_ON_A_TERMINAL_COLUMNS = 200  # a pipe has no width: wide enough to keep rows on one line


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MD = "md"


def render(table: Table, output: Format, *, max_lines: int | None = None) -> str:
    """Return *table* as text in a format.

    A table is as wide as the terminal, its cells cut to *max_lines* (None: whole); the other formats never lose a
    character.
    """
    if output is Format.CSV:
        return _csv(table)
    if output is Format.JSON:
        names = _distinct(table.columns)
        rows = [dict(zip(names, map(_plain, row), strict=True)) for row in table.rows]
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    if output is Format.MD:
        return _markdown(table)
    return table_text(table, terminal_width(), max_lines=max_lines)


def terminal_width() -> int:
    """Return the columns of the terminal (or COLUMNS), or a generous width where there is none."""
    return shutil.get_terminal_size((NOT_ON_A_TERMINAL_COLUMNS, 0)).columns


def _distinct(names: Sequence[str]) -> list[str]:
    """Return *names* with a number behind each that stood before: in JSON the second of a name would hide the first.

    >>> _distinct(["a", "b", "a", "a"]), _distinct(["a_2", "a", "a"])
    (['a', 'b', 'a_2', 'a_3'], ['a_2', 'a', 'a_3'])
    """
    taken, found = set(names), list[str]()
    for name in names:
        free = (f"{name}_{number}" for number in itertools.count(2) if f"{name}_{number}" not in taken)
        found.append(next(free) if name in found else name)
        taken.add(found[-1])
    return found


def _plain(value: Any) -> Any:
    """Return a value JSON knows; times in ISO 8601, a number that is none as null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
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
