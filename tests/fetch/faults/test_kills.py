"""kill -9 at random moments of polling, again and again over one warehouse: nothing is lost, nothing is doubled.

KILLS=200 kills as often as the README says; the suite kills a few times. The moments are drawn from a seed that is
printed when a test fails.
"""

import os
import random
from collections import Counter

from tests.newsroom.chaos import Worker, kill9_random
from tests.newsroom.invariants import (
    all_stored_once,
    assert_invariants,
    nothing_acknowledged_is_missing,
    validators_vouch_for_what_is_stored,
)
from warehouse.sql import audit

KILLS = int(os.environ.get("KILLS", "6"))
CHECKED_EVERY = 10  # kills, after which a run is left to its end and all is looked at
N_SITES, WINDOW = 6, 40


def seed():
    drawn = int(os.environ.get("KILL_SEED", "0")) or random.randrange(10**6)
    print(f"KILL_SEED={drawn}")
    return drawn


def killed(scene, moment) -> Worker:
    """Start a worker and kill it at *moment*, or a little later."""
    since = scene.n_requests()
    scene.is_read = moment.is_read
    worker = scene.start()
    scene.is_read = True

    def is_there():
        if moment.kind == "asked":
            return scene.n_requests() >= since + moment.n
        return sum(one["event"] == moment.kind for one in worker.events) >= moment.n

    worker.wait_for(is_there)
    worker.listen(moment.more_s)
    worker.kill()
    return worker


def place(scene, worker, since):
    """Say where the kill hit: under way to a server, in a commit, elsewhere, or after the end."""
    if worker.done:
        return "too late"
    if worker.last == "committing":
        return "mid-commit"
    requests = scene.newsroom.ledger(since=since)
    return "mid-fetch" if any(one.closed_by == "client" for one in requests) else "between"


def test_random_kills_during_polling_lose_nothing_and_double_nothing(scene):
    drawn = seed()
    chance = random.Random(drawn)
    hosts = scene.open_sites(N_SITES, feed="atom", latency_ms=[100, 400])
    for host in hosts:
        scene.newsroom.profile(host, items=WINDOW)  # however many kills follow on each other, nothing falls out of it
    scene.bait()
    scene.run()
    places = Counter()
    for number, moment in enumerate(kill9_random(drawn, KILLS), start=1):
        for host in chance.sample(hosts, 4):
            scene.publish(host, n=1)
        scene.later()
        since = scene.n_requests()
        worker = killed(scene, moment)
        scene.settle(worker, since)
        places[place(scene, worker, since)] += 1
        with scene.warehouse.transaction("test looks") as tx:
            assert audit(tx) == []
        nothing_acknowledged_is_missing(scene)
        validators_vouch_for_what_is_stored(scene)
        if number % CHECKED_EVERY == 0:
            scene.run()
            all_stored_once(scene)
    print(f"{KILLS} kills: {dict(places)}")
    assert places["mid-fetch"] >= KILLS // 6
    assert places["mid-commit"] >= KILLS // 6
    assert places["too late"] <= KILLS // 6
    scene.later()
    assert scene.run().conservation.n_missing == 0
    assert len(scene.newsroom.truth()) == scene.rows("SELECT count(*) FROM core.article")[0][0]
    assert_invariants(scene, workers=[worker])
