"""The private writer file: short exclusive sessions, one transaction each.

DuckDB locks a file against every other process while it is open, readers included. So the pipeline writes a file of
its own, `.writer/newsecho.duckdb`, opens it for one transaction at a time, and people read a published copy. A lake has
one transaction at a time too, and everyone reads what is committed.
"""

import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, LiteralString

import duckdb

from warehouse.checkpoint import checkpoint, journal_of, log_bytes, restore
from warehouse.dialect import query_for_lake
from warehouse.engine import borrowed_engine
from warehouse.errors import WarehouseError
from warehouse.interrupts import signalled
from warehouse.lake import Lake, refuse_half_copied
from warehouse.migrations import migrate
from warehouse.rows import Row, bound
from warehouse.session import session
from warehouse.statements import statement
from warehouse.turn import open_for_writing
from warehouse.wholeness import check_whole

WRITER_FOLDER = ".writer"
WRITER_NAME = "newsecho.duckdb"
LOCK_WAIT_S = 30.0
LOG_BYTES = 16_000_000  # DuckDB's own measure: above it, to read the log at each opening costs more than a checkpoint


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction on the warehouse. Passed along as it is; only this package looks inside."""

    connection: duckdb.DuckDBPyConnection
    in_lake: bool = False

    def run(self, sql: LiteralString, **values: Any) -> list[tuple[Any, ...]]:
        """Execute a statement written out in the code and return its rows."""
        return self.connection.execute(sql, bound(values)).fetchall()

    def run_file(self, name: str, **values: Any) -> list[tuple[Any, ...]]:
        """Execute `queries/<name>.sql` and return its rows."""
        return self._execute(name, values).fetchall()

    def rows(self, name: str, **values: Any) -> list[Row]:
        """Execute `queries/<name>.sql` and return its rows by column name."""
        cursor = self._execute(name, values)
        columns = [str(column[0]) for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def columns(self, name: str, **values: Any) -> dict[str, Any]:
        """Execute `queries/<name>.sql` and return its columns as NumPy arrays, for a million rows of numbers."""
        return self._execute(name, values).fetchnumpy()

    def insert(self, into: LiteralString, rows: Sequence[Row]) -> None:
        """Insert *rows* by the names of their columns, if there are any; *into* is `INSERT INTO` and the table."""
        if rows:
            self.run(into + " BY NAME SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)", rows=rows)

    def _execute(self, name: str, values: Row) -> duckdb.DuckDBPyConnection:
        text = statement(name)
        return self.connection.execute(query_for_lake(text) if self.in_lake else text, bound(values))


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The warehouse at a folder, or in a lake; nothing is opened until a transaction is."""

    folder: Path
    lock_wait_s: float = LOCK_WAIT_S
    rest_s: float = 0.0  # how long a session rests after a transaction for the next one to take up
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
            WarehouseError: another process holds the lock for too long, the warehouse cannot be opened, or there is no
                room for what the body wrote.
        """
        try:
            with self._opened(owner) as connection:
                connection.execute("BEGIN")
                try:
                    yield Transaction(connection, self.lake is not None)
                    self._commit(connection, owner)
                except BaseException:
                    # A COMMIT that failed may have rolled back; it must not hide why it failed.
                    with suppress(duckdb.Error):
                        connection.execute("ROLLBACK")
                    raise
        except RuntimeError as error:
            if (stop := signalled(error)) is not None:
                raise stop from None
            raise

    def _commit(self, connection: duckdb.DuckDBPyConnection, owner: str) -> None:
        try:
            connection.execute("COMMIT")
        except duckdb.Error as error:
            raise WarehouseError(
                f"{self.lake or self.writer_path}: what {owner!r} found cannot be stored: {_first_line(error)};"
                " make room where that is and do it again: what was stored before is there"
            ) from error

    @contextmanager
    def _opened(self, owner: str) -> Generator[duckdb.DuckDBPyConnection]:
        if self.lake is not None:
            with open_for_writing(self.lake, owner, wait_s=self.lock_wait_s) as connection:
                refuse_half_copied(connection, self.lake)
                migrate(connection, where=self.lake)
                yield connection
            return
        opener = partial(open_writer, self.writer_path)
        with session(self.writer_folder, owner, opener, wait_s=self.lock_wait_s, rest_s=self.rest_s) as connection:
            yield connection


@contextmanager
def open_writer(path: Path, *, checkpoint_from: int = LOG_BYTES) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the writer file at *path*, made when it is not there, with its schema up to date; closed afterwards.

    The caller holds the lock. ROW_GROUP_SIZE is not stored in the file: it bounds how much a checkpoint of a small
    append rewrites (at a million articles .08 s; with DuckDB's own 122,880 rows 3.5 s at a tenth of them). A column of
    16,384 ids fills a block; of those of 8,192, half a block each, two do not fit beside its header: the file takes 8 %
    more, and the checkpoint as long. STORAGE_VERSION v1.5.0 is read by 1.5.x and 2.0.x.

    Args:
        path: of the file.
        checkpoint_from: size in bytes of the log from which, at the end, it is written into the file; 0: always.
    """
    n_bytes = path.stat().st_size if path.is_file() else 0
    with borrowed_engine(path.parent / "tmp", n_bytes=n_bytes) as connection:
        if not path.exists():
            _make(connection, path)
        with _held_open(path) as descriptor, _attached(connection, path):
            migrate(connection, where=path)
            yield connection
            if log_bytes(path) >= checkpoint_from:
                checkpoint(connection, path, descriptor)


def _make(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Make the file under another name first: killed while DuckDB writes its headers, it leaves a ruin."""
    unfinished = path.with_name(f"new.{path.name}")
    for ruin in (unfinished, unfinished.with_name(f"{unfinished.name}.wal"), journal_of(path)):
        ruin.unlink(missing_ok=True)
    with _attached(connection, unfinished):
        migrate(connection, where=path)
        connection.execute("CHECKPOINT media")
    unfinished.rename(path)


@contextmanager
def _held_open(path: Path) -> Generator[int]:
    """Open the file at *path* for reading, after putting right what a killed process left of it."""
    try:
        restore(path)
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise WarehouseError(
            f"{path}: cannot be opened ({error.strerror}); choose another folder with --warehouse"
        ) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, path: Path) -> Generator[None]:
    """Attach the file at *path* as `media`, the current database, for the time of the body."""
    try:
        # ATTACH takes no parameters; a path is a string literal here, its quotes doubled.
        quoted = str(path).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS media (ROW_GROUP_SIZE 16384, STORAGE_VERSION 'v1.5.0')")
    except duckdb.Error as error:
        raise WarehouseError(
            f"{path}: cannot be opened as a warehouse: {_first_line(error)}; choose another folder with --warehouse,"
            " or put a copy of the published file in its place"
        ) from error
    connection.execute("USE media")
    try:
        check_whole(connection, path, way_out="put a copy of the published file in its place")
        yield
    except BaseException as error:
        with suppress(duckdb.Error):  # it must not hide why the session failed
            connection.execute("USE memory; DETACH media")
        # A file that was cut opens well, and ends in the middle.
        if isinstance(error, duckdb.IOException | duckdb.FatalException):
            raise WarehouseError(
                f"{path}: cannot be read or written: {_first_line(error)}; make room on its disk or, if the file is"
                " damaged, put a copy of the published file in its place"
            ) from error
        raise
    connection.execute("USE memory; DETACH media")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
