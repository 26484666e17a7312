"""Feeds, their polls, and the entries a poll lists: which are new, which changed, which need nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.entry_keys import churn, is_told_by_address, keyed_by_address, tell_by_address
from warehouse.records import Course, Entry, Feed, FeedBody, FeedGap, FeedState, Poll, PollOutcome, Timetable
from warehouse.rows import Row, as_record, as_row, plain, rfc_822
from warehouse.store import Transaction

ANSWERED = (PollOutcome.OK, PollOutcome.NOT_MODIFIED, PollOutcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class EntrySums:
    """What a poll listed: `n_entries` = `n_new` + `n_changed` + `n_known`."""

    n_entries: int
    n_new: int
    n_changed: int
    n_known: int


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What is stored of an entry that a poll lists again."""

    entry_sha256: str
    state: str
    was_read: bool  # a page of its own was read for it
    retry_at: datetime | None

    def is_to_be_read_again(self, now: datetime) -> bool:
        """Say whether another text in the feed asks for the page again.

        Not while it waits for its page anyhow (pending, or rejected and due: both are counted as left over), and not
        when another entry brings the same page.
        """
        if self.state == "rejected":
            return self.retry_at is None or self.retry_at > now
        return self.state == "article" or (self.state == "known" and self.was_read)


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
    """Return the active feeds that may be polled *now*, the longest waiting first.

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


def save_poll(
    tx: Transaction,
    poll: Poll,
    entries: Sequence[Entry],
    now: datetime,
    *,
    course: Course | None = None,
    gap: FeedGap | None = None,
) -> EntrySums:
    """Store a poll, the validators it left, and the *entries* it listed.

    An entry is new when neither its key nor its URL was ever seen; changed when what the feed says of it is other
    than before and its page had been read or rejected; else known. The same poll again adds nothing.

    Args:
        tx: the transaction.
        poll: how the poll ended.
        entries: what it listed, in the order of the document; their feed is the poll's.
        now: when.
        course: what the feed's polls add up to with this one; None leaves it as it is.
        gap: what the poll found that no poll can have seen.
    """
    changes = _EntryChanges(tx, poll, entries, now)
    if changes.new_rows:
        tx.run_file("insert_entries", rows=changes.new_rows)
    if changes.changed_rows:
        tx.run_file("update_changed_entries", rows=changes.changed_rows, now=now)
    sums = changes.sums
    row = as_row(poll, n_entries=sums.n_entries, n_new=sums.n_new, n_changed=sums.n_changed, n_known=sums.n_known)
    ((n_stored,),) = tx.run_file("insert_poll", rows=[row])
    if n_stored:
        is_ok = poll.outcome in ANSWERED
        tx.run_file("merge_feed_state", rows=[row], is_ok=is_ok, is_whole=poll.outcome is PollOutcome.OK)
    if course is not None:
        tx.run_file("merge_feed_course", rows=[as_row(course, feed_id=poll.feed_id, polled_at=poll.polled_at)])
    if gap is not None:
        tx.run_file("insert_gap", rows=[as_row(gap)])
    return sums


def forgive_run(tx: Transaction, run_id: str) -> None:
    """Count no failure to the feeds that the run *run_id* could not reach: its own network was down."""
    tx.run_file("forgive_run", run_id=run_id)


def save_bodies(tx: Transaction, bodies: Sequence[FeedBody]) -> None:
    """Store which documents polls brought; they are in the raw store already (`RawStore.put_many`)."""
    if bodies:
        tx.run_file("insert_feed_bodies", rows=[as_row(body) for body in bodies])


class _EntryChanges:
    """Decides what each listed entry is, and gathers the rows that say so."""

    def __init__(self, tx: Transaction, poll: Poll, entries: Sequence[Entry], now: datetime) -> None:
        self.now = now
        self.new_rows: list[Row] = []
        self.changed_rows: list[Row] = []
        self.n_new = self.n_changed = 0
        self.n_entries = len(entries)
        entries, self.known = _identified(tx, poll, entries)
        fresh = [entry.url for entry in entries if entry.url and entry.entry_key not in self.known]
        self.article_of_url = _known_urls(tx, fresh)
        self.seen: set[str] = set()
        for entry in entries:
            if entry.entry_key not in self.seen:
                self.seen.add(entry.entry_key)
                self._decide(entry)

    @property
    def sums(self) -> EntrySums:
        n_known = self.n_entries - self.n_new - self.n_changed
        return EntrySums(self.n_entries, self.n_new, self.n_changed, n_known)

    def _decide(self, entry: Entry) -> None:
        known = self.known.get(plain(entry.entry_key))
        if known is None:
            self._add(entry)
        elif known.entry_sha256 != entry.entry_sha256:
            is_again = known.is_to_be_read_again(self.now)
            self.n_changed += is_again
            # A page that waits to be read tells what the item was: it is fetched again, and counted as left over.
            is_stale = known.state == "pending" and known.was_read
            self.changed_rows.append(_lean(as_row(entry, is_again=is_again or is_stale)))

    def _add(self, entry: Entry) -> None:
        is_known = bool(entry.url) and plain(entry.url) in self.article_of_url
        row = as_row(
            entry,
            first_seen_at=self.now,
            changed_at=self.now,
            state="known" if is_known else "pending",
            article_id=self.article_of_url.get(plain(entry.url)) if is_known else None,
            n_attempts=0,
            settled_at=self.now if is_known else None,
        )
        self.new_rows.append(_lean(row))
        self.n_new += not is_known
        if entry.url:
            self.article_of_url.setdefault(plain(entry.url), None)


def _lean(row: Row) -> Row:
    """Return the row of an entry without a link that repeats its address, and a raw date that repeats the date."""
    link = None if row["link"] == row["url"] else row["link"]
    published_at = row["published_at"]
    is_told = published_at is not None and row["published_raw"] == rfc_822(published_at)
    return row | {"link": link, "published_raw": None if is_told else row["published_raw"]}


def _identified(tx: Transaction, poll: Poll, entries: Sequence[Entry]) -> tuple[Sequence[Entry], dict[str, KnownEntry]]:
    """Return *entries* under the keys they go by in this feed, and what is stored under those keys."""
    if not is_told_by_address(tx, poll.feed_id):
        known = _known_entries(tx, poll.feed_id, entries)
        reason = churn(tx, poll, entries, known.keys())
        if reason is None:
            return entries, known
        tell_by_address(tx, poll, reason)
    entries = keyed_by_address(tx, poll.feed_id, entries)
    return entries, _known_entries(tx, poll.feed_id, entries)


def _known_entries(tx: Transaction, feed_id: str, entries: Sequence[Entry]) -> dict[str, KnownEntry]:
    keys: list[Any] = [plain(entry.entry_key) for entry in entries]
    rows = tx.run_file("known_entries", feed_id=feed_id, keys=keys)
    return {key: KnownEntry(*values) for key, *values in rows}


def _known_urls(tx: Transaction, urls: Sequence[str]) -> dict[str, str | None]:
    """Return those of *urls* that an entry or an article already has, with the article where there is one."""
    return dict(tx.run_file("known_urls", urls=plain(list(urls)))) if urls else {}
