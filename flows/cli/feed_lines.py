"""A visit to a feed as lines a person can act on. What servers say is cut and cleaned: it goes to a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from tasks.core.clean_text import strip_harmful
from tasks.core.feed_facts import FeedFacts
from tasks.core.feed_judgement import NOT_MODIFIED, Hop, Problem, Visit

MAX_SAID = 300
LABEL, MIN_WIDTH = 12, 40
SHOWN = (
    ("content-type", "type"),
    ("content-encoding", "packed as"),
    ("etag", "ETag"),
    ("last-modified", "Last-Modified"),
    ("cache-control", "Cache-Control"),
    ("expires", "Expires"),
    ("age", "Age"),
    ("retry-after", "Retry-After"),
)
REDIRECTS = {301: "for good", 302: "for now", 303: "for now", 307: "for now", 308: "for good"}


def visit_lines(visit: Visit, problems: Sequence[Problem], *, width: int = 200) -> Iterator[str]:
    """Yield what was asked, answered and read, then what is wrong, then what to do; no line wider than *width*.

    Addresses are never broken, however long.
    """
    for label, text in _told(visit, problems):
        yield textwrap.fill(
            f"{label:<{LABEL}}{text}",
            max(width, MIN_WIDTH),
            subsequent_indent=" " * LABEL,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _told(visit: Visit, problems: Sequence[Problem]) -> Iterator[tuple[str, str]]:
    for number, hop in enumerate(visit.hops, start=1):
        yield "asked" if number == 1 else "then", _said(hop.url)
        yield "answered", _status(hop)
        headers = [f"{name} {_said(hop.headers[key])}" for key, name in SHOWN if hop.headers.get(key)]
        if headers:
            yield "", ", ".join(headers)
    if not visit.hops:
        yield "asked", _said(visit.url)
    if visit.facts:
        yield "document", _document(visit.facts, visit.n_bytes)
    if visit.facts and visit.facts.is_feed:
        yield "again", _again(visit)
        yield "pages", _pages(visit)
    for problem in problems:
        yield "problem", _said(problem.what)
    todo = dict.fromkeys(_said(problem.todo) for problem in problems)
    yield "what to do", "; then ".join(todo) or "nothing, the feed is healthy"


def _said(text: str) -> str:
    return strip_harmful(" ".join(text.split()))[:MAX_SAID]


def _status(hop: Hop) -> str:
    target = hop.headers.get("location")
    if hop.status in REDIRECTS and target:
        return f"{hop.status}, moved {REDIRECTS[hop.status]} to {_said(target)}"
    return str(hop.status)


def _document(facts: FeedFacts, n_bytes: int) -> str:
    parts = [facts.kind + (f" “{_said(facts.title)}”" if facts.title else ""), f"{n_bytes} bytes"]
    if facts.is_feed:
        parts += [
            f"read as {facts.charset or 'ASCII'}",
            f"{facts.n_entries} {'entry' if facts.n_entries == 1 else 'entries'}",
        ]
    if facts.newest_at:
        parts.append(f"the newest of {facts.newest_at:%Y-%m-%d %H:%M} UTC")
    return ", ".join(parts)


def _again(visit: Visit) -> str:
    if visit.again_error:
        return "the second request failed"
    if visit.again is None:
        return "the whole: it gives no validators, so every poll brings all of it"
    if visit.again == NOT_MODIFIED:
        return "304 when its validators are sent back: an unchanged feed is not sent twice"
    return f"{visit.again} when its validators are sent back: the whole document each time"


def _pages(visit: Visit) -> str:
    n_links = len(visit.facts.links) if visit.facts else 0
    if not n_links:
        return "none: no entry has a link that can be opened"
    if visit.robots_error:
        return "whether robots.txt lets us have them cannot be known now"
    if visit.n_disallowed:
        return f"{visit.n_disallowed} of {n_links} looked at are disallowed by robots.txt"
    return f"allowed by robots.txt ({n_links} looked at)"
