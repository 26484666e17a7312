"""Compaction: the writer file written anew, without the room that deleted and replaced rows left in it.

DuckDB gives free blocks to whoever writes next, and back to the disk only those at the end of the file. The new file is
made beside the old one, compared with it table by table, and then takes its name in one step: killed at any moment, the
old one stands.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.durable import sync
from warehouse.engine import borrowed_engine
from warehouse.errors import WarehouseError
from warehouse.lock import exclusive
from warehouse.migrations import migrate
from warehouse.move import Sum, table_sum, tables_of
from warehouse.session import end_rest
from warehouse.store import Warehouse, open_writer

PREFIX = "compact."
ALL_TABLES = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'media' ORDER BY ALL"


@dataclass(frozen=True, slots=True)
class Compaction:
    """What became of a file."""

    n_bytes_before: int
    n_bytes_after: int
    free_share: float  # of its blocks, before
    is_done: bool


def compact(warehouse: Warehouse, *, min_free_share: float) -> Compaction:
    """Write the writer file anew if at least *min_free_share* (0 to 1) of it is free.

    Nobody else writes meanwhile; readers of the published file notice nothing.

    Raises:
        WarehouseError: the lock is held for too long, there is no room for a second file, or the new one is not equal
            to the old one; the old one stands.
    """
    path = warehouse.writer_path
    new = path.with_name(PREFIX + path.name)
    end_rest(warehouse.writer_folder)
    with exclusive(warehouse.writer_folder, "compact", wait_s=warehouse.lock_wait_s):
        with open_writer(path, checkpoint_from=0):  # what the log holds goes into the file, and the log away
            pass
        _remove(new)
        before = path.stat().st_size
        with borrowed_engine(path.parent / "tmp") as connection:
            connection.execute(f"ATTACH {_quoted(path)} AS media (READ_ONLY)")
            try:
                share = _free_share(connection, before)
                if share < min_free_share:
                    return Compaction(before, before, share, is_done=False)
                _check_room(path, round(before * (1 - share)))
                _write(connection, new)
            except (duckdb.Error, OSError) as error:
                raise WarehouseError(f"{path}: cannot be compacted ({_first_line(error)}); it is as it was") from error
            finally:
                with suppress(duckdb.Error):
                    connection.execute("USE memory; DETACH DATABASE IF EXISTS target; DETACH media")
        try:
            sync(new)
            new.replace(path)
            sync(path.parent)
        finally:
            _remove(new)
        return Compaction(before, path.stat().st_size, share, is_done=True)


def _write(connection: duckdb.DuckDBPyConnection, new: Path) -> None:
    connection.execute(f"ATTACH {_quoted(new)} AS target (ROW_GROUP_SIZE 16384, STORAGE_VERSION 'v1.5.0')")
    connection.execute("USE target")
    migrate(connection, where=new)
    tables = tables_of(connection, "media")
    foreign = [str(name) for (name,) in connection.execute(ALL_TABLES).fetchall() if name not in tables]
    if foreign:
        raise WarehouseError(
            f"{new.parent}: not compacted, as {foreign[0]} is none of newsecho's tables: it would be lost"
        )
    for table in tables:
        wanted = table_sum(connection, "media", table)
        connection.execute("BEGIN")
        if table_sum(connection, "target", table) != Sum(0, 0):
            connection.execute(f"DELETE FROM target.{table}")  # noqa: S608  a name of two words, as `table_sum` saw to
        connection.execute(f"INSERT INTO target.{table} BY NAME FROM media.{table}")
        connection.execute("COMMIT")
        if table_sum(connection, "target", table) != wanted:
            raise WarehouseError(f"{new}: {table} is not what it was after copying; the old file stands: report this")
    connection.execute("CHECKPOINT target")


def _free_share(connection: duckdb.DuckDBPyConnection, n_bytes: int) -> float:
    """Return the share of a file of *n_bytes* that no table uses; DuckDB counts blocks that it has cut off too."""
    row = connection.execute(
        "SELECT used_blocks * block_size FROM pragma_database_size() WHERE database_name = 'media'"
    ).fetchone()
    return max(0.0, 1 - float(row[0]) / n_bytes) if row else 0.0


def _check_room(path: Path, n_bytes: int) -> None:
    free = shutil.disk_usage(path.parent).free
    if free < n_bytes:
        raise WarehouseError(
            f"{path}: not compacted, as its disk has {free / 1e6:.0f} MB free and a new file may take"
            f" {n_bytes / 1e6:.0f} MB; make room"
        )


def _remove(new: Path) -> None:
    for file in (new, new.with_name(f"{new.name}.wal")):
        file.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    # ATTACH takes no parameters; a path is a string literal here, its quotes doubled.
    return "'" + str(path).replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no message"])[0]
