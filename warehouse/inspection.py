"""What a look at a warehouse folder or a lake tells: its schema, its size, who holds it, how many rows it has."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError
from warehouse.lake import Lake, data_path_of
from warehouse.lock import LockHolder, holder
from warehouse.migrations import schema_files, schema_version
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import open_snapshot
from warehouse.statements import statement
from warehouse.store import Warehouse
from warehouse.turn import holder_of

PACKS_SINCE, FEED_BODIES_SINCE = 11, 17  # schema versions


@dataclass(frozen=True, slots=True)
class WarehouseFacts:
    """The state of a warehouse folder."""

    schema_version: int  # of the published snapshot
    newest_schema_version: int  # that this newsecho knows
    n_bytes: int  # of everything in the folder
    n_snapshot_bytes: int
    n_writer_bytes: int  # with its log
    n_raw_bytes: int
    n_raw_bodies: int  # that the published snapshot names
    n_free_bytes: int  # on the disk of the folder
    published_at: datetime
    lock_holder: LockHolder | None
    n_rows: dict[str, int]  # table -> rows, in the published snapshot


def inspect(folder: Path) -> WarehouseFacts:
    """Return the state of the warehouse at *folder*, without waiting for its lock.

    Raises:
        WarehouseError: nothing is published there, or what is there is no warehouse.
    """
    warehouse = Warehouse(folder)
    with open_snapshot(folder / SNAPSHOT_NAME) as connection:
        version = schema_version(connection, folder / SNAPSHOT_NAME)
        n_rows = _n_rows(connection)
        n_packed = _n_packed_bodies(connection, version)
    alone = list((folder / "raw").glob("??/*.gz"))
    raw = _n_bytes(*alone, *(folder / "raw").glob("????-??/*.parquet"))
    snapshots = _n_bytes(*folder.glob("newsecho*.duckdb"))
    writer = _n_bytes(*warehouse.writer_folder.glob(f"{warehouse.writer_path.name}*"))
    return WarehouseFacts(
        schema_version=version,
        newest_schema_version=len(schema_files()),
        n_bytes=snapshots + writer + raw,
        n_snapshot_bytes=_n_bytes(folder / SNAPSHOT_NAME),
        n_writer_bytes=writer,
        n_raw_bytes=raw,
        n_raw_bodies=n_packed + len(alone),
        n_free_bytes=shutil.disk_usage(folder).free,
        published_at=datetime.fromtimestamp((folder / SNAPSHOT_NAME).stat().st_mtime, UTC),
        lock_holder=holder(warehouse.writer_folder),
        n_rows=n_rows,
    )


@dataclass(frozen=True, slots=True)
class LakeFacts:
    """The state of a lake."""

    schema_version: int
    newest_schema_version: int  # that this newsecho knows
    data_path: str  # where its data lie
    committed_at: datetime | None
    lock_holder: LockHolder | None
    n_rows: dict[str, int]  # table -> rows


def inspect_lake(lake: Lake) -> LakeFacts:
    """Return the state of *lake*, without waiting for its turn to write.

    Raises:
        WarehouseError: it cannot be reached, or is no warehouse.
    """
    with open_snapshot(lake) as connection:
        last = "SELECT max(snapshot_time) FROM ducklake_snapshots('media')"
        (committed_at,) = connection.execute(last).fetchone() or (None,)
        return LakeFacts(
            schema_version=schema_version(connection, lake),
            newest_schema_version=len(schema_files()),
            data_path=data_path_of(connection, "media"),
            committed_at=committed_at,
            lock_holder=holder_of(lake),
            n_rows=_n_rows(connection),
        )


def check_there(folder: Path) -> None:
    """Check that there is a warehouse at *folder* to write to: a slip of the pen must not make an empty one.

    Raises:
        WarehouseError: there is none.
    """
    path = Warehouse(folder).writer_path
    if folder.is_file():
        raise WarehouseError(f"{folder}: is a file, not a warehouse folder; choose a folder with --warehouse")
    if not path.is_file():
        raise WarehouseError(
            f"{path}: is not there, so nothing was collected; choose a folder with --warehouse, or: newsecho run"
        )


def has_articles(folder: Path) -> bool:
    """Say whether the warehouse at *folder* holds an article, published or not; making none where there is none."""
    warehouse = Warehouse(folder)
    if not warehouse.writer_path.is_file():
        return False
    with warehouse.transaction("look for articles") as tx:
        return bool(tx.run("SELECT 1 FROM core.article LIMIT 1"))


def has_runs_besides(folder: Path, *, trigger: str) -> bool:
    """Say whether the warehouse at *folder* saw a run that something else than *trigger* started."""
    warehouse = Warehouse(folder)
    if not warehouse.writer_path.is_file():
        return False
    with warehouse.transaction("look for other runs") as tx:
        return bool(tx.run("SELECT 1 FROM core.run WHERE trigger <> $trigger LIMIT 1", trigger=trigger))


def _n_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    n_rows: dict[str, int] = {}
    for table, _ in connection.execute(statement("contracts")).fetchall():
        row = connection.execute("SELECT count(*) FROM query_table($name)", {"name": table}).fetchone()
        n_rows[table.removeprefix("core.")] = int(row[0]) if row else 0
    return n_rows


def _n_packed_bodies(connection: duckdb.DuckDBPyConnection, version: int) -> int:
    tables = {"core.page": PACKS_SINCE, "core.feed_body": FEED_BODIES_SINCE}
    ask = "SELECT count(DISTINCT body_sha256) FROM query_table($name) WHERE pack_id IS NOT NULL"
    n_bodies = 0
    for name, since in tables.items():
        row = connection.execute(ask, {"name": name}).fetchone() if version >= since else None
        n_bodies += int(row[0]) if row else 0
    return n_bodies


def _n_bytes(*paths: Path) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())
