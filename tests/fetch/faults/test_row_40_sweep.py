"""Row 40: the n-th operation of the writer fails, n = 1, 2, 3 … until a run passes; after each, I1 to I4."""

from contextlib import contextmanager

import duckdb
import pytest

from tests.newsroom.invariants import (
    all_stored_once,
    assert_invariants,
    content,
    nothing_acknowledged_is_missing,
    validators_vouch_for_what_is_stored,
)
from warehouse.errors import WarehouseError
from warehouse.store import Warehouse

ROOM_BYTES = 3_000  # of each file that a run writes: enough for its start, and not for its polls


class Failing:
    """A connection whose n-th statement fails, once: before it is carried out, or after, when nobody hears of it."""

    def __init__(self, n, *, is_done):
        self.n, self.is_done, self.n_seen, self.failed = n, is_done, 0, ""
        self.connection = None

    def execute(self, sql, *values):
        self.n_seen += 1
        if self.n_seen != self.n:
            return self.connection.execute(sql, *values)
        if self.is_done:
            self.connection.execute(sql, *values)
        self.failed = sql
        raise duckdb.IOException("IO Error: no space left on device")

    def __getattr__(self, name):
        return getattr(self.connection, name)


@contextmanager
def failing(monkeypatch, n, *, is_done):
    """Have the n-th statement of the transaction that stores polls fail, BEGIN and COMMIT among them."""
    plain, fault = Warehouse._opened, Failing(n, is_done=is_done)

    @contextmanager
    def opened(house, owner):
        with plain(house, owner) as connection:
            fault.connection = connection
            yield fault if owner == "poll" else connection

    with monkeypatch.context() as patch:
        patch.setattr(Warehouse, "_opened", opened)
        yield fault


@pytest.mark.parametrize("is_done", [False, True], ids=["not carried out", "carried out, and said to have failed"])
def test_row_40_whichever_operation_of_a_poll_fails_all_of_it_is_stored_by_the_next_run(scene, monkeypatch, is_done):
    scene.is_read = False
    first, _ = scene.open_sites(2, items=2)
    scene.newsroom.profile(first, items=60)
    scene.run()
    swept = []
    while True:
        scene.publish(first, n=1)
        scene.later()
        asked, n_polls = scene.n_requests(), scene.rows("SELECT count(*) FROM core.feed_poll")
        with failing(monkeypatch, len(swept) + 1 + is_done, is_done=is_done) as fault:
            if not fails(scene):
                break
        swept.append(fault.failed.split()[0])
        if scene.rows("SELECT count(*) FROM core.feed_poll") == n_polls:
            scene.lost |= {one.n for one in scene.newsroom.ledger(since=asked)}
        scene.run()
        all_stored_once(scene)
        validators_vouch_for_what_is_stored(scene)
        nothing_acknowledged_is_missing(scene)
        before = content(scene)
        scene.run()
        assert content(scene) == before
    assert not fault.failed
    # A BEGIN that is carried out touches memory alone: nothing can fail behind it.
    assert [swept[0] == "BEGIN", swept[-1]] == [not is_done, "COMMIT"]
    assert len(swept) > 8
    assert scene.rows("SELECT count(*) FROM core.feed_entry") == [(2 + 2 + len(swept) + 1,)]
    assert_invariants(scene)


def fails(scene):
    """Run, and say whether the run failed, and said why."""
    try:
        scene.run()
    except (duckdb.Error, WarehouseError) as error:
        return "no space left on device" in str(error)
    return False


def test_row_40_a_disk_that_is_full_costs_the_run_and_nothing_else(scene):
    scene.is_read = False
    first, _ = scene.open_sites(2)
    scene.run()
    scene.later()
    scene.publish(first, n=3)
    since = scene.n_requests()
    worker = scene.start(limits={"FSIZE": ROOM_BYTES})
    status, error = worker.end()
    assert status != 0
    assert "File too large" in error
    scene.settle(worker, since)
    assert scene.run().n_feeds_polled == 2
    assert_invariants(scene, workers=[worker])
