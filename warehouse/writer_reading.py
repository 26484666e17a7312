"""The writer file, read and not written: for who asks what is committed and not published yet."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.checkpoint import journal_of
from warehouse.errors import WarehouseError
from warehouse.lock import LOCK_NAME, LockHolder, exclusive
from warehouse.migrations import check_known
from warehouse.store import Warehouse


def why_not_the_writer(folder: Path, held_by: LockHolder | None) -> str | None:
    """Return why the writer file cannot be looked at, though nothing is wrong; None when it can.

    Args:
        folder: of the warehouse.
        held_by: who holds its lock, where that is not waited for.
    """
    warehouse = Warehouse(folder)
    if not warehouse.writer_path.is_file():
        return "there is no writer file here"
    if held_by:
        return f"the writer file is in use: {held_by}"
    if not os.access(warehouse.writer_folder / LOCK_NAME, os.W_OK):
        return "the writer file belongs to somebody else"
    if journal_of(warehouse.writer_path).is_file():
        return "a checkpoint of the writer file was cut short; the next run, or newsecho publish, puts it right"
    return None


@contextmanager
def read_writer(folder: Path, owner: str, *, wait_s: float) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the writer file of the warehouse at *folder* for reading, in UTC, under its lock.

    Args:
        folder: of the warehouse.
        owner: what it is for; whoever waits for the lock reads it.
        wait_s: how long to wait for the lock.

    Raises:
        WarehouseError: somebody holds the lock for longer, or the file cannot be read.
    """
    warehouse = Warehouse(folder)
    path = warehouse.writer_path
    with exclusive(warehouse.writer_folder, owner, wait_s=wait_s):
        try:
            with duckdb.connect(str(path), read_only=True) as connection:
                connection.execute("SET TimeZone = 'UTC'")
                check_known(connection, path)
                yield connection
        except duckdb.Error as error:
            fact = str(error).strip().splitlines()[0]
            raise WarehouseError(
                f"{path}: cannot be read: {fact}; put a copy of the published file in its place"
            ) from error
