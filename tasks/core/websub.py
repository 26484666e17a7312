"""WebSub (W3C, 2018): the hub that a feed's publisher names, which would say at once that there is news.

Found and kept, so that one can see who offers it; nothing is asked of a hub. Polling stays the truth: hubs lose pushes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tasks.core.canonical_url import BadUrlError, resolve_url

MAX_URL = 2_048
_TARGET = re.compile(r"<([^<>]*)>([^<]*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hub:
    """Where news of a feed can be had, and the name it has there."""

    url: str
    topic: str


def hub_of(link_header: str, document_links: Iterable[tuple[str, str]], *, url: str) -> Hub | None:
    """Return the hub of the feed that was answered at *url*; None when nobody names one.

    What the Link headers say comes before what the document says (WebSub, 4). A topic nobody names is the feed itself.

    Args:
        link_header: the Link headers of the answer, joined by commas.
        document_links: relation and target of each link that the document gives of itself.
        url: what relative addresses are relative to.

    >>> hub_of('<https://hub.example/>; rel="hub", </feed>; rel="self"', [], url="https://gazette.example/rss")
    Hub(url='https://hub.example/', topic='https://gazette.example/feed')
    """
    for links in (_links_of(link_header), list(document_links)):
        hub = _first(links, "hub", url)
        if hub:
            return Hub(hub, _first(links, "self", url) or url)
    return None


def document_links(feed: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return relation and target of the links to hub and self of a *feed* as feedparser read it."""
    links = feed.get("links")
    found = [link for link in links if isinstance(link, Mapping)] if isinstance(links, list) else []
    named = ((str(link.get("rel", "")), str(link.get("href", ""))) for link in found)
    return tuple((rel, target) for rel, target in named if rel in {"hub", "self"} and len(target) <= MAX_URL)


def _links_of(header: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for target, rest in _TARGET.findall(header):
        relation = _RELATION.search(rest)
        names = (relation[1] or relation[2] or "") if relation else ""
        found += [(name.lower(), target) for name in names.split()]
    return found


def _first(links: Iterable[tuple[str, str]], relation: str, base: str) -> str:
    for name, target in links:
        if name == relation and len(target) <= MAX_URL:
            try:
                return resolve_url(target, base)
            except BadUrlError:
                continue
    return ""
