"""What a feed document says: its entries, each with a key that outlives polls."""

import calendar
import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate
from typing import Any

import feedparser

from tasks.core.canonical_url import BadUrlError, canonical_url, resolve_url
from tasks.core.charset import Charset, charset_of, decoded
from tasks.core.clean_text import MARKUP_PER_TEXT, plain_line, strip_harmful
from tasks.core.identity import entry_hash, sha256_hex
from tasks.core.timetable import timetable_of
from tasks.core.websub import document_links
from warehouse.records import Entry, Rejection, Timetable

MAX_TITLE, MAX_SUMMARY, MAX_LINK, MAX_GUID, MAX_RAW_DATE = 1_000, 4_000, 2_048, 1_024, 100
OLDEST_YEAR = 1990
FUTURE = timedelta(days=2)  # further ahead, a date is a mistake
MAX_ENTRIES = 5_000  # the largest honest feeds list a few hundred
SNIFFED_BYTES = 1_024
TAIL_BYTES = 65_536  # where the end of a document is looked for: some servers append scripts and statistics
IN_UTF8 = {"content-type": "application/xml; charset=utf-8"}
LAST_CHARACTER, FIRST_SURROGATE, LAST_SURROGATE = 0x10FFFF, 0xD800, 0xDFFF
_REFERENCE = re.compile(rb"&#(?:[xX](?P<hex>[0-9a-fA-F]{1,32})|(?P<decimal>[0-9]{1,32}));")
# After what may stand before it: marks, space, comments, a first line of XML. Possessive, as comments may be many.
_PAGE = re.compile(
    rb"(?>[\s\xef\xbb\xbf\xff\xfe]|<!--.*?-->|<\?.*?>)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_END = re.compile(rb"</(?:[a-z]\w*:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_ZONELESS = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(?:0?[1-9]|[12]\d|3[01])\s+[a-z]{3,9}\s+\d{4}\s+(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?",
    re.IGNORECASE,
)
# What feedparser, and expat beneath it, raise on a document nobody foresaw. Only around that one call.
_STUMBLES = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed as read: entries in its own order, and what it says of its pace."""

    entries: tuple[Entry, ...]
    title: str = ""
    timetable: Timetable = field(default_factory=Timetable)
    is_whole: bool = True  # False: it stops before its end, so more was to be listed and nothing vouches for the rest
    charset: Charset | None = None  # None: made without a document
    links: tuple[tuple[str, str], ...] = ()  # to hub and self: relation and target, as written
    n_beyond_cap: int = 0  # items that were not read, as there are more than are read of a document
    older_url: str = ""  # of the document that lists what came before (RFC 5005)
    is_complete: bool = False  # it says that it lists everything there is (RFC 5005, 2)


def read_feed(
    body: bytes, *, feed_id: str, url: str, now: datetime, content_type: str = "", max_entries: int = MAX_ENTRIES
) -> FeedDocument | Rejection:
    """Return what the feed at *url* says, or why *body* is none.

    An entry without a usable link is kept with an empty `url`: it has to end as something, and ends as rejected.

    Args:
        body: the document, decoded from its content coding. Never given to feedparser as it is: bytes that look like a
            path open that local file.
        feed_id: whose entries these are.
        url: where the document is from; relative links are resolved against it.
        now: dates beyond it, by more than two days, are dropped and kept only as written.
        content_type: the header the document came with, for the charset it may name.
        max_entries: how many items are read; of more, those at the end where the newest stand, and the rest is counted.
    """
    charset = charset_of(body, content_type)
    body = as_utf8(body, charset)
    try:
        parsed: Any = feedparser.parse(
            io.BytesIO(_REFERENCE.sub(_written_out, body)),
            response_headers=IN_UTF8,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _STUMBLES as error:
        return Rejection("not_feed", f"cannot be read: the parser ends in {type(error).__name__}")
    if not parsed.get("version") and not parsed.entries:  # an empty body has no version at all
        if is_web_page(body):
            return Rejection("web_page", "a web page and no feed")
        start = plain_line(body[:400].decode("utf-8", "replace"), max_chars=60)
        return Rejection("not_feed", f"not RSS or Atom; it begins {start!r}")
    base = _base(_text(parsed.feed, "link", MAX_LINK + 1), url)
    is_end_read = len(parsed.entries) > max_entries and _is_oldest_first(parsed.entries)
    first = len(parsed.entries) - max_entries if is_end_read else 0
    read = list(enumerate(parsed.entries))[first : first + max_entries]
    entries = [_entry(item, feed_id, base, position, now) for position, item in read]
    return FeedDocument(
        _told_apart(entries),
        _line(parsed.feed, "title", MAX_TITLE),
        timetable_of(parsed.feed, body),
        is_whole=_END.search(body[-TAIL_BYTES:]) is not None,
        charset=charset,
        links=document_links(parsed.feed),
        n_beyond_cap=len(parsed.entries) - len(entries),
        older_url=_older_url(parsed.feed, url),
        is_complete="fh_complete" in parsed.feed,
    )


def as_utf8(body: bytes, charset: Charset) -> bytes:
    """Return *body* in UTF-8, for feedparser, which is told so: what is recorded is then what was read."""
    return decoded(body, charset).encode("utf-8", "replace")


def is_web_page(body: bytes) -> bool:
    """Say whether *body* begins as an HTML page does, whatever it was sent as.

    >>> is_web_page(b"<!DOCTYPE html><title>Home"), is_web_page(b"<rss><channel>")
    (True, False)
    """
    return _PAGE.match(body[:SNIFFED_BYTES].replace(b"\0", b"")) is not None


def _is_oldest_first(items: Sequence[Mapping[str, Any]]) -> bool:
    dates = [item.get("published_parsed") or item.get("updated_parsed") or () for item in (items[0], items[-1])]
    return () not in dates and tuple(dates[0]) < tuple(dates[1])


def _written_out(reference: re.Match[bytes]) -> bytes:
    """Return a character reference, or one to U+FFFD in place of what is no character: a whole feed is lost by one."""
    digits = reference["hex"] or reference["decimal"]
    number = int(digits, 16 if reference["hex"] else 10)
    is_character = number <= LAST_CHARACTER and not FIRST_SURROGATE <= number <= LAST_SURROGATE
    return reference.group() if is_character else b"&#xFFFD;"


def _base(link: str, url: str) -> str:
    """Return what relative links of the entries are relative to: the site the feed names, else the feed."""
    try:
        return resolve_url(link, url)
    except BadUrlError:
        return url


def _older_url(feed: Mapping[str, Any], url: str) -> str:
    """Return where the feed says that its older entries are: in its archive, else on its next page."""
    named = {str(link.get("rel")): str(link.get("href") or "") for link in reversed(feed.get("links") or ())}
    try:
        return resolve_url(named.get("prev-archive") or named["next"], url)
    except (BadUrlError, KeyError):
        return ""


def _entry(item: Mapping[str, Any], feed_id: str, base: str, position: int, now: datetime) -> Entry:
    # FeedBurner keeps the publisher's own link aside. One character more than is taken, so that too long stays so.
    link = _text(item, "feedburner_origlink", MAX_LINK + 1) or _text(item, "link", MAX_LINK + 1)
    if item.get("guidislink") and link == item.get("id") and "://" not in link:
        link = ""  # RSS takes a guid for a link unless told otherwise; "g2" is none
    try:
        url = canonical_url(link, base) if link else ""
    except BadUrlError:
        url = ""
    title, summary = _line(item, "title", MAX_TITLE), _line(item, "summary", MAX_SUMMARY)
    raw = _text(item, "published", MAX_RAW_DATE) or _text(item, "updated", MAX_RAW_DATE)
    updated = _text(item, "updated", MAX_RAW_DATE) if "updated" in item else ""
    return Entry(
        feed_id=feed_id,
        entry_key=guid_key(str(item.get("id") or "")) or url or sha256_hex(f"{title}\n{raw}"),
        # The canonical link: one that carries a new visitor number in every poll is the same link.
        entry_hash=entry_hash(f"{title}\n{summary}\n{url or link}\n{raw}\n{updated}"),
        url=url,
        link=link[:MAX_LINK],
        title=title,
        summary=summary,
        authors=_authors(item),
        published_at=_date(time_tuple(item), now),
        published_raw=raw or None,
        position=position,
    )


def guid_key(text: str) -> str:
    """Return the key of an entry whose guid is *text*; empty when it has none."""
    guid = strip_harmful(text).strip()
    return guid if len(guid) <= MAX_GUID else sha256_hex(guid)


def _told_apart(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return *entries* with another key where one guid stands on several pages: some feeds write the same on all."""
    pages: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        pages[entry.entry_key].add(entry.url or entry.title)
    return _by_fragment(
        [
            replace(entry, entry_key=entry.url or sha256_hex(f"{entry.title}\n{entry.published_raw or ''}"))
            if len(pages[entry.entry_key]) > 1
            else entry
            for entry in entries
        ]
    )


def _by_fragment(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return *entries* with the fragment in their key where it alone tells items with other titles apart.

    So live blogs list their updates. All are entries; the page they stand on is fetched once, and is one article.
    """
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        titles[entry.entry_key][_fragment(entry)] = entry.title
    told = {key for key, by_fragment in titles.items() if len(set(by_fragment.values())) > 1}
    return tuple(
        replace(entry, entry_key=f"{entry.entry_key}#{_fragment(entry)}")
        if entry.entry_key in told and _fragment(entry)
        else entry
        for entry in entries
    )


def _fragment(entry: Entry) -> str:
    return entry.link.partition("#")[2]


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    named = (plain_line(str(author.get("name") or ""), max_chars=200) for author in item.get("authors") or ())
    return tuple(dict.fromkeys(filter(None, named)))


def time_tuple(item: Mapping[str, Any]) -> Any:
    """Return when an item says it was published, else updated, as a UTC time tuple; None when it does not say.

    feedparser reads no date of RFC 822 that names the day of the week and no zone; such a date is taken for UTC, as it
    takes one that names neither.
    """
    for key in ("published", "updated"):
        # "in" first: feedparser would hand out the date of publication for a missing update.
        if key in item:
            written = str(item.get(key) or "").strip()
            found = item.get(f"{key}_parsed") or (parsedate(written) if _ZONELESS.fullmatch(written) else None)
            if found:
                return found
    return None


def _date(parsed: Any, now: datetime) -> datetime | None:
    """Return feedparser's UTC time tuple as a time, unless nobody can have published then."""
    try:
        return plausible(datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None, now)
    except (OverflowError, OSError, ValueError):
        return None


def plausible(at: datetime | None, now: datetime) -> datetime | None:
    """Return *at*, unless nobody can have published then."""
    return at if at and at.year >= OLDEST_YEAR and at <= now + FUTURE else None


def _line(item: Mapping[str, Any], key: str, max_chars: int) -> str:
    return plain_line(_text(item, key, max_chars * MARKUP_PER_TEXT), max_chars=max_chars)


def _text(item: Mapping[str, Any], key: str, max_chars: int) -> str:
    value = item.get(key)
    return strip_harmful(value).strip()[:max_chars] if isinstance(value, str) else ""
