"""Checkpoints of the writer file, which a kill in the middle of one does not damage.

DuckDB (1.5 and 2.0) writes what is new beside what is old and turns over to it in one step, but for its metadata: a
block of it holds sixty-four pieces, and new pieces go into the free ones of a block in use, with all its 256 kB written
again, in place. The kernel ends a killed process's write between two pages; the block's checksum is then wrong, and
nobody can open the file: seen twice in 2,000 kills during publication. So these blocks (8 MB of a file of 3.7 GB) are
kept beside the file until the checkpoint is done, as SQLite keeps its rollback journal.
"""

import os
from pathlib import Path

import duckdb

from warehouse.copy_snapshot import BLOCK_BYTES, HEADERS_BYTES
from warehouse.durable import written_whole

METADATA_BLOCKS = "SELECT block_id FROM pragma_metadata_info('media') ORDER BY ALL"
LOCATION_BYTES = 8


def journal_of(path: Path) -> Path:
    """Return where the blocks are kept that a checkpoint of the file at *path* may be writing."""
    return path.with_name(f"{path.name}.journal")


def log_bytes(path: Path) -> int:
    """Return the size of the log of the file at *path*: what a checkpoint would write into the file."""
    try:
        return path.with_name(f"{path.name}.wal").stat().st_size
    except FileNotFoundError:
        return 0


def checkpoint(connection: duckdb.DuckDBPyConnection, path: Path, descriptor: int) -> None:
    """Write what the log holds into the file at *path*, attached as `media`.

    Args:
        connection: without an open transaction.
        path: of the file.
        descriptor: the file, open for reading since before it was attached and until after it is detached: to close
            it earlier would drop DuckDB's lock on the file.

    Raises:
        WarehouseError: the journal cannot be written; nothing was done.
        duckdb.Error: the file cannot; the next `restore` undoes what was done.
    """
    keep(connection, path, descriptor)
    connection.execute("CHECKPOINT media")
    journal_of(path).unlink()


def keep(connection: duckdb.DuckDBPyConnection, path: Path, descriptor: int) -> None:
    """Write the journal: the file's headers, then each block of metadata after its location in the file."""
    size = os.fstat(descriptor).st_size
    with written_whole(journal_of(path)) as unfinished, unfinished.open("wb") as journal:
        journal.write(os.pread(descriptor, HEADERS_BYTES, 0))
        for (block_id,) in connection.execute(METADATA_BLOCKS).fetchall():
            location = HEADERS_BYTES + block_id * BLOCK_BYTES
            if location < size:
                journal.write(location.to_bytes(LOCATION_BYTES, "little"))
                journal.write(os.pread(descriptor, BLOCK_BYTES, location))


def restore(path: Path) -> None:
    """Undo a checkpoint of the file at *path* that was cut short; one that was done is left as it is.

    The caller holds the lock, and nobody has the file open. Its headers are written last: while they are what they
    were, so is all that they lead to, but for the blocks in the journal.

    Raises:
        OSError: the file cannot be written; the journal stays.
    """
    journal = journal_of(path)
    if not journal.is_file():
        return
    with journal.open("rb") as kept, path.open("r+b") as file:
        if kept.read(HEADERS_BYTES) == file.read(HEADERS_BYTES):
            while location := kept.read(LOCATION_BYTES):
                file.seek(int.from_bytes(location, "little"))
                file.write(kept.read(BLOCK_BYTES))
            file.flush()
            os.fsync(file.fileno())
    journal.unlink()
