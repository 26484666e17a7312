"""What the polls of a feed add up to, what they must have missed, and which hosts asked for patience."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ErrorClass(StrEnum):
    """What kind of failure a poll met. None of them ends a feed but GONE, said twice."""

    TEMP = "temp"  # the name, or a connection: maybe our own network
    SOFT = "soft"  # the server answered badly, late, or with something else
    HARD = "hard"  # an address or a certificate that is wrong until a person mends it
    GONE = "gone"  # HTTP 410


@dataclass(frozen=True, slots=True)
class Timetable:
    """What a feed's document says of its pace. It is kept, as a 304 brings no document."""

    ttl_s: int = 0
    update_s: int = 0  # sy:updatePeriod over sy:updateFrequency
    skip_hours: tuple[int, ...] = ()  # 0 to 23, GMT
    skip_days: tuple[int, ...] = ()  # 1 (Monday) to 7, GMT


@dataclass(frozen=True, slots=True)
class Course:
    """What the polls of a feed add up to: whether it lies, moves, is gone or outruns us."""

    whole_at: datetime | None = None  # when it last answered with a document, changed or not
    probed_at: datetime | None = None  # when it was last asked without condition, to find out whether its 304 are true
    lied_at: datetime | None = None  # when that last found something new
    gone_since: datetime | None = None  # first 410 since it last answered
    gone_at: datetime | None = None
    redirected_to: str | None = None
    redirected_since: datetime | None = None
    n_redirects: int = 0  # polls in a row that ended there, with entries listed before
    poll_url: str | None = None  # polled instead of the configured address
    gap_at: datetime | None = None
    n_gaps: int = 0
    timetable: Timetable = field(default_factory=Timetable)
    listed: tuple[int, ...] = ()  # hashes of the keys and addresses of its last whole document
    hub_url: str | None = None  # WebSub hub that its last document named
    hub_topic: str | None = None  # what it is called there


@dataclass(frozen=True, slots=True)
class FeedGap:
    """A time of which a feed may have listed entries that no poll saw."""

    poll_id: str
    feed_id: str
    from_at: datetime
    until_at: datetime
    found_at: datetime


@dataclass(frozen=True, slots=True)
class HostState:
    """A host that asked for patience: nothing of it is asked for before *blocked_until*."""

    host: str
    blocked_until: datetime
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class HostPace:
    """A host that is asked more slowly, as its answers take long; `reason` is empty once they do not any more."""

    host: str
    answer_s: float  # weighted mean
    gap_s: float  # between two requests
    reason: str
    asked_at: datetime
