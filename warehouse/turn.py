"""The writers' turn of a lake: one transaction at a time, on whichever machines the writers are.

DuckLake keeps two commits apart that change the same rows, but not two that insert the same key: each would find the
article missing and add it. So a writer takes its turn first, as it takes the lock of the file: an advisory lock in
Postgres, which that server drops with the connection of a killed writer, or a lock file beside a catalog that is one.
What else runs in a transaction's time (fetching, extracting, translating) runs in as many processes as there are.
"""

import time
from collections.abc import Generator
from contextlib import contextmanager

import duckdb

from warehouse.errors import WarehouseError
from warehouse.lake import POLL_S, Lake, connected, quoted
from warehouse.lock import LockHolder, exclusive, holder
from warehouse.statements import statement

MAX_NAME = 63  # bytes of an application_name in Postgres


@contextmanager
def open_for_writing(lake: Lake, owner: str, *, wait_s: float) -> Generator[duckdb.DuckDBPyConnection]:
    """Take the turn to write to *lake* as *owner*, and open it as the current database; both given back afterwards.

    Raises:
        WarehouseError: another writer has the turn for longer than *wait_s*, or the lake cannot be reached.
    """
    with connected(lake) as connection, turn(connection, lake, owner, wait_s=wait_s):
        lake.attach(connection, read_only=False, wait_s=wait_s)
        connection.execute("USE media")
        try:
            yield connection
        except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as error:
            raise WarehouseError(
                f"{lake}: cannot be read or written: {lake.without_secrets(error)};"
                " try again, what was written is not written twice"
            ) from None


@contextmanager
def turn(connection: duckdb.DuckDBPyConnection, lake: Lake, owner: str, *, wait_s: float) -> Generator[None]:
    """Hold the turn of *lake* as *owner* while the body runs, over a *connection* prepared for it."""
    if lake.lock_folder is not None:
        with exclusive(lake.lock_folder, owner, wait_s=wait_s):
            yield
        return
    _attach_catalog(connection, lake)
    # A cursor has a transaction of its own, and with it the one Postgres connection that holds the lock.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        # Who waits behind us is told this name.
        name = f"SELECT set_config('application_name', {quoted(f'newsecho {owner}'[:MAX_NAME])}, true) AS name"
        cursor.execute("SELECT name FROM postgres_query('turn', $name)", {"name": name}).fetchall()
        _wait(cursor, lake, owner, wait_s)
        yield


def holder_of(lake: Lake) -> LockHolder | None:
    """Return who has the turn to write to *lake* now, or None when it is free.

    Raises:
        WarehouseError: the lake cannot be reached.
    """
    if lake.lock_folder is not None:
        return holder(lake.lock_folder)
    with connected(lake) as connection:
        _attach_catalog(connection, lake)
        return _holder(connection)


def _attach_catalog(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    try:
        connection.execute(f"ATTACH {quoted(lake.connection_string or '')} AS turn (TYPE postgres, READ_ONLY)")
    except duckdb.Error as error:
        raise WarehouseError(f"{lake}: cannot be opened as a warehouse: {lake.without_secrets(error)}") from None


def _holder(connection: duckdb.DuckDBPyConnection) -> LockHolder | None:
    row = connection.execute(statement("who_writes")).fetchone()
    return LockHolder(*row) if row else None


def _wait(cursor: duckdb.DuckDBPyConnection, lake: Lake, owner: str, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while not _is_taken(cursor):
        if time.monotonic() >= deadline:
            raise WarehouseError(
                f"{lake}: {owner!r} waited {wait_s:.0f} s for its turn to write,"
                f" held by {_holder(cursor) or 'another'}; try again when it is done"
            )
        time.sleep(POLL_S)


def _is_taken(cursor: duckdb.DuckDBPyConnection) -> bool:
    row = cursor.execute(statement("take_turn")).fetchone()
    return row is not None and bool(row[0])
