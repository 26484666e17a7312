"""Rows on a terminal: a table where the columns fit, else a record a row; never wider than the screen."""

import re
import textwrap
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from flows.cli.values import cell
from warehouse.sql import Table

GAP = 3  # characters between two columns
MIN_CHARS = 8  # of a column: in less, nothing can be read
MAX_NAME_PART = 16  # a longer word in the name of a column is broken
MAX_WORD = 24  # a longer word in a cell is broken: an address, mostly; "machine_retranslation" is not
CUT_LINES = 4  # of a cell, where a table may be cut: a screen then shows five articles, not half of one
NUMBERS = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))")
# A page may hold what moves a cursor or colours a screen; lines and tabs apart, none of it is for a reader's terminal.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_WRAPPER = Console(width=80, color_system=None)


def table_text(table: Table, width: int, *, max_lines: int | None = None) -> str:
    """Return *table* in lines of *width* characters at most, and a last line that says what was done to it.

    Args:
        table: what to draw.
        width: of the screen.
        max_lines: of a cell; what is longer is cut, and None cuts nothing.
    """
    if table.columns[:1] == ["explain_key"]:  # a plan is a drawing: it is no use cut
        return "".join(f"{row[-1]}\n" for row in table.rows)
    rows = [[_clean(cell(value)) for value in row] for row in table.rows]
    widths = column_widths(table.columns, rows, width)
    if widths is None:
        lines, is_cut = _records(table.columns, rows, width, max_lines)
    else:
        lines, is_cut = _table(table, rows, widths, max_lines)
    said = f"{len(rows)} row{'s' * (len(rows) != 1)}"
    if widths is None and rows:
        said += f", as records: {len(table.columns)} columns do not fit into {width} characters"
    if is_cut:
        said += f"; cells of more than {max_lines} lines are cut, --format json, csv or md shows them whole"
    return "\n".join([*lines, *textwrap.wrap(said, width)]) + "\n"


def column_widths(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return how wide each column is drawn so that all fit into *width*, or None when they cannot be read then.

    Narrow columns get what they need, wide ones share the rest evenly; where there is room, no word is broken.

    >>> column_widths(["n", "title"], [["1", "a" * 90]], 40)
    [1, 36]
    >>> column_widths(["n", "a_longer_name"], [["1", "2"]], 40)
    [1, 13]
    >>> column_widths(["a" * 9] * 4, [], 40) is None
    True
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    room = width - GAP * (len(names) - 1)
    needs = [max(map(_widest, (name, *cells))) for name, cells in zip(names, columns, strict=True)]
    least = [min(need, max(MIN_CHARS, _name_part(name))) for name, need in zip(names, needs, strict=True)]
    if sum(least) > room:
        return None
    unbroken = [max(low, _longest_word(cells)) for low, cells in zip(least, columns, strict=True)]
    if sum(unbroken) <= room:
        least = unbroken
    cap = max(cap for cap in range(MIN_CHARS, max(room, MIN_CHARS) + 1) if sum(_capped(least, needs, cap)) <= room)
    widths = _capped(least, needs, cap)
    for place, need in enumerate(needs):
        if widths[place] < need and sum(widths) < room:
            widths[place] += 1
    return widths


def _capped(least: Sequence[int], needs: Sequence[int], cap: int) -> list[int]:
    return [max(low, min(need, cap)) for low, need in zip(least, needs, strict=True)]


def _longest_word(cells: Sequence[str]) -> int:
    """Return the width of the longest word in a column that is not to be broken."""
    words = (cell_len(word) for text in cells for word in text.split())
    return max((width for width in words if width <= MAX_WORD), default=0)


def _name_part(name: str) -> int:
    """Return the width that the longest word of a column's name takes."""
    return min(MAX_NAME_PART, max(map(cell_len, _name_parts(name)), default=0))


def _name_parts(name: str) -> list[str]:
    """Return the words of a column's name, each with the underscore that follows it."""
    return re.findall(r"[^_ ]*[_ ]*", name)[:-1]


def _table(
    table: Table, rows: Sequence[Sequence[str]], widths: Sequence[int], max_lines: int | None
) -> tuple[list[str], bool]:
    """Return the lines of a table, and whether a cell was cut."""
    is_number = [NUMBERS.fullmatch(kind.upper()) is not None for kind in table.types]

    def lines_of(cells: Sequence[Sequence[str]]) -> list[str]:
        high = range(max(map(len, cells), default=0))
        return [
            (" " * GAP)
            .join(
                _padded(lines[n] if n < len(lines) else "", width, is_right=right)
                for lines, width, right in zip(cells, widths, is_number, strict=True)
            )
            .rstrip()
            for n in high
        ]

    drawn = lines_of([_name_lines(name, width) for name, width in zip(table.columns, widths, strict=True)])
    drawn.append("─" * (sum(widths) + GAP * (len(widths) - 1)))
    is_cut = False
    for row in rows:
        wrapped = [_wrapped(text, width, max_lines) for text, width in zip(row, widths, strict=True)]
        is_cut |= any(cut for _, cut in wrapped)
        drawn += lines_of([lines for lines, _ in wrapped])
    return drawn, is_cut


def _records(
    names: Sequence[str], rows: Sequence[Sequence[str]], width: int, max_lines: int | None
) -> tuple[list[str], bool]:
    """Return the lines of a block a row, name and value a line, and whether a value was cut."""
    if not rows:
        return textwrap.wrap(", ".join(names), width), False
    margin = min(max(map(cell_len, names)), width // 2) + 2
    drawn: list[str] = []
    is_cut = False
    for number, row in enumerate(rows, start=1):
        drawn.append(f"── row {number} ".ljust(min(width, 40), "─"))
        for name, text in zip(names, row, strict=True):
            lines, cut = _wrapped(text, max(1, width - margin), max_lines)
            is_cut |= cut
            drawn.append(f"{_padded(_shortened(name, margin - 2), margin)}{lines[0]}".rstrip())
            drawn += [f"{' ' * margin}{line}".rstrip() for line in lines[1:]]
    return drawn, is_cut


def _name_lines(name: str, width: int) -> list[str]:
    """Return a column's name in lines of *width*, broken between its words."""
    lines = [""]
    for part in _name_parts(_clean(name)):
        if lines[-1] and cell_len(lines[-1] + part.rstrip("_ ")) > width:
            lines.append("")
        lines[-1] += part
    return [piece for line in lines for piece in _wrapped(line.rstrip(" "), width, None)[0]]


def _wrapped(text: str, width: int, max_lines: int | None) -> tuple[list[str], bool]:
    """Return *text* in lines of *width*, at most *max_lines* of them, and whether it was cut."""
    if "\n" not in text and cell_len(text) <= width:
        return [text], False
    # No more is wrapped than can be shown: an article has a hundred lines.
    shown = text if max_lines is None else text[: width * (max_lines + 1)]
    lines = [line.plain.rstrip() for line in Text(shown).wrap(_WRAPPER, width, overflow="fold")]
    if max_lines is None or (len(lines) <= max_lines and shown == text):
        return lines, False
    lines = lines[:max_lines]
    return [*lines[:-1], _shortened(lines[-1] + "…", width)], True


def _shortened(line: str, width: int) -> str:
    """Return *line* when it fits, else its start and an ellipsis."""
    if cell_len(line) <= width:
        return line
    kept = line.rstrip("…")
    while kept and cell_len(kept) >= width:
        kept = kept[:-1]
    return kept + "…"


def _padded(text: str, width: int, *, is_right: bool = False) -> str:
    space = " " * (width - cell_len(text))
    return space + text if is_right else text + space


def _widest(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


def _clean(text: str) -> str:
    """Return *text* without what would act on a terminal, and with one line end between its paragraphs."""
    lines = text.replace("\r\n", "\n").replace("\t", " ")
    return _CONTROLS.sub("�", re.sub(r"\n{2,}", "\n", lines)).strip("\n")
