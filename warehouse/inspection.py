"""What a look at a warehouse folder tells: its schema, its size, who holds it, how many rows it has."""

from dataclasses import dataclass
from pathlib import Path

from warehouse.lake import Lake, Place
from warehouse.lock import LockHolder, holder
from warehouse.migrations import schema_files, schema_version
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import open_snapshot
from warehouse.statements import statement
from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True)
class WarehouseFacts:
    """The state of a warehouse folder; rows and schema are those of the lake where there is one."""

    schema_version: int  # of the published snapshot
    newest_schema_version: int  # that this newsecho knows
    n_bytes: int  # of everything in the folder
    n_snapshot_bytes: int
    n_writer_bytes: int
    n_raw_bytes: int
    n_raw_bodies: int
    lock_holder: LockHolder | None
    n_rows: dict[str, int]  # table -> rows, in the published snapshot


def inspect(folder: Path, lake: Lake | None = None) -> WarehouseFacts:
    """Return the state of the warehouse at *folder*, its tables in *lake* if there is one, without waiting for its lock.

    Raises:
        WarehouseError: nothing is published there, or what is there is no warehouse.
    """
    warehouse = Warehouse(folder)
    place: Place = lake or folder / SNAPSHOT_NAME
    with open_snapshot(place) as connection:
        version = schema_version(connection, place)
        tables = [table for table, _ in connection.execute(statement("contracts")).fetchall()]
        n_rows: dict[str, int] = {}
        for table in tables:
            row = connection.execute("SELECT count(*) FROM query_table($name)", {"name": table}).fetchone()
            n_rows[table.removeprefix("core.")] = int(row[0]) if row else 0
    bodies = [path.stat().st_size for path in (folder / "raw").glob("*/*.gz")]
    snapshots = _n_bytes(*folder.glob("newsecho*.duckdb"))
    writer = _n_bytes(*warehouse.writer_folder.glob("*"))
    return WarehouseFacts(
        schema_version=version,
        newest_schema_version=len(schema_files()),
        n_bytes=snapshots + writer + sum(bodies),
        n_snapshot_bytes=_n_bytes(folder / SNAPSHOT_NAME),
        n_writer_bytes=writer,
        n_raw_bytes=sum(bodies),
        n_raw_bodies=len(bodies),
        lock_holder=holder(warehouse.writer_folder),
        n_rows=n_rows,
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


def _n_bytes(*paths: Path) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())
