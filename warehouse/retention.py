"""What leaves the raw store: bodies past their days, packs that nothing names, files that were never finished."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.durable import UNFINISHED
from warehouse.errors import WarehouseError
from warehouse.store import Transaction, Warehouse

# Longer than any transaction: a younger pack that nothing names may be of a batch that is being saved right now.
GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expired:
    """How many files were removed."""

    n_packs: int  # of which nothing is left that names them, or never was
    n_unfinished: int
    n_bodies: int  # of their own, from before there were packs


def expire(warehouse: Warehouse, now: datetime, keep_days: int) -> Expired:
    """Remove the bodies fetched more than *keep_days* ago; with 0 only what nothing names.

    A pack goes when all in it is that old and no page of it waits to be read. The rows let go of it first, then the
    file goes: killed in between, it leaves a pack that nothing names, for the next call. Rows are kept.

    Raises:
        WarehouseError: another process holds the lock for too long, or a file cannot be removed.
    """
    raw = warehouse.folder / "raw"
    # The time is in the name (UUIDv7), so nothing is opened; nothing younger than a day can be to be removed.
    old = [path for path in raw.glob("????-??/*.parquet*") if _made_at(path) < now - GRACE]
    alone = list(raw.glob("??/*.gz")) if keep_days else []
    if not old and not alone:
        return Expired(0, 0, 0)
    before = now - timedelta(days=keep_days)
    with warehouse.transaction("expire raw bodies") as tx:
        if keep_days:
            tx.run_file("find_old_packs", before=before)
            tx.run_file("expire_pages")
            tx.run_file("expire_feed_bodies")
        named = {str(pack_id) for (pack_id,) in tx.run_file("named_packs")}
        kept = _kept(tx, alone, before)
    packs = [path for path in old if path.suffix == ".parquet" and path.stem not in named]
    unfinished = [path for path in old if path.suffix == UNFINISHED]
    bodies = [path for path in alone if path.stem not in kept]
    return Expired(_remove(packs), _remove(unfinished), _remove(bodies))


def _made_at(path: Path) -> datetime:
    """Return the time in the name of a pack; of a file that somebody else put there, one that never comes."""
    try:
        milliseconds = uuid.UUID(path.name.partition(".")[0]).int >> 80
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError):
        return datetime.max.replace(tzinfo=UTC)


def _kept(tx: Transaction, alone: list[Path], before: datetime) -> set[str]:
    hashes = [path.stem for path in alone]
    return {sha256 for (sha256,) in tx.run_file("bodies_to_keep", ids=hashes, before=before)} if hashes else set()


def _remove(paths: Iterable[Path]) -> int:
    n_removed = 0
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise WarehouseError(f"{path}: cannot be removed ({error.strerror}); remove it by hand") from error
        n_removed += 1
    return n_removed
