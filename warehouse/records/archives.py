"""What was read of the archives of sites, and the gaps that they are asked about."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from warehouse.records.polling import FeedGap
from warehouse.records.reading import Feed


class BackfillState(StrEnum):
    """How far a window was read from an archive."""

    RUNNING = "running"  # it goes on at the cursor
    FAILED = "failed"  # so does this, after an answer that was none
    DONE = "done"  # the archive answers for the whole window
    SHORT = "short"  # it ended before it had come to the start of the window
    NOT_OFFERED = "not_offered"  # there is no such archive


@dataclass(frozen=True, slots=True)
class Backfill:
    """A window of time read from one archive of a feed's site. Key: feed_id, source, from_at, until_at."""

    feed_id: str
    source: str  # wordpress | feed-archive | sitemap | feed
    from_at: datetime  # both ends are included
    until_at: datetime
    run_id: str
    started_at: datetime
    updated_at: datetime
    state: BackfillState = BackfillState.RUNNING
    cursor: str | None = None
    n_requests: int = 0
    n_entries: int = 0
    n_new: int = 0
    n_known: int = 0
    n_expected: int | None = None  # as the archive says
    reached_at: datetime | None = None  # date of the oldest entry it listed
    said: str = ""


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A gap that no archive has closed yet."""

    gap: FeedGap
    feed: Feed
    poll_url: str  # where the feed is asked
    n_tries: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """A day of a feed: what is known to have been published, and what became of it."""

    feed: str
    day: str  # ISO
    n_listed: int
    n_stored: int
    n_waiting: int
    n_rejected: int
