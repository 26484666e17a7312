"""When a feed is due again, and what decided it: as often as it is worth, never sooner than is polite."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tasks.core.server_wishes import Wish
from warehouse.records import Timetable

MAX_DOUBLINGS = 10
MAX_HALVINGS = 10
HOURS_A_WEEK = 168
UNITS = (("day", 86_400), ("h", 3_600), ("min", 60))


@dataclass(frozen=True, slots=True)
class Pace:
    """The bounds of the pace, in seconds; the defaults are those of `config/newsecho.toml`."""

    floor_s: float = 900
    default_s: float = 3_600
    cap_s: float = 86_400
    retry_after_cap_s: float = 604_800
    backoff_s: float = 900
    jitter: float = 0.1
    quiet_s: float = 2_592_000


@dataclass(frozen=True, slots=True)
class Habit:
    """How a feed has been publishing, and how often a person wants it asked."""

    interval_s: float = 0  # as configured; 0: the default
    median_gap_s: float | None = None  # between its last new entries; None: too few to tell
    quiet_for_s: float = 0  # since it last listed something new
    n_gaps: int = 0  # how often lately its document had left behind what was listed before
    is_first: bool = False  # it was never polled before


@dataclass(frozen=True, slots=True)
class Due:
    """Seconds until the next poll, and the wish that decided them."""

    wait_s: float
    reason: str


def due_after_success(
    pace: Pace,
    habit: Habit,
    *,
    feed_id: str,
    polled_at: datetime,
    timetable: Timetable | None = None,
    fresh: Wish | None = None,
    retry_after_s: float = 0,
) -> Due:
    """Return when a feed that answered is due: the longest that it, its server or we ask for, within the caps.

    Our own interval varies by the jitter either way, so that polls do not bunch; what others ask for is a promise, and
    varies upwards alone.

    Args:
        pace: the bounds.
        habit: what our own interval follows from.
        feed_id: with *polled_at*, what the jitter follows from: it is the same however often it is computed.
        polled_at: when the feed was asked.
        timetable: what the document says of its pace.
        fresh: how long the server says that the answer is fresh.
        retry_after_s: what the server asks for in so many words; it has a cap of its own.
    """
    timetable = timetable or Timetable()
    share = _share(feed_id, polled_at)
    own = own_interval(pace, habit, feed_id)
    asked = [*_document_wishes(timetable), *([fresh] if fresh else [])]
    wishes = [
        Wish(own.wait_s * (1 + pace.jitter * (2 * share - 1)), own.reason),
        *(Wish(wish.wait_s * (1 + pace.jitter * share), wish.reason) for wish in asked),
        Wish(pace.floor_s, f"the floor of {span(pace.floor_s)}"),
    ]
    longest = max(wishes, key=lambda wish: wish.wait_s)
    moved = _outside_skipped(timetable, polled_at, longest)
    capped = moved if moved.wait_s <= pace.cap_s else Due(pace.cap_s, f"{moved.reason}, capped at {span(pace.cap_s)}")
    return _with_patience(pace, capped, retry_after_s)


def due_after_failure(
    pace: Pace, *, feed_id: str, polled_at: datetime, n_failures: int, retry_after_s: float = 0
) -> Due:
    """Return when a feed is tried again after *n_failures* in a row (1 or more), or what the server asked for.

    Doubled each time up to the cap and never given up: feeds come back from what looks like death.
    """
    backoff = min(pace.backoff_s * 2 ** min(n_failures - 1, MAX_DOUBLINGS), pace.cap_s)
    spread = backoff * (1 + pace.jitter * (2 * _share(feed_id, polled_at) - 1))
    failures = "1 failure" if n_failures == 1 else f"{n_failures} failures in a row"
    due = Due(min(max(spread, pace.floor_s), pace.cap_s), f"backs off {span(backoff)} after {failures}")
    return _with_patience(pace, due, retry_after_s)


def own_interval(pace: Pace, habit: Habit, feed_id: str) -> Wish:
    """Return how often we would ask a feed that says nothing of it.

    Never more seldom than a person configured, until it has been quiet for long; more often when it publishes faster
    than that (Nyquist: half the median gap misses few), or its documents outran us.
    """
    interval_s = habit.interval_s or pace.default_s
    if habit.is_first:  # hundreds of feeds that were added together come apart here
        wait_s = pace.floor_s + max(0.0, interval_s - pace.floor_s) * _share(feed_id)
        return Wish(wait_s, f"a first poll, spread over its interval of {span(interval_s)}")
    if habit.quiet_for_s >= pace.quiet_s:
        return Wish(pace.cap_s, f"nothing new for {span(habit.quiet_for_s)}")
    own = Wish(interval_s, f"its interval of {span(interval_s)}")
    if habit.median_gap_s is not None and habit.median_gap_s / 2 < interval_s:
        own = Wish(habit.median_gap_s / 2, f"half its median gap of {span(habit.median_gap_s)}")
    if habit.n_gaps:
        halved = own.wait_s / 2 ** min(habit.n_gaps, MAX_HALVINGS)
        own = Wish(halved, f"{own.reason}, halved {habit.n_gaps} × since it outran us")
    return Wish(max(own.wait_s, pace.floor_s), own.reason)


def span(seconds: float) -> str:
    """Return a time span in its largest unit, to one decimal.

    >>> [span(seconds) for seconds in (45, 900, 5_400, 86_400, 2_592_000)]
    ['45 s', '15 min', '1.5 h', '1 day', '30 days']
    """
    for unit, size in UNITS:
        if seconds >= size:
            number = f"{seconds / size:.1f}".removesuffix(".0")
            return f"{number} {unit}{'s' if unit == 'day' and number != '1' else ''}"
    return f"{seconds:.0f} s"


def _document_wishes(timetable: Timetable) -> Sequence[Wish]:
    said = ((timetable.ttl_s, "ttl"), (timetable.update_s, "sy:updatePeriod"))
    return [Wish(seconds, f"{name} {span(seconds)}") for seconds, name in said if seconds]


def _outside_skipped(timetable: Timetable, polled_at: datetime, wish: Wish) -> Due:
    """Return *wish*, put off to the first hour that the feed does not ask us to skip (RSS 2.0, in GMT).

    One that skips every hour of the week means something else.
    """
    at = polled_at.astimezone(UTC) + timedelta(seconds=wish.wait_s)
    for n_hours in range(HOURS_A_WEEK):
        then = at + timedelta(hours=n_hours)
        if then.hour not in timetable.skip_hours and then.isoweekday() not in timetable.skip_days:
            if n_hours == 0:
                break
            then = then.replace(minute=at.minute // 2)  # in the first half of the hour, and still spread
            return Due((then - polled_at).total_seconds(), f"{wish.reason}, then skipHours and skipDays")
    return Due(wish.wait_s, wish.reason)


def _with_patience(pace: Pace, due: Due, asked_s: float) -> Due:
    patience_s = min(asked_s, pace.retry_after_cap_s)
    if patience_s <= due.wait_s:
        return due
    capped = f", capped at {span(patience_s)}" if patience_s < asked_s else ""
    return Due(patience_s, f"Retry-After {asked_s:.0f} s{capped}")


def _share(*what: object) -> float:
    """Return a number from 0 to 1 that looks random and follows from *what*."""
    text = " ".join(map(str, what))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32
