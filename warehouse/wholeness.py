"""Whether a database file is all there: DuckDB opens one that was cut, counts its rows, and fails when it reads a text.

What is used of a file cannot be longer than the file. Its blocks in all can: free ones at its end are given back after
the headers were written. So a cut that takes less than the file has free is seen only by whoever reads what is gone.
"""

from pathlib import Path

import duckdb

from warehouse.copy_snapshot import BLOCK_BYTES, HEADERS_BYTES
from warehouse.errors import WarehouseError

N_USED = "SELECT used_blocks FROM pragma_database_size() WHERE database_name = current_database()"


def check_whole(connection: duckdb.DuckDBPyConnection, path: Path, *, way_out: str) -> None:
    """Check that the file at *path*, the current database of *connection*, holds the blocks that are in use.

    Raises:
        WarehouseError: it is shorter; the sentence ends in *way_out*.
    """
    row = connection.execute(N_USED).fetchone()
    wanted = HEADERS_BYTES + (int(row[0]) if row else 0) * BLOCK_BYTES
    found = path.stat().st_size
    if found < wanted:
        raise WarehouseError(f"{path}: cannot be read: it is cut off, {found} bytes of {wanted} are there; {way_out}")
