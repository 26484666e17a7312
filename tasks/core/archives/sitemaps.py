"""Which sitemaps of a site to read for a window, and which of their addresses are of it."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Self

from tasks.core.archives.window import Span
from tasks.core.canonical_url import BadUrlError, canonical_url, host_of, resolve_url
from tasks.core.feed_document import plausible
from tasks.core.identity import sha256_hex
from tasks.core.sitemap import SitemapEntry
from warehouse.records import Entry

GUESSES = ("sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml", "news-sitemap.xml", "sitemap.txt")
MAX_DEPTH = 3  # sitemaps.org allows one index above; some sites write two
MOST_WAITING = 1_000  # sitemaps: the cursor is stored with every answer
AT_ONCE = 1_000  # entries that one answer brings into the warehouse
MARK_DIGITS = 12
_SITEMAP_LINE = re.compile(r"^[ \t]*site-?map[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_DAY = re.compile(r"[/-]((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?!\d)|/((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/]?(0[1-9]|1[0-2])(?![0-9])")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sitemap that is to be read."""

    url: str
    depth: int = 0
    is_guess: bool = False  # nobody named it


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading goes on: at the first sitemap that waits."""

    waiting: tuple[Waiting, ...]
    seen: tuple[str, ...] = ()  # marks of what waits or was read
    after: str = ""  # the last entry taken of the first one; it is read again for the next
    reached: str = ""  # date of the oldest address listed so far, ISO
    n_read: int = 0
    trouble: str = ""  # what could not be read, or was not followed

    def __str__(self) -> str:
        """Return the place as a cursor."""
        return json.dumps(asdict(self))

    @classmethod
    def parse(cls, cursor: str) -> Self:
        """Return the place that *cursor* names."""
        read = json.loads(cursor)
        waiting = tuple(Waiting(**one) for one in read.pop("waiting"))
        return cls(waiting, tuple(read.pop("seen")), **read)

    def reaching(self, entries: Iterable[SitemapEntry]) -> Self:
        """Return the place with the date of the oldest of *entries* in it."""
        dates = (told_at(entry) for entry in entries if not entry.is_sitemap)
        known = [at.isoformat() for at in dates if at]
        return replace(self, reached=min([*known, *filter(None, [self.reached])], default=""))


def first_place(site: str, robots_txt: str, span: Span) -> Place:
    """Return where the reading begins: at the sitemaps that the robots.txt of *site* names, else at the usual ones."""
    named = [Waiting(url) for url in named_in(robots_txt, site) if may_hold(url, None, span)]
    waiting = named[:MOST_WAITING] or [Waiting(f"{site}/{name}", is_guess=True) for name in GUESSES]
    return Place(tuple(waiting), tuple(_mark(one.url) for one in waiting))


def named_in(robots_txt: str, site: str) -> list[str]:
    r"""Return the addresses of the sitemaps that a robots.txt names, each once. It may name those of another host.

    >>> named_in("User-agent: *\nSitemap: /a.xml\nsitemap: https://cdn.example/b.xml", "https://gazette.example")
    ['https://gazette.example/a.xml', 'https://cdn.example/b.xml']
    """
    found: dict[str, None] = {}
    for written in _SITEMAP_LINE.findall(robots_txt):
        try:
            found[resolve_url(written, f"{site}/")] = None
        except BadUrlError:
            continue
    return list(found)


def may_hold(url: str, modified_at: datetime | None, span: Span) -> bool:
    """Say whether a sitemap may list something of *span*: not when it, or the month in its name, is older, or newer.

    >>> of_may = Span(datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 31, tzinfo=UTC))
    >>> [may_hold(f"https://a.example/posts-{part}.xml", None, of_may) for part in ("2026-04", "202605", "7")]
    [False, True, True]
    """
    if modified_at and modified_at < span.since:
        return False
    month = _MONTH.search(url)
    if month is None:
        return True
    first, last = (span.since.year, span.since.month), (span.until.year, span.until.month)
    return first <= (int(month[1]), int(month[2])) <= last


def following(place: Place, entries: Sequence[SitemapEntry], span: Span) -> Place:
    """Return where the reading goes on when the first sitemap of *place*, which listed *entries*, is read to its end.

    An index leads to sitemaps of its own host, each read once, and not deeper than MAX_DEPTH.
    """
    first, *rest = place.waiting
    # Where one of the usual names was right, the others would be more of the same.
    found = [one for one in rest if not (first.is_guess and one.is_guess)]
    seen, trouble = set(place.seen), place.trouble
    for entry in entries:
        if not entry.is_sitemap or _mark(entry.url) in seen or not may_hold(entry.url, entry.modified_at, span):
            continue
        if host_of(entry.url) != host_of(first.url):
            trouble = trouble or f"{entry.url} was not read: {first.url} may not speak for another host"
        elif first.depth == MAX_DEPTH or len(found) == MOST_WAITING:
            trouble = trouble or f"{first.url} leads to more sitemaps than are read"
        else:
            seen.add(_mark(entry.url))
            found.append(Waiting(entry.url, first.depth + 1))
    marks = tuple(sorted(seen))
    return replace(place, waiting=tuple(found), seen=marks, after="", n_read=place.n_read + 1, trouble=trouble)


def unread(place: Place, why: str) -> Place:
    """Return where the reading goes on when the first sitemap of *place* cannot be read."""
    first, *rest = place.waiting
    trouble = place.trouble if first.is_guess else place.trouble or f"{first.url} could not be read: {why}"
    return replace(place, waiting=tuple(rest), after="", trouble=trouble)


def of_window(entries: Iterable[SitemapEntry], site: str, span: Span) -> list[tuple[str, SitemapEntry]]:
    """Return the addresses of *site* that were published in *span*, each after its mark, in the order of the marks."""
    own = _bare(host_of(site))
    found = {
        f"{entry.url} {told_at(entry)}": entry
        for entry in entries
        if not entry.is_sitemap and _is_within(entry, span) and _bare(host_of(entry.url)) == own
    }
    return sorted(found.items())


def told_at(entry: SitemapEntry) -> datetime | None:
    """Return when an address was published, as far as a sitemap tells it.

    By its news tag; by the day in the address, to the moment when it was modified on that day; else by `lastmod`, which
    is later where an article was edited.
    """
    day = _day_in(entry.url)
    if entry.published_at or day is None:
        return entry.published_at or entry.modified_at
    is_that_day = entry.modified_at is not None and entry.modified_at.date() == day.date()
    return entry.modified_at if is_that_day else day


def as_entry(entry: SitemapEntry, feed_id: str, now: datetime, position: int) -> Entry:
    """Return the entry that the feed of the site would list, as far as a sitemap knows it."""
    try:
        url = canonical_url(entry.url)
    except BadUrlError:
        url = ""
    is_dated = entry.published_at is not None or _day_in(entry.url) is not None
    return Entry(
        feed_id=feed_id,
        entry_key=url or entry.url,
        entry_hash=0,
        url=url,
        link=entry.url,
        title=entry.title,
        # `lastmod` alone is no date of publication.
        published_at=plausible(told_at(entry), now) if is_dated else None,
        position=position,
    )


def _is_within(entry: SitemapEntry, span: Span) -> bool:
    at, day = told_at(entry), _day_in(entry.url)
    if day is None or at != day or entry.published_at:
        return at in span
    return span.since.date() <= day.date() <= span.until.date()


def _day_in(url: str) -> datetime | None:
    found = _DAY.search(url)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _mark(url: str) -> str:
    return sha256_hex(url)[:MARK_DIGITS]
