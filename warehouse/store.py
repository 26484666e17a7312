"""The private writer file: short exclusive sessions, one transaction each.

DuckDB locks a file against every other process while it is open, readers included. So the pipeline writes a file of
its own, `.writer/newsecho.duckdb`, opens it for one transaction at a time, and people read a published copy. In a lake there is one transaction at a time
too, and everyone reads what is committed.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import duckdb

from warehouse.errors import WarehouseError
from warehouse.lake import Lake, refuse_half_copied
from warehouse.lock import exclusive
from warehouse.migrations import migrate
from warehouse.rows import Row, bound
from warehouse.statements import statement
from warehouse.turn import open_for_writing

WRITER_FOLDER = ".writer"
WRITER_NAME = "newsecho.duckdb"
LOCK_WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction on the warehouse. Passed along as it is; only this package looks inside."""

    connection: duckdb.DuckDBPyConnection

    def run(self, sql: LiteralString, **values: Any) -> list[tuple[Any, ...]]:
        """Execute a statement written out in the code and return its rows."""
        return self.connection.execute(sql, bound(values)).fetchall()

    def run_file(self, name: str, **values: Any) -> list[tuple[Any, ...]]:
        """Execute `queries/<name>.sql` and return its rows."""
        return self.connection.execute(statement(name), bound(values)).fetchall()

    def rows(self, name: str, **values: Any) -> list[Row]:
        """Execute `queries/<name>.sql` and return its rows by column name."""
        cursor = self.connection.execute(statement(name), bound(values))
        columns = [str(column[0]) for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def insert(self, into: LiteralString, rows: Sequence[Row]) -> None:
        """Insert *rows* by the names of their columns, if there are any; *into* is `INSERT INTO` and the table."""
        if rows:
            self.run(into + " BY NAME SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)", rows=rows)


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The warehouse at a folder, or in a lake; nothing is opened until a transaction is."""

    folder: Path
    lock_wait_s: float = LOCK_WAIT_S
    lake: Lake | None = None  # where the tables are, instead of in the folder's file

    @property
    def writer_folder(self) -> Path:
        """Return the private folder with the writer file and its lock."""
        return self.folder / WRITER_FOLDER

    @property
    def writer_path(self) -> Path:
        """Return the private file that is written."""
        return self.writer_folder / WRITER_NAME

    @contextmanager
    def transaction(self, owner: str) -> Generator[Transaction]:
        """Open the warehouse for one transaction: committed on a clean exit, rolled back on any error.

        Args:
            owner: what it is for, in words; whoever waits for the lock reads it.

        Raises:
            WarehouseError: another process holds the lock for too long, or the warehouse cannot be opened.
        """
        with self.open(owner) as connection:
            connection.execute("BEGIN")
            try:
                yield Transaction(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def open(self, owner: str) -> Generator[duckdb.DuckDBPyConnection]:
        """Open the warehouse for writing as *owner*, alone and with its schema up to date; closed afterwards.

        Raises:
            WarehouseError: another process holds the lock for too long, or the warehouse cannot be opened.
        """
        if self.lake is not None:
            with open_for_writing(self.lake, owner, wait_s=self.lock_wait_s) as connection:
                refuse_half_copied(connection, self.lake)
                migrate(connection, where=self.lake)
                yield connection
            return
        with exclusive(self.writer_folder, owner, wait_s=self.lock_wait_s), open_writer(self.writer_path) as connection:
            yield connection


@contextmanager
def open_writer(path: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the writer file at *path*, made when it is not there, with its schema up to date; closed afterwards.

    The caller holds the lock. ROW_GROUP_SIZE is not stored in the file: it bounds how much a checkpoint of a small
    append rewrites (3.5 s against .26 s at 100,000 articles). STORAGE_VERSION v1.5.0 is read by 1.5.x and 2.0.x.
    """
    with duckdb.connect(":memory:", config={"temp_directory": str(path.parent / "tmp")}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        try:
            # ATTACH takes no parameters; a path is a string literal here, its quotes doubled.
            quoted = str(path).replace("'", "''")
            connection.execute(f"ATTACH '{quoted}' AS media (ROW_GROUP_SIZE 8192, STORAGE_VERSION 'v1.5.0')")
        except duckdb.Error as error:
            raise WarehouseError(f"{path}: cannot be opened as a warehouse: {_first_line(error)}") from error
        connection.execute("USE media")
        migrate(connection, where=path)
        yield connection


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
