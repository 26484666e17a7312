"""Copying a warehouse from its file into a lake, table by table, each compared afterwards. Killed, it is run again.

A schema named `unfinished_move` stands in the lake from before the first table until after the last comparison. While
it is there nobody else reads or writes the lake, and another move goes on: a table that is equal stays, another one is
emptied and copied anew in one transaction, so that nothing is ever doubled.
"""

import re
from collections.abc import Generator
from dataclasses import dataclass

import duckdb

from warehouse.errors import WarehouseError
from warehouse.lake import UNFINISHED, Lake, connected, is_half_copied, quoted
from warehouse.lock import exclusive
from warehouse.migrations import migrate, schema_files
from warehouse.session import end_rest
from warehouse.statements import statement
from warehouse.store import Warehouse
from warehouse.turn import turn

TABLE = re.compile(r"\w+\.\w+")
FILLED_BY_SCHEMA = re.compile(r"^INSERT INTO (\w+\.\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds: its rows, and a checksum of them in any order."""

    n_rows: int
    checksum: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A table that is the same in the lake as in the file; copied just now, or by a move before."""

    table: str
    found: Sum
    is_copied: bool


def move(warehouse: Warehouse, lake: Lake) -> Generator[Moved]:
    """Copy *warehouse* into *lake*, a table a step; the file is only read, and nobody writes to it meanwhile.

    Raises:
        WarehouseError: the warehouse is a lake already; the lake holds rows, cannot be reached, or holds something
            else than the file after a table was copied.
    """
    if warehouse.lake is not None:
        raise WarehouseError(f"{warehouse.lake}: the warehouse is a lake already; migrate copies a file into one")
    if not warehouse.writer_path.is_file():
        raise WarehouseError(
            f"{warehouse.folder}: there is no warehouse to copy; a lake may start empty: set it and run"
        )
    with warehouse.transaction("migrate"):  # which brings the schema of the file up to date
        pass
    end_rest(warehouse.writer_folder)
    wait_s = warehouse.lock_wait_s
    with exclusive(warehouse.writer_folder, "migrate", wait_s=wait_s), connected(lake) as connection:
        try:
            connection.execute(f"ATTACH {quoted(str(warehouse.writer_path))} AS media (READ_ONLY)")
            with turn(connection, lake, "migrate", wait_s=wait_s):
                lake.attach(connection, read_only=False, name="target", wait_s=wait_s)
                _make_ready(connection, lake)
                for table in tables_of(connection, "media"):
                    yield _move_table(connection, table, lake)
                connection.execute(f"DROP SCHEMA target.{UNFINISHED}")
        except duckdb.Error as error:
            raise WarehouseError(
                f"{lake}: the copy stopped: {lake.without_secrets(error)}; the file is as it was, run it again to go on"
            ) from None


def tables_of(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """Return the tables that the attached *database* declares, with their schema."""
    rows = connection.execute(f"SELECT table_name FROM {database}.core.contract ORDER BY table_name").fetchall()  # noqa: S608  ours
    return [str(name) for (name,) in rows]


def _make_ready(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Bring the target's schema up to date and mark it unfinished, unless it holds rows of its own."""
    connection.execute("USE target")
    if not is_half_copied(connection):
        _refuse_rows(connection, lake)
        connection.execute(f"CREATE SCHEMA {UNFINISHED}")
    migrate(connection, where=lake)
    connection.execute("USE media")


def _refuse_rows(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    # A lake that nobody has used yet holds what its schema files put there.
    filled = {"core.schema_migration", "core.view_set"}
    filled |= {name for file in schema_files() for name in FILLED_BY_SCHEMA.findall(file.text)}
    here = "FROM duckdb_tables() WHERE database_name = current_database()"
    tables = connection.execute(f"SELECT schema_name || '.' || table_name AS name {here} ORDER BY name").fetchall()
    for table in (str(name) for (name,) in tables if name not in filled):
        n_rows = table_sum(connection, "target", table).n_rows
        if n_rows:
            raise WarehouseError(
                f"{lake}: holds rows already ({n_rows} in {table}), and nothing was changed;"
                " choose an empty lake: another database, or another catalog file"
            )


def _move_table(connection: duckdb.DuckDBPyConnection, table: str, lake: Lake) -> Moved:
    wanted, found = table_sum(connection, "media", table), table_sum(connection, "target", table)
    if found == wanted:
        return Moved(table, found, is_copied=False)
    connection.execute("BEGIN")
    if found.n_rows:
        connection.execute(f"DELETE FROM target.{table}")  # noqa: S608  a name of two words, as `_sum` saw to
    connection.execute(f"INSERT INTO target.{table} BY NAME FROM media.{table}")
    connection.execute("COMMIT")
    found = table_sum(connection, "target", table)
    if found != wanted:
        raise WarehouseError(
            f"{lake}: {table} holds {found.n_rows} rows with checksum {found.checksum:x} after copying"
            f" {wanted.n_rows} with {wanted.checksum:x}; the file is as it was: report this"
        )
    return Moved(table, found, is_copied=True)


def table_sum(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> Sum:
    """Return what *table* of the attached *database* holds."""
    if not TABLE.fullmatch(table):
        raise WarehouseError(f"{table!r}: is no name of a table, and stands in core.contract")
    row = connection.execute(statement("table_sum"), {"table": f"{database}.{table}"}).fetchone()
    return Sum(int(row[0]), int(row[1])) if row else Sum(0, 0)
