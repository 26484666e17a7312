"""What every kind of archive is asked, and what one answer comes to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from warehouse.records import BackfillState, Entry


@dataclass(frozen=True, slots=True)
class Span:
    """A window of time, both ends included, in UTC."""

    since: datetime
    until: datetime

    def __contains__(self, at: datetime | None) -> bool:
        """Say whether *at* lies in it; an unknown time does not."""
        return at is not None and self.since <= at <= self.until

    def __str__(self) -> str:
        """Return it as people read it, to the minute."""
        return f"{self.since:%Y-%m-%d %H:%M} to {self.until:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Found:
    """What one answer of an archive came to: RUNNING has a cursor, every other state is the end of the reading."""

    state: BackfillState
    entries: tuple[Entry, ...] = ()  # those of the window
    cursor: str | None = None
    n_expected: int | None = None  # entries of the window, where the archive says so
    reached_at: datetime | None = None  # date of the oldest entry it listed, inside the window or not
    said: str = ""  # how it ended
    was_asked: bool = True  # False: its host asked for patience


def oldest(entries: Iterable[Entry]) -> datetime | None:
    """Return the date of the oldest of *entries*; None when none has a date."""
    return min((entry.published_at for entry in entries if entry.published_at), default=None)


def within(entries: Sequence[Entry], span: Span) -> tuple[Entry, ...]:
    """Return those of *entries* that were published in *span*."""
    return tuple(entry for entry in entries if entry.published_at in span)
