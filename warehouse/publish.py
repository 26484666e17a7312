"""Publishing: a copy of what is committed, checked, then put in place of the last one in a single step.

Readers open the published file whenever they like: it is never written, only replaced, and who has the old one open
keeps it. The one before is kept beside it.
"""

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.audit import violations
from warehouse.copy_snapshot import PATCHED_FROM_BYTES
from warehouse.durable import sync
from warehouse.errors import WarehouseError
from warehouse.guard import keep_for_reading
from warehouse.lock import exclusive
from warehouse.session import end_rest
from warehouse.store import Warehouse, open_writer
from warehouse.wholeness import check_whole

SNAPSHOT_NAME = "newsecho.duckdb"
PREVIOUS_NAME = "newsecho.previous.duckdb"
UNFINISHED_NAME = "unpublished.duckdb"
COUNT_ARTICLES = "SELECT count(*) FROM core.article"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The published file."""

    path: Path
    n_articles: int
    n_bytes: int
    published_at: datetime


def publish(folder: Path, now: datetime, *, is_audited: bool = False) -> Snapshot:
    """Publish the warehouse at *folder*; an empty one too.

    Killed at any moment, it leaves the last published file as it was or the new one, whole.

    Args:
        folder: of the warehouse.
        now: when.
        is_audited: whether its keys were found sound just now; else they are looked at, as nobody publishes over a
            sound snapshot with one that is not.

    Raises:
        WarehouseError: the writer is held for too long or is not sound, the copy fails, or it does not hold what it
            should.
    """
    warehouse = Warehouse(folder)
    unfinished = warehouse.writer_folder / UNFINISHED_NAME
    end_rest(warehouse.writer_folder)
    with exclusive(warehouse.writer_folder, "publish", wait_s=warehouse.lock_wait_s):
        with open_writer(warehouse.writer_path, checkpoint_from=0) as connection:
            n_articles = _count(connection)
            broken = [] if is_audited else violations(connection)
        if broken:
            raise WarehouseError(
                f"{folder}: nothing is published, the last snapshot stays: {'; '.join(broken)};"
                " newsecho doctor says what to do"
            )
        try:
            _reuse_previous(folder, unfinished)
            _copy(warehouse.writer_path, unfinished)
            _verify(unfinished, n_articles)
            path = _put_in_place(unfinished, folder)
        except OSError as error:
            raise WarehouseError(f"{folder}: cannot publish ({error.strerror}); the last snapshot stays") from error
        finally:
            with suppress(OSError):  # it must not hide why the copy failed
                unfinished.unlink(missing_ok=True)
    return Snapshot(path, n_articles, path.stat().st_size, now)


def published(path: Path) -> Path:
    """Return the snapshot that *path* names: a warehouse folder or the file in it.

    Raises:
        WarehouseError: there is none.
    """
    file = path / SNAPSHOT_NAME if path.is_dir() else path
    if file.parent.is_file():
        raise WarehouseError(f"{file.parent}: is a file, not a warehouse folder; choose a folder with --warehouse")
    if not file.is_file():
        raise WarehouseError(f"{file}: nothing is published there yet; make it with: newsecho run, or newsecho demo")
    return file


def _reuse_previous(folder: Path, unfinished: Path) -> None:
    """Take the snapshot before the last as the file to be brought up to date; killed here, only the last one is left.

    What is at *unfinished* goes: a child of a killed run may still write to it, and then writes to a file without a
    name.
    """
    unfinished.unlink(missing_ok=True)
    previous = folder / PREVIOUS_NAME
    if previous.is_file() and previous.stat().st_size >= PATCHED_FROM_BYTES:
        previous.chmod(0o644)
        previous.rename(unfinished)


def _copy(source: Path, target: Path) -> None:
    paths = str(source.resolve()), str(target.resolve())
    command = [sys.executable, "-m", "warehouse.copy_snapshot", *paths, str(PATCHED_FROM_BYTES)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=Path(__file__).parent.parent)  # noqa: S603  our own module, paths as arguments
    if done.returncode != 0:
        last_line = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise WarehouseError(f"{target}: the copy failed: {last_line}; the last snapshot stays")


def _verify(path: Path, n_articles: int) -> None:
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            n_found = _count(connection)
            check_whole(connection, path, way_out="the last snapshot stays; make room, and publish again")
    except duckdb.Error as error:
        raise WarehouseError(f"{path}: the copy cannot be opened: {error}; the last snapshot stays") from error
    if n_found != n_articles:
        raise WarehouseError(f"{path}: the copy holds {n_found} articles, not {n_articles}; the last snapshot stays")


def _put_in_place(unfinished: Path, folder: Path) -> Path:
    path, previous = folder / SNAPSHOT_NAME, folder / PREVIOUS_NAME
    unfinished.chmod(0o444)
    if path.exists():
        spare = folder / f".{PREVIOUS_NAME}"
        spare.unlink(missing_ok=True)
        os.link(path, spare)
        spare.replace(previous)
    # A log left by someone who opened the file for writing would be replayed into its successor, and corrupt it.
    for file in (path, previous):
        file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
    unfinished.replace(path)
    sync(folder)
    keep_for_reading(path)
    return path


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute(COUNT_ARTICLES).fetchone()
    return int(row[0]) if row else 0
