"""Archives as far as they were read, the gaps they are asked about, and what is known of each day of a feed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from warehouse.feeds import EntrySums, save_listed
from warehouse.records import Backfill, BackfillState, Coverage, Entry, Feed, FeedGap, OpenGap
from warehouse.rows import as_record, as_row
from warehouse.store import Transaction


def backfills_of(tx: Transaction, feed_ids: Sequence[str]) -> list[Backfill]:
    """Return how far the archives of feeds were read, the newest reading of each last."""
    rows = tx.rows("backfills_of", feed_ids=list(feed_ids))
    return [as_record(Backfill, row, state=BackfillState(row["state"])) for row in rows]


def save_backfill(
    tx: Transaction, backfill: Backfill, entries: Sequence[Entry], now: datetime
) -> tuple[Backfill, EntrySums]:
    """Store the *entries* of one answer, and with them how far the archive has been read.

    Returns:
        how far it has been read, which another process that reads it too may have brought further; and what the
        entries were.
    """
    sums = save_listed(tx, backfill.feed_id, entries, now)
    further = replace(
        backfill,
        n_entries=backfill.n_entries + sums.n_entries,
        n_new=backfill.n_new + sums.n_new,
        n_known=backfill.n_known + sums.n_known,
    )
    tx.run_file("merge_backfill", rows=[as_row(further)])
    key = (backfill.source, backfill.from_at, backfill.until_at)
    stored = [one for one in backfills_of(tx, [backfill.feed_id]) if (one.source, one.from_at, one.until_at) == key]
    return stored[0], sums


def open_gaps(tx: Transaction, now: datetime) -> list[OpenGap]:
    """Return the open gaps of active feeds that may be tried *now*, those never tried first."""
    return [
        OpenGap(as_record(FeedGap, row["gap"]), as_record(Feed, row["feed"]), row["poll_url"], row["n_tries"])
        for row in tx.rows("open_gaps", now=now)
    ]


def close_gap(tx: Transaction, gap: FeedGap, now: datetime, closed_by: str) -> None:
    """Store that a gap is closed, and by what."""
    tx.run_file("close_gap", poll_id=gap.poll_id, now=now, closed_by=closed_by)


def postpone_gap(tx: Transaction, gap: FeedGap, now: datetime, *, reason: str, next_try_at: datetime) -> None:
    """Store why a gap is still open, and when it is tried again."""
    tx.run_file("postpone_gap", poll_id=gap.poll_id, now=now, reason=reason, next_try_at=next_try_at)


def sites_of(tx: Transaction, feed_ids: Sequence[str]) -> dict[str, str]:
    """Return by feed the scheme and host that most of its articles have; feeds without any are left out."""
    return dict(tx.run_file("sites_of", feed_ids=list(feed_ids))) if feed_ids else {}


def coverage(tx: Transaction, feed_ids: Sequence[str], since: date, until: date) -> list[Coverage]:
    """Return what became of what feeds published on each day from *since* to *until*, both included."""
    rows = tx.rows("coverage_of", feed_ids=list(feed_ids), since=since, until=until)
    return [as_record(Coverage, row) for row in rows]
