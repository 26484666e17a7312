"""Rows 6 to 9: two writers, a disk that is full, a log that was cut."""

import time

import duckdb
import pytest

from flows.context import HOSTS_NAME
from tasks.host_book import HostBook
from tasks.turns import HostMemory
from tests.newsroom.chaos import corrupt_wal, kill9_at, small_disk, stop_cont, two_workers
from tests.newsroom.invariants import assert_invariants
from warehouse.errors import WarehouseError

RESTED_S = 0.6  # a session that rests between two transactions is closed by then, and its lock free


@pytest.fixture
def news(scene):
    """Run once, publish at every site, and return how many requests there were."""
    scene.is_read = False
    hosts = scene.open_sites(3)
    scene.run()
    scene.later()
    for host in hosts:
        scene.publish(host, n=2)
    return scene.n_requests()


def test_row_06_a_run_that_slept_while_another_did_its_work_doubles_nothing(scene, news):
    scene.newsroom.hold("feeds", path="/feed.xml")
    sleeper = scene.start()
    assert sleeper.wait_for(lambda: scene.newsroom.stats()["n_held"]["feeds"] == 3)
    time.sleep(RESTED_S)
    with stop_cont(sleeper.process.pid):
        scene.newsroom.release("feeds")
        scene.lost |= {one.n for one in scene.newsroom.ledger(since=news)}
        # It sleeps in its turn at each host; who waits for it is not to wait for good.
        book = HostBook(scene.warehouse.writer_folder / HOSTS_NAME, stuck_s=RESTED_S)
        assert scene.run(memory=HostMemory(book=book)).n_feeds_polled == 3
    assert sleeper.end()[0] == 0
    assert scene.rows("SELECT count(*) FROM core.feed_entry") == [(18,)]
    assert_invariants(scene, workers=[sleeper])


def test_row_07_two_runs_at_once_store_everything_once(scene, news):
    workers = two_workers(scene.start)
    # They are two programs, and each may ask a host while the other does; what they store is what is held to be right.
    scene.lost |= {one.n for one in scene.newsroom.ledger(since=news)}
    assert scene.rows("SELECT count(*) FROM core.feed_entry") == [(18,)]
    scene.later()
    scene.run()
    scene.lost |= {one.n for one in scene.newsroom.ledger()}
    assert_invariants(scene, workers=workers)


def test_row_08_a_full_disk_fails_the_run_and_room_heals_it(scene, tmp_path):
    with small_disk(tmp_path / "small", 48) as disk:
        scene.folder = disk / "warehouse"
        scene.is_read = False
        (host,) = scene.open_sites(1)
        scene.run()
        scene.later()
        scene.publish(host, n=3)
        since = scene.n_requests()
        fill(disk / "ballast")
        with pytest.raises((duckdb.Error, WarehouseError, OSError), match=r"(?i)no space|disk|write"):
            scene.run()
        scene.lost |= {one.n for one in scene.newsroom.ledger(since=since)}
        (disk / "ballast").unlink()
        assert scene.run().n_feeds_polled == 1
        assert_invariants(scene)
        time.sleep(RESTED_S)


def fill(ballast):
    """Write until there is no room left."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4_096))
        except OSError:
            return


def test_row_09_a_log_that_was_cut_opens_at_the_commit_before_the_cut(scene, news):
    worker = kill9_at(scene.start, "committed poll")
    log = scene.folder / ".writer" / "newsecho.duckdb.wal"
    corrupt_wal(log, 200)
    scene.lost |= {one.n for one in scene.newsroom.ledger(since=news)}
    assert scene.rows("SELECT count(*) FROM core.feed_poll") == [(3,)], "of the commit that was cut nothing is left"
    assert scene.run().n_feeds_polled == 3
    assert_invariants(scene, workers=[worker])
