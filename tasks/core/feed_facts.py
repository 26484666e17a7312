"""What a document is that should be a feed, and what of it readers stumble over: counted, not judged."""

import calendar
import codecs
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser

from tasks.core.clean_text import plain_line
from tasks.core.feed_document import FUTURE, FeedDocument, charset_header, read_feed, time_tuple

MAX_LINE = 200
MAX_TAG = 35  # characters of a language tag (RFC 5646, 4.4.1)
SNIFFED_BYTES = 1_024
VERSIONS = {
    "rss20": "RSS 2.0",
    "rss10": "RSS 1.0",
    "rss": "RSS",
    "atom10": "Atom 1.0",
    "atom03": "Atom 0.3",
    "cdf": "CDF",
}
HTML = "an HTML page"
KINDS = (
    ("a PDF file", re.compile(rb"\A%pdf")),
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
    newest_at: datetime | None = None
    is_whole: bool = True  # False: the document stops before its end


def describe_feed(body: bytes, *, url: str, now: datetime, content_type: str = "") -> FeedFacts:
    """Return what the document at *url* is. Like `read_feed`, for a child process that can be killed."""
    read = read_feed(body, feed_id="", url=url, now=now, content_type=content_type)
    if not isinstance(read, FeedDocument):
        return FeedFacts(_kind_of(body), is_feed=False)
    parsed: Any = feedparser.parse(
        io.BytesIO(body),
        response_headers=charset_header(body, content_type),
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
        charset=str(parsed.get("encoding") or ""),
        title=read.title[:MAX_LINE],
        language=plain_line(str(parsed.feed.get("language") or ""), max_chars=MAX_TAG),
        n_entries=len(read.entries),
        n_undated=written.count(False),
        n_misdated=sum(is_written and not at for is_written, at in zip(written, dates, strict=True)),
        n_future=sum(at > now + FUTURE for at in dates if at),
        n_without_guid=len(read.entries) - guids.total(),
        n_repeated_guids=guids.total() - len(guids),
        n_without_link=sum(not entry.url for entry in read.entries),
        newest_at=_newest(dates, now),
        is_whole=read.is_whole,
    )


def _kind_of(body: bytes) -> str:
    """Return in words what a document is that is no feed, from how it begins."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body.decode("utf-16", "replace").encode()
    start = body.removeprefix(codecs.BOM_UTF8).lstrip()[:SNIFFED_BYTES].lower()
    if not start:
        return "an empty document"
    return next((kind for kind, sign in KINDS if sign.search(start)), "no feed")


def _date(item: Mapping[str, Any]) -> datetime | None:
    parsed = time_tuple(item)
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (OverflowError, OSError, ValueError):
        return None


def _newest(dates: Iterable[datetime | None], now: datetime) -> datetime | None:
    return max((at for at in dates if at and at <= now + FUTURE), default=None)
