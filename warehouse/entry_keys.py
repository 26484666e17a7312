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


def keyed_by_address(tx: Transaction, feed_id: str, entries: Sequence[Entry]) -> list[Entry]:
    """Return *entries* under the key their address was first seen with, else under the address; without one, as is."""
    key_of = _keys_by_address(tx, feed_id, entries)
    return [
        replace(entry, entry_key=key_of.get(plain(entry.url), entry.url)) if entry.url else entry for entry in entries
    ]


def churn(tx: Transaction, poll: Poll, entries: Sequence[Entry], known_keys: AbstractSet[str]) -> str | None:
    """Return in a sentence that the guids of a feed name nothing, or None as long as nothing says so.

    Args:
        tx: the transaction.
        poll: the poll that listed *entries*.
        entries: what it listed.
        known_keys: those of their keys that the feed has entries under.
    """
    addressed = [entry for entry in entries if entry.url]
    strangers = [entry for entry in addressed if plain(entry.entry_key) not in known_keys]
    if len(addressed) < FEWEST or len(strangers) <= CHURN_SHARE * len(addressed):
        return None
    key_of = _keys_by_address(tx, poll.feed_id, strangers)
    n_renamed = sum(plain(entry.url) in key_of for entry in strangers)
    if n_renamed <= CHURN_SHARE * len(addressed):
        return None
    return f"{n_renamed} of {len(addressed)} items came under other guids than before, at the same addresses"


def tell_by_address(tx: Transaction, poll: Poll, reason: str) -> None:
    """Tell the items of the feed of *poll* by address from now on."""
    tx.run_file("tell_by_address", feed_id=poll.feed_id, since=poll.polled_at, poll_id=poll.poll_id, reason=reason)


def _keys_by_address(tx: Transaction, feed_id: str, entries: Sequence[Entry]) -> dict[str, str]:
    urls = [plain(entry.url) for entry in entries if entry.url]
    return dict(tx.run_file("entries_by_address", feed_id=feed_id, urls=urls)) if urls else {}
