"""Sitemaps (sitemaps.org 0.9, and the news tags of Google) read as they come, however long: what a site says it has.

They hold up to 50,000 addresses and 50 MB, so nothing of one is kept but the element being read. Whether a sitemap that
another names is followed, how deep, and what is asked twice, is for the caller to say.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml.etree import LxmlError, XMLPullParser

from tasks.core.canonical_url import BadUrlError, resolve_url
from tasks.core.clean_text import plain_line, strip_harmful

ROOTS = {"urlset": "url", "sitemapindex": "sitemap"}  # root → the element that names an address
MAX_DEPTH = 12  # elements within elements; those that are known stand four deep
MAX_ELEMENTS = 20_000  # of one address: some have a thousand pictures
MAX_TITLE, MAX_TAG = 1_000, 35
TAIL_BYTES = 1_024  # where the end is looked for: some servers append to what they send
TEXT_LINE_BYTES = 16_384  # of a list in plain text; an address has 2,048 characters at most
_END = re.compile(rb"</(?:[a-z]\w*:)?(?:urlset|sitemapindex)\s*>|<(?:urlset|sitemapindex)\b[^>]*/>", re.IGNORECASE)
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?")


class SitemapError(ValueError):
    """The document is no sitemap, or cannot be read on; the sentence says why, without the address."""


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An address that a sitemap names. Times are UTC; a day, month or year stands for its first moment."""

    url: str  # absolute
    is_sitemap: bool = False  # True: the address of another sitemap
    modified_at: datetime | None = None  # `lastmod`; many sites write the hour of the request here
    title: str = ""  # this and the next two are news tags
    published_at: datetime | None = None
    language: str = ""  # as written


class SitemapReader:
    """Reads one sitemap: `urlset`, `sitemapindex`, or a list of addresses in plain text, told by how it begins.

    Feed it decoded bytes in pieces of any length, take the entries each call returns, and close it at the end:

    >>> reader = SitemapReader("https://gazette.example/sitemap.xml")
    >>> list(reader.feed(b"<urlset><url><loc>https://gazette.example/a</loc><lastmod>2026-11-16</l"))
    []
    >>> [(entry.url, str(entry.modified_at)) for entry in reader.feed(b"astmod></url></urlset>")]
    [('https://gazette.example/a', '2026-11-16 00:00:00+00:00')]
    >>> list(reader.close()), reader.is_whole
    ([], True)

    With a `Fetcher`, memory stays the same however long the sitemap is, and gzip files come unpacked:
    `await fetcher.stream(url, lambda piece: entries.extend(reader.feed(piece)), cap_bytes=…, gap_s=…)`.

    Args:
        url: where it is from. Relative addresses, which the standard does not know but sites write, start there.
    """

    def __init__(self, url: str) -> None:
        self.n_unusable = 0  # addresses that are none of the web
        self.is_whole = False  # True once it has been closed and did not stop before its end
        self._url = url
        self._start = b""
        self._tail = b""
        self._reading: _Xml | _Text | None = None

    def feed(self, data: bytes) -> Iterator[SitemapEntry]:
        """Return the entries that are complete with *data*; they must all be taken before the next call.

        Raises:
            SitemapError: it is no sitemap, or is built to do harm.
        """
        self._tail = (self._tail + data)[-TAIL_BYTES:]
        if self._reading is None:
            self._start += data
            if not self._start.removeprefix(codecs.BOM_UTF8).strip():
                return
            self._reading, data = _reading_of(self._start), self._start
        yield from self._usable(self._reading.feed(data))

    def close(self) -> Iterator[SitemapEntry]:
        """Return what only the end completes, and find out whether it was the end.

        Raises:
            SitemapError: it is no sitemap.
        """
        if self._reading is None:
            raise SitemapError("an empty document")
        yield from self._usable(self._reading.close())
        # In UTF-16 every other byte of a tag is zero.
        self.is_whole = isinstance(self._reading, _Text) or bool(_END.search(self._tail.replace(b"\0", b"")))

    def _usable(self, entries: Iterator[tuple[str, SitemapEntry]]) -> Iterator[SitemapEntry]:
        for written, entry in entries:
            try:
                url = resolve_url(written, self._url)
            except BadUrlError:
                self.n_unusable += 1
                continue
            yield _at(url, entry)


class _Text:
    """A list of addresses, one a line, in UTF-8."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[tuple[str, SitemapEntry]]:
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > TEXT_LINE_BYTES:
            raise SitemapError(f"no sitemap: a line of more than {TEXT_LINE_BYTES} bytes")
        for line in lines:
            yield from self._address(line)

    def close(self) -> Iterator[tuple[str, SitemapEntry]]:
        yield from self._address(self._rest)

    def _address(self, line: bytes) -> Iterator[tuple[str, SitemapEntry]]:
        text = line.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").strip()
        if text:
            yield text, SitemapEntry("")


class _Xml:
    """An XML document, read with a parser that fetches, expands and keeps nothing, and goes on after a slip."""

    def __init__(self) -> None:
        self._parser: Any = XMLPullParser(
            events=("start", "end"),
            recover=True,  # a bare & in one address would cost all that come after
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self._depth = self._n_elements = 0
        self._kind = ""

    def feed(self, data: bytes) -> Iterator[tuple[str, SitemapEntry]]:
        try:
            self._parser.feed(data)
            yield from self._read()
        except LxmlError as error:
            raise SitemapError(f"no XML that can be read: {error}") from error

    def close(self) -> Iterator[tuple[str, SitemapEntry]]:
        with suppress(LxmlError):  # cut off: what is complete is read, and `is_whole` says the rest
            self._parser.close()
        yield from self._read()
        if not self._kind:
            raise SitemapError("no sitemap: no element in it")

    def _read(self) -> Iterator[tuple[str, SitemapEntry]]:
        for event, element in self._parser.read_events():
            if event == "start":
                self._enter(element)
                continue
            self._depth -= 1
            if self._depth == 1:
                if _name(element) == self._kind:
                    yield from _entry(element, is_sitemap=self._kind == "sitemap")
                _forget(element)
                self._n_elements = 0

    def _enter(self, element: Any) -> None:
        if not self._kind:
            root = _name(element)
            if root not in ROOTS:
                raise SitemapError(f"no sitemap: its root is <{root[:40]}>")
            self._kind = ROOTS[root]
        self._depth += 1
        self._n_elements += 1
        if self._depth > MAX_DEPTH or self._n_elements > MAX_ELEMENTS:
            raise SitemapError(f"elements more than {MAX_DEPTH} deep, or more than {MAX_ELEMENTS} of one address")


def _reading_of(start: bytes) -> _Xml | _Text:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _Xml()
    return _Xml() if start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<") else _Text()


def _entry(element: Any, *, is_sitemap: bool) -> Iterator[tuple[str, SitemapEntry]]:
    said = {_name(child): _text(child) for child in reversed(element) if not len(child)}
    news = next((child for child in element if _name(child) == "news"), ())
    told = {_name(one): _text(one) for child in news for one in (child, *child)}
    if said.get("loc"):
        entry = SitemapEntry(
            "",
            is_sitemap,
            _time(said.get("lastmod", "")),
            plain_line(told.get("title", ""), max_chars=MAX_TITLE),
            _time(told.get("publication_date", "")),
            plain_line(told.get("language", ""), max_chars=MAX_TAG),
        )
        yield said["loc"], entry


def _at(url: str, entry: SitemapEntry) -> SitemapEntry:
    # Not `replace`: at 50,000 entries it costs as much as the parser.
    return SitemapEntry(url, entry.is_sitemap, entry.modified_at, entry.title, entry.published_at, entry.language)


def _name(element: Any) -> str:
    """Return the name of *element* without its namespace: some sites write another version's, or none."""
    return str(element.tag).rpartition("}")[2]


def _text(element: Any) -> str:
    return strip_harmful("".join(element.itertext())).strip()


def _forget(element: Any) -> None:
    """Drop what was read, and what stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and len(parent) > 1:
        del parent[0]


def _time(text: str) -> datetime | None:
    """Return a W3C date or time; one without a zone is taken for UTC, one that cannot be for none."""
    partial = _PARTIAL_DATE.fullmatch(text)
    if partial:
        text = f"{partial[1]}-{partial[2] or '01'}-01"
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
