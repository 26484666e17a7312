"""What becomes of each time of a schedule: decided from what is given, with no clock of its own.

A time that passed while nobody was there is not run later. What is due is decided by the warehouse, so the next run
makes it up, and a storm of late runs would only ask the same hosts again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.cron import next_after
from warehouse.records import Ruling, Slot, Work

MOST_SLOTS = 5_000  # that are accounted for at once, the newest; half-hourly ones of three months


@dataclass(frozen=True, slots=True)
class Presence:
    """A time in which somebody was there to start runs."""

    since: datetime
    until: datetime

    def __contains__(self, at: datetime) -> bool:
        """Say whether it holds *at*."""
        return self.since <= at <= self.until


def times_between(cron: str, after: datetime, until: datetime) -> Iterator[datetime]:
    """Return the times at which *cron* fell due after *after*, up to *until*, oldest first; none without a line."""
    at = after
    while cron and (at := next_after(cron, at)) <= until:
        yield at


def ruling_of_start(job: str, slot_at: datetime, now: datetime, run_id: str, works: Sequence[Work]) -> Slot:
    """Return what becomes of a run that starts *now* for *slot_at*: it goes on, or another did its work since.

    A run that began after the slot, and came to its end, did all that was due in it (one that lies ahead is of a clock
    that was wrong). So of many late starts one works, and the last of them still does when nobody else did.

    Args:
        job: the kind of run.
        slot_at: the time of the schedule it starts for.
        now: when.
        run_id: the run.
        works: the runs of its kind that were at work since the slot.
    """
    late_s = max(0.0, (now - slot_at).total_seconds())
    since = [work for work in works if work.is_done and slot_at <= work.started_at <= now and work.run_id != run_id]
    if since:
        reason = f"run {since[-1].run_id} did what was due since, at {since[-1].started_at:%Y-%m-%d %H:%M:%S} UTC"
        return Slot(job, slot_at, Ruling.SKIPPED, since[-1].run_id, late_s, reason, now)
    return Slot(job, slot_at, Ruling.RUN, run_id, late_s, None, now)


def ruling_without_start(
    job: str,
    slot_at: datetime,
    now: datetime,
    works: Sequence[Work],
    presences: Sequence[Presence],
    *,
    start_within: timedelta = timedelta(0),
) -> Slot:
    """Return what became of *slot_at*, for which no run started: one was at work, or nobody was there.

    Args:
        job: the kind of run.
        slot_at: the time of the schedule.
        now: when this is decided.
        works: the runs of its kind that were at work since the slot.
        presences: when somebody was there to start runs.
        start_within: how long a run may take to start: while one does, Prefect cancels the next.
    """
    late_s = (now - slot_at).total_seconds()
    busy = [work for work in works if work.started_at <= slot_at and (work.ended_at is None or slot_at < work.ended_at)]
    if busy:
        since = f"{busy[-1].started_at:%Y-%m-%d %H:%M:%S} UTC"
        reason = f"run {busy[-1].run_id} was still running, since {since}"
        return Slot(job, slot_at, Ruling.SKIPPED, busy[-1].run_id, late_s, reason, now)
    begun = [work for work in works if slot_at < work.started_at <= min(now, slot_at + start_within)]
    if begun:
        reason = f"run {begun[0].run_id} was starting, and began at {begun[0].started_at:%Y-%m-%d %H:%M:%S} UTC"
        return Slot(job, slot_at, Ruling.SKIPPED, begun[0].run_id, late_s, reason, now)
    reason = "serve was down"
    if any(slot_at in presence for presence in presences):
        reason = "serve was up and started none: the machine slept, its clock jumped, or Prefect's server was away"
    return Slot(job, slot_at, Ruling.MISSED, None, late_s, reason, now)


def unaccounted(cron: str, known_until: datetime, until: datetime) -> list[datetime]:
    """Return the times of *cron* after *known_until*, up to *until*: the newest MOST_SLOTS of them."""
    return list(times_between(cron, known_until, until))[-MOST_SLOTS:]
