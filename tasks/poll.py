"""Polling: ask each feed whether there is news, read what it lists, and say when to ask again."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tasks.core.feed_document import FeedDocument
from tasks.core.pace import Pace, wait_after_failure_s, wait_after_success_s
from tasks.errors import BlockedAddressError, HttpStatusError, SourceError, TransientSourceError
from tasks.fetch import NOT_MODIFIED, Fetcher, Response
from tasks.parsing import FeedReader, feed_reader
from warehouse.records import Entry, FeedBody, FeedState, Poll, PollOutcome, Rejection

ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
WAY_OUT = "see newsecho feeds health"


@dataclass(frozen=True, slots=True)
class PolledFeed:
    """A poll, the entries it found (none when the feed did not change or failed), and the document it brought."""

    poll: Poll
    entries: tuple[Entry, ...] = ()
    document: tuple[FeedBody, bytes] | None = None  # also when nothing can be read from it: somebody may want to know


@dataclass(frozen=True, slots=True)
class Polling:
    """What the polls of one batch share."""

    fetcher: Fetcher
    run_id: str
    clock: Callable[[], datetime]
    new_id: Callable[[datetime], str]
    pace: Pace


async def poll_feeds(
    fetcher: Fetcher,
    states: Sequence[FeedState],
    *,
    run_id: str,
    clock: Callable[[], datetime],
    new_id: Callable[[datetime], str],
    pace: Pace,
) -> list[PolledFeed]:
    """Poll *states* side by side and return a result for each, in their order. One dead feed costs only itself."""
    polling = Polling(fetcher, run_id, clock, new_id, pace)
    with feed_reader() as reader:
        return list(await asyncio.gather(*(_poll(polling, reader, state) for state in states)))


async def _poll(polling: Polling, reader: FeedReader, state: FeedState) -> PolledFeed:
    policy = polling.fetcher.policy
    try:
        response = await polling.fetcher.get(
            state.feed.url, cap_bytes=policy.feed_cap_bytes, gap_s=policy.feed_gap_s, headers=_validators(state)
        )
    except SourceError as error:
        return PolledFeed(_failed(polling, state, error))
    answered = _answered(polling, state, response)
    if response.status == NOT_MODIFIED:
        return PolledFeed(replace(answered, outcome=PollOutcome.NOT_MODIFIED))
    if answered.body_sha256 == state.body_sha256:
        return PolledFeed(replace(answered, outcome=PollOutcome.UNCHANGED))
    read = await asyncio.to_thread(
        reader.read,
        response.body,
        feed_id=state.feed.feed_id,
        url=response.final_url,
        now=answered.polled_at,
        content_type=response.headers.get("content-type", ""),
    )
    if isinstance(read, Rejection):
        failed = _unreadable(polling, state, answered, read)
        return PolledFeed(failed, document=_document(state, failed, response))
    listed = _listed(polling, state, answered, response, read)
    return PolledFeed(listed, read.entries, _document(state, listed, response))


def _document(state: FeedState, poll: Poll, response: Response) -> tuple[FeedBody, bytes]:
    body = FeedBody(
        poll_id=poll.poll_id,
        feed_id=poll.feed_id,
        url=state.feed.url,
        final_url=response.final_url,
        fetched_at=poll.polled_at,
        http_status=response.status,
        content_type=response.headers.get("content-type"),
        n_bytes=len(response.body),
        body_sha256=hashlib.sha256(response.body).hexdigest(),
    )
    return body, response.body


def _validators(state: FeedState) -> dict[str, str]:
    """Return the conditional headers, byte for byte as the server gave them (RFC 9110, 13.1)."""
    headers = {"Accept": ACCEPT}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers


def _answered(polling: Polling, state: FeedState, response: Response) -> Poll:
    """Return the poll of a feed that answered; a 304 may bring new validators, and leaves the others as they were."""
    now = polling.clock()
    is_same = response.status == NOT_MODIFIED
    return Poll(
        poll_id=polling.new_id(now),
        feed_id=state.feed.feed_id,
        run_id=polling.run_id,
        polled_at=now,
        outcome=PollOutcome.OK,
        next_poll_at=_next_success(polling, state, response, ttl_s=0, now=now),
        http_status=response.status,
        final_url=response.final_url,
        moved_to=response.permanent_url,
        etag=response.headers.get("etag") or (state.etag if is_same else None),
        last_modified=response.headers.get("last-modified") or (state.last_modified if is_same else None),
        body_sha256=state.body_sha256 if is_same else hashlib.sha256(response.body).hexdigest(),
        n_bytes=len(response.body),
        elapsed_ms=response.elapsed_ms,
    )


def _listed(polling: Polling, state: FeedState, poll: Poll, response: Response, read: FeedDocument) -> Poll:
    """Return the poll of a document that was read; validators that vouch for a part of it alone are not kept."""
    due = _next_success(polling, state, response, ttl_s=read.ttl_s, now=poll.polled_at)
    listed = replace(poll, next_poll_at=due, n_entries=len(read.entries))
    if read.is_whole:
        return listed
    why = f"the document stops before its end at {poll.final_url}; its first {len(read.entries)} entries were taken"
    return replace(listed, etag=None, last_modified=None, body_sha256=None, error=_sentence(state, why))


def _next_success(polling: Polling, state: FeedState, response: Response, *, ttl_s: float, now: datetime) -> datetime:
    age = response.headers.get("age", "")
    wait_s = wait_after_success_s(
        polling.pace,
        feed_id=state.feed.feed_id,
        interval_s=state.feed.poll_interval_s,
        ttl_s=ttl_s,
        cache_control=response.headers.get("cache-control", ""),
        age_s=float(age) if age.isdecimal() else 0,
    )
    return now + timedelta(seconds=wait_s)


def _unreadable(polling: Polling, state: FeedState, answered: Poll, why: Rejection) -> Poll:
    """Return the poll of a feed that answered with something else; its validators are not kept, they vouch for that."""
    failed = _failed(polling, state, SourceError(f"{why.detail} at {answered.final_url}"))
    return replace(
        failed,
        outcome=PollOutcome.PARSE_ERROR,
        http_status=answered.http_status,
        final_url=answered.final_url,
        moved_to=answered.moved_to,
        n_bytes=answered.n_bytes,
        elapsed_ms=answered.elapsed_ms,
    )


def _failed(polling: Polling, state: FeedState, error: SourceError) -> Poll:
    """Return the poll of a feed that failed: what is known of it stands, and it is asked again later each time."""
    now = polling.clock()
    n_failures = state.n_failures + 1
    retry_after_s = error.retry_after_s if isinstance(error, TransientSourceError) else None
    wait_s = wait_after_failure_s(
        polling.pace, feed_id=state.feed.feed_id, n_failures=n_failures, retry_after_s=retry_after_s
    )
    return Poll(
        poll_id=polling.new_id(now),
        feed_id=state.feed.feed_id,
        run_id=polling.run_id,
        polled_at=now,
        outcome=_outcome(error),
        next_poll_at=now + timedelta(seconds=wait_s),
        http_status=getattr(error, "status", None),
        etag=state.etag,
        last_modified=state.last_modified,
        body_sha256=state.body_sha256,
        error=_sentence(state, f"{error} ({n_failures} polls in a row)" if n_failures > 1 else str(error)),
    )


def _sentence(state: FeedState, what: str) -> str:
    return f"feed {state.feed.name}: {what}; {WAY_OUT}"


def _outcome(error: SourceError) -> PollOutcome:
    if isinstance(error, BlockedAddressError):
        return PollOutcome.BLOCKED
    is_status = isinstance(error, HttpStatusError) or (isinstance(error, TransientSourceError) and error.status)
    return PollOutcome.HTTP_ERROR if is_status else PollOutcome.NETWORK_ERROR
