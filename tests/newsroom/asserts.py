"""What must hold whatever the newsroom did to us; each prints what broke. Judged by its ledger, not by our logs."""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.newsroom.ledger import Request
from tests.newsroom.names import PRIVATE
from warehouse.sql import query

DAY_S = 86_400
CLOCK_STEP_S = 1e-3  # what the sum of two clocks may be off by
BUSY = {429, 503}
RETRY_AFTER_CAP_S = 7 * DAY_S  # what we heed at most
_MAX_AGE = re.compile(r"max-age=(\d+)")
_BUSTER = re.compile(r"[?&](?:_|cb|cachebuster|nocache|rand|ts)=", re.IGNORECASE)
_CONTACT = re.compile(r"https?://|mailto:|[^\s@]+@[^\s@]+")


@dataclass(frozen=True)
class Manners:
    """What `assert_polite` holds a ledger to."""

    gap_s: float = 2.0  # between an answer and the next request to its host, on the real clock
    concurrency: int = 1  # requests under way to a host
    robots_ttl_s: float = DAY_S
    disallowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # host → beginnings of paths
    is_clock_moved: bool = False  # the newsroom's clock is moved while we wait: a gap is the sum of both clocks


def assert_polite(ledger: Sequence[Request], manners: Manners) -> None:
    """Hold the *ledger* to manners: pace, patience, conditions, robots.txt, identity."""
    broken = [*_anonymous(ledger), *_disallowed(ledger, manners)]
    by_host: dict[str, list[Request]] = defaultdict(list)
    by_url: dict[tuple[str, str], list[Request]] = defaultdict(list)
    for one in ledger:
        by_host[one.host].append(one)
        by_url[one.host, one.target].append(one)
    for requests in by_host.values():
        broken += [*_crowded(requests, manners), *_hurried(requests, manners), *_impatient(requests)]
    for requests in by_url.values():
        broken += [*_too_fresh(requests), *_unconditional(requests), *_after_gone(requests)]
        broken += _robots_again(requests, manners)
    _report("impolite", broken)


def _line(one: Request, what: str) -> str:
    return f"#{one.n} {one.method} {one.host}{one.target}: {what}"


def _report(title: str, broken: Iterable[str]) -> None:
    lines = list(broken)
    assert not lines, "\n".join([f"{title} ({len(lines)}):", *lines])


def _crowded(requests: Sequence[Request], manners: Manners) -> Iterable[str]:
    for number, one in enumerate(requests):
        under_way = 1 + sum(other.ended_s is None or other.ended_s > one.started_s for other in requests[:number])
        if under_way > manners.concurrency:
            yield _line(one, f"{under_way} requests under way to its host")


def _hurried(requests: Sequence[Request], manners: Manners) -> Iterable[str]:
    for before, one in pairwise(requests):
        if before.ended_s is None or one.started_s < before.ended_s:
            continue
        waited_s = one.started_s - before.ended_s + (one.t - before.t if manners.is_clock_moved else 0)
        if waited_s < manners.gap_s - CLOCK_STEP_S:
            yield _line(one, f"{waited_s:.2f} s after #{before.n}, not {manners.gap_s} s")


def _impatient(requests: Sequence[Request]) -> Iterable[str]:
    """A server that is busy speaks for its host, not for one path."""
    until = float("-inf")
    for one in requests:
        if one.t < until:
            yield _line(one, f"{until - one.t:.0f} s before its host's Retry-After is over")
        if one.status in BUSY:
            until = max(until, one.t + _retry_after_s(one))


def _retry_after_s(one: Request) -> float:
    text = one.answered.get("retry-after", "")
    if text.isdecimal():
        return min(float(text), RETRY_AFTER_CAP_S)
    try:
        return parsedate_to_datetime(text).timestamp() - one.t
    except ValueError:
        return 0


def _too_fresh(requests: Sequence[Request]) -> Iterable[str]:
    for before, one in pairwise(requests):
        found = _MAX_AGE.search(before.answered.get("cache-control", ""))
        age = before.answered.get("age", "0")
        fresh_s = float(found.group(1)) - float(age) if found and age.isdecimal() else 0
        if not before.fault and one.t < before.t + fresh_s:
            yield _line(one, f"{one.t - before.t:.0f} s after #{before.n}, which is fresh for {fresh_s:.0f} s")


def _unconditional(requests: Sequence[Request]) -> Iterable[str]:
    """Every validator goes back byte for byte; a 200 or 226 sets both (to none as well), a 304 those it brings."""
    known: dict[str, str] = {}
    for one in (one for one in requests if not one.fault):  # what came of a fault of the wire, nobody can say from here
        for given, condition in (("etag", "if-none-match"), ("last-modified", "if-modified-since")):
            if one.headers.get(condition) != known.get(given):
                sent, wanted = one.headers.get(condition), known.get(given)
                yield _line(one, f"{condition} is {sent!r}, the last {given} was {wanted!r}")
        brought = {name: one.answered[name] for name in ("etag", "last-modified") if name in one.answered}
        if one.status in {200, 226}:
            known = brought
        elif one.status == 304:
            known |= brought


def _after_gone(requests: Sequence[Request]) -> Iterable[str]:
    """A second look a day after a 410 is allowed, since some are mistakes; nothing after a second 410."""
    gone: list[Request] = []
    for one in requests:
        if len(gone) > 1 or (gone and one.t < gone[0].t + DAY_S):
            yield _line(one, f"asked again after the 410 of #{gone[-1].n}")
        gone = [*gone, one] if one.status == 410 else []


def _robots_again(requests: Sequence[Request], manners: Manners) -> Iterable[str]:
    for before, one in pairwise(requests):
        if one.path == "/robots.txt" and one.t < before.t + manners.robots_ttl_s:
            yield _line(one, f"asked again {one.t - before.t:.0f} s after #{before.n}")


def _anonymous(ledger: Sequence[Request]) -> Iterable[str]:
    for one in ledger:
        for name in ("cookie", "referer"):
            if name in one.headers:
                yield _line(one, f"sends {name}")
        if _BUSTER.search(one.target) or "no-cache" in one.headers.get("cache-control", ""):
            yield _line(one, "gets round caches")
        if not _CONTACT.search(one.headers.get("user-agent", "")):
            yield _line(one, f"User-Agent {one.headers.get('user-agent')!r} names no contact")


def _disallowed(ledger: Sequence[Request], manners: Manners) -> Iterable[str]:
    for one in ledger:
        if one.target.startswith(manners.disallowed.get(one.host, ())):
            yield _line(one, "is disallowed by robots.txt")


def assert_complete(truth: Sequence[Mapping[str, Any]], stored: Sequence[tuple[str, int]]) -> None:
    """Hold what is *stored* (URL and number of versions, a row for each article) against the *truth*.

    Every article once, with as many versions as there were; what was never published is an error too. An article that
    was deleted or edited between two polls was not to be seen: give the truth of what was.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for url, n_versions in stored:
        found[url].append(n_versions)
    wanted = {one["url"]: len(one["text_sha256s"]) for one in truth}
    missing = [f"missing: {url}" for url in wanted if url not in found]
    invented = [f"never published: {url}" for url in found if url not in wanted]
    doubled = [f"stored {len(versions)} times: {url}" for url, versions in found.items() if len(versions) > 1]
    edits = [
        f"{max(versions)} versions stored, {wanted[url]} published: {url}"
        for url, versions in found.items()
        if url in wanted and max(versions) != wanted[url]
    ]
    _report("incomplete", [*missing, *invented, *doubled, *edits])


def stored_articles(snapshot: Path) -> list[tuple[str, int]]:
    """Return URL and number of versions of each article of a published *snapshot*."""
    return query(snapshot, "SELECT url, max(version) FROM articles GROUP BY url, article_id").rows


def assert_safe(ledger: Sequence[Request], *, n_canary_accepts: int) -> None:
    """Nobody was led inside: no connection at the canary, and no request under a private name or an address."""
    broken = [f"the canary was contacted {n_canary_accepts} times"] if n_canary_accepts else []
    inside = [one for one in ledger if one.host.split(".")[0] in PRIVATE or _is_address(one.host)]
    broken += [_line(one, "leads inside") for one in inside]
    _report("unsafe", broken)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Usage:
    """What a process used, or may use at most."""

    peak_rss_mb: float
    n_fds: int
    n_threads: int
    cpu_s_per_1000_polls: float


def assert_bounded(used: Usage, most: Usage) -> None:
    """Hold what was *used* to the *most* allowed."""
    names = Usage.__dataclass_fields__
    over = [name for name in names if getattr(used, name) > getattr(most, name)]
    _report("unbounded", [f"{name}: {getattr(used, name)}, at most {getattr(most, name)}" for name in over])
