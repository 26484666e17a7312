"""What a document is that should be a feed, and what of it readers stumble over: counted, not judged."""

import calendar
import codecs
import io
import re
import xml.sax
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import feedparser

from tasks.core.canonical_url import host_of
from tasks.core.charset import charset_of
from tasks.core.clean_text import plain_line
from tasks.core.discovery import Hint, feed_candidates
from tasks.core.extract.decode import decode_page, parse_html
from tasks.core.feed_document import FUTURE, IN_UTF8, FeedDocument, as_utf8, read_feed, time_tuple

MAX_LINE = 200
MAX_TAG = 35  # characters of a language tag (RFC 5646, 4.4.1)
MAX_LINKS, MAX_HOSTS = 100, 3  # whose pages robots.txt is held against: an aggregator leads to a hundred hosts
SNIFFED_BYTES = 1_024
VERSIONS = {
    "rss20": "RSS 2.0",
    "rss10": "RSS 1.0",
    "rss": "RSS",
    "atom10": "Atom 1.0",
    "atom03": "Atom 0.3",
    "cdf": "CDF",
}
HTML, EMPTY = "an HTML page", "an empty document"
_SIGN_IN = re.compile(r"\b(?:sign[ -]?in|log[ -]?in|login|connexion|se connecter|identifiez-vous)\b", re.IGNORECASE)
KINDS = (
    ("a PDF file", re.compile(rb"\A%pdf")),
    ("a JSON Feed", re.compile(rb'\A\{[^}]*"https?://jsonfeed\.org/version/')),
    ("a JSON document", re.compile(rb"\A[{\[]")),
    ("a list of feeds (OPML)", re.compile(rb"<opml\b")),
    (HTML, re.compile(rb"<html\b|<!doctype html")),
    ("a sitemap", re.compile(rb"<(?:urlset|sitemapindex)\b")),
    ("an XML document that is no feed", re.compile(rb"\A<")),
)


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """A document as it is. Counts are of entries; all are 0 for what is no feed."""

    kind: str  # "RSS 2.0", "Atom 1.0", …; of what is no feed, what it is
    is_feed: bool
    charset: str = ""  # as it was read
    title: str = ""
    language: str = ""  # as the feed gives it, "" when it gives none
    n_entries: int = 0
    n_undated: int = 0  # no date written
    n_misdated: int = 0  # a date written that nobody can read
    n_future: int = 0  # dated more than two days ahead
    n_without_guid: int = 0
    n_repeated_guids: int = 0  # entries whose guid an entry before them has
    n_without_link: int = 0
    n_unread: int = 0  # entries that a poll leaves out, as the document has more than are read of one
    newest_at: datetime | None = None
    is_whole: bool = True  # False: the document stops before its end
    flaw: str = ""  # where and why a strict parser refuses it; what could be read was
    links: tuple[str, ...] = ()  # to pages of its entries, the first MAX_LINKS on the first MAX_HOSTS hosts
    feeds: tuple[str, ...] = ()  # that an HTML page declares
    is_sign_in: bool = False  # an HTML page on which readers sign in


def describe_feed(body: bytes, *, url: str, now: datetime, content_type: str = "") -> FeedFacts:
    """Return what the document at *url* is. Like `read_feed`, for a child process that can be killed."""
    read = read_feed(body, feed_id="", url=url, now=now, content_type=content_type)
    if not isinstance(read, FeedDocument):
        kind = _kind_of(body)
        return _page_facts(body, url, content_type) if kind == HTML else FeedFacts(kind, is_feed=False)
    charset = charset_of(body, content_type)
    parsed: Any = feedparser.parse(
        io.BytesIO(as_utf8(body, charset)),
        response_headers=IN_UTF8,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    guids = Counter(str(item["id"]).strip() for item in parsed.entries if item.get("id"))
    dates = [_date(item) for item in parsed.entries]
    written = ["published" in item or "updated" in item for item in parsed.entries]
    version = parsed.get("version") or ""
    return FeedFacts(
        kind=VERSIONS.get(version) or VERSIONS.get(version.rstrip("0123456789nu")) or "XML with entries",
        is_feed=True,
        charset=charset.name,
        title=read.title[:MAX_LINE],
        language=plain_line(str(parsed.feed.get("language") or ""), max_chars=MAX_TAG),
        n_entries=len(parsed.entries),
        n_undated=written.count(False),
        n_misdated=sum(is_written and not at for is_written, at in zip(written, dates, strict=True)),
        n_future=sum(at > now + FUTURE for at in dates if at),
        n_without_guid=len(parsed.entries) - guids.total(),
        n_repeated_guids=guids.total() - len(guids),
        n_without_link=sum(not entry.url for entry in read.entries),
        n_unread=len(parsed.entries) - len(read.entries),
        newest_at=_newest(dates, now),
        is_whole=read.is_whole,
        flaw=_flaw(parsed.get("bozo_exception")),
        links=_links(entry.url for entry in read.entries if entry.url),
    )


def count_renamed(body: bytes, *, before: bytes, url: str, now: datetime, content_type: str = "") -> int:
    """Return how many entries of *body* stand under other keys than at the same addresses in the document *before*."""
    documents = [read_feed(one, feed_id="", url=url, now=now, content_type=content_type) for one in (before, body)]
    first, second = (
        {entry.url: entry.entry_key for entry in one.entries if entry.url} if isinstance(one, FeedDocument) else {}
        for one in documents
    )
    return sum(key != first.get(address, key) for address, key in second.items())


def _links(urls: Iterable[str]) -> tuple[str, ...]:
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(host_of(url), []).append(url)
    return tuple(chain.from_iterable(list(by_host.values())[:MAX_HOSTS]))[:MAX_LINKS]


def _page_facts(body: bytes, url: str, content_type: str) -> FeedFacts:
    """Return what an HTML page says of itself, and of feeds."""
    tree = parse_html(decode_page(body, content_type))
    title = "" if tree is None else plain_line(tree.findtext(".//title") or "", max_chars=MAX_LINE)
    has_password = tree is not None and any(one.get("type", "").lower() == "password" for one in tree.iter("input"))
    found = feed_candidates(body, url=url, content_type=content_type)
    return FeedFacts(
        HTML,
        is_feed=False,
        title=title,
        feeds=tuple(one.url for one in found if one.hint is Hint.DECLARED),
        is_sign_in=has_password or _SIGN_IN.search(title) is not None,
    )


def _flaw(stumbled: Any) -> str:
    """Return where a strict parser stopped, "" where it did not: feedparser then reads what it can by guess."""
    if not isinstance(stumbled, xml.sax.SAXParseException):
        return ""
    return f"line {stumbled.getLineNumber()}: {plain_line(str(stumbled.getMessage()), max_chars=MAX_LINE)}"


def _kind_of(body: bytes) -> str:
    """Return in words what a document is that is no feed, from how it begins."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body.decode("utf-16", "replace").encode()
    start = body.removeprefix(codecs.BOM_UTF8).lstrip()[:SNIFFED_BYTES].lower()
    if not start:
        return EMPTY
    return next((kind for kind, sign in KINDS if sign.search(start)), "no feed")


def _date(item: Mapping[str, Any]) -> datetime | None:
    parsed = time_tuple(item)
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (OverflowError, OSError, ValueError):
        return None


def _newest(dates: Iterable[datetime | None], now: datetime) -> datetime | None:
    return max((at for at in dates if at and at <= now + FUTURE), default=None)
