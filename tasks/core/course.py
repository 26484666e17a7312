"""What the polls of a feed add up to: whether its 304 are true, where it lives now, whether it is gone or outruns us.

Feeds come back from what looks like death, and servers say many things for an hour. So nothing that was said once is
believed: a feed is gone after two 410 a day apart, has moved after ten polls over three days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from tasks.core.feed_document import FeedDocument
from tasks.core.identity import sha256_hex
from warehouse.records import Course, Entry, ErrorClass, FeedGap, FeedState, Poll, PollOutcome

MARK_DIGITS = 8  # hexadecimal: 32 bits tell the hundred marks of two documents apart


@dataclass(frozen=True, slots=True)
class Doubts:
    """How often and how long something must be said; the defaults are those of `config/newsecho.toml`."""

    probe_after_s: float = 604_800
    probe_every_s: float = 86_400
    lie_memory_s: float = 2_592_000
    gone_after_s: float = 86_400
    move_after_polls: int = 10
    move_after_s: float = 259_200
    move_back_after: int = 3
    gap_memory_s: float = 604_800


@dataclass(frozen=True, slots=True)
class Answered:
    """A feed's course with its newest poll, and the gap that this one found."""

    course: Course
    gap: FeedGap | None = None


def is_probe_due(course: Course, doubts: Doubts, *, now: datetime, has_published: bool) -> bool:
    """Say whether a feed that answers 304, or with what is new alone, is to be asked for all of it without condition.

    When it used to publish and has answered nothing else for long; sooner when caught lately. Once a day at most.
    """
    if not has_published or course.whole_at is None or _is_within(course.probed_at, now, doubts.probe_every_s):
        return False
    was_caught = _is_within(course.lied_at, now, doubts.lie_memory_s)
    return not _is_within(course.whole_at, now, doubts.probe_every_s if was_caught else doubts.probe_after_s)


def after_answer(state: FeedState, doubts: Doubts, poll: Poll, document: FeedDocument | None = None) -> Answered:
    """Return the course of a feed that answered as it should.

    Args:
        state: of the feed before.
        doubts: what is believed when.
        poll: the answer.
        document: what was read of it; None for a 304 and for the body we have. Of a delta (226, RFC 3229) it holds what
            is new alone, so nothing follows from what is missing.
    """
    course, now = state.course, poll.polled_at
    marks = _marks(document.entries) if document else ()
    is_delta = poll.http_status == HTTPStatus.IM_USED
    is_comparable = document is not None and document.is_whole and not is_delta and bool(marks) and bool(course.listed)
    has_common = not is_comparable or not set(marks).isdisjoint(course.listed)
    found = replace(
        _moving(state, doubts, poll, has_common=has_common),
        # The clock of a warehouse that kept no courses starts with its first poll.
        whole_at=now if poll.outcome is not PollOutcome.NOT_MODIFIED and not is_delta else course.whole_at or now,
        probed_at=now if poll.is_probe else course.probed_at,
        lied_at=now if poll.is_probe and document and _was_hidden(state, poll, document.entries) else course.lied_at,
        gone_since=None,
        gone_at=None,
        n_gaps=course.n_gaps if _is_within(course.gap_at, now, doubts.gap_memory_s) else 0,
    )
    if document is not None:
        found = replace(found, timetable=document.timetable)
        if document.is_whole and marks:
            found = replace(found, listed=tuple(sorted({*marks, *course.listed})) if is_delta else marks)
    if has_common or document is None:
        return Answered(found)
    gap = _gap(poll, document.entries, state.last_ok_at or course.whole_at or now)
    return Answered(replace(found, gap_at=now, n_gaps=found.n_gaps + 1), gap)


def _was_hidden(state: FeedState, poll: Poll, entries: Sequence[Entry]) -> bool:
    """Say whether the feed had something new that its 304 denied.

    A feed may have published just now. It lied when its validators still are those of the older document, or when what
    is new is older than its last 304.
    """
    new = [entry for entry in entries if set(_marks([entry])).isdisjoint(state.course.listed)]
    if not new:
        return False
    is_same = (poll.etag, poll.last_modified) == (state.etag, state.last_modified)
    before = state.last_ok_at
    return is_same or any(entry.published_at and before and entry.published_at < before for entry in new)


def after_failure(course: Course, doubts: Doubts, poll: Poll, n_failures: int) -> Course:
    """Return the course of a feed that failed *n_failures* times in a row.

    A feed that had moved is asked at its configured address again when the new one is gone or fails repeatedly.
    """
    now = poll.polled_at
    probed = replace(course, probed_at=now if poll.is_probe else course.probed_at)
    is_gone = poll.error_class is ErrorClass.GONE
    if course.poll_url:
        is_over = is_gone or (n_failures >= doubts.move_back_after and poll.error_class is not ErrorClass.TEMP)
        over = replace(probed, poll_url=None, redirected_to=None, redirected_since=None, n_redirects=0)
        return over if is_over else probed
    if not is_gone:
        return probed
    since = course.gone_since or now
    is_sure = (now - since).total_seconds() >= doubts.gone_after_s
    return replace(probed, gone_since=since, gone_at=course.gone_at or (now if is_sure else None))


def _moving(state: FeedState, doubts: Doubts, poll: Poll, *, has_common: bool) -> Course:
    """Count the polls that ended at one address by permanent redirects alone; after enough, that address is polled.

    Not when that gives up https: whatever sits on the way could have said so.
    """
    course, target = state.course, poll.moved_to
    if target is None or not has_common:
        return replace(course, redirected_to=None, redirected_since=None, n_redirects=0)
    if target != course.redirected_to or course.redirected_since is None:
        return replace(course, redirected_to=target, redirected_since=poll.polled_at, n_redirects=1)
    n_redirects = course.n_redirects + 1
    is_sure = (
        n_redirects >= doubts.move_after_polls
        and (poll.polled_at - course.redirected_since).total_seconds() >= doubts.move_after_s
        and not is_downgrade(state.feed.url, target)
    )
    return replace(course, n_redirects=n_redirects, poll_url=target if is_sure else course.poll_url)


def is_downgrade(url: str, target: str) -> bool:
    """Say whether *target* gives up the encryption of *url*.

    >>> is_downgrade("https://gazette.example/feed", "http://gazette.example/feed")
    True
    """
    return urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https"


def _gap(poll: Poll, entries: Sequence[Entry], from_at: datetime) -> FeedGap:
    """Return the time that no poll can have seen: from the last answer to the oldest entry listed since."""
    dates = [entry.published_at for entry in entries if entry.published_at and entry.published_at > from_at]
    return FeedGap(poll.poll_id, poll.feed_id, from_at, min(dates, default=poll.polled_at), poll.polled_at)


def _marks(entries: Sequence[Entry]) -> tuple[int, ...]:
    """Return a short hash of every key and address: a feed that gives its entries new keys still lists the same."""
    names = {name for entry in entries for name in (entry.entry_key, entry.url) if name}
    return tuple(sorted(int(sha256_hex(name)[:MARK_DIGITS], 16) for name in names))


def _is_within(at: datetime | None, now: datetime, span_s: float) -> bool:
    return at is not None and (now - at).total_seconds() < span_s
