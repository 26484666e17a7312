"""Turns between real requests to a real server on loopback: what its ledger says of when, and how many at once."""

import asyncio
import threading
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tasks.core.host_turns import Courtesy
from tasks.errors import SourceError
from tasks.fetch import Fetcher
from tasks.turns import HostMemory

GAP_S = 0.3
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


class Watched:
    """Route for a `Web` that notes when requests come and how many are under way at once."""

    def __init__(self, takes_s=0.05):
        self.takes_s, self.under_way, self.most, self.at = takes_s, 0, 0, []
        self.lock = threading.Lock()

    def __call__(self, sent):
        with self.lock:
            self.at.append((time.monotonic(), sent["host"].partition(":")[0]))
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        time.sleep(self.takes_s)
        with self.lock:
            self.under_way -= 1
        return 200, {}, b"ok"


@pytest.fixture
def ask(web):
    def asked(route, hosts, *, gap_s=0.0, memory=None, **courtesy):
        for host in hosts:
            web.routes[host, "/"] = route
        policy = web.policy(*hosts, courtesy=Courtesy(**{"slow_factor": 0, **courtesy}))

        async def run():
            async with Fetcher(policy, memory=memory) as fetcher:
                urls = [f"http://{host}/" for host in hosts]
                await asyncio.gather(*(fetcher.get(url, cap_bytes=100, gap_s=gap_s) for url in urls))

        asyncio.run(run())
        return route

    return asked


def gaps(route):
    times = sorted(at for at, _ in route.at)
    return [later - earlier for earlier, later in pairwise(times)]


def test_the_hosts_of_one_registrable_name_take_turns(ask):
    route = ask(Watched(), ["www.gazette.com", "feeds.gazette.com", "gazette.com"], gap_s=GAP_S)
    assert route.most == 1
    assert min(gaps(route)) >= GAP_S


def test_a_second_fetcher_keeps_the_gap_of_the_first(ask):
    route, memory = Watched(), HostMemory()
    ask(route, ["www.gazette.com"], gap_s=GAP_S, memory=memory)
    ask(route, ["gazette.com"], gap_s=GAP_S, memory=memory)
    assert min(gaps(route)) >= GAP_S


def test_a_page_comes_as_long_after_a_feed_as_after_a_page(ask):
    route, memory = Watched(), HostMemory()
    for gap_s in (0, 0.4, 0):
        ask(route, ["gazette.com"], gap_s=gap_s, memory=memory)
    assert min(gaps(route)) >= 0.4


def test_an_address_that_many_names_share_is_asked_by_few_at_a_time(ask):
    names = [f"blog{number}.example" for number in range(30)]
    route = ask(Watched(0.2), names, shared_names=3, shared_parallel=3, shared_gap_s=0.02)
    assert route.most <= 3
    assert len(route.at) == 30
    assert max(gaps(route)) < 5, "and none waits for ever"


def test_the_starts_at_a_shared_address_are_apart(ask):
    names = [f"blog{number}.example" for number in range(8)]
    memory = HostMemory()
    ask(Watched(0), names, shared_names=3, shared_parallel=3, shared_gap_s=0, memory=memory)
    route = ask(Watched(0), names, shared_names=3, shared_parallel=3, shared_gap_s=0.15, memory=memory)
    assert max(at for at, _ in route.at) - min(at for at, _ in route.at) >= 7 * 0.15 - 0.1


def test_an_address_that_few_names_share_is_none(ask):
    names = [f"paper{number}.example" for number in range(6)]
    route = ask(Watched(0.5), names, shared_names=6, shared_parallel=1, shared_gap_s=60)
    assert route.most > 1


def test_a_slow_host_is_asked_more_slowly_and_its_neighbours_are_not(ask):
    memory = HostMemory()
    ask(Watched(0.4), ["slow.example"], gap_s=0.2, memory=memory, slow_factor=1)
    route = ask(Watched(0), ["slow.example", "quick.example"], gap_s=0.2, memory=memory, slow_factor=1)
    assert [host for _, host in sorted(route.at)] == ["quick.example", "slow.example"]
    [pace] = memory.changed_paces(NOW)
    assert (pace.host, pace.asked_at) == ("slow.example", NOW)
    assert pace.reason.startswith("its answers take 0.")
    assert memory.changed_paces(NOW) == []


def test_what_a_process_learned_of_a_host_another_goes_by(ask):
    memory, later = HostMemory(), HostMemory()
    ask(Watched(1), ["slow.example"], memory=memory, slow_factor=1)
    later.recall(memory.changed_paces(NOW))
    ask(Watched(0), ["slow.example"], memory=later, slow_factor=1)
    [pace] = later.changed_paces(NOW)
    assert 0.7 < pace.answer_s < 0.95, "three quarters of what it took then"


def test_a_host_that_recovers_is_said_once_more_without_a_reason(ask):
    memory = HostMemory()
    ask(Watched(0.3), ["slow.example"], memory=memory, slow_factor=1, gap_s=0.2)
    assert memory.changed_paces(NOW)[0].reason
    ask(Watched(0), ["slow.example"], memory=memory, slow_factor=1, gap_s=5, slow_weight=1)
    assert [pace.reason for pace in memory.changed_paces(NOW)] == [""]
    ask(Watched(0), ["quick.example"], memory=memory, slow_factor=1, gap_s=5)
    assert memory.changed_paces(NOW) == []


def test_a_name_that_leads_nowhere_fails_as_such_and_holds_up_nobody(web):
    web.routes["a.example", "/"] = (200, {}, b"ok")

    async def run():
        async with Fetcher(web.policy(dns_timeout_s=0.2, dns_tries=1)) as fetcher:
            dead = fetcher.get("http://nobody.invalid/", cap_bytes=100, gap_s=0)
            alive = fetcher.get("http://a.example/", cap_bytes=100, gap_s=0)
            return await asyncio.gather(dead, alive, return_exceptions=True)

    error, answer = asyncio.run(run())
    assert isinstance(error, SourceError)
    assert "the name nobody.invalid cannot be resolved" in str(error)
    assert answer.body == b"ok"
