"""What can be wrong with a warehouse folder, a sentence each with the way out: for `newsecho doctor`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from warehouse.audit import violations
from warehouse.inspection import LakeFacts, WarehouseFacts
from warehouse.lake import Lake, Place
from warehouse.lock import LockHolder, holder
from warehouse.publish import PREVIOUS_NAME, SNAPSHOT_NAME, UNFINISHED_NAME
from warehouse.sql import open_snapshot
from warehouse.statements import statement
from warehouse.store import Warehouse
from warehouse.writer_reading import read_writer

COPIES_WITH_ROOM = 2  # publishing writes one; a run grows the writer file meanwhile
LOCK_MAY_LAST_S = 600  # transactions take seconds, and who waits gives up after half a minute
RUN_MAY_LAST = timedelta(hours=6)
PUBLISHING_MAY_LAST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class RunState:
    """Runs that ended in one way, or have not ended."""

    state: str
    n_runs: int
    last_started_at: datetime
    last_ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one of the two database files holds: its broken keys, a sentence each, and its runs."""

    broken: tuple[str, ...]
    runs: tuple[RunState, ...]

    @property
    def last_ended_at(self) -> datetime | None:
        """Return when the last run ended that did."""
        return max((one.last_ended_at for one in self.runs if one.last_ended_at), default=None)


def look_at_snapshot(snapshot: Place) -> FileFacts:
    """Return what the published file holds, or the lake.

    Raises:
        WarehouseError: nothing is published there, or it cannot be read.
    """
    with open_snapshot(snapshot) as connection:
        return _facts(connection)


def look_at_writer(folder: Path) -> FileFacts:
    """Return what the writer file holds; nobody is kept waiting.

    Raises:
        WarehouseError: somebody holds the lock, or the file cannot be read.
    """
    with read_writer(folder, "doctor", wait_s=0) as connection:
        return _facts(connection)


def feed_states(snapshot: Place) -> list[tuple[str, int]]:
    """Return how many feeds of the published snapshot are in each state."""
    with open_snapshot(snapshot) as connection:
        return connection.execute(statement("feed_states")).fetchall()


def problems_of_files(snapshot: FileFacts, writer: FileFacts | None, now: datetime) -> Iterator[str]:
    """Yield what is wrong with the rows of either file, and with what the snapshot lacks."""
    for broken in snapshot.broken:
        yield f"published file: {broken}; make it anew with: newsecho publish"
    for broken in writer.broken if writer else ():
        yield f"writer file: {broken}; stop the runs and copy a published file without that over it"
    if writer and writer.last_ended_at and writer.last_ended_at < now - PUBLISHING_MAY_LAST:
        known = snapshot.last_ended_at
        if known is None or known < writer.last_ended_at:
            ended = f"{writer.last_ended_at:%Y-%m-%d %H:%M}"
            yield f"what the run wrote that ended at {ended} is not published; do it with: newsecho publish"


def problems_of_runs(runs: Sequence[RunState], now: datetime) -> Iterator[str]:
    """Yield the run that should have ended; one that was killed and has a run after it is history."""
    last_end = max((one.last_ended_at for one in runs if one.last_ended_at), default=None)
    for one in runs:
        started = one.last_started_at
        is_last = last_end is None or started > last_end
        if one.state == "running" and is_last and started < now - RUN_MAY_LAST:
            yield (
                f"the run of {started:%Y-%m-%d %H:%M} has not ended: if it does not go on any more it was killed;"
                " newsecho run takes up what it left"
            )


def problems_of_lake(lake: Lake, facts: LakeFacts, found: FileFacts) -> Iterator[str]:
    """Yield what is wrong with the rows of the lake, its schema, and who writes to it."""
    yield from (f"{lake}: {broken}" for broken in found.broken)
    yield from _held_for_long(facts.lock_holder)
    if facts.schema_version < facts.newest_schema_version:
        yield (
            f"{lake}: has schema {facts.schema_version}, this newsecho writes {facts.newest_schema_version};"
            " newsecho run brings it up to date"
        )


def _held_for_long(holder: LockHolder | None) -> Iterator[str]:
    if holder and holder.age_s > LOCK_MAY_LAST_S:
        yield f"the writer lock is held by {holder}; nothing can be written: if that process hangs, end it"


def problems_of_folder(folder: Path, facts: WarehouseFacts) -> Iterator[str]:
    """Yield what is wrong with the lock, the disk and the files at *folder*."""
    yield from _held_for_long(facts.lock_holder)
    if facts.schema_version < facts.newest_schema_version:
        yield (
            f"{folder / SNAPSHOT_NAME}: has schema {facts.schema_version}, this newsecho writes"
            f" {facts.newest_schema_version}; make it anew with: newsecho publish"
        )
    wanted = COPIES_WITH_ROOM * facts.n_writer_bytes
    if facts.n_free_bytes < wanted:
        yield (
            f"{folder}: {facts.n_free_bytes / 1e6:.0f} MB are free on its disk and the next publish should find"
            f" {wanted / 1e6:.0f} MB, twice the writer file; make room, or move the folder"
        )


def leftovers(folder: Path) -> Iterator[str]:
    """Yield what killed programs left in *folder*; to be asked before the snapshot is opened, which tidies it."""
    warehouse = Warehouse(folder)
    if holder(warehouse.writer_folder):  # what lies there may be in use
        return
    for path in (warehouse.writer_folder / UNFINISHED_NAME, folder / f".{PREVIOUS_NAME}"):
        if path.exists():
            yield f"{path}: a publish that was killed left it; remove it, or the next newsecho publish does"
    for path in sorted(folder.glob("newsecho*.duckdb.wal")):
        yield (
            f"{path}: a program opened the published file to write to it; close that program and remove this file,"
            " or the next newsecho publish does"
        )
    spilled = [*folder.glob("newsecho*.duckdb.tmp/*"), *(warehouse.writer_folder / "tmp").glob("*")]
    unfinished = [*(folder / "raw").rglob("*.tmp")]
    for paths, who in ((spilled, "a query"), (unfinished, "a run")):
        if paths:
            more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
            yield f"{min(paths)}{more}: {who} that was killed left it; remove it when nothing runs"


def _facts(connection: duckdb.DuckDBPyConnection) -> FileFacts:
    runs = connection.execute(statement("run_states")).fetchall()
    return FileFacts(tuple(violations(connection)), tuple(RunState(*row) for row in runs))
