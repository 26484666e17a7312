"""Records of who is at work, and of what became of the times of a schedule."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Lease:
    """Work that one process at a time does, and the process that does it."""

    name: str  # monitor | backfill | reprocess | maintain | serve
    run_id: str
    host: str
    pid: int
    born: str  # when the process started, as its kernel counts; empty: not known
    taken_at: datetime
    beat_at: datetime
    released_at: datetime | None = None


class Ruling(StrEnum):
    """What became of a time of the schedule."""

    RUN = "run"  # a run was started for it, late or not
    SKIPPED = "skipped"  # a run was at work, or had done what was due since
    MISSED = "missed"  # nobody was there to start one; the next run makes it up


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the schedule that has passed."""

    job: str
    slot_at: datetime
    ruling: Ruling
    run_id: str | None
    late_s: float
    reason: str | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """A run as the schedule sees it: when it was at work."""

    run_id: str
    started_at: datetime
    ended_at: datetime | None  # None: at work, as far as is known
    is_done: bool = False  # it came to its end: what was due when it began is done


@dataclass(frozen=True, slots=True)
class FeedWord:
    """How a feed is, in the words of `feed_health`."""

    name: str
    state: str
    reason: str | None
