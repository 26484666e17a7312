from datetime import UTC, datetime

import pytest

from config.errors import ConfigError
from flows.cron import next_after

NOW = datetime(2026, 11, 18, 9, 17, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("*/15 * * * *", datetime(2026, 11, 18, 9, 30, tzinfo=UTC)),
        ("17 9 * * *", datetime(2026, 11, 19, 9, 17, tzinfo=UTC)),
        ("0 0 1 * *", datetime(2026, 12, 1, tzinfo=UTC)),
        ("0 6 * * 1-5", datetime(2026, 11, 19, 6, tzinfo=UTC)),
        ("0 6 * * 7", datetime(2026, 11, 22, 6, tzinfo=UTC)),
        ("0 6 20 * 4", datetime(2026, 11, 19, 6, tzinfo=UTC)),  # day or weekday: either will do
        ("0 0 29 2 *", datetime(2028, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_cron_line_falls_due_as_crontab_says(line, due):
    assert next_after(line, NOW) == due


@pytest.mark.parametrize("line", ["", "* * * *", "61 * * * *", "a * * * *", "*/0 * * * *", "0 0 30 2 *"])
def test_a_line_that_is_none_is_refused_with_the_key(line):
    with pytest.raises(ConfigError, match="cron line"):
        next_after(line, NOW)
