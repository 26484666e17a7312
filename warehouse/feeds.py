"""Feeds, their polls, and the entries a poll lists: which are new, which changed, which need nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from warehouse.entry_keys import churned, keyed_by_address, tell_by_address, told_by_address
from warehouse.records import Course, Entry, Feed, FeedBody, FeedGap, FeedState, Poll, PollOutcome, Timetable
from warehouse.rows import Row, as_record, as_row, plain, rfc_822
from warehouse.store import Transaction

ROWS_AT_ONCE = 1_000  # entries a statement: 6,000 took 150 MB while their JSON was read
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
    changes = _EntryChanges(tx, listings)
    for rows in _parts(changes.new_rows):
        tx.run_file("insert_entries", rows=rows)
    for rows in _parts(changes.changed_rows):
        tx.run_file("update_changed_entries", rows=rows)
    _save_outcomes(tx, listings, changes.sums)
    courses = [
        as_row(one.course, feed_id=one.poll.feed_id, polled_at=one.poll.polled_at) for one in listings if one.course
    ]
    if courses:
        tx.run_file("merge_feed_course", rows=courses)
    gaps = [as_row(one.gap) for one in listings if one.gap]
    if gaps:
        tx.run_file("insert_gap", rows=gaps)
    return changes.sums


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]


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


class _EntryChanges:
    """Decides what each listed entry is, and gathers the rows that say so."""

    def __init__(self, tx: Transaction, listings: Sequence[Listing]) -> None:
        self.new_rows: list[Row] = []
        self.changed_rows: list[Row] = []
        self.sums: list[EntrySums] = []
        identified, self.known = _identified(tx, listings)
        listed = [entry for _, entries in identified for entry in entries]
        self.article_of_url = _known_urls(tx, [one.url for one in listed if one.url and _key(one) not in self.known])
        for listing, entries in identified:
            self._decide_all(listing, entries)

    def _decide_all(self, listing: Listing, entries: Sequence[Entry]) -> None:
        once = {entry.entry_key: entry for entry in reversed(entries)}  # the first of each key
        n_new = n_changed = 0
        for entry in entries:
            if once.get(entry.entry_key) is not entry:
                continue
            known = self.known.get(_key(entry))
            if known is None:
                n_new += self._add(entry, listing.now)
            elif known.entry_sha256 != entry.entry_sha256:
                n_changed += self._change(entry, known, listing.now)
        n_entries = len(listing.entries)
        self.sums.append(EntrySums(n_entries, n_new, n_changed, n_entries - n_new - n_changed))

    def _change(self, entry: Entry, known: KnownEntry, now: datetime) -> bool:
        """Take what a feed now says of an entry; say whether its page is to be read again."""
        is_again = known.is_to_be_read_again(now)
        # A page that waits to be read tells what the item was: it is fetched again, and counted as left over.
        is_stale = known.state == "pending" and known.was_read
        self.changed_rows.append(_lean(as_row(entry, changed_at=now, is_again=is_again or is_stale)))
        return is_again

    def _add(self, entry: Entry, now: datetime) -> bool:
        """Take an entry that its feed lists for the first time; say whether its address is new as well."""
        is_known = bool(entry.url) and plain(entry.url) in self.article_of_url
        row = as_row(
            entry,
            first_seen_at=now,
            changed_at=now,
            state="known" if is_known else "pending",
            article_id=self.article_of_url.get(plain(entry.url)) if is_known else None,
            n_attempts=0,
            settled_at=now if is_known else None,
        )
        self.new_rows.append(_lean(row))
        if entry.url:
            self.article_of_url.setdefault(plain(entry.url), None)
        return not is_known


def _lean(row: Row) -> Row:
    """Return the row of an entry without a link that repeats its address, and a raw date that repeats the date."""
    link = None if row["link"] == row["url"] else row["link"]
    published_at = row["published_at"]
    is_told = published_at is not None and row["published_raw"] == rfc_822(published_at)
    return row | {"link": link, "published_raw": None if is_told else row["published_raw"]}


Key = tuple[str, str]  # feed and entry key


def _key(entry: Entry) -> Key:
    return entry.feed_id, plain(entry.entry_key)


def _identified(
    tx: Transaction, listings: Sequence[Listing]
) -> tuple[list[tuple[Listing, Sequence[Entry]]], dict[Key, KnownEntry]]:
    """Return *listings* with their entries under the keys they go by in their feed, and what is stored under those."""
    listed = {one.poll.feed_id: one for one in listings if one.entries}
    told = told_by_address(tx, list(listed)) if listed else set[str]()
    by_guid = [one.entries for feed_id, one in listed.items() if feed_id not in told]
    known = _known_entries(tx, [entry for entries in by_guid for entry in entries])
    for feed_id, reason in churned(tx, by_guid, known.keys()).items():
        tell_by_address(tx, listed[feed_id].poll, reason)
        told.add(feed_id)
    by_address = defaultdict[str, list[Entry]](list)
    for entry in keyed_by_address(tx, [entry for feed_id in sorted(told) for entry in listed[feed_id].entries]):
        by_address[entry.feed_id].append(entry)
    known |= _known_entries(tx, [entry for entries in by_address.values() for entry in entries])
    return [(one, by_address.get(one.poll.feed_id, one.entries)) for one in listings], known


def _known_entries(tx: Transaction, entries: Sequence[Entry]) -> dict[Key, KnownEntry]:
    if not entries:
        return {}
    rows = [{"feed_id": entry.feed_id, "entry_key": plain(entry.entry_key)} for entry in entries]
    found = tx.run_file("known_entries", rows=rows)
    return {(feed_id, key): KnownEntry(*values) for feed_id, key, *values in found}


def _known_urls(tx: Transaction, urls: Sequence[str]) -> dict[str, str | None]:
    """Return those of *urls* that an entry or an article already has, with the article where there is one."""
    return dict(tx.run_file("known_urls", urls=plain(list(urls)))) if urls else {}
