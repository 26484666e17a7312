"""Row 31: our clock is days ahead, then right again; and the local clock jumps by an hour."""

import time
from datetime import timedelta

import pytest

from tests.newsroom.invariants import assert_invariants

N_SITES = 12
WAITS = "SELECT date_diff('second', last_polled_at, next_poll_at) FROM core.feed_state"


@pytest.fixture
def scene(scene):
    scene.is_read = False
    return scene


def test_row_31_a_clock_two_days_ahead_and_right_again_makes_no_herd_and_starves_nobody(scene):
    scene.open_sites(N_SITES)
    scene.run()
    scene.newsroom.advance(60)
    scene.ahead = timedelta(days=2)
    scene.add("http://busy.news.test/429?ra=7200")
    assert scene.run().n_feeds_polled == N_SITES + 1
    waits = scene.rows(WAITS)
    assert len(set(waits)) > N_SITES / 2, "polled at once, and not again at once"
    scene.newsroom.advance(60)
    scene.ahead = timedelta()
    for host in ("h0000.news.test", "h0001.news.test"):
        scene.publish(host, n=1)
    assert scene.run(is_forced=True).n_feeds_polled == N_SITES
    assert len(scene.newsroom.ledger("busy.news.test")) == 1, "its Retry-After is counted from now"
    scene.later(1.2)
    assert scene.run().n_feeds_polled == N_SITES, "as they would have been, and not in two days"
    scene.later(1.2)
    assert scene.run().n_feeds_polled == N_SITES + 1
    assert_invariants(scene)


def test_row_31_a_clock_that_is_put_right_has_nobody_polled_at_once(scene):
    scene.open_sites(N_SITES)
    scene.ahead = timedelta(days=2)
    scene.run()
    before = scene.rows(WAITS)
    scene.newsroom.advance(60)
    scene.ahead = timedelta()
    assert scene.run().n_feeds_polled == 0
    assert scene.rows(WAITS) == before
    scene.later(1.2)
    assert scene.run().n_feeds_polled == N_SITES
    assert_invariants(scene)


@pytest.fixture
def _in_paris(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("_in_paris")
@pytest.mark.parametrize("at", ["2026-03-29T00:30:00+00:00", "2026-10-25T00:30:00+00:00"], ids=["spring", "autumn"])
def test_row_31_the_hour_that_local_clocks_skip_or_repeat_is_an_hour_like_others(scene, at):
    scene.newsroom.ask("POST", "/clock", set=at)
    scene.open_sites(N_SITES)
    polled = []
    for _ in range(3):
        polled.append(scene.run().n_feeds_polled)
        scene.later(1.2)
        assert all(900 <= seconds <= 3_960 for (seconds,) in scene.rows(WAITS))
    assert polled == [N_SITES] * 3
    scene.run()
    assert_invariants(scene)
