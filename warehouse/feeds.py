"""Feeds, their polls, and the entries a poll lists: which are new, which changed, which need nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from warehouse.entry_keys import churn, is_told_by_address, keyed_by_address, tell_by_address
from warehouse.records import Course, Entry, Feed, FeedBody, FeedGap, FeedState, Poll, PollOutcome, Timetable
from warehouse.rows import Row, as_record, as_row, plain, rfc_822
from warehouse.store import Transaction

ANSWERED = (PollOutcome.OK, PollOutcome.NOT_MODIFIED, PollOutcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class EntrySums:
    """What a poll listed: `n_entries` = `n_new` + `n_changed` + `n_known`; items that repeat one of them are none."""

    n_entries: int
    n_new: int
    n_changed: int
    n_known: int
    n_repeated: int = 0


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
    entries, known = _identified(tx, poll, entries)
    sums = _save_entries(tx, entries, known, now)
    row = as_row(poll) | as_row(sums)
    ((n_stored,),) = tx.run_file("insert_poll", rows=[row])
    if n_stored:
        is_ok = poll.outcome in ANSWERED
        tx.run_file("merge_feed_state", rows=[row], is_ok=is_ok, is_whole=poll.outcome is PollOutcome.OK)
    if course is not None:
        tx.run_file("merge_feed_course", rows=[as_row(course, feed_id=poll.feed_id, polled_at=poll.polled_at)])
    if gap is not None:
        tx.run_file("insert_gap", rows=[as_row(gap)])
    return sums


def save_listed(tx: Transaction, feed_id: str, entries: Sequence[Entry], now: datetime) -> EntrySums:
    """Store *entries* that an archive lists of a feed, as if a poll had found them; those it knows stay as they are.

    An archive may know no guids, or other ones: an entry goes by the key under which the feed has its address.
    """
    entries = keyed_by_address(tx, feed_id, entries, is_guid_known=not is_told_by_address(tx, feed_id))
    known = _known_entries(tx, feed_id, entries)
    hash_of = {key: one.entry_sha256 for key, one in known.items()}
    told = [replace(entry, entry_sha256=hash_of.get(plain(entry.entry_key), entry.entry_sha256)) for entry in entries]
    return _save_entries(tx, told, known, now)


def _save_entries(tx: Transaction, entries: Sequence[Entry], known: dict[str, KnownEntry], now: datetime) -> EntrySums:
    changes = _EntryChanges(tx, entries, known, now)
    if changes.new_rows:
        tx.run_file("insert_entries", rows=changes.new_rows)
    if changes.changed_rows:
        named = [{key: row[key] for key in ("feed_id", "entry_key")} for row in changes.changed_rows]
        tx.run_file("keep_page_addresses", rows=named)
        tx.run_file("update_changed_entries", rows=changes.changed_rows, now=now)
    return changes.sums


def forgive_run(tx: Transaction, run_id: str) -> None:
    """Count no failure to the feeds that the run *run_id* could not reach: its own network was down."""
    tx.run_file("forgive_run", run_id=run_id)


def save_bodies(tx: Transaction, bodies: Sequence[FeedBody]) -> None:
    """Store which documents polls brought; they are in the raw store already (`RawStore.put_many`)."""
    if bodies:
        tx.run_file("insert_feed_bodies", rows=[as_row(body) for body in bodies])


class _EntryChanges:
    """Decides what each listed entry is, and gathers the rows that say so."""

    def __init__(self, tx: Transaction, entries: Sequence[Entry], known: dict[str, KnownEntry], now: datetime) -> None:
        self.now, self.known = now, known
        self.new_rows: list[Row] = []
        self.changed_rows: list[Row] = []
        self.n_new = self.n_changed = 0
        n_listed = len(entries)
        fresh = [entry.url for entry in entries if entry.url and entry.entry_key not in self.known]
        self.article_of_url = _known_urls(tx, fresh)
        self.seen: set[str] = set()
        for entry in entries:
            if entry.entry_key not in self.seen:
                self.seen.add(entry.entry_key)
                self._decide(entry)
        self.n_entries = len(self.seen)
        self.n_repeated = n_listed - self.n_entries

    @property
    def sums(self) -> EntrySums:
        n_known = self.n_entries - self.n_new - self.n_changed
        return EntrySums(self.n_entries, self.n_new, self.n_changed, n_known, self.n_repeated)

    def _decide(self, entry: Entry) -> None:
        known = self.known.get(plain(entry.entry_key))
        if known is None:
            self._add(entry)
        elif known.entry_sha256 != entry.entry_sha256:
            # Of an entry that an archive brought, the feed says now for the first time what it says of it.
            is_other = bool(known.entry_sha256)
            is_again = is_other and known.is_to_be_read_again(self.now)
            self.n_changed += is_again
            # A page that waits to be read tells what the item was: it is fetched again, and counted as left over.
            is_stale = is_other and known.state == "pending" and known.was_read
            self.changed_rows.append(_lean(as_row(entry, is_again=is_again or is_stale)))

    def _add(self, entry: Entry) -> None:
        is_known = bool(entry.url) and plain(entry.url) in self.article_of_url
        row = as_row(
            entry,
            first_seen_at=self.now,
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
        entries, known = _without_guid_at_first(tx, poll.feed_id, entries)
        reason = churn(tx, poll, entries, known.keys())
        if reason is None:
            return entries, known
        tell_by_address(tx, poll, reason)
    entries = keyed_by_address(tx, poll.feed_id, entries)
    return entries, _known_entries(tx, poll.feed_id, entries)


def _without_guid_at_first(
    tx: Transaction, feed_id: str, entries: Sequence[Entry]
) -> tuple[Sequence[Entry], dict[str, KnownEntry]]:
    """Return *entries*, those under their address that the feed has under it, and what is stored of them.

    Site maps know no guid. What they brought keeps its address as its key when the feed lists it under a guid.
    """
    known = _known_entries(tx, feed_id, entries)
    strangers = [replace(entry, entry_key=entry.url) for entry in entries if plain(entry.entry_key) not in known]
    addressed = _known_entries(tx, feed_id, [entry for entry in strangers if entry.url])
    if not addressed:
        return entries, known
    found = [
        replace(entry, entry_key=entry.url)
        if plain(entry.entry_key) not in known and plain(entry.url) in addressed
        else entry
        for entry in entries
    ]
    return found, known | addressed


def _known_entries(tx: Transaction, feed_id: str, entries: Sequence[Entry]) -> dict[str, KnownEntry]:
    keys: list[Any] = [plain(entry.entry_key) for entry in entries]
    rows = tx.run_file("known_entries", feed_id=feed_id, keys=keys)
    return {key: KnownEntry(*values) for key, *values in rows}


def _known_urls(tx: Transaction, urls: Sequence[str]) -> dict[str, str | None]:
    """Return those of *urls* that an entry or an article already has, with the article where there is one."""
    return dict(tx.run_file("known_urls", urls=plain(list(urls)))) if urls else {}
