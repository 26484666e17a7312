"""Rows 1 to 5 and 39: a run that dies, at a place chosen for it."""

import os
import signal
import time

from tests.newsroom.chaos import children_of, kill9_at
from tests.newsroom.invariants import assert_invariants

N_NEW = 6


def with_news(scene):
    """Run once, then publish two articles at each of three sites; return how many requests there were."""
    hosts = scene.open_sites(3)
    scene.bait()
    scene.run()
    scene.later()
    for host in hosts:
        scene.publish(host, n=2)
    return scene.n_requests()


def killed(scene, barrier, **how):
    since = with_news(scene)
    worker = kill9_at(scene.start, barrier, **how)
    scene.settle(worker, since)
    return worker


def test_row_01_a_kill_after_the_fetch_and_before_the_commit_costs_a_second_fetch(scene):
    state = "SELECT feed_id, etag, last_modified, last_polled_at FROM core.feed_state ORDER BY feed_id"
    since = with_news(scene)
    before = scene.rows(state)
    worker = kill9_at(scene.start, "committing poll")
    scene.settle(worker, since)
    assert scene.rows(state) == before, "validators are as they were"
    assert len(scene.lost) == 4
    assert scene.run().n_new_articles == N_NEW
    assert_invariants(scene, workers=[worker])


def test_row_02_a_kill_during_the_commit_leaves_all_of_it_or_nothing(scene):
    since = with_news(scene)
    n_polls = []
    for number in range(3):
        worker = scene.start()
        assert worker.wait_until("committing poll")
        time.sleep(0.002 * number)
        worker.kill()
        n_polls += scene.rows("SELECT count(*) FROM core.feed_poll")
        scene.settle(worker, since)
        since = scene.n_requests()
    assert {n for (n,) in n_polls} <= {4, 8}, "four feeds are polled in one transaction"
    scene.run()
    assert scene.rows("SELECT count(*) FROM core.article") == [(12 + N_NEW,)]
    assert_invariants(scene, workers=[worker])


def test_row_03_a_kill_after_the_commit_and_before_anybody_heard_of_it_doubles_nothing(scene):
    worker = killed(scene, "committed poll")
    assert not scene.lost, "what was fetched was stored"
    asked = scene.n_requests()
    report = scene.run()
    feeds_asked = [one for one in scene.newsroom.ledger(since=asked) if one.path == "/feed.xml"]
    assert (feeds_asked, report.n_feeds_polled, report.n_new_articles) == ([], 0, N_NEW)
    assert_invariants(scene, workers=[worker])


def test_row_05_a_run_that_is_told_to_stop_stops_and_keeps_what_it_has_fetched(scene):
    since = with_news(scene)
    scene.newsroom.hold("pages", path="/20*")
    worker = scene.start()
    assert worker.wait_until("begun read pending entries")
    assert worker.wait_for(lambda: scene.newsroom.stats()["n_held"]["pages"] > 0)
    worker.process.send_signal(signal.SIGTERM)
    told = time.monotonic()
    status, _ = worker.end()
    assert status != 0
    assert time.monotonic() - told < 10
    scene.newsroom.release("pages")
    scene.settle(worker, since)
    assert scene.rows("SELECT count(*) FROM core.feed_poll") == [(8,)], "what was polled is kept"
    assert scene.run().n_feeds_polled == 0
    assert_invariants(scene, workers=[worker])


def test_row_39_a_worker_that_the_kernel_kills_whole_loses_nothing_and_leaves_nobody_behind(scene):
    since = with_news(scene)
    worker = scene.start(hold="committing save articles")
    assert worker.wait_until("committing save articles")
    assert children_of(worker.process.pid), "its readers are alive"
    os.killpg(worker.process.pid, signal.SIGKILL)
    worker.end()
    scene.settle(worker, since)
    assert scene.run().n_new_articles == N_NEW
    assert_invariants(scene, workers=[worker])
