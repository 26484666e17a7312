"""The lines of the checklist on pace, 12 to 24: when feeds are asked again, and how hosts are spared meanwhile."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.context import context_for
from flows.monitor import monitor
from flows.steps import courtesy, fetch_policy
from tasks.core.host_turns import Courtesy, registrable_name
from tasks.core.identity import content_id
from tasks.core.pace import Pace
from tasks.fetch import Fetcher
from tasks.turns import HostMemory
from tests.newsroom.asserts import Manners, assert_polite
from tests.newsroom.client import FREE, Hosts
from tests.newsroom.reader import Reader
from warehouse import hosts
from warehouse.records import Feed

HOST = "h0001.news.test"
FEED = f"http://{HOST}/feed.xml"
MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400
AGENT = "newsecho/1 (+https://newsecho.example/about)"
GAP_S = 0.2
SILENT = {"cache_control": "", "ttl": 0}  # a site that says nothing of its pace


@pytest.fixture
def fetch_all(newsroom):
    """Return what fetches URLs side by side, of any host at all, and gives the ledger of it."""

    def fetched(urls, *, gap_s=0.0, memory=None, **changes):
        names = {url.split("/")[2] for url in urls}
        where = dict.fromkeys(names, (newsroom.address, newsroom.ports["http"]))
        policy = newsroom.policy(hosts=where, user_agent=AGENT, **changes)

        async def run():
            async with Fetcher(policy, memory=memory) as fetcher:
                asked = (fetcher.get(url, cap_bytes=1_000_000, gap_s=gap_s) for url in urls)
                return await asyncio.gather(*asked, return_exceptions=True)

        asyncio.run(run())
        return newsroom.ledger()

    return fetched


@pytest.fixture
def run(newsroom, tmp_path):
    """Return what runs the whole pipeline by the newsroom's clock."""

    def ran(*urls, config=None, **how):
        where = Hosts(newsroom.address, newsroom.ports["http"], newsroom.ports["https"])
        now = Reader(newsroom, tmp_path).now()
        context = replace(context_for(tmp_path / "house", config=config), hosts=where, clock=lambda: now)
        return monitor(context, [listed(url) for url in urls], **how)

    return ran


def listed(url):
    return Feed(content_id("feed", url), url, url.partition("//")[2], "G", "g", "en", HOUR_S)


def most_under_way(ledger):
    return max(sum(one.started_s <= at.started_s < one.ended_s for one in ledger) for at in ledger)


def waits(polled):
    return [((one.poll.next_poll_at - one.poll.polled_at).total_seconds(), one.poll.next_poll_reason) for one in polled]


def test_line_12_a_restart_asks_nothing_before_it_is_due(newsroom, reader, tmp_path):
    [first] = reader(FEED).poll()
    restarted = reader(FEED)
    newsroom.advance((first.poll.next_poll_at - restarted.now()).total_seconds() - 1)
    assert restarted.poll(is_forced=False) == []
    assert len(newsroom.ledger()) == 1
    newsroom.advance(1)
    assert len(restarted.poll(is_forced=False)) == 1


WISHES = [
    ({"cache_control": "max-age=60", "ttl": 0}, HOUR_S, "its interval of 1 h"),
    ({"cache_control": "max-age=9000", "age": "1000", "ttl": 0}, 8_000, "max-age 9000 s less Age 1000 s"),
    ({"cache_control": "", "ttl": 90}, 90 * MINUTE_S, "ttl 1.5 h"),
    ({**SILENT, "sy": "daily/4"}, 6 * HOUR_S, "sy:updatePeriod 6 h"),
    ({"cache_control": "max-age=9000000", "ttl": 0}, DAY_S, "max-age 9000000 s, capped at 1 day"),
    ({**SILENT, "rate_per_day": 96}, 15 * MINUTE_S, "half its median gap of 15 min"),
]


def test_line_13_the_longest_wish_decides_within_floor_and_cap(newsroom, reader):
    names = [f"h{number:04}.news.test" for number in range(len(WISHES))]
    for name, (profile, _, _) in zip(names, WISHES, strict=True):
        newsroom.profile(name, **{"rate_per_day": 0, **profile})
    busy = "http://h0100.news.test/503?ra={}"
    ours = reader(*(f"http://{name}/feed.xml" for name in names), busy.format(317_100))
    ours.poll()
    newsroom.advance(2 * HOUR_S)
    said = waits(ours.poll())
    assert said[:-1] == [(wait_s, reason) for _, wait_s, reason in WISHES]
    assert said[-1] == (317_100, "Retry-After 317100 s"), "88 hours are believed, though no other wish is beyond a day"
    month = waits(reader(busy.format(30 * DAY_S)).poll())
    assert month == [(7 * DAY_S, "Retry-After 2592000 s, capped at 7 days")]


def test_line_13_skipped_hours_are_waited_for(newsroom, reader):
    now = reader().now()
    hours = [(now + timedelta(hours=ahead)).hour for ahead in (1, 2)]
    newsroom.profile(HOST, **SILENT, rate_per_day=0, skip_hours=hours)
    ours = reader(FEED)
    ours.poll()
    [(wait_s, reason)] = waits(ours.poll())
    assert reason == "its interval of 1 h, then skipHours and skipDays"
    assert (now + timedelta(seconds=wait_s)).hour not in hours


def test_line_14_a_feed_is_asked_at_half_its_median_gap(newsroom, reader):
    newsroom.profile(HOST, **SILENT, rate_per_day=32)
    ours = reader(FEED)
    ours.poll()
    newsroom.advance(2 * HOUR_S)
    assert waits(ours.poll()) == [(22.5 * MINUTE_S, "half its median gap of 45 min")]


def test_line_15_a_gap_halves_the_interval(newsroom, reader):
    newsroom.profile(HOST, **SILENT, items=5, rate_per_day=0)
    ours = reader(FEED)
    ours.poll()
    newsroom.publish(HOST, n=6)
    newsroom.advance(HOUR_S)
    [polled] = ours.poll()
    assert polled.gap is not None
    assert waits([polled]) == [(30 * MINUTE_S, "its interval of 1 h, halved 1 × since it outran us")]


def test_line_16_a_feed_without_news_for_a_month_is_asked_once_a_day(newsroom, reader):
    newsroom.profile(HOST, **SILENT, rate_per_day=0)
    ours = reader(FEED)
    ours.poll()
    for days, said in ((29, (HOUR_S, "its interval of 1 h")), (31, (DAY_S, "nothing new for 31 days"))):
        newsroom.advance((days if days == 29 else 2) * DAY_S)
        assert waits(ours.poll()) == [said]


def test_line_17_feeds_added_together_come_apart_and_stay_apart(newsroom, reader):
    names = [f"h{number:04}.news.test" for number in range(60)]
    for name in names:
        newsroom.profile(name, **SILENT, items=1, rate_per_day=0)
    ours = reader(*(f"http://{name}/feed.xml" for name in names))
    ours.pace = Pace()
    first = [wait_s for wait_s, _ in waits(ours.poll())]
    thirds = [
        sum(lo * MINUTE_S <= wait_s < hi * MINUTE_S for wait_s in first) for lo, hi in ((15, 30), (30, 45), (45, 66))
    ]
    assert sum(thirds) == 60, "between the floor and the interval, with its jitter"
    assert min(thirds) >= 10
    later = [wait_s for wait_s, _ in waits(ours.poll())]
    assert 0.9 * HOUR_S <= min(later) < 0.95 * HOUR_S < 1.05 * HOUR_S < max(later) <= 1.1 * HOUR_S


def test_line_18_one_request_at_a_time_and_a_gap_for_all_names_of_a_host(fetch_all, newsroom):
    names = ["www.gazette.com", "feeds.gazette.com", "gazette.com"]
    memory = HostMemory()
    for batch in (names, names[:1]):  # a run has several batches, and stages: the gap holds between them too
        fetch_all([f"http://{name}/feed.xml" for name in batch], gap_s=GAP_S, memory=memory)
    ledger = newsroom.ledger()
    assert len(ledger) == 4
    one_host = [replace(one, host=registrable_name(one.host), target=f"/{one.n}") for one in ledger]
    assert_polite(one_host, Manners(gap_s=GAP_S))


def test_line_18_five_hundred_names_on_one_address_are_asked_a_few_at_a_time(fetch_all):
    spared = Courtesy(shared_gap_s=0.01)
    ledger = fetch_all([f"http://blog{number}.example/status/404" for number in range(500)], courtesy=spared)
    assert len(ledger) == 500
    assert most_under_way(ledger) <= spared.shared_parallel == 4


def test_line_18_the_gaps_of_the_settings_are_two_seconds_and_five(tmp_path):
    policy = fetch_policy(context_for(tmp_path))
    assert (policy.feed_gap_s, policy.page_gap_s) == (2, 5)
    assert policy.courtesy == Courtesy() == courtesy(context_for(tmp_path))


def test_line_19_no_more_requests_than_slots_are_under_way(fetch_all, newsroom, tmp_path):
    assert context_for(tmp_path).settings.fetch.concurrency == 64
    names = [f"h{number:04}.news.test" for number in range(20)]
    for name in names:
        newsroom.profile(name, latency_ms=(300, 300))
    ledger = fetch_all([f"http://{name}/feed.xml" for name in names], concurrency=5)
    assert most_under_way(ledger) == 5


def test_line_20_a_host_that_answers_slowly_is_asked_slowly_and_says_why(fetch_all, newsroom, reader):
    newsroom.profile(HOST, latency_ms=(500, 500))
    memory = HostMemory()
    urls = [FEED, f"{FEED}?again", "http://h0002.news.test/feed.xml", "http://h0002.news.test/feed.xml?again"]
    fetch_all(urls, gap_s=GAP_S, memory=memory, courtesy=replace(FREE, slow_factor=1))
    slow, quick = newsroom.ledger(HOST), newsroom.ledger("h0002.news.test")
    assert slow[1].started_s - slow[0].ended_s >= 0.5
    assert quick[1].ended_s < slow[1].started_s
    ours = reader(FEED)
    ours.poll()
    with ours.warehouse.transaction("test") as tx:
        hosts.save_hosts(tx, [], memory.changed_paces(ours.now()))
        ((reason,),) = tx.run("SELECT reason FROM feed_health")
    assert reason == "its answers take 0.5 s on average: 0.5 s between two requests"


@pytest.mark.parametrize("path", ["/429?ra=7200", "/503?ra=7200"])
def test_line_21_a_busy_answer_spares_the_host_and_not_its_feed_alone(newsroom, run, path):
    urls = [f"http://{HOST}{path}&n={number}" for number in range(50)]
    run(*urls)
    newsroom.advance(HOUR_S)
    run(*urls)
    assert len(newsroom.ledger(HOST)) == 1


def test_line_22_a_host_with_a_long_queue_keeps_nobody_waiting(newsroom, run):
    giant = [f"http://{HOST}/status/404?n={number}" for number in range(60)]  # more than a batch, and first in the list
    others = [f"http://h{number:04}.news.test/status/404" for number in range(100, 110)]
    run(*giant, *others)
    ledger = newsroom.ledger()
    assert len(ledger) == 70
    assert most_under_way([one for one in ledger if one.host == HOST]) == 1
    seen = [one.host for one in ledger]
    assert seen[:30].count(HOST) <= 20 < len(set(seen)) + 10, "the ten others are among the first"


def test_line_23_what_a_person_sets_is_what_the_wire_shows(newsroom, run, tmp_path):
    config = tmp_path / "own.toml"
    config.write_text(
        '[fetch]\ncontact = "https://gazette.example/bot"\nconcurrency = 1\n[poll]\nfloor_s = 60\ndefault_s = 60\n'
    )
    urls = [f"http://h000{number}.news.test/status/404" for number in range(4)]
    run(*urls, config=config)
    ledger = newsroom.ledger()
    assert most_under_way(ledger) == 1
    assert {one.headers["user-agent"].partition(" ")[2] for one in ledger} == {"(+https://gazette.example/bot)"}


def test_line_24_a_poll_by_hand_waits_for_a_retry_after_too(newsroom, run):
    url = f"http://{HOST}/429?ra=7200"
    run(url)
    newsroom.advance(HOUR_S)
    refused = run(url, names=[listed(url).name], is_forced=True)
    assert (refused.n_feeds_polled, len(newsroom.ledger())) == (0, 1)
    assert [wait.partition(" until ")[0] for wait in refused.waits] == [f"{HOST} is left alone"]
    newsroom.advance(HOUR_S + 60)
    assert run(url, is_forced=True).n_feeds_polled == 1
