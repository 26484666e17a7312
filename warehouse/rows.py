"""Records to rows and back. What a row adds to its record (days, states, versions) its statement adds by name.

Lists travel to DuckDB as JSON, rows with their shape beside them and are taken apart by
`unnest(from_json_strict($rows, $shape), max_depth := 2)`. Handed over as Python values they cost 65 µs each
(duckdb 1.5.5): 7.5 s for 4,000 pairs of articles, .05 s as JSON.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from enum import Enum
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any, ClassVar, Protocol, TypeVar

Row = dict[str, Any]

# SQL has a word `end`, and an offset wants a name that says what it is in.
COLUMN_OF = {"start": "span_start", "end": "span_end"}
AS_THEY_ARE = {type(None), bool, int, float, datetime, date}


class Record(Protocol):
    """Any of the frozen dataclasses of `records`."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


R = TypeVar("R", bound=Record)


def as_row(record: Record, **more: Any) -> Row:
    """Return the columns of *record*, with *more* beside them; text is made storable (no lone surrogate)."""
    row = {column: plain(getattr(record, name)) for name, column in columns_of(type(record)).items()}
    return row | {name: plain(value) for name, value in more.items()}


@cache
def columns_of(kind: type[Record]) -> dict[str, str]:
    """Return the column of each field of a *kind* of record."""
    return {one.name: COLUMN_OF.get(one.name, one.name) for one in fields(kind)}


def without(row: Row, *names: str) -> Row:
    """Return *row* less the columns *names*, which are kept in a table of their own."""
    return {name: value for name, value in row.items() if name not in names}


def plain(value: Any) -> Any:
    r"""Return *value* as DuckDB takes it: sequences as lists, records as structs, enums by value, text in Unicode.

    A lone surrogate, which feeds do contain, would cost the whole batch: it becomes U+FFFD.

    >>> plain(("a", "\ud800b"))
    ['a', '�b']
    """
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return as_row(value) if is_dataclass(value) and not isinstance(value, type) else value


def rfc_822(at: datetime) -> str:
    """Return *at* as most feeds write a date: RFC 822, its year in four digits, in GMT.

    >>> from datetime import UTC
    >>> rfc_822(datetime(2026, 11, 16, 10, 20, tzinfo=UTC))
    'Mon, 16 Nov 2026 10:20:00 GMT'
    """
    return format_datetime(at.astimezone(UTC), usegmt=True)


def storable(text: str) -> str:
    """Return *text* with each lone surrogate replaced by U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def bound(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the parameters of a statement: lists as JSON, and for rows (a list of dicts) their `shape`, if not given.

    >>> bound({"ids": ["a"], "day": 1})
    {'ids': '["a"]', 'day': 1}
    >>> bound({"rows": [{"n": None, "tags": []}, {"n": 2, "tags": ["x"]}]})["shape"]
    '[{"n": "BIGINT", "tags": ["VARCHAR"]}]'
    """
    named: dict[str, Any] = {}
    for name, value in values.items():
        named[name] = json.dumps(value, default=_iso) if isinstance(value, list) else value
        if isinstance(value, list) and value and isinstance(value[0], dict) and "shape" not in values:
            named["shape"] = json.dumps([_shape(value)])
    return named or None


# The shape of a value as from_json wants it: a type, [the shape of the items], or {name: the shape of the field}.
Shape = str | list[Any] | dict[str, Any]
TYPES = {bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE", str: "VARCHAR", datetime: "TIMESTAMPTZ", date: "DATE"}
NUMBERS = {int, float}


def _shape(values: Iterable[Any]) -> Shape:
    """Return the shape that holds all of *values*; NULL fits in all, a whole number in a fraction.

    Looked at a column at a time: value by value it took as long as to write them.
    """
    there = [value for value in values if value is not None]
    kinds = set(map(type, there))
    if not kinds:
        return "NULL"
    if kinds == {list}:
        return [_shape(chain.from_iterable(there))]
    if kinds == {dict}:
        return {name: _shape(map(itemgetter(name), there)) for name in there[0]}
    if kinds == NUMBERS:
        return TYPES[float]
    if len(kinds) > 1:
        raise TypeError(f"one column cannot hold {' and '.join(sorted(kind.__name__ for kind in kinds))}")
    return TYPES[kinds.pop()]


def _iso(value: date) -> str:
    return value.isoformat()


def as_record(kind: type[R], row: Mapping[str, Any], **more: Any) -> R:
    """Return the *kind* of record whose fields stand in *row* (others are left), *more* taking precedence.

    Lists become tuples and ids strings, as records hold them. A field with a default may be missing in *row*.
    """
    values = {name: found(row[column]) for name, column in columns_of(kind).items() if column in row}
    return kind(**values | more)


def as_records(kind: type[R], rows: Iterable[Mapping[str, Any]] | None) -> tuple[R, ...]:
    """Return a record of *kind* for each of *rows*, a list of structs as DuckDB returns it (NULL: none)."""
    return tuple(as_record(kind, row) for row in rows or ())


def found(value: Any) -> Any:
    """Return a value as records hold it: ids as strings, lists as tuples."""
    if type(value) is str:
        return value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, list):
        return tuple(found(item) for item in value)
    return value
