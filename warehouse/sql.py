"""Questions to the published snapshot or the lake, in SQL: read-only, and with no way out to other files."""

import re
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.audit import violations
from warehouse.detours import refuse_detours
from warehouse.errors import OlderSnapshotWarning, WarehouseError
from warehouse.interrupts import interruptible
from warehouse.lake import Lake, Place, close_to_outside, open_for_reading
from warehouse.migrations import check_known
from warehouse.publish import PREVIOUS_NAME, SNAPSHOT_NAME, published
from warehouse.store import WRITER_FOLDER, Transaction

SPILL_NAME = ".spill"
TRANSACTION = duckdb.StatementType.TRANSACTION
READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
# DuckDB 2.0 has one type for every statement with a PIVOT that lists no values, also where it makes a table.
PIVOTING = getattr(duckdb.StatementType, "MULTI", None)
ASKS = re.compile(r"\(|(PIVOT|PIVOT_WIDER|FROM|SELECT|WITH|EXPLAIN)\b", re.IGNORECASE)


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
            if isinstance(snapshot, Lake):
                refuse_detours(sql)
            return interruptible(connection, lambda: _answer(connection, sql, values))
        except duckdb.Error as error:
            raise WarehouseError(
                f"the query cannot be answered: {str(error).strip()}\n"
                'What there is to ask for: newsecho sql "FROM data_dictionary"'
            ) from error


def audit(where: Place | Transaction) -> list[str]:
    """Return every broken key and every table without one, a sentence each, in a snapshot or an open transaction."""
    if isinstance(where, Transaction):
        return violations(where.connection)
    with open_snapshot(where) as connection:
        return violations(connection)


@contextmanager
def open_snapshot(place: Place, *, writes_to: Path | None = None) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the snapshot at *place* (the file, or its folder; or a lake) for reading, in UTC, closed to the outside.

    Args:
        place: what to open; it is never written.
        writes_to: the one folder that stays open, for COPY; what does not fit into memory is put into it too.

    Raises:
        WarehouseError: there is none, it is damaged, it is no warehouse, or a newer newsecho made it.
    """
    if isinstance(place, Lake):
        with open_for_reading(place) as connection:
            check_known(connection, place)
            close_to_outside(connection, but=writes_to)
            yield connection
        return
    file = published(place)
    try:
        with _connect(file) as connection:
            check_known(connection, file)
            # Not in connect's config: with the outside closed first, the zones would not load.
            connection.execute("SET TimeZone = 'UTC'")
            if writes_to is not None:
                # SET takes no parameters; a path is a string literal here, its quotes doubled.
                quoted = str(writes_to).replace("'", "''")
                connection.execute(f"SET allowed_directories = ['{quoted}']")
                connection.execute(f"SET temp_directory = '{quoted}/{SPILL_NAME}'")
            connection.execute("SET enable_external_access = false; SET lock_configuration = true")
            yield connection
    except duckdb.Error as error:
        raise WarehouseError(_unreadable(file, error)) from error


def _unreadable(file: Path, error: duckdb.Error) -> str:
    """Return the sentence for a database *file* that DuckDB cannot open, or finds damaged while it reads."""
    fact = str(error).strip().splitlines()[0]
    if "Conflicting lock" in fact:
        return f"{file}: another program has it open for writing ({fact}); close it there"
    return (
        f"{file}: cannot be opened as a warehouse: {fact}; choose another folder with --warehouse,"
        " or make the file anew with: newsecho publish"
    )


def _answer(connection: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any] | None) -> Table:
    cursor = connection.execute(sql, values)
    columns = cursor.description or []
    return Table([str(column[0]) for column in columns], [str(column[1]) for column in columns], cursor.fetchall())


def _connect(file: Path) -> duckdb.DuckDBPyConnection:
    _remove_stray_log(file)
    try:
        return duckdb.connect(str(file), read_only=True)
    except duckdb.IOException as error:
        previous = file.with_name(PREVIOUS_NAME)
        if "Conflicting lock" not in str(error) or file.name != SNAPSHOT_NAME or not previous.is_file():
            raise
        # Somebody opened the published file for writing, which only root can; the next publication puts another there.
        said = f"{file}: another program has it open for writing; this is {previous.name}, one publication older"
        warnings.warn(said, OlderSnapshotWarning, stacklevel=2)
        return duckdb.connect(str(previous), read_only=True)


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
    if not statements:
        raise WarehouseError("the query is empty; ask with SELECT or FROM, as: FROM stories")
    # DuckDB 1.5 takes a PIVOT without a list of its values apart into statements that have no text of their own, some
    # of them between a BEGIN and a COMMIT.
    if len(statements) > 1 and any(one.query for one in statements):
        raise WarehouseError(f"there are {len(statements)} statements in the query; ask one at a time")
    last = next((one for one in reversed(statements) if one.type != TRANSACTION), statements[-1])
    if last.type not in READING and not (last.type == PIVOTING and ASKS.match(last.query)):
        word = last.query.split()[0] if last.type == PIVOTING else str(last.type).rsplit(".", maxsplit=1)[-1]
        raise WarehouseError(
            f"{word} is not a question: the published snapshot can only be read; ask with SELECT or FROM"
        )
