"""When the article appeared and changed: structured data, then meta tags, then htmldate's reading of the page."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from htmldate import find_date
from htmldate.extractors import regex_parse
from lxml.html import HtmlElement

from tasks.core.extract.json_ld import text_of
from tasks.core.extract.page_data import PageData

PUBLISHED_TAGS = (
    "article:published_time",
    "og:article:published_time",
    "parsely-pub-date",
    "datepublished",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "cxenseparse:recs:publishtime",
    "pubdate",
    "publishdate",
    "publish-date",
    "article.published",
    "date",
)
MODIFIED_TAGS = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "lastmod")
EARLIEST_YEAR = 1990
MAX_DAY_CHARS = 60  # of a text that is a date and little else
MAX_BEHIND, MAX_BEFORE = 80, 20  # elements behind and before the headline in which its date stands
MAX_NEAR_CHARS = 1_000  # of text behind the headline: the article has begun by then

_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)\b")
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T\s]+(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|"
    r"[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)


def read_published(data: PageData, tree: HtmlElement) -> tuple[datetime | None, str]:
    """Return (when the article first appeared, where that was read: json_ld | meta | html | "").

    The time keeps the offset the page wrote, because the day a reader saw is the publisher's; without an offset it
    counts as UTC.
    """
    if found := parse_time(text_of(data.article.get("datePublished"))):
        return found, "json_ld"
    for name in PUBLISHED_TAGS:
        if found := parse_time(data.first(name)):
            return found, "meta"
    for node in data.nodes:
        if found := parse_time(text_of(node.get("datePublished"))):
            return found, "json_ld"
    if found := _near_headline(tree) or parse_time(_find_date(tree, data.url)):
        return found, "html"
    return None, ""


def read_modified(data: PageData) -> datetime | None:
    """Return when the page says it was last changed, in UTC."""
    stated = (text_of(data.article.get("dateModified")), *(data.first(name) for name in MODIFIED_TAGS))
    found = next((time for text in stated if (time := parse_time(text))), None)
    return found.astimezone(UTC) if found else None


def parse_time(text: str) -> datetime | None:
    """Return the time *text* names in ISO 8601, with its offset (UTC without one), or the day it writes out; or None.

    >>> parse_time("2026-03-01T23:30:00-0500").isoformat(), parse_time("2026-03-01").isoformat()
    ('2026-03-01T23:30:00-05:00', '2026-03-01T00:00:00+00:00')
    >>> parse_time("0001-01-01T00:00:00Z"), parse_time("hier")
    (None, None)
    """
    match = _ISO.match(text.strip())
    if not match:
        return _written_day(text)
    if int(match[1]) < EARLIEST_YEAR:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    written = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{_offset(zone)}"
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _offset(zone: str | None) -> str:
    if not zone or zone.upper() in {"Z", "UTC", "GMT"}:
        return "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _written_day(text: str) -> datetime | None:
    """Return the day a short *text* writes out, in one of htmldate's languages, as midnight UTC; or None."""
    text = text.strip()
    if len(text) > MAX_DAY_CHARS or not _YEAR.search(text):
        return None
    if match := _DAY_FIRST.search(text):
        day, month, year = match.groups()
        return parse_time(f"{year}-{month:0>2}-{day:0>2}")
    try:
        found = regex_parse(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.year >= EARLIEST_YEAR else None


def _near_headline(tree: HtmlElement) -> datetime | None:
    """Return the first time that stands behind the headline, marked up or written out; None when none does.

    htmldate reads the page as a whole, and the oldest date on it is often another article's.
    """
    heading = next(tree.iter("h1"), None)
    if heading is None:
        return None
    behind = _first_day(heading.xpath(f"following::*[position() <= {MAX_BEHIND}]"))
    return behind or _first_day(heading.xpath(f"preceding::*[position() <= {MAX_BEFORE}]"))


def _first_day(elements: Iterable[HtmlElement]) -> datetime | None:
    n_chars = 0
    for element in elements:
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "figcaption"}:
            continue
        if element.tag == "time" and (found := parse_time(element.get("datetime") or "")):
            return found
        for text in (element.text or "", element.tail or ""):
            n_chars += len(text)
            if n_chars > MAX_NEAR_CHARS:
                return None
            if found := _written_day(text):
                return found
    return None


def _find_date(tree: HtmlElement, url: str) -> str:
    options: dict[str, Any] = {"original_date": True, "outputformat": "%Y-%m-%d"}
    try:
        return find_date(tree, url=url, **options) or ""
    except (ValueError, TypeError, AttributeError):  # what htmldate raises on trees it does not expect
        return ""
