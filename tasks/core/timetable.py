"""What a feed's document says of its pace: ttl, the syndication module, and the hours and days to skip."""

import re
from collections.abc import Mapping
from typing import Any

from warehouse.records import Timetable

HEAD_BYTES = 65_536  # of a document, before its entries
SECONDS_PER_MINUTE = 60
MAX_DIGITS = 6  # of a number of minutes, or of updates: beyond, the caps of the pace answer
PERIODS_S = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# feedparser keeps the last hour and the last day alone.
_SKIP = re.compile(rb"<skip(Hours|Days)>(.{0,2000}?)</skip\1>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(rb"<day>\s*([a-z]{6,9})\s*</day>", re.IGNORECASE)


def timetable_of(feed: Mapping[str, Any], body: bytes) -> Timetable:
    """Return the timetable of a *feed* as feedparser read it from *body*.

    The period alone asks for one update in it (RSS 1.0, syndication module); RSS 0.91 counts the hours from 1 to 24.
    """
    hours: set[int] = set()
    days: set[int] = set()
    for kind, inside in _SKIP.findall(body[:HEAD_BYTES].replace(b"\0", b"")):  # in UTF-16, every other byte
        if kind.lower() == b"hours":
            hours.update(int(hour) % 24 for hour in _HOUR.findall(inside))
        else:
            named = (day.decode().lower() for day in _DAY.findall(inside))
            days.update(DAYS.index(day) + 1 for day in named if day in DAYS)
    period_s = PERIODS_S.get(str(feed.get("sy_updateperiod") or "").strip().lower(), 0)
    updates = _number(feed.get("sy_updatefrequency")) or 1
    ttl_s = _number(feed.get("ttl")) * SECONDS_PER_MINUTE
    return Timetable(ttl_s, period_s // updates, tuple(sorted(hours)), tuple(sorted(days)))


def _number(text: Any) -> int:
    digits = str(text or "").strip()
    return int(digits[:MAX_DIGITS]) if digits.isascii() and digits.isdigit() else 0
