"""Each invariant can fail: one planted fault each, and the invariant that is meant for it finds it."""

import socket
import subprocess

import pytest

from tests.newsroom import invariants
from tests.newsroom.asserts import Manners, Usage, assert_bounded, assert_polite, assert_safe
from tests.newsroom.chaos import Worker
from tests.newsroom.raw import ask, headers

HOST = "h0000.news.test"


@pytest.fixture
def scene(scene):
    scene.is_read = False
    scene.open_sites(1)
    scene.run()
    return scene


@pytest.fixture
def plant(scene):
    def done(sql):
        with scene.warehouse.transaction("test plants") as tx:
            tx.connection.execute(sql)

    return done


def breaks(name, check, *rest):
    with pytest.raises(AssertionError, match=name):
        check(*rest)


def test_i1_finds_an_article_that_is_missing(scene, plant):
    plant("DELETE FROM core.feed_entry WHERE position = 1")
    breaks(r"I1 \(1\):\nnot listed: ", invariants.all_stored_once, scene)


def test_i1_finds_an_article_that_is_there_twice(scene, plant):
    plant("INSERT INTO core.feed_entry FROM core.feed_entry WHERE position = 1")
    breaks("listed 2 times", invariants.all_stored_once, scene)


def test_i1_finds_an_article_that_was_listed_and_not_read(scene):
    scene.is_read = True
    breaks("not read", invariants.all_stored_once, scene)


def test_i2_finds_a_validator_that_came_before_its_items(scene, plant):
    scene.publish(HOST, n=1)
    given = headers(ask(scene.newsroom, "/feed.xml", host=HOST, Accept_Encoding="gzip"))
    plant(f"UPDATE core.feed_state SET etag = '{given['ETag']}', last_modified = '{given['Last-Modified']}'")
    breaks("vouches for .*, which is not stored", invariants.validators_vouch_for_what_is_stored, scene)


def test_i2_finds_a_validator_that_nobody_gave(scene, plant):
    plant("""UPDATE core.feed_state SET etag = '"made up"'""")
    breaks("nobody gave", invariants.validators_vouch_for_what_is_stored, scene)


def test_i3_finds_a_poll_that_was_acknowledged_and_is_missing(scene, plant):
    plant("DELETE FROM core.feed_poll")
    breaks("I3 .*\npolls: ", invariants.nothing_acknowledged_is_missing, scene)


def test_i4_finds_a_run_that_stores_again_what_was_stored(scene, plant):
    plant("DELETE FROM core.feed_entry WHERE position = 1")
    plant("UPDATE core.feed_state SET etag = NULL, last_modified = NULL, body_sha256 = NULL")
    breaks("core.feed_entry", invariants.running_again_writes_nothing, scene)


def test_i4_finds_a_feed_that_is_polled_before_it_is_due(scene, plant):
    plant("UPDATE core.feed_state SET next_poll_at = last_polled_at")
    breaks("polled again what was not due", invariants.running_again_writes_nothing, scene)


def test_i5_finds_a_request_without_its_condition(scene):
    ask(scene.newsroom, "/feed.xml", host=HOST, User_Agent="someone (+https://someone.example)")
    breaks("the last etag was", assert_polite, scene.ledger(), Manners(gap_s=0))


def test_i6_finds_a_connection_to_the_canary(scene):
    with socket.create_connection(("127.0.0.66", scene.newsroom.ports["canary"])) as line:
        line.recv(1)  # until it is closed: it was taken then
    with pytest.raises(AssertionError, match="the canary was contacted 1 times"):
        assert_safe(scene.newsroom.ledger(), n_canary_accepts=scene.newsroom.stats()["n_canary_accepts"])


def test_i7_finds_descriptors_that_leak(scene, tmp_path):
    before = invariants.descriptors_and_threads()
    leaked = [(tmp_path / "leak").open("a") for _ in range(invariants.OPENED_ONCE + 1)]
    breaks("descriptors or threads", invariants.bounded, before)
    for one in leaked:
        one.close()


def test_i7_finds_a_process_that_outlived_its_worker(monkeypatch):
    monkeypatch.setattr(invariants, "DYING_S", 0.1)
    command = ["sh", "-c", "sleep 60 & exit"]
    parent = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    parent.wait()
    breaks("outlived its worker", invariants.bounded, invariants.descriptors_and_threads(), [Worker(parent)])
    for pid in invariants.group_of(parent.pid):
        subprocess.run(["kill", str(pid)], check=True)


def test_i7_finds_a_worker_that_took_too_much(scene):
    breaks("peak_rss_mb", assert_bounded, Usage(900, 1, 1, 0), invariants.MOST)
