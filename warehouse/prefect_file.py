"""The SQLite file of the Prefect server that `newsecho serve` runs: what its own tidying leaves free is given back."""

import sqlite3
from contextlib import closing
from pathlib import Path

from warehouse.errors import WarehouseError

PREFECT_FOLDER = "prefect"
DATABASE_NAME = "prefect.db"
WAIT_S = 30.0  # for a transaction of the server, which take milliseconds


def database_of(folder: Path) -> Path:
    """Return where the server of the warehouse at *folder* keeps what it knows."""
    return folder / PREFECT_FOLDER / DATABASE_NAME


def vacuum(path: Path) -> tuple[int, int]:
    """Write the database at *path* anew without its free room; return its size in bytes before and after.

    Raises:
        WarehouseError: the server holds it for too long, or there is no room for a second file.
    """
    before = path.stat().st_size
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_S)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise WarehouseError(f"{path}: cannot be vacuumed ({error}); the next newsecho maintain tries again") from error
    return before, path.stat().st_size
