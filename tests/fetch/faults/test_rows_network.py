"""Rows 15 to 18, 37 and 38: names that do not resolve, lines that are down, a host too big, bad certificates."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.newsroom.chaos import Worker, black_hole, can_mount, nobody_there, own_dns
from tests.newsroom.invariants import assert_invariants
from tests.newsroom.scene import Scene

N_HOSTS = 24
HOPELESS_S = 2.0  # what a dead name may cost: nobody else waits for it
by_dns = pytest.mark.skipif(not can_mount(), reason="a resolver of our own takes a mount namespace: run as root")
FAILED = "SELECT count(*) FROM core.feed_state WHERE n_failures > 0"


@pytest.fixture
def scene(scene):
    scene.is_read = False
    return scene


@dataclass
class Names:
    """Runs whose names are looked up at the newsroom; in workers, as it takes a process to have another resolver."""

    scene: Scene
    folder: Path

    def __call__(self) -> Worker:
        scene = self.scene
        since = scene.n_requests()
        worker = scene.start(before=own_dns(self.folder, scene.newsroom.address, scene.newsroom.ports["dns"]))
        status, error = worker.end()
        assert status == 0, error
        scene.settle(worker, since)
        return worker

    def end(self) -> None:
        """Let names lead to the newsroom again, but for those it has no site for: they lead nowhere."""
        self.scene.is_by_dns = False
        self.scene.listed["dead7.news.test"] = "127.0.0.1", 1


@pytest.fixture
def names(scene, tmp_path):
    scene.is_by_dns = True
    scene.settings["fetch"] = {"dns_timeout_s": HOPELESS_S, "dns_tries": 1}
    return Names(scene, tmp_path)


def failures(worker):
    return worker.done["failures"]


@by_dns
def test_row_15_dead_names_cost_the_healthy_nothing(scene, names):
    scene.open_sites(N_HOSTS)
    scene.add(f"http://dead7.news.test{scene.own_port}/feed.xml")
    worker = names()
    assert len(failures(worker)) == 1
    assert "the name dead7.news.test cannot be resolved" in failures(worker)[0]
    asked = [one.started_s for one in scene.newsroom.ledger()]
    assert len(asked) == N_HOSTS
    assert max(asked) - min(asked) < HOPELESS_S, "all were asked before the dead name was given up"
    names.end()
    assert_invariants(scene, workers=[worker])


@by_dns
def test_row_16_while_no_name_resolves_no_failure_is_counted_and_one_run_recovers(scene, names):
    hosts = scene.open_sites(N_HOSTS)
    scene.newsroom.profile("flap0.news.test", rate_per_day=0)
    scene.add(f"http://flap0.news.test{scene.own_port}/feed.xml")
    names()
    scene.newsroom.toxic("servfail")
    scene.later()
    for _ in range(2):
        scene.later(0.5)
        worker = names()
        assert failures(worker)[0].startswith(f"our own network: no connection to {N_HOSTS + 1} of {N_HOSTS + 1} feeds")
    assert scene.rows(FAILED) == [(0,)]
    for host in hosts:
        scene.publish(host, n=1)
    scene.newsroom.toxic("up")
    scene.later(0.5)
    worker = names()
    assert worker.done["counts"]["entries"] >= 5 * N_HOSTS
    names.end()
    scene.later()
    scene.run()  # the name that flaps may have been down again
    assert_invariants(scene, workers=[worker])


def test_row_17_six_hours_without_a_network_lose_no_story_and_disable_no_feed(scene):
    hosts = scene.open_sites(N_HOSTS, items=10, rate_per_day=24)
    scene.run()
    with nobody_there() as nowhere:
        scene.listed = dict.fromkeys(hosts, nowhere)
        for _ in range(6):
            scene.later(1)
            report = scene.run()
            assert [one[:16] for one in report.failures] in ([], ["our own network:"])
    assert scene.rows(FAILED) == [(0,)]
    assert scene.rows("SELECT count(*) FROM core.feed_course WHERE gone_at IS NOT NULL") == [(0,)]
    scene.listed.clear()
    scene.later(0.5)
    scene.run()
    assert scene.rows("SELECT count(*) FROM core.feed_entry") == [(N_HOSTS * 16,)]
    assert scene.rows("SELECT count(*) FROM core.feed_gap") == [(0,)]
    assert_invariants(scene)


def test_row_18_a_host_that_swallows_connections_costs_its_time_out_and_nobody_else(scene):
    scene.settings["fetch"] = {"connect_timeout_s": HOPELESS_S}
    scene.open_sites(N_HOSTS)
    scene.add("http://hole.news.test/feed.xml")
    with black_hole() as (address, port):
        scene.listed["hole.news.test"] = address, port
        report = scene.run()
        (failure,) = report.failures
        assert "at http://hole.news.test/feed.xml" in failure
        asked = [one.started_s for one in scene.newsroom.ledger()]
        assert len(asked) == N_HOSTS
        assert max(asked) - min(asked) < HOPELESS_S
        assert_invariants(scene)


def test_row_37_five_hundred_feeds_on_one_name_are_asked_one_by_one_and_starve_nobody(scene):
    for number in range(500):
        scene.add(f"http://giant.news.test/status/404?n={number}", name=f"a{number:03}")  # by name, the first
    others = scene.open_sites(20)
    scene.run()
    ledger = scene.newsroom.ledger()
    giant = [one for one in ledger if one.host == "giant.news.test"]
    assert len(giant) == 500
    last = max(one.n for one in ledger if one.host in others)
    assert sum(one.n < last for one in giant) < 50, "the others do not wait for the giant to be through"
    assert_invariants(scene)


def test_row_38_an_expired_certificate_is_said_and_costs_its_own_host_alone(scene):
    scene.open_sites(N_HOSTS)
    expired = scene.add("https://expired.news.test/feed.xml")
    report = scene.run()
    assert len(report.failures) == 1
    assert "no trusted certificate (" in report.failures[0]
    assert "at https://expired.news.test/feed.xml" in report.failures[0]
    sql = "SELECT outcome, error_class FROM core.feed_poll WHERE feed_id = $feed_id"
    assert scene.rows(sql, feed_id=expired.feed_id) == [("network_error", "hard")]
    assert_invariants(scene)
