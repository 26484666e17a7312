"""Feeds visited on a person's behalf: what is at an address, what a server answers to whom, which feeds a page has."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tasks.core.canonical_url import canonical_url, resolve_url
from tasks.core.discovery import Candidate, Hint, feed_candidates
from tasks.core.feed_facts import FeedFacts, describe_feed
from tasks.core.feed_judgement import Hop, Visit
from tasks.errors import SourceError
from tasks.fetch import Fetcher, FetchPolicy, Response
from tasks.parsing import FeedReader, feed_reader
from tasks.poll import ACCEPT
from warehouse.records import Rejection

VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed, asked for and read."""

    url: str  # what to list: as it was asked for, or where it moved for good; a passing redirect is not written down
    final_url: str  # where it was answered
    title: str
    hint: Hint | None  # what led to it; None when it is what was asked for
    language: str
    n_entries: int


async def visit_feed(policy: FetchPolicy, url: str, *, now: datetime) -> Visit:
    """Ask for the feed at *url*, read it, and ask again as a poll would; expected failures are in the visit."""
    hops: list[Hop] = []

    def note(asked: str, status: int, headers: Mapping[str, str]) -> None:
        hops.append(Hop(asked, status, headers))

    with feed_reader() as reader:
        async with Fetcher(policy, note) as fetcher:
            try:
                response = await _get(fetcher, url)
            except SourceError as error:
                return Visit(url, tuple(hops), error=str(error))
            first = tuple(hops)
            facts = await _described(reader, response, now)
            if isinstance(facts, Rejection):
                return Visit(url, first, error=f"{facts.detail} at {response.final_url}")
            again, again_error = await _again(fetcher, response) if facts.is_feed else (None, "")
    return Visit(
        url,
        first,
        n_bytes=len(response.body),
        moved_to=response.permanent_url,
        facts=facts,
        again=again,
        again_error=again_error,
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


async def _again(fetcher: Fetcher, response: Response) -> tuple[int | None, str]:
    """Return the status that the validators of *response* get, sent back; None when it brought none."""
    sent = {name: response.headers[key] for key, name in VALIDATORS.items() if response.headers.get(key)}
    if not sent:
        return None, ""
    try:
        return (await _get(fetcher, response.final_url, sent)).status, ""
    except SourceError as error:
        return None, str(error)
