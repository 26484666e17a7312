"""When a feed is due again: as often as it is worth, never sooner than is polite."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_DOUBLINGS = 10
MAX_DIGITS = 12  # of a number of seconds; what is longer is a joke, and the cap answers it
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pace:
    """The bounds of the pace, in seconds; the defaults are those of `config/newsecho.toml`."""

    floor_s: float = 900
    default_s: float = 3_600
    cap_s: float = 86_400
    retry_after_cap_s: float = 604_800
    backoff_s: float = 900
    jitter: float = 0.1


def wait_after_success_s(
    pace: Pace, *, feed_id: str, interval_s: float = 0, ttl_s: float = 0, cache_control: str = "", age_s: float = 0
) -> float:
    """Return seconds until the next poll: the longest that the feed, its server or we ask for, within the cap.

    Args:
        pace: the bounds.
        feed_id: spreads feeds over time, always the same way for one feed.
        interval_s: what we configured; 0 for the default.
        ttl_s: what the feed itself says.
        cache_control: the server's header.
        age_s: how long a cache has held the answer already.
    """
    found = _MAX_AGE.search(cache_control)
    fresh_s = max(0.0, float(found.group(1)) - age_s) if found else 0.0
    wanted = max(pace.floor_s, interval_s or pace.default_s, ttl_s, fresh_s)
    return min(wanted * _spread(feed_id, pace.jitter), pace.cap_s)


def wait_after_failure_s(pace: Pace, *, feed_id: str, n_failures: int, retry_after_s: float | None = None) -> float:
    """Return seconds until the next try after *n_failures* in a row (1 or more), or what the server asked for.

    Doubled each time up to the cap and never given up: feeds come back from what looks like death.
    """
    backoff = min(pace.backoff_s * 2 ** min(n_failures - 1, MAX_DOUBLINGS), pace.cap_s)
    asked = min(retry_after_s or 0.0, pace.retry_after_cap_s)
    return max(asked, min(backoff * _spread(feed_id, pace.jitter), pace.cap_s))


def retry_after_s(header: str, *, server_date: str = "") -> float | None:
    """Return the seconds a Retry-After *header* asks for; None when it says nothing to go by (RFC 9110, 10.2.3).

    A date is measured by the server's own clock, its Date header: ours may differ. One that has passed asks for 0.

    >>> retry_after_s("120")
    120.0
    >>> retry_after_s("Mon, 16 Nov 2026 10:00:00 GMT", server_date="Mon, 16 Nov 2026 09:59:00 GMT")
    60.0
    >>> retry_after_s("soon")
    """
    if header.isascii() and header.isdigit():
        return float(header[:MAX_DIGITS])
    asked, its_now = _http_date(header), _http_date(server_date)
    return max(0.0, (asked - its_now).total_seconds()) if asked and its_now else None


def _http_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (IndexError, OverflowError, TypeError, ValueError):  # what the email package raises, by kind of nonsense
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _spread(feed_id: str, jitter: float) -> float:
    share = int.from_bytes(hashlib.sha256(feed_id.encode()).digest()[:4], "big") / 2**32
    return 1 + jitter * share
