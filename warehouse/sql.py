"""Questions to the published snapshot, in SQL: read-only, and with no way out of the file."""

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.audit import violations
from warehouse.errors import WarehouseError
from warehouse.publish import PREVIOUS_NAME, SNAPSHOT_NAME, published
from warehouse.store import WRITER_FOLDER, Transaction

READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


class OlderSnapshotWarning(UserWarning):
    """The snapshot before the last was read, since somebody holds the last one."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the names and the DuckDB types of their columns."""

    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]


def query(snapshot: Path, sql: str, values: dict[str, Any] | None = None) -> Table:
    """Answer one question about the *snapshot* (the file, or the folder it is in).

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


def audit(where: Path | Transaction) -> list[str]:
    """Return every broken key and every table without one, a sentence each, in a snapshot or an open transaction."""
    if isinstance(where, Transaction):
        return violations(where.connection)
    with open_snapshot(where) as connection:
        return violations(connection)


@contextmanager
def open_snapshot(path: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the snapshot at *path* (the file, or the folder it is in) for reading, in UTC, closed to the outside.

    Raises:
        WarehouseError: there is none, or it is no warehouse.
    """
    connection = _connect(published(path))
    with connection:
        # Not in connect's config: with the outside closed first, the zones would not load.
        connection.execute("SET TimeZone = 'UTC'; SET enable_external_access = false; SET lock_configuration = true")
        yield connection


def _connect(file: Path) -> duckdb.DuckDBPyConnection:
    _remove_stray_log(file)
    try:
        return duckdb.connect(str(file), read_only=True)
    except duckdb.IOException as error:
        previous = file.with_name(PREVIOUS_NAME)
        if "lock" not in str(error) or file.name != SNAPSHOT_NAME or not previous.is_file():
            raise WarehouseError(f"{file}: cannot be opened as a warehouse: {str(error).strip()}") from error
        # Somebody opened the published file for writing, which only root can; the next publication puts another there.
        message = (
            f"{file}: is opened for writing by somebody else; this is {previous.name}, as it was one publication before"
        )
        warnings.warn(message, OlderSnapshotWarning, stacklevel=2)
        return duckdb.connect(str(previous), read_only=True)
    except duckdb.Error as error:
        raise WarehouseError(f"{file}: cannot be opened as a warehouse: {str(error).strip()}") from error


def _remove_stray_log(file: Path) -> None:
    """Remove a log beside the published file: DuckDB would read it into a snapshot that it does not belong to."""
    log = file.with_name(f"{file.name}.wal")
    if (
        file.name not in {SNAPSHOT_NAME, PREVIOUS_NAME}
        or not (file.parent / WRITER_FOLDER).is_dir()
        or not log.exists()
    ):
        return
    try:
        log.unlink()
    except OSError as error:
        raise WarehouseError(f"{log}: was left by someone who wrote to the published file; remove it") from error


def _check_reads(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise WarehouseError(f"one statement at a time, please: there are {len(statements)} in the query")
    if statements[0].type not in READING:
        word = str(statements[0].type).rsplit(".", maxsplit=1)[-1]
        raise WarehouseError(
            f"{word} is not a question: the published snapshot can only be read; ask with SELECT or FROM"
        )
