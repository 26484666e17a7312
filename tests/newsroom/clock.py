"""The newsroom's clock: what its servers believe the time to be. Tests move it; frozen, nothing else does."""

import time
from datetime import UTC, datetime
from email.utils import formatdate

START = datetime(2026, 11, 16, 9, tzinfo=UTC).timestamp()


class Clock:
    """Seconds since 1970, frozen or running from START."""

    def __init__(self, *, is_frozen: bool = True) -> None:
        self.is_frozen = is_frozen
        self.set(START)

    def set(self, at: float) -> None:
        self._at = at
        self._since = time.monotonic()

    def advance(self, seconds: float) -> None:
        self.set(self.now() + seconds)

    def now(self) -> float:
        return self._at if self.is_frozen else self._at + time.monotonic() - self._since


def http_date(at: float) -> str:
    return formatdate(at, usegmt=True)


def as_utc(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
