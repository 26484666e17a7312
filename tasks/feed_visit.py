"""Feeds visited on a person's behalf: what is at an address, what a server answers to whom, which feeds a page has."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tasks.core.canonical_url import canonical_url, resolve_url
from tasks.core.discovery import Candidate, Hint, feed_candidates
from tasks.core.feed_facts import FeedFacts, count_renamed, describe_feed
from tasks.core.feed_judgement import Cause, Hop, Visit
from tasks.errors import (
    BadBodyError,
    BlockedAddressError,
    DisallowedError,
    SourceError,
    TooLargeError,
    TransientSourceError,
)
from tasks.fetch import NOT_MODIFIED, Fetcher, FetchPolicy, Response
from tasks.parsing import FeedReader, feed_reader
from tasks.poll import ACCEPT
from tasks.robots import RobotsGate, RobotsPolicy
from warehouse.records import ErrorClass, Rejection

VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
NOBODYS_ETAG = '"newsecho-asks-whether-you-compare"'


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed, asked for and read."""

    url: str  # what to list: as it was asked for, or where it moved for good; a passing redirect is not written down
    final_url: str  # where it was answered
    title: str
    hint: Hint | None  # what led to it; None when it is what was asked for
    language: str
    n_entries: int


@dataclass(frozen=True, slots=True)
class _Second:
    """What further requests for a feed that was read came to; the names are those of `Visit`."""

    again: int | None = None
    again_error: str = ""
    is_lying: bool = False
    n_renamed: int = 0


async def visit_feed(policy: FetchPolicy, url: str, *, now: datetime) -> Visit:
    """Ask for the feed at *url*, read it, and ask again as a poll would; expected failures are in the visit.

    A healthy feed is asked two or three times, and robots.txt of the hosts that its entries lead to once.
    """
    hops: list[Hop] = []

    def note(asked: str, status: int, headers: Mapping[str, str]) -> None:
        hops.append(Hop(asked, status, headers))

    with feed_reader() as reader:
        async with Fetcher(policy, note) as fetcher:
            try:
                response = await _get(fetcher, url)
            except SourceError as error:
                return Visit(url, tuple(hops), error=str(error), cause=_cause(error))
            first = tuple(hops)
            facts = await _described(reader, response, now)
            if isinstance(facts, Rejection):
                return Visit(url, first, error=f"{facts.detail} at {response.final_url}", cause=Cause.CUT)
            second = await _again(fetcher, reader, response, now) if facts.is_feed else _Second()
            n_disallowed, robots_error = await _robots(fetcher, facts.links, now)
    return Visit(
        url,
        first,
        n_bytes=len(response.body),
        moved_to=response.permanent_url,
        facts=facts,
        again=second.again,
        again_error=second.again_error,
        is_lying=second.is_lying,
        n_renamed=second.n_renamed,
        n_disallowed=n_disallowed,
        robots_error=robots_error,
    )


async def find_feeds(policy: FetchPolicy, url: str, *, now: datetime) -> list[FoundFeed]:
    """Return the feeds at *url*: the one that is there, else those its page leads to; none when there are none.

    Candidates are asked for one after the other, with the gap between requests to one host. Weaker hints are followed
    only where stronger ones led to no feed.

    Raises:
        SourceError: *url* itself cannot be had; the sentence names it.
    """
    with feed_reader() as reader:
        async with Fetcher(policy) as fetcher:
            response = await _get(fetcher, url)
            own = await _as_feed(reader, response, url, now)
            if own:
                return [own]
            content_type = response.headers.get("content-type", "")
            candidates = await asyncio.to_thread(
                reader.run, feed_candidates, response.body, url=response.final_url, content_type=content_type
            )
            if isinstance(candidates, Rejection):
                raise SourceError(f"{candidates.detail} at {response.final_url}")
            for hint in Hint:
                found = await _proven(fetcher, reader, [one for one in candidates if one.hint is hint], now)
                if found:
                    return found
    return []


async def _proven(fetcher: Fetcher, reader: FeedReader, candidates: list[Candidate], now: datetime) -> list[FoundFeed]:
    """Return those of *candidates* that are feeds, each once: several addresses may lead to one."""
    found: dict[str, FoundFeed] = {}
    for candidate in candidates:
        try:
            response = await _get(fetcher, candidate.url)
        except SourceError:
            continue  # a guess that fails says nothing; the caller says when none was right
        feed = await _as_feed(reader, response, candidate.url, now, candidate)
        if feed:
            found.setdefault(canonical_url(feed.final_url), feed)
    return list(found.values())


async def _get(fetcher: Fetcher, url: str, headers: Mapping[str, str] | None = None) -> Response:
    policy = fetcher.policy
    sent = {"Accept": ACCEPT, **(headers or {})}
    return await fetcher.get(
        url,
        cap_bytes=policy.feed_cap_bytes,
        wire_cap_bytes=policy.feed_wire_cap_bytes,
        gap_s=policy.feed_gap_s,
        headers=sent,
    )


async def _described(reader: FeedReader, response: Response, now: datetime) -> FeedFacts | Rejection:
    content_type = response.headers.get("content-type", "")
    return await asyncio.to_thread(
        reader.run, describe_feed, response.body, url=response.final_url, now=now, content_type=content_type
    )


async def _as_feed(
    reader: FeedReader, response: Response, asked: str, now: datetime, candidate: Candidate | None = None
) -> FoundFeed | None:
    facts = await _described(reader, response, now)
    if isinstance(facts, Rejection) or not facts.is_feed:
        return None
    return FoundFeed(
        url=response.permanent_url or resolve_url(asked),
        final_url=response.final_url,
        title=facts.title or (candidate.title if candidate else ""),
        hint=candidate.hint if candidate else None,
        language=facts.language,
        n_entries=facts.n_entries,
    )


async def _again(fetcher: Fetcher, reader: FeedReader, response: Response, now: datetime) -> _Second:
    """Ask again with the validators of *response*, and with one it never gave; without any, for the whole."""
    sent = {name: response.headers[key] for key, name in VALIDATORS.items() if response.headers.get(key)}
    try:
        got = await _get(fetcher, response.final_url, sent)
        is_lying = got.status == NOT_MODIFIED and await _is_lying(fetcher, response)
    except SourceError as error:
        return _Second(again_error=str(error))
    n_renamed = 0
    if got.status != NOT_MODIFIED and got.body != response.body:
        n_renamed = await _renamed(reader, response, got, now)
    return _Second(got.status if sent else None, is_lying=is_lying, n_renamed=n_renamed)


async def _is_lying(fetcher: Fetcher, response: Response) -> bool:
    """Say whether the server calls a document unchanged that nobody can have: one under an ETag of ours."""
    return (await _get(fetcher, response.final_url, {"If-None-Match": NOBODYS_ETAG})).status == NOT_MODIFIED


async def _renamed(reader: FeedReader, first: Response, second: Response, now: datetime) -> int:
    content_type = second.headers.get("content-type", "")
    counted = await asyncio.to_thread(
        reader.run,
        count_renamed,
        second.body,
        before=first.body,
        url=first.final_url,
        now=now,
        content_type=content_type,
    )
    return counted if isinstance(counted, int) else 0


async def _robots(fetcher: Fetcher, links: Sequence[str], now: datetime) -> tuple[int, str]:
    """Return how many of *links* robots.txt disallows, and why that cannot be known of others; "" where it can."""
    gate = RobotsGate(fetcher, {}, policy=RobotsPolicy(), clock=lambda: now)
    n_disallowed, unknown = 0, ""
    for link in links:
        try:
            await gate.admit(link)
        except DisallowedError:
            n_disallowed += 1
        except SourceError as error:
            unknown = str(error)
    return n_disallowed, unknown


def _cause(error: SourceError) -> Cause:
    """Return what an error without a telling status is about."""
    known: dict[type[SourceError], Cause] = {
        BlockedAddressError: Cause.INSIDE,
        BadBodyError: Cause.CUT,
        TooLargeError: Cause.TOO_LARGE,
    }
    if not isinstance(error, TransientSourceError):
        return known.get(type(error), Cause.OTHER)
    if error.status is not None or error.error_class is ErrorClass.TEMP:
        return Cause.OTHER
    return Cause.CERTIFICATE if error.error_class is ErrorClass.HARD else Cause.BROKEN
