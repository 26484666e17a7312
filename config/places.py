"""Where in a TOML file something stands: the parser does not say, and a person looks for a line."""

import re
from pathlib import Path
from typing import Any


class Lines:
    """Finds the line of a key in the n-th table of a list of tables, by its text; unsure, the nearest line before."""

    def __init__(self, path: Path, tables: str) -> None:
        self._path = path
        self._lines = path.read_text(encoding="utf-8").splitlines()
        head = re.compile(rf"\s*\[\[\s*{re.escape(tables)}\s*\]\]")
        self._heads = [number for number, line in enumerate(self._lines) if head.match(line)]

    def at(self, table: int, key: str, value: Any = None) -> str:
        """Return "file, line n" for *key* of the *table*, from 1 (0: before all tables); for *value* in its list."""
        return f"{self._path}, line {self.number(table, key, value)}"

    def number(self, table: int, key: str, value: Any = None) -> int:
        """Return the line, from 1."""
        start, end = self._bounds(table)
        own = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]|\s*\[\[?\s*{re.escape(key)}\b")
        at = next((line for line in range(start, end) if key and own.match(self._lines[line])), start)
        quoted = [text for text in _texts(value) if text]
        return 1 + next((line for line in range(at, end) if any(one in self._lines[line] for one in quoted)), at)

    def _bounds(self, table: int) -> tuple[int, int]:
        if not 0 < table <= len(self._heads):
            return 0, len(self._lines)
        ends = [*self._heads[table:], len(self._lines)]
        return self._heads[table - 1], ends[0]


def _texts(value: Any) -> list[str]:
    """Return how the texts in *value* may be written in TOML, quotes and all."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if not isinstance(value, str):
        return [repr(value)] if value is not None else []
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return [f"'{value}'", f'"{value}"', f'"{escaped}"']
