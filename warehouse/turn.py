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
from warehouse.lock import exclusive
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
        yield connection


@contextmanager
def turn(connection: duckdb.DuckDBPyConnection, lake: Lake, owner: str, *, wait_s: float) -> Generator[None]:
    """Hold the turn of *lake* as *owner* while the body runs, over a *connection* prepared for it."""
    if lake.catalog_file is not None:
        with exclusive(lake.catalog_file.parent, owner, wait_s=wait_s):
            yield
        return
    try:
        connection.execute(f"ATTACH {quoted(lake.connection_string or '')} AS turn (TYPE postgres, READ_ONLY)")
    except duckdb.Error as error:
        raise WarehouseError(f"{lake}: cannot be opened as a warehouse: {lake.without_secrets(error)}") from None
    # A cursor has a transaction of its own, and with it the one Postgres connection that holds the lock.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        # Who waits behind us is told this name.
        name = f"SELECT set_config('application_name', {quoted(f'newsecho {owner}'[:MAX_NAME])}, true) AS name"
        cursor.execute("SELECT name FROM postgres_query('turn', $name)", {"name": name}).fetchall()
        _wait(cursor, lake, owner, wait_s)
        yield


def _wait(cursor: duckdb.DuckDBPyConnection, lake: Lake, owner: str, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while not _is_taken(cursor):
        if time.monotonic() >= deadline:
            holder = cursor.execute(statement("who_writes")).fetchone()
            named = f"held by {holder[0]} (for {holder[1]:.0f} s)" if holder else "held by another"
            raise WarehouseError(
                f"{lake}: {owner!r} waited {wait_s:.0f} s for its turn to write, {named}; try again when it is done"
            )
        time.sleep(POLL_S)


def _is_taken(cursor: duckdb.DuckDBPyConnection) -> bool:
    row = cursor.execute(statement("take_turn")).fetchone()
    return row is not None and bool(row[0])
