"""A small day of polling by a clock that is moved; `python -m tests.bench.day` makes the large one, 5,000 feeds."""

import asyncio

import pytest

from tests.bench.day_run import run_day, whole
from tests.bench.day_sites import SitePlan, plan_sites
from tests.bench.day_verdict import complaints, figures, verdict
from tests.newsroom.asserts import assert_complete, stored_articles
from tests.newsroom.simulated import SimulatedClock
from warehouse.publish import SNAPSHOT_NAME

TROUBLED = {"well": 500, "busy": 200, "dead": 100, "slow": 100, "malformed": 100}
HOUR_S = 3_600


def test_a_day_of_sites_good_and_bad_loses_nothing_and_offends_nobody(newsroom, tmp_path):
    sites = plan_sites(60, seed=3, kinds=TROUBLED)
    assert {site.kind for site in sites} == set(TROUBLED)
    day = run_day(newsroom, tmp_path, sites, hours=6, batch_size=20)
    assert complaints(day) == [], figures(day, 6)
    found = verdict(day)
    assert len(found.due) > 500
    assert {"ok", "not_modified", "unchanged", "http_error", "network_error"} <= set(day.n_polls)
    assert day.n_runs == 13


def test_what_outran_the_polls_is_within_the_gaps_that_they_noted(newsroom, tmp_path):
    fast = SitePlan("h0001.news.test", "outrun", {"items": 4, "rate_per_day": 480, "ttl": 0})
    day = run_day(newsroom, tmp_path, [fast], hours=3, batch_size=20)
    found = verdict(day)
    assert found.n_outrun > len(found.due) > 0
    assert complaints(day) == []


def test_every_page_of_a_day_is_an_article_and_the_gaps_to_its_host_are_kept(newsroom, tmp_path):
    sites = plan_sites(8, seed=5, kinds={"well": 1}, items=3)
    day = run_day(newsroom, tmp_path, sites, hours=2, batch_size=20, run=whole)
    assert complaints(day) == [], figures(day, 2)
    due = verdict(day).due
    urls = {one["url"] for one in due}
    assert_complete(due, [row for row in stored_articles(tmp_path / SNAPSHOT_NAME) if row[0] in urls])
    assert sum(one.path.startswith("/2026/") for one in day.ledger) >= len(due)


def test_a_wait_of_hours_costs_no_time_and_moves_the_newsrooms_clock(newsroom):
    clock = SimulatedClock(newsroom)
    before = clock.now()

    async def wait() -> float:
        loop = asyncio.get_running_loop()
        started = loop.time()
        await asyncio.gather(asyncio.sleep(HOUR_S), asyncio.sleep(2 * HOUR_S))
        return loop.time() - started

    with clock.event_loops():
        waited_s = asyncio.run(wait())
    assert waited_s == pytest.approx(2 * HOUR_S, abs=60)
    assert newsroom.stats()["now"] == clock.now().isoformat()
    assert (clock.now() - before).total_seconds() == pytest.approx(2 * HOUR_S, abs=60)


def test_the_clock_stands_while_another_thread_works(newsroom):
    clock = SimulatedClock(newsroom)
    before = clock.now()

    async def work() -> None:
        done = asyncio.Event()
        slow = asyncio.ensure_future(asyncio.to_thread(done.is_set))
        await asyncio.wait({slow}, timeout=HOUR_S)

    with clock.event_loops():
        asyncio.run(work())
    assert clock.now() == before
