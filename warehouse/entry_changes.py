"""What the listed entries of many polls are, new, changed or known, and the few statements that store it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from warehouse.entry_keys import churned, keyed_by_address, tell_by_address, told_by_address
from warehouse.records import Entry, Poll
from warehouse.rows import Row, as_row, plain, rfc_822
from warehouse.store import Transaction

ROWS_AT_ONCE = 1_000  # entries a statement: 6,000 took 150 MB while their JSON was read
Key = tuple[str, str]  # feed and entry key


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

    entry_hash: int  # 0: an archive brought it, and no feed has said anything of it yet
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


def key_of(entry: Entry) -> Key:
    """Return what an entry is stored under."""
    return entry.feed_id, plain(entry.entry_key)


def save_entries(
    tx: Transaction, listed: Sequence[tuple[Sequence[Entry], datetime]], known: dict[Key, KnownEntry]
) -> list[EntrySums]:
    """Store what documents *listed*, each with its time, given what is *known* of it; return the sums of each.

    An entry is new when neither its key nor its URL was ever seen, nor listed before it; changed when what the feed
    says of it is other than before and its page had been read or rejected; else known.
    """
    changes = _Changes(tx, listed, known)
    for rows in _parts(changes.new_rows):
        tx.run_file("insert_entries", rows=rows)
    for rows in _parts(changes.changed_rows):
        tx.run_file("keep_page_addresses", rows=[{key: row[key] for key in ("feed_id", "entry_key")} for row in rows])
        tx.run_file("update_changed_entries", rows=rows)
    return changes.sums


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]


class _Changes:
    """Decides what each listed entry is, and gathers the rows that say so."""

    def __init__(
        self, tx: Transaction, listed: Sequence[tuple[Sequence[Entry], datetime]], known: dict[Key, KnownEntry]
    ) -> None:
        self.known = known
        self.new_rows: list[Row] = []
        self.changed_rows: list[Row] = []
        fresh = [one.url for entries, _ in listed for one in entries if one.url and key_of(one) not in known]
        self.article_of_url = _known_urls(tx, fresh)
        self.sums = [self._decide_all(entries, now) for entries, now in listed]

    def _decide_all(self, entries: Sequence[Entry], now: datetime) -> EntrySums:
        once = {entry.entry_key: entry for entry in reversed(entries)}  # the first of each key
        n_new = n_changed = 0
        for entry in entries:
            if once[entry.entry_key] is not entry:
                continue
            known = self.known.get(key_of(entry))
            if known is None:
                n_new += self._add(entry, now)
            elif known.entry_hash != entry.entry_hash:
                n_changed += self._change(entry, known, now)
        return EntrySums(len(once), n_new, n_changed, len(once) - n_new - n_changed, len(entries) - len(once))

    def _change(self, entry: Entry, known: KnownEntry, now: datetime) -> bool:
        """Take what a feed now says of an entry; say whether its page is to be read again."""
        # Of an entry that an archive brought, the feed says now for the first time what it says of it.
        is_other = bool(known.entry_hash)
        is_again = is_other and known.is_to_be_read_again(now)
        # A page that waits to be read tells what the item was: it is fetched again, and counted as left over.
        is_stale = is_other and known.state == "pending" and known.was_read
        self.changed_rows.append(_lean(as_row(entry, changed_at=now, is_again=is_again or is_stale)))
        return is_again

    def _add(self, entry: Entry, now: datetime) -> bool:
        """Take an entry that its feed lists for the first time; say whether its address is new as well."""
        is_known = bool(entry.url) and plain(entry.url) in self.article_of_url
        row = as_row(
            entry,
            first_seen_at=now,
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


def identified_entries(
    tx: Transaction, listed: Sequence[tuple[Poll, Sequence[Entry]]]
) -> tuple[list[Sequence[Entry]], dict[Key, KnownEntry]]:
    """Return the entries of polls of different feeds under the keys they go by in their feed, and what is stored."""
    poll_of = {poll.feed_id: poll for poll, entries in listed if entries}
    told = told_by_address(tx, list(poll_of)) if poll_of else set[str]()
    by_guid = [entry for poll, entries in listed if poll.feed_id not in told for entry in entries]
    by_guid, known = _without_guid_at_first(tx, by_guid)
    found = _by_feed(by_guid)
    for feed_id, reason in churned(tx, list(found.values()), known.keys()).items():
        tell_by_address(tx, poll_of[feed_id], reason)
        told.add(feed_id)
    by_address = keyed_by_address(tx, [one for poll, entries in listed if poll.feed_id in told for one in entries])
    known |= known_entries(tx, by_address)
    found |= _by_feed(by_address)
    return [found.get(poll.feed_id, ()) for poll, _ in listed], known


def _by_feed(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    found = defaultdict[str, list[Entry]](list)
    for entry in entries:
        found[entry.feed_id].append(entry)
    return found


def _without_guid_at_first(tx: Transaction, entries: Sequence[Entry]) -> tuple[Sequence[Entry], dict[Key, KnownEntry]]:
    """Return *entries*, those under their address that their feed has under it, and what is stored of them.

    Site maps know no guid. What they brought keeps its address as its key when the feed lists it under a guid.
    """
    known = known_entries(tx, entries)
    strangers = [
        replace(entry, entry_key=entry.url)
        for entry in entries
        if entry.url and entry.url != entry.entry_key and key_of(entry) not in known
    ]
    addressed = known_entries(tx, strangers)
    found = [
        replace(entry, entry_key=entry.url)
        if key_of(entry) not in known and (entry.feed_id, plain(entry.url)) in addressed
        else entry
        for entry in entries
    ]
    return found, known | addressed


def known_entries(tx: Transaction, entries: Sequence[Entry]) -> dict[Key, KnownEntry]:
    """Return what is stored of *entries*, of any feeds."""
    if not entries:
        return {}
    rows = [{"feed_id": entry.feed_id, "entry_key": plain(entry.entry_key)} for entry in entries]
    found = tx.run_file("known_entries", rows=rows)
    return {(feed_id, key): KnownEntry(*values) for feed_id, key, *values in found}


def _known_urls(tx: Transaction, urls: Sequence[str]) -> dict[str, str | None]:
    """Return those of *urls* that an entry or an article already has, with the article where there is one."""
    return dict(tx.run_file("known_urls", urls=plain(list(urls)))) if urls else {}
