"""When a cron line falls due, in UTC: five fields of numbers, `*`, ranges, lists and steps (POSIX crontab(5))."""

from datetime import UTC, datetime, timedelta

from config.errors import ConfigError

FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
HORIZON_DAYS = 366 * 5  # 29 February falls due within it


def next_after(line: str, now: datetime) -> datetime:
    """Return the first minute after *now* at which *line* falls due.

    >>> next_after("5,35 * * * *", datetime(2026, 11, 16, 8, 40, tzinfo=UTC))
    datetime.datetime(2026, 11, 16, 9, 5, tzinfo=datetime.timezone.utc)
    >>> next_after("0 6 * * 1-5", datetime(2026, 11, 20, 6, 0, tzinfo=UTC))  # a Friday
    datetime.datetime(2026, 11, 23, 6, 0, tzinfo=datetime.timezone.utc)

    Raises:
        ConfigError: the line is no cron line, or never falls due.
    """
    minutes, hours, days, months, weekdays = _sets(line)
    fields = line.split()
    is_day_free, is_weekday_free = fields[2] == "*", fields[4] == "*"
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(HORIZON_DAYS):
        by_day, by_weekday = day.day in days, day.isoweekday() % 7 in weekdays
        # Both restricted: either will do (crontab(5)).
        fits = (by_day or by_weekday) if not (is_day_free or is_weekday_free) else (by_day and by_weekday)
        if fits and day.month in months:
            for at in (day.replace(hour=hour, minute=minute) for hour in sorted(hours) for minute in sorted(minutes)):
                if at > now:
                    return at
        day += timedelta(days=1)
    raise ConfigError(f"cron line {line!r} never falls due")


def _sets(line: str) -> list[set[int]]:
    parts = line.split()
    if len(parts) != len(FIELDS):
        raise ConfigError(f"cron line {line!r}: five fields are wanted (minute hour day month weekday)")
    sets = [_values(part, *field) for part, field in zip(parts, FIELDS, strict=True)]
    sets[-1] = {weekday % 7 for weekday in sets[-1]}
    return sets


def _values(part: str, name: str, low: int, high: int) -> set[int]:
    values: set[int] = set()
    for piece in part.split(","):
        span, _, step = piece.partition("/")
        first, _, last = (f"{low}-{high}" if span == "*" else span).partition("-")
        try:
            start, stop, stride = int(first), int(last or (high if step else first)), int(step or 1)
        except ValueError as error:
            raise ConfigError(f"cron line: {name} {part!r} is no number, range, list or step") from error
        if not (low <= start <= stop <= high and stride > 0):
            raise ConfigError(f"cron line: {name} {part!r} is out of bounds ({low} to {high})")
        values.update(range(start, stop + 1, stride))
    return values
