"""Feeds, their polls, and the entries a poll lists: which are new, which changed, which need nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from warehouse.entry_changes import EntrySums, identified_entries, key_of, known_entries, save_entries
from warehouse.entry_keys import keyed_by_address, told_by_address
from warehouse.records import Course, Entry, Feed, FeedBody, FeedGap, FeedState, FeedWord, Poll, PollOutcome, Timetable
from warehouse.rows import Row, as_record, as_row
from warehouse.store import Transaction

__all__ = [
    "EntrySums",
    "Listing",
    "due_feeds",
    "feed_words",
    "forgive_run",
    "save_bodies",
    "save_listed",
    "save_poll",
    "save_polls",
    "sync_feeds",
]

ANSWERED = (PollOutcome.OK, PollOutcome.NOT_MODIFIED, PollOutcome.UNCHANGED)


def sync_feeds(tx: Transaction, feeds: Sequence[Feed], now: datetime, *, is_complete: bool = True) -> None:
    """Store *feeds* as configured.

    Args:
        tx: the transaction.
        feeds: as configured.
        now: when.
        is_complete: whether they are all there are; then those not listed become inactive, and keep their history.
    """
    tx.insert("INSERT INTO core.feed", _new_feeds(tx, feeds, now))
    if feeds:
        tx.run_file("update_feeds", rows=[as_row(feed) for feed in feeds], now=now)
    if is_complete:
        tx.run_file("deactivate_feeds", ids=[feed.feed_id for feed in feeds], now=now)


def _new_feeds(tx: Transaction, feeds: Sequence[Feed], now: datetime) -> list[Row]:
    ids = [feed.feed_id for feed in feeds]
    stored = tx.run_file("stored_feeds", ids=ids)
    seen = {feed_id for (feed_id,) in stored}
    rows: list[Row] = []
    for feed in feeds:
        if feed.feed_id not in seen:
            seen.add(feed.feed_id)
            rows.append(as_row(feed, added_at=now, updated_at=now))
    return rows


def due_feeds(tx: Transaction, now: datetime, *, names: Sequence[str] = (), is_forced: bool = False) -> list[FeedState]:
    """Return the active feeds that may be polled *now*, the longest waiting first and the slow behind.

    Those that are gone (410) are not among them, unless they are named and forced.

    Args:
        tx: the transaction.
        now: when.
        names: only these; empty means all.
        is_forced: whatever the pace says.
    """
    rows = tx.rows("due_feeds", now=now, names=list(names), is_forced=is_forced)
    return [as_record(FeedState, row, feed=as_record(Feed, row["feed"]), course=_course(row["course"])) for row in rows]


def step_back(tx: Transaction, now: datetime) -> None:
    """Count every wait from *now* that began in what is the future: the clock had been ahead, by more than an hour.

    Feeds and hosts then wait as long as they would have, no more and no less.
    """
    for name in ("step_back_feeds", "step_back_courses", "step_back_hosts"):
        tx.run_file(name, now=now)


def _course(row: Row | None) -> Course:
    """Return the course of a joined *row*, whose columns are all NULL for a feed that has none yet."""
    if row is None or row["polled_at"] is None:
        return Course()
    return as_record(Course, row, timetable=as_record(Timetable, row["timetable"]))


@dataclass(frozen=True, slots=True)
class Listing:
    """A poll and what it brought, as `save_polls` stores it."""

    poll: Poll
    entries: Sequence[Entry]  # what it listed, in the order of the document; their feed is the poll's
    now: datetime
    course: Course | None = None  # what the feed's polls add up to with this one; None leaves it as it is
    gap: FeedGap | None = None  # what the poll found that no poll can have seen


def save_poll(
    tx: Transaction,
    poll: Poll,
    entries: Sequence[Entry],
    now: datetime,
    *,
    course: Course | None = None,
    gap: FeedGap | None = None,
) -> EntrySums:
    """Store one poll, as `save_polls` does."""
    return save_polls(tx, [Listing(poll, entries, now, course, gap)])[0]


def save_polls(tx: Transaction, listings: Sequence[Listing]) -> list[EntrySums]:
    """Store polls of different feeds, the validators they left, and the entries they listed; return the sums of each.

    An entry is new when neither its key nor its URL was ever seen, nor listed before it in *listings*; changed when
    what the feed says of it is other than before and its page had been read or rejected; else known. The same poll
    again adds nothing.

    All polls go through the same few statements: a statement costs 1 to 3 ms however little it does, and a poll alone
    takes seven (50 polls that found nothing: .50 s of CPU one by one, .03 s together).
    """
    if not listings:
        return []
    identified, known = identified_entries(tx, [(one.poll, one.entries) for one in listings])
    found = [(entries, one.now) for one, entries in zip(listings, identified, strict=True)]
    sums = save_entries(tx, found, known)
    _save_outcomes(tx, listings, sums)
    courses = [
        as_row(one.course, feed_id=one.poll.feed_id, polled_at=one.poll.polled_at) for one in listings if one.course
    ]
    if courses:
        tx.run_file("merge_feed_course", rows=courses)
    gaps = [as_row(one.gap) for one in listings if one.gap]
    if gaps:
        tx.run_file("insert_gap", rows=gaps)
    return sums


def save_listed(tx: Transaction, feed_id: str, entries: Sequence[Entry], now: datetime) -> EntrySums:
    """Store *entries* that an archive lists of a feed, as if a poll had found them; those it knows stay as they are.

    An archive may know no guids, or other ones: an entry goes by the key under which the feed has its address.
    """
    is_told = bool(told_by_address(tx, [feed_id]))
    entries = keyed_by_address(tx, entries, is_guid_known=not is_told)
    known = known_entries(tx, entries)
    told = [
        replace(entry, entry_hash=known[key_of(entry)].entry_hash) if key_of(entry) in known else entry
        for entry in entries
    ]
    return save_entries(tx, [(told, now)], known)[0]


def _save_outcomes(tx: Transaction, listings: Sequence[Listing], sums: Sequence[EntrySums]) -> None:
    """Store the polls of *listings* that are not stored yet, and what each leaves behind for the next of its feed."""
    ids = sorted(one.poll.poll_id for one in listings)
    stored = {poll_id for (poll_id,) in tx.run_file("stored_polls", ids=ids, lowest=ids[0], highest=ids[-1])}
    new = [(one.poll, found) for one, found in zip(listings, sums, strict=True) if one.poll.poll_id not in stored]
    if not new:
        return
    rows = [as_row(poll, **as_row(found)) for poll, found in new]
    tx.run_file("insert_polls", rows=rows)
    told = [
        row | {"is_ok": poll.outcome in ANSWERED, "is_whole": poll.outcome is PollOutcome.OK}
        for row, (poll, _) in zip(rows, new, strict=True)
    ]
    tx.run_file("merge_feed_state", rows=told)


def forgive_run(tx: Transaction, run_id: str) -> None:
    """Count no failure to the feeds that the run *run_id* could not reach: its own network was down."""
    tx.run_file("forgive_run", run_id=run_id)


def save_bodies(tx: Transaction, bodies: Sequence[FeedBody]) -> None:
    """Store which documents polls brought; they are in the raw store already (`RawStore.put_many`)."""
    if bodies:
        tx.run_file("insert_feed_bodies", rows=[as_row(body) for body in bodies])


def feed_words(tx: Transaction) -> list[FeedWord]:
    """Return how each feed that is polled is, by name."""
    return [as_record(FeedWord, row) for row in tx.rows("feed_words")]
