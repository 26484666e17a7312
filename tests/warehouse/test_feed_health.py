"""How every feed is, in a word and a sentence: the view feed_health."""

from datetime import timedelta

import pytest

from warehouse import feeds, hosts
from warehouse.records import Course, HostPace, HostState, PollOutcome


def save(house, poll, listed):
    with house.transaction("test") as tx:
        feeds.save_poll(tx, poll, listed, poll.polled_at)


@pytest.fixture
def health_of(house, make, rows):
    """Return the state of a feed and why, after one poll; True stands for now, a number for days later."""

    def health(poll, course):
        polled_at = make.now + timedelta(days=poll.get("polled_at", 0))
        kept = Course(**{name: make.now if value is True else value for name, value in course.items()})
        with house.transaction("test") as tx:
            feeds.save_poll(tx, make.poll(**(poll | {"polled_at": polled_at})), [], make.now, course=kept)
        ((state, reason),) = rows("SELECT state, reason FROM feed_health")
        return state, reason

    return health


MOVED = "has moved to {}: put that address into feeds.toml"
THERE, UNSAFE = "https://b.example/feed", "http://b.example/feed"


@pytest.mark.parametrize(
    ("poll", "course", "told"),
    [
        ({}, {}, ("ok", None)),
        (
            {"outcome": PollOutcome.HTTP_ERROR, "error": "feed gazette: HTTP 500"},
            {},
            ("failing", "feed gazette: HTTP 500"),
        ),
        (
            {"outcome": PollOutcome.HTTP_ERROR},
            {"gone_since": True, "gone_at": True},
            ("gone", "answers HTTP 410 since 2026-11-16: remove it, or try it by name with --now"),
        ),
        (
            {},
            {"lied_at": True},
            (
                "lying",
                'said "not modified" over new entries, last found out 2026-11-16: asked without condition once a day',
            ),
        ),
        ({"moved_to": THERE}, {}, ("moved", MOVED.format(THERE))),
        ({"moved_to": THERE}, {"poll_url": THERE}, ("moved", MOVED.format(THERE) + "; it is polled there")),
        (
            {"moved_to": UNSAFE},
            {},
            ("moved", MOVED.format(UNSAFE) + "; it gives up https, so it is not polled there"),
        ),
        ({"polled_at": 15}, {}, ("silent", "nothing new since 2026-11-16")),
    ],
)
def test_the_health_of_a_feed_is_a_word_and_a_reason(health_of, poll, course, told):
    assert health_of(poll, course) == told


def test_two_feeds_that_end_at_one_address_are_told(house, make, rows):
    there = make.feed("herald").url
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [make.feed(), make.feed("herald")], make.now)
        feeds.save_poll(tx, make.poll(moved_to=there), [], make.now)
        feeds.save_poll(tx, make.poll(make.feed("herald")), [], make.now)
    ((reason,),) = rows("SELECT reason FROM feed_health WHERE name = 'gazette'")
    assert reason.endswith("; another feed is there already: keep one")


def test_a_feed_that_lists_far_less_than_it_used_to_is_slowing(house, make, rows):
    for n in range(20):
        at = make.now - timedelta(days=28 - n)
        save(house, make.poll(n=n, polled_at=at), [make.entry(f"{n}")])
    save(house, make.poll(n=99, polled_at=make.now), [])
    assert rows("SELECT state, reason FROM feed_health") == [
        ("slowing", "0 new entries in a week, 5.0 a week in the four before")
    ]


def test_a_feed_whose_host_asked_for_patience_is_blocked_until_it_is_polled_again(house, make, rows):
    until = make.now + timedelta(hours=2)
    save(house, make.poll(), [])
    with house.transaction("test") as tx:
        busy = HostState("gazette.example", until, "HTTP 429, Retry-After 7200 s", make.now)
        hosts.save_hosts(tx, [busy])
    assert rows("SELECT state, reason FROM feed_health") == [
        ("blocked", "gazette.example is left alone until 2026-11-16 11:00 UTC (HTTP 429, Retry-After 7200 s)")
    ]
    save(house, make.poll(n=4), [])
    assert rows("SELECT state FROM feed_health") == [("ok",)]


def test_a_feed_whose_host_is_slow_says_so_until_it_is_not(house, make, rows):
    save(house, make.poll(), [])
    why = "its answers take 8.2 s on average: 8.2 s between two requests"
    for hour, reason in ((0, why), (1, "")):
        pace = HostPace("gazette.example", 8.2, 8.2, reason, make.now + timedelta(hours=hour))
        with house.transaction("test") as tx:
            hosts.save_hosts(tx, [], [pace])
        assert rows("SELECT state, reason FROM feed_health") == [("ok", reason or None)]
    with house.transaction("test") as tx:
        assert hosts.slow_hosts(tx) == []
