"""Polling: ask each feed whether there is news, read what it lists, and say when to ask again."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tasks.core.course import Doubts, after_answer, after_failure, is_probe_due
from tasks.core.feed_document import FeedDocument
from tasks.core.pace import Due, Habit, Pace, due_after_failure, due_after_success
from tasks.core.server_wishes import freshness, retry_after_s
from tasks.errors import BlockedAddressError, BusyHostError, HttpStatusError, SourceError, TransientSourceError
from tasks.fetch import NOT_MODIFIED, Fetcher, Response
from tasks.parsing import FeedReader, feed_reader
from warehouse.records import Course, Entry, FeedBody, FeedGap, FeedState, Poll, PollOutcome, Rejection

ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
WAY_OUT = "see newsecho feeds health"


@dataclass(frozen=True, slots=True)
class PolledFeed:
    """A poll, the entries it found (none when the feed did not change or failed), and the document it brought.

    `course` is what the polls of the feed add up to with this one, `gap` what it found that no poll can have seen.
    """

    poll: Poll
    course: Course
    entries: tuple[Entry, ...] = ()
    document: tuple[FeedBody, bytes] | None = None  # also when nothing can be read from it: somebody may want to know
    gap: FeedGap | None = None


@dataclass(frozen=True, slots=True)
class Polling:
    """What the polls of one batch share."""

    fetcher: Fetcher
    run_id: str
    clock: Callable[[], datetime]
    new_id: Callable[[datetime], str]
    pace: Pace
    doubts: Doubts


async def poll_feeds(
    fetcher: Fetcher,
    states: Sequence[FeedState],
    *,
    run_id: str,
    clock: Callable[[], datetime],
    new_id: Callable[[datetime], str],
    pace: Pace,
    doubts: Doubts,
) -> list[PolledFeed]:
    """Poll *states* side by side and return the results in their order. One dead feed costs only itself.

    A feed whose host asked for patience was not polled, and has no result.
    """
    polling = Polling(fetcher, run_id, clock, new_id, pace, doubts)
    with feed_reader() as reader:
        polled = await asyncio.gather(*(_poll(polling, reader, state) for state in states))
    return [one for one in polled if one is not None]


async def _poll(polling: Polling, reader: FeedReader, state: FeedState) -> PolledFeed | None:
    policy = polling.fetcher.policy
    has_published = state.last_new_at is not None
    is_probe = _has_validators(state) and is_probe_due(
        state.course, polling.doubts, now=polling.clock(), has_published=has_published
    )
    headers = {"Accept": ACCEPT} if is_probe else _validators(state)
    try:
        response = await polling.fetcher.get(
            state.url,
            cap_bytes=policy.feed_cap_bytes,
            wire_cap_bytes=policy.feed_wire_cap_bytes,
            gap_s=policy.feed_gap_s,
            headers=headers,
        )
    except BusyHostError:
        return None
    except SourceError as error:
        return _as_failed(polling, state, replace(_failed(polling, state, error), is_probe=is_probe))
    answered = replace(_answered(polling, state, response), is_probe=is_probe)
    if response.status == NOT_MODIFIED:
        return _as_answered(polling, state, replace(answered, outcome=PollOutcome.NOT_MODIFIED), response)
    if answered.body_sha256 == state.body_sha256:
        return _as_answered(polling, state, replace(answered, outcome=PollOutcome.UNCHANGED), response)
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
        return replace(_as_failed(polling, state, failed), document=_document(state, failed, response))
    listed = _as_answered(polling, state, _listed(state, answered, read), response, read)
    return replace(listed, entries=read.entries, document=_document(state, listed.poll, response))


def _as_failed(polling: Polling, state: FeedState, poll: Poll) -> PolledFeed:
    return PolledFeed(poll, after_failure(state.course, polling.doubts, poll, state.n_failures + 1))


def _as_answered(
    polling: Polling, state: FeedState, poll: Poll, response: Response, read: FeedDocument | None = None
) -> PolledFeed:
    """Return the result of an answer: what it adds to the feed's course, and when the feed is due by that."""
    answered = after_answer(state, polling.doubts, poll, read)
    due = _due(polling, state, poll, answered.course, response)
    return PolledFeed(_due_at(poll, due), answered.course, gap=answered.gap)


def _document(state: FeedState, poll: Poll, response: Response) -> tuple[FeedBody, bytes]:
    body = FeedBody(
        poll_id=poll.poll_id,
        feed_id=poll.feed_id,
        url=state.url,
        final_url=response.final_url,
        fetched_at=poll.polled_at,
        http_status=response.status,
        content_type=response.headers.get("content-type"),
        n_bytes=len(response.body),
        body_sha256=hashlib.sha256(response.body).hexdigest(),
    )
    return body, response.body


def _has_validators(state: FeedState) -> bool:
    """Say whether a poll of the feed is conditional."""
    return bool(state.etag or state.last_modified)


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
        next_poll_at=now,  # until it is known what the answer says
        http_status=response.status,
        final_url=response.final_url,
        moved_to=response.permanent_url or state.course.poll_url,
        etag=response.headers.get("etag") or (state.etag if is_same else None),
        last_modified=response.headers.get("last-modified") or (state.last_modified if is_same else None),
        body_sha256=state.body_sha256 if is_same else hashlib.sha256(response.body).hexdigest(),
        n_bytes=len(response.body),
        elapsed_ms=response.elapsed_ms,
    )


def _listed(state: FeedState, poll: Poll, read: FeedDocument) -> Poll:
    """Return the poll of a document that was read; validators that vouch for a part of it alone are not kept."""
    listed = replace(poll, n_entries=len(read.entries))
    if read.is_whole:
        return listed
    why = f"the document stops before its end at {poll.final_url}; its first {len(read.entries)} entries were taken"
    return replace(listed, etag=None, last_modified=None, body_sha256=None, error=_sentence(state, why))


def _due(polling: Polling, state: FeedState, poll: Poll, course: Course, response: Response) -> Due:
    is_new = not set(course.listed).issubset(state.course.listed)
    last_new_at = poll.polled_at if is_new else state.last_new_at or poll.polled_at
    return due_after_success(
        polling.pace,
        Habit(
            interval_s=state.feed.poll_interval_s,
            median_gap_s=state.median_gap_s,
            quiet_for_s=(poll.polled_at - last_new_at).total_seconds(),
            n_gaps=course.n_gaps,
            is_first=state.next_poll_at is None,
        ),
        feed_id=state.feed.feed_id,
        polled_at=poll.polled_at,
        timetable=course.timetable,
        fresh=freshness(response.headers),
        retry_after_s=retry_after_s(
            response.headers.get("retry-after", ""), server_date=response.headers.get("date", "")
        )
        or 0,
    )


def _due_at(poll: Poll, due: Due) -> Poll:
    next_poll_at = poll.polled_at + timedelta(seconds=due.wait_s)
    return replace(poll, next_poll_at=next_poll_at, next_poll_reason=due.reason)


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
    asked_s = error.retry_after_s if isinstance(error, TransientSourceError) else None
    due = due_after_failure(
        polling.pace,
        feed_id=state.feed.feed_id,
        polled_at=now,
        n_failures=n_failures,
        retry_after_s=asked_s or 0,
    )
    failed = Poll(
        poll_id=polling.new_id(now),
        feed_id=state.feed.feed_id,
        run_id=polling.run_id,
        polled_at=now,
        outcome=_outcome(error),
        next_poll_at=now,
        http_status=getattr(error, "status", None),
        etag=state.etag,
        last_modified=state.last_modified,
        body_sha256=state.body_sha256,
        error=_sentence(state, f"{error} ({n_failures} polls in a row)" if n_failures > 1 else str(error)),
        error_class=error.error_class,
    )
    return _due_at(failed, due)


def _sentence(state: FeedState, what: str) -> str:
    return f"feed {state.feed.name}: {what}; {WAY_OUT}"


def _outcome(error: SourceError) -> PollOutcome:
    if isinstance(error, BlockedAddressError):
        return PollOutcome.BLOCKED
    is_status = isinstance(error, HttpStatusError) or (isinstance(error, TransientSourceError) and error.status)
    return PollOutcome.HTTP_ERROR if is_status else PollOutcome.NETWORK_ERROR
