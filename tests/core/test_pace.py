import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.pace import Pace, retry_after_s, wait_after_failure_s, wait_after_success_s

STEADY = Pace(jitter=0)
HOUR, DAY = 3_600, 86_400
NINE, TEN = "Mon, 16 Nov 2026 09:00:00 GMT", "Mon, 16 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("asked", "wait_s"),
    [
        ({}, HOUR),
        ({"interval_s": 60}, 900),
        ({"interval_s": 7_200}, 7_200),
        ({"ttl_s": 2 * HOUR}, 2 * HOUR),
        ({"ttl_s": 60}, HOUR),
        ({"cache_control": "public, max-age=7200"}, 7_200),
        ({"cache_control": "max-age=7200", "age_s": 3_000}, 4_200),
        ({"cache_control": "s-maxage=7200, no-cache"}, HOUR),
        ({"cache_control": "max-age=soon"}, HOUR),
        ({"ttl_s": 30 * DAY}, DAY),
        ({"interval_s": 7_200, "ttl_s": 10_800, "cache_control": "max-age=14400"}, 14_400),
    ],
)
def test_the_longest_wish_wins_within_the_bounds(asked, wait_s):
    assert wait_after_success_s(STEADY, feed_id="f", **asked) == wait_s


@pytest.mark.parametrize(("n_failures", "wait_s"), [(1, 900), (2, 1_800), (4, 7_200), (8, DAY), (5_000, DAY)])
def test_failures_double_the_wait_and_never_end_it(n_failures, wait_s):
    assert wait_after_failure_s(STEADY, feed_id="f", n_failures=n_failures) == wait_s


def test_what_a_server_asks_for_is_given_up_to_a_week():
    assert wait_after_failure_s(STEADY, feed_id="f", n_failures=1, retry_after_s=2 * DAY) == 2 * DAY
    assert wait_after_failure_s(STEADY, feed_id="f", n_failures=1, retry_after_s=1e12) == 7 * DAY
    assert wait_after_failure_s(STEADY, feed_id="f", n_failures=1, retry_after_s=5) == 900


@given(st.text(max_size=20), st.integers(1, 40))
def test_feeds_are_spread_and_each_always_the_same_way(feed_id, n_failures):
    pace = Pace()
    first, again = (wait_after_success_s(pace, feed_id=feed_id) for _ in range(2))
    assert first == again
    assert HOUR <= first <= 1.1 * HOUR
    assert 900 <= wait_after_failure_s(pace, feed_id=feed_id, n_failures=n_failures) <= DAY


@pytest.mark.parametrize(
    ("header", "server_date", "wait_s"),
    [
        ("0", "", 0),
        ("120", "", 120),
        (TEN, NINE, HOUR),
        (NINE, TEN, 0),
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
    assert wait_after_success_s(STEADY, feed_id="f", cache_control=text) >= 900
