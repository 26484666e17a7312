"""Questions to the published snapshot or the lake, in SQL: read-only, and with no way out to other files."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.audit import violations
from warehouse.errors import WarehouseError
from warehouse.lake import Lake, Place, close_to_outside, open_for_reading
from warehouse.publish import published
from warehouse.store import Transaction

READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the names and the DuckDB types of their columns."""

    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]


def query(snapshot: Place, sql: str, values: dict[str, Any] | None = None) -> Table:
    """Answer one question about the *snapshot* (the file, or the folder it is in; or a lake).

    Nothing is written, and no file or address beside the snapshot is read, whatever the statement says.

    Raises:
        WarehouseError: there is no snapshot, the statement writes, or it is not SQL.
    """
    with open_snapshot(snapshot) as connection:
        try:
            _check_reads(connection, sql)
            cursor = connection.execute(sql, values)
            columns = cursor.description or []
            rows = cursor.fetchall()
        except duckdb.Error as error:
            raise WarehouseError(f"the query cannot be answered: {str(error).strip()}") from error
    return Table([str(column[0]) for column in columns], [str(column[1]) for column in columns], rows)


def audit(where: Place | Transaction) -> list[str]:
    """Return every broken key and every table without one, a sentence each, in a snapshot or an open transaction."""
    if isinstance(where, Transaction):
        return violations(where.connection)
    with open_snapshot(where) as connection:
        return violations(connection)


@contextmanager
def open_snapshot(place: Place) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the snapshot at *place* (the file, or the folder it is in; or a lake) for reading, closed to the outside.

    Raises:
        WarehouseError: there is none, or it is no warehouse.
    """
    if isinstance(place, Lake):
        with open_for_reading(place) as connection:
            close_to_outside(connection)
            yield connection
        return
    file = published(place)
    try:
        connection = duckdb.connect(str(file), read_only=True)
    except duckdb.Error as error:
        raise WarehouseError(f"{file}: cannot be opened as a warehouse: {str(error).strip()}") from error
    with connection:
        # Not in connect's config: with the outside closed first, the zones would not load.
        connection.execute("SET TimeZone = 'UTC'; SET enable_external_access = false; SET lock_configuration = true")
        yield connection


def _check_reads(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise WarehouseError(f"one statement at a time, please: there are {len(statements)} in the query")
    if statements[0].type not in READING:
        word = str(statements[0].type).rsplit(".", maxsplit=1)[-1]
        raise WarehouseError(
            f"{word} is not a question: the published snapshot can only be read; ask with SELECT or FROM"
        )
