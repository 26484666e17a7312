"""Older pages of a feed: archive documents (RFC 5005, 4), pages (RFC 5005, 3), and those of WordPress."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tasks.core.feed_document import FeedDocument
from tasks.core.identity import sha256_hex
from warehouse.records import Entry

MARK_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading goes on."""

    url: str  # of the next document
    seen: tuple[str, ...]  # marks of the addresses read so far
    listed: str  # mark of what the last document listed
    is_guess: bool = False  # no document names the address: it is where WordPress would have the next page

    def __str__(self) -> str:
        """Return the place as a cursor."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, cursor: str) -> Self:
        """Return the place that *cursor* names."""
        read = json.loads(cursor)
        return cls(read["url"], tuple(read["seen"]), read["listed"], read["is_guess"])


def first_place(url: str) -> Place:
    """Return where the reading of the feed at *url* begins."""
    return Place(url, (), "")


def next_place(place: Place, document: FeedDocument, *, is_paged: bool) -> Place | None:
    """Return where older entries are, None when *document* leads nowhere that was not read.

    Args:
        place: where the document was read.
        document: what it lists.
        is_paged: whether the address of a page may be guessed, where the document names none.
    """
    older = document.older_url or (next_page(place.url) if is_paged else "")
    seen = (*place.seen, _mark(place.url))
    if not older or document.is_complete or _mark(older) in seen:
        return None
    return Place(older, seen, listing(document.entries), is_guess=not document.older_url)


def listing(entries: Sequence[Entry]) -> str:
    """Return a mark of what is listed: a server that knows no pages gives the first one for each."""
    return _mark("\n".join(sorted(entry.entry_key for entry in entries)))


def has_wordpress_pages(url: str) -> bool:
    """Say whether the feed at *url* is where WordPress has its feeds, which have pages.

    >>> has_wordpress_pages("https://gazette.example/feed/"), has_wordpress_pages("https://gazette.example/rss.xml")
    (True, False)
    """
    parts = urlsplit(url)
    return parts.path.rstrip("/").endswith("/feed") or "feed" in dict(parse_qsl(parts.query))


def next_page(url: str) -> str:
    """Return the address of the page after *url*, as WordPress counts them.

    >>> next_page("https://gazette.example/feed/?paged=2")
    'https://gazette.example/feed/?paged=3'
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = query.get("paged", "1")
    query["paged"] = str(int(number) + 1 if number.isdecimal() else 2)
    return urlunsplit(parts._replace(query=urlencode(query)))


def _mark(text: str) -> str:
    return sha256_hex(text)[:MARK_DIGITS]
