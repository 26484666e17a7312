"""Where the feeds of a web page may be: what the page declares, what it links to, and where sites commonly put them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lxml.html import HtmlElement

from tasks.core.canonical_url import BadUrlError, canonical_url, resolve_url
from tasks.core.clean_text import plain_line
from tasks.core.extract.decode import decode_page, parse_html

MAX_CANDIDATES = 12  # of one kind; each is asked for, one after the other
MAX_TITLE = 200
WELL_KNOWN = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
FEED_TYPES = {
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/x-rss+xml",
    "application/xml",
    "text/xml",
}
_FEEDISH = re.compile(r"(?:^|[/._?=&-])(?:rss2?|atom|feeds?|rdf|index\.xml)(?:$|[/._?=&-])", re.IGNORECASE)


class Hint(StrEnum):
    """What speaks for a candidate, strongest first."""

    DECLARED = "declared"  # <link rel="alternate" type="application/rss+xml">
    LINKED = "linked"  # an anchor that reads like a feed
    WELL_KNOWN = "well known"  # nothing but custom


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed; `title` is what the page calls it, "" where it says nothing."""

    url: str
    title: str
    hint: Hint


def feed_candidates(body: bytes, *, url: str, content_type: str = "") -> list[Candidate]:
    """Return where the feeds of the page at *url* may be, strongest hint first, each address once.

    Args:
        body: the page; what is no HTML has no links, so the well-known places alone are returned.
        url: where it is from; links are resolved against it, or against the page's own `<base>`.
        content_type: the header it came with, for the charset it may name.
    """
    tree = parse_html(decode_page(body, content_type))
    base = url if tree is None else _base(tree, url)
    found: dict[str, Candidate] = {}
    for hint, links in (
        (Hint.DECLARED, [] if tree is None else _declared(tree)),
        (Hint.LINKED, [] if tree is None else _linked(tree)),
        (Hint.WELL_KNOWN, [(path, "") for path in WELL_KNOWN]),
    ):
        own = _resolved(links, url if hint is Hint.WELL_KNOWN else base, hint)
        for key, candidate in list(own.items())[:MAX_CANDIDATES]:
            found.setdefault(key, candidate)
    found.pop(canonical_url(url), None)  # the page itself has been asked for already
    return list(found.values())


def _resolved(links: Iterable[tuple[str, str]], base: str, hint: Hint) -> dict[str, Candidate]:
    found: dict[str, Candidate] = {}
    for target, title in links:
        try:
            absolute = resolve_url(target, base)
        except BadUrlError:
            continue
        found.setdefault(canonical_url(absolute), Candidate(absolute, plain_line(title, max_chars=MAX_TITLE), hint))
    return found


def _base(tree: HtmlElement, url: str) -> str:
    named = next((one.get("href", "") for one in tree.iter("base")), "")
    try:
        return resolve_url(named, url)
    except BadUrlError:
        return url


def _declared(tree: HtmlElement) -> list[tuple[str, str]]:
    """Return target and title of each `<link rel="alternate">` of a feed's type (or `rel="feed"`)."""
    found: list[tuple[str, str]] = []
    for link in tree.iter("link"):
        relations = link.get("rel", "").lower().split()
        kind = link.get("type", "").partition(";")[0].strip().lower()
        if link.get("href") and ("feed" in relations or ("alternate" in relations and kind in FEED_TYPES)):
            found.append((link.get("href", ""), link.get("title", "")))
    return found


def _linked(tree: HtmlElement) -> list[tuple[str, str]]:
    """Return target and text of each anchor whose address reads like a feed's, in the order of the page."""
    return [
        (anchor.get("href", ""), anchor.get("title") or anchor.text_content())
        for anchor in tree.iter("a")
        if _FEEDISH.search(anchor.get("href", "").partition("#")[0])
    ]
