from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.pace import Habit, Pace, due_after_failure, due_after_success
from tasks.core.server_wishes import Wish, freshness, retry_after_s
from warehouse.records import Timetable

# Without a zone, as hypothesis wants its bounds.
YEAR_FROM, YEAR_TO = datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2026-12-31")
STEADY = Pace(jitter=0)
MINUTE, HOUR, DAY = 60, 3_600, 86_400
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)  # a Monday
NINE, TEN = "Mon, 16 Nov 2026 09:00:00 GMT", "Mon, 16 Nov 2026 10:00:00 GMT"


def due(habit=None, pace=STEADY, at=NOON, **asked):
    return due_after_success(pace, habit or Habit(), feed_id="f", polled_at=at, **asked)


def failed(n_failures, pace=STEADY, **asked):
    return due_after_failure(pace, feed_id="f", polled_at=NOON, n_failures=n_failures, **asked)


@pytest.mark.parametrize(
    ("habit", "asked", "wait_s", "reason"),
    [
        (Habit(), {}, HOUR, "its interval of 1 h"),
        (Habit(interval_s=60), {}, 900, "its interval of 1 min"),
        (Habit(interval_s=2 * HOUR), {}, 2 * HOUR, "its interval of 2 h"),
        (Habit(), {"timetable": Timetable(ttl_s=90 * MINUTE)}, 90 * MINUTE, "ttl 1.5 h"),
        (Habit(), {"timetable": Timetable(ttl_s=60)}, HOUR, "its interval of 1 h"),
        (Habit(), {"timetable": Timetable(update_s=12 * HOUR)}, 12 * HOUR, "sy:updatePeriod 12 h"),
        (Habit(), {"fresh": Wish(7_200, "max-age 7200 s")}, 7_200, "max-age 7200 s"),
        (Habit(), {"retry_after_s": 7_200}, 7_200, "Retry-After 7200 s"),
        (Habit(), {"retry_after_s": 3 * DAY}, 3 * DAY, "Retry-After 259200 s"),
        (Habit(), {"retry_after_s": 30 * DAY}, 7 * DAY, "Retry-After 2592000 s, capped at 7 days"),
        (Habit(), {"timetable": Timetable(ttl_s=30 * DAY)}, DAY, "ttl 30 days, capped at 1 day"),
        (
            Habit(interval_s=2 * HOUR),
            {"timetable": Timetable(ttl_s=3 * HOUR), "fresh": Wish(4 * HOUR, "max-age 14400 s")},
            4 * HOUR,
            "max-age 14400 s",
        ),
        (Habit(median_gap_s=HOUR), {}, 30 * MINUTE, "half its median gap of 1 h"),
        (Habit(median_gap_s=MINUTE), {}, 900, "half its median gap of 1 min"),
        (Habit(median_gap_s=2 * DAY), {}, HOUR, "its interval of 1 h"),
        (Habit(median_gap_s=HOUR), {"timetable": Timetable(ttl_s=2 * HOUR)}, 2 * HOUR, "ttl 2 h"),
        (Habit(quiet_for_s=29 * DAY), {}, HOUR, "its interval of 1 h"),
        (Habit(quiet_for_s=30 * DAY, median_gap_s=HOUR), {}, DAY, "nothing new for 30 days"),
        (Habit(n_gaps=1), {}, 30 * MINUTE, "its interval of 1 h, halved 1 × since it outran us"),
        (Habit(n_gaps=9), {}, 900, "its interval of 1 h, halved 9 × since it outran us"),
    ],
)
def test_the_longest_wish_wins_within_the_bounds_and_is_named(habit, asked, wait_s, reason):
    found = due(habit, **asked)
    assert (found.wait_s, found.reason) == (wait_s, reason)


@pytest.mark.parametrize(
    ("timetable", "due_at"),
    [
        (Timetable(skip_hours=(13, 14)), NOON + timedelta(hours=3)),
        (Timetable(skip_hours=(12, 14)), NOON + timedelta(hours=1)),
        (Timetable(skip_days=(1,)), NOON + timedelta(hours=12)),
        (Timetable(skip_hours=tuple(range(24))), NOON + timedelta(hours=1)),
        (Timetable(skip_days=(1, 2, 3)), NOON + timedelta(days=1)),
    ],
    ids=["until they are over", "others", "until midnight", "every hour means none", "no longer than the cap"],
)
def test_the_hours_and_days_a_feed_skips_are_waited_for(timetable, due_at):
    assert NOON + timedelta(seconds=due(timetable=timetable).wait_s) == due_at


@pytest.mark.parametrize(("n_failures", "wait_s"), [(1, 900), (2, 1_800), (4, 7_200), (8, DAY), (5_000, DAY)])
def test_failures_double_the_wait_and_never_end_it(n_failures, wait_s):
    assert failed(n_failures).wait_s == wait_s


def test_what_a_server_asks_for_is_given_up_to_a_week():
    assert failed(1, retry_after_s=2 * DAY).wait_s == 2 * DAY
    assert failed(1, retry_after_s=1e12).wait_s == 7 * DAY
    assert failed(1, retry_after_s=5) == failed(1)
    assert (failed(1).reason, failed(3).reason) == (
        "backs off 15 min after 1 failure",
        "backs off 1 h after 3 failures in a row",
    )


@given(
    st.text(max_size=20),
    st.datetimes(YEAR_FROM, YEAR_TO, timezones=st.just(UTC)),
    st.integers(1, 40),
)
def test_polls_are_spread_by_a_tenth_and_each_always_the_same_way(feed_id, at, n_failures):
    first, again = (due_after_success(Pace(), Habit(), feed_id=feed_id, polled_at=at) for _ in range(2))
    assert first == again
    assert 0.9 * HOUR <= first.wait_s <= 1.1 * HOUR
    back = due_after_failure(Pace(), feed_id=feed_id, polled_at=at, n_failures=n_failures)
    assert 900 <= back.wait_s <= DAY


def test_the_polls_of_one_feed_are_spread_both_ways():
    waits = [due(pace=Pace(), at=NOON + timedelta(hours=n)).wait_s for n in range(50)]
    assert min(waits) < 0.95 * HOUR
    assert max(waits) > 1.05 * HOUR


def test_what_a_server_asks_for_is_never_undercut_by_the_spread():
    waits = [due(pace=Pace(), at=NOON + timedelta(hours=n), fresh=Wish(7_200, "max-age")).wait_s for n in range(50)]
    assert min(waits) >= 7_200
    assert max(waits) <= 1.1 * 7_200


def test_feeds_added_together_come_apart_after_their_first_poll():
    habit = Habit(interval_s=4 * HOUR, is_first=True)
    waits = [due_after_success(STEADY, habit, feed_id=str(n), polled_at=NOON).wait_s for n in range(400)]
    assert all(900 <= wait_s <= 4 * HOUR for wait_s in waits)
    quarters = [sum(n * HOUR <= wait_s < (n + 1) * HOUR for wait_s in waits) for n in range(4)]
    assert min(quarters) > 50


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"cache-control": "public, max-age=7200"}, 7_200),
        ({"cache-control": "max-age=7200", "age": "3000"}, 4_200),
        ({"cache-control": "max-age=7200", "age": "9000"}, None),
        ({"cache-control": "max-age=7200", "age": "old"}, 7_200),
        ({"cache-control": "s-maxage=7200, no-cache"}, None),
        ({"cache-control": "max-age=soon"}, None),
        ({"expires": TEN, "date": NINE}, HOUR),
        ({"expires": NINE, "date": TEN}, None),
        ({"expires": TEN}, None),
        ({"expires": "0", "date": NINE}, None),
        ({"expires": "-1", "date": NINE}, None),
        ({"cache-control": "max-age=60", "expires": TEN, "date": NINE}, 60),
        ({}, None),
    ],
)
def test_an_answer_is_fresh_by_the_server_s_own_clock(headers, wait_s):
    found = freshness(headers)
    assert (found and found.wait_s) == wait_s


@pytest.mark.parametrize(
    ("header", "server_date", "wait_s"),
    [
        ("0", "", 0),
        ("120", "", 120),
        (TEN, NINE, HOUR),
        (NINE, TEN, None),
        (TEN, "", None),
        ("", NINE, None),
        ("-5", NINE, None),
        ("1.5", NINE, None),
        ("in a while", NINE, None),
    ],
)
def test_a_wish_for_patience_is_seconds_or_a_date_by_the_server_s_clock(header, server_date, wait_s):
    assert retry_after_s(header, server_date=server_date) == wait_s


@given(st.text(max_size=40))
def test_no_header_breaks_the_pace(text):
    for header, date in ((text, NINE), (TEN, text)):
        assert (retry_after_s(header, server_date=date) or 0) >= 0
    for name in ("cache-control", "age", "expires", "date"):
        wish = freshness({"cache-control": "max-age=9", "expires": TEN, "date": NINE, name: text})
        assert due(fresh=wish).wait_s >= 900
