"""How long a server's headers ask us to wait, by the server's own clock: ours may differ."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_DIGITS = 12  # of a number of seconds; what is longer is a joke, and the cap answers it
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A wait that somebody asks for, and in what words."""

    wait_s: float
    reason: str


def freshness(headers: Mapping[str, str]) -> Wish | None:
    """Return how long the answer with *headers* (names in lower case) says that it is fresh; None when it is not.

    max-age less Age; else Expires less Date (RFC 9111, 4.2.1: max-age overrides Expires, even when it is spent). An
    Expires that is no date, such as the usual "0" and "-1", or has passed, says nothing.

    >>> freshness({"cache-control": "max-age=3600", "age": "600"})
    Wish(wait_s=3000.0, reason='max-age 3600 s less Age 600 s')
    """
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    if found:
        age_s = _seconds(headers.get("age", "")) or 0.0
        less = f" less Age {age_s:.0f} s" if age_s else ""
        return _wish(float(found[1]) - age_s, f"max-age {int(found[1])} s{less}")
    fresh_s = _until(headers.get("expires", ""), headers.get("date", ""))
    return _wish(fresh_s, f"Expires {fresh_s:.0f} s after Date") if fresh_s is not None else None


def retry_after_s(header: str, *, server_date: str = "") -> float | None:
    """Return the seconds a Retry-After *header* asks for; None when it says nothing to go by (RFC 9110, 10.2.3).

    A date is measured by the server's own clock, its Date header; one that has passed asks for nothing.

    >>> retry_after_s("120")
    120.0
    >>> retry_after_s("Mon, 16 Nov 2026 10:00:00 GMT", server_date="Mon, 16 Nov 2026 09:59:00 GMT")
    60.0
    >>> retry_after_s("soon")
    """
    seconds = _seconds(header)
    return seconds if seconds is not None else _until(header, server_date)


def _wish(wait_s: float, reason: str) -> Wish | None:
    return Wish(wait_s, reason) if wait_s > 0 else None


def _seconds(header: str) -> float | None:
    return float(header[:MAX_DIGITS]) if header.isascii() and header.isdigit() else None


def _until(header: str, server_date: str) -> float | None:
    at, its_now = _http_date(header), _http_date(server_date)
    wait_s = (at - its_now).total_seconds() if at and its_now else 0.0
    return wait_s if wait_s > 0 else None


def _http_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (IndexError, OverflowError, TypeError, ValueError):  # what the email package raises, by kind of nonsense
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
