"""A visit to a feed as lines a person can act on. What servers say is cut and cleaned: it goes to a terminal."""

from collections.abc import Iterator, Sequence

from tasks.core.clean_text import strip_harmful
from tasks.core.feed_facts import FeedFacts
from tasks.core.feed_judgement import NOT_MODIFIED, Hop, Problem, Visit

MAX_SAID = 200
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


def visit_lines(visit: Visit, problems: Sequence[Problem]) -> Iterator[str]:
    """Return what was asked, answered and read, then what is wrong, then one line of what to do."""
    for number, hop in enumerate(visit.hops, start=1):
        yield _line("asked" if number == 1 else "then", _said(hop.url))
        yield _line("answered", _status(hop))
        headers = [f"{name} {_said(hop.headers[key])}" for key, name in SHOWN if hop.headers.get(key)]
        if headers:
            yield _line("", ", ".join(headers))
    if not visit.hops:
        yield _line("asked", _said(visit.url))
    if visit.facts:
        yield _line("document", _document(visit.facts, visit.n_bytes))
    if visit.facts and visit.facts.is_feed:
        yield _line("again", _again(visit))
    for problem in problems:
        yield _line("problem", _said(problem.what))
    todo = dict.fromkeys(_said(problem.todo) for problem in problems)
    yield _line("what to do", "; then ".join(todo) or "nothing, the feed is healthy")


def _line(label: str, text: str) -> str:
    return f"{label:<12}{text}"


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
        parts += [f"read as {facts.charset or 'ASCII'}", f"{facts.n_entries} entries"]
    if facts.newest_at:
        parts.append(f"the newest of {facts.newest_at:%Y-%m-%d %H:%M} UTC")
    return ", ".join(parts)


def _again(visit: Visit) -> str:
    if visit.again_error:
        return "the second request failed"
    if visit.again is None:
        return "not asked: it gives no validators, so every poll brings the whole document"
    if visit.again == NOT_MODIFIED:
        return "304 when its validators are sent back: an unchanged feed is not sent twice"
    return f"{visit.again} when its validators are sent back: the whole document each time"
