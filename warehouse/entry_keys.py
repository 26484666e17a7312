"""Which entry an item of a feed is: that of its guid, until the feed shows that its guids name nothing.

Some feeds give every item another guid in each document, others all of them once, with new software (FreshRSS#5909).
By guid each poll would then find the whole feed new. Such a feed is told by address from that poll on, and for good: an
item keeps the key under which it was first seen.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from warehouse.records import Entry, Poll
from warehouse.rows import plain
from warehouse.store import Transaction

CHURN_SHARE = 0.8  # of a document's items that have an address: more under new guids at known addresses is no accident
FEWEST = 5  # items; of a smaller document nothing is concluded


def told_by_address(tx: Transaction, feed_ids: Sequence[str]) -> set[str]:
    """Return those of the feeds whose guids were seen to name nothing."""
    return {feed_id for (feed_id,) in tx.run_file("told_by_address", ids=list(feed_ids))}


def keyed_by_address(tx: Transaction, entries: Sequence[Entry], *, is_guid_known: bool = False) -> list[Entry]:
    """Return *entries*, of any feeds, under the key their address was first seen with in their feed.

    An address never seen is its own key, or stands under its guid where guids name something (*is_guid_known*); an
    entry without one is as it was.
    """
    key_of = _keys_by_address(tx, entries)
    return [
        replace(entry, entry_key=key_of.get(_address(entry), entry.entry_key if is_guid_known else entry.url))
        if entry.url
        else entry
        for entry in entries
    ]


def churned(
    tx: Transaction, listed: Sequence[Sequence[Entry]], known_keys: AbstractSet[tuple[str, str]]
) -> dict[str, str]:
    """Return the feeds whose guids name nothing, with a sentence that says so; none as long as nothing does.

    Args:
        tx: the transaction.
        listed: what polls of different feeds listed.
        known_keys: feed and key of those of them that are stored.
    """
    strangers: dict[str, tuple[list[Entry], int]] = {}
    for entries in listed:
        addressed = [entry for entry in entries if entry.url]
        unknown = [entry for entry in addressed if (entry.feed_id, plain(entry.entry_key)) not in known_keys]
        if len(addressed) >= FEWEST and len(unknown) > CHURN_SHARE * len(addressed):
            strangers[addressed[0].feed_id] = unknown, len(addressed)
    key_of = _keys_by_address(tx, [entry for unknown, _ in strangers.values() for entry in unknown])
    found: dict[str, str] = {}
    for feed_id, (unknown, n_addressed) in strangers.items():
        n_renamed = sum(_address(entry) in key_of for entry in unknown)
        if n_renamed > CHURN_SHARE * n_addressed:
            found[feed_id] = (
                f"{n_renamed} of {n_addressed} items came under other guids than before, at the same addresses"
            )
    return found


def tell_by_address(tx: Transaction, poll: Poll, reason: str) -> None:
    """Tell the items of the feed of *poll* by address from now on."""
    tx.run_file("tell_by_address", feed_id=poll.feed_id, since=poll.polled_at, poll_id=poll.poll_id, reason=reason)


def _keys_by_address(tx: Transaction, entries: Sequence[Entry]) -> dict[tuple[str, str], str]:
    rows = [{"feed_id": entry.feed_id, "url": plain(entry.url)} for entry in entries if entry.url]
    found = tx.run_file("entries_by_address", rows=rows) if rows else []
    return {(feed_id, url): key for feed_id, url, key in found}


def _address(entry: Entry) -> tuple[str, str]:
    return entry.feed_id, plain(entry.url)
