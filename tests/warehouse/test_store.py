import os
import signal
import subprocess
import sys
import threading
import time

import duckdb
import pytest

from warehouse import runs
from warehouse.engine import MOST_LOANS
from warehouse.errors import WarehouseError
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import audit, query
from warehouse.store import Warehouse

HOLD = """
import sys, time
from pathlib import Path
from warehouse.store import Warehouse
with Warehouse(Path(sys.argv[1])).transaction("a long translation"):
    print("held", flush=True)
    time.sleep(60)
"""
COMMIT_FOR_EVER = """
import sys
from pathlib import Path
from warehouse.store import Warehouse
house = Warehouse(Path(sys.argv[1]))
n = int(sys.argv[2])
while True:
    with house.transaction("writer") as tx:
        tx.run("INSERT INTO core.contract VALUES ($name, ['x'], 'row')", name=f"row {n}")
        tx.run("INSERT INTO core.contract VALUES ($name, ['x'], 'twin')", name=f"twin {n}")
    print(n, flush=True)
    n += 1
"""
PUBLISH_FOR_EVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from warehouse.publish import publish
print("ready", flush=True)
while True:
    publish(Path(sys.argv[1]), datetime(2026, 1, 1, tzinfo=UTC))
"""


def start(code, *arguments):
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True)


def test_an_error_undoes_the_whole_transaction(house, rows):
    with pytest.raises(duckdb.Error, match="no_such_table"), house.transaction("test") as tx:
        tx.run("DELETE FROM core.contract; FROM no_such_table")
    assert rows("SELECT count(*) > 0 FROM core.contract") == [(True,)]


def test_a_second_writer_waits_and_then_says_who_holds_the_lock(house):
    with start(HOLD, house.folder) as holder:
        assert holder.stdout.readline() == "held\n"
        message = rf"held by a long translation \(pid {holder.pid}, for \d+ s\)"
        with pytest.raises(WarehouseError, match=message), house.transaction("test"):
            pass
        holder.kill()
    with house.transaction("the lock of the dead is free"):
        pass


def test_threads_take_turns(house, make, rows):
    patient = Warehouse(house.folder)

    def write(n):
        with patient.transaction(f"thread {n}") as tx:
            tx.run("INSERT INTO core.contract VALUES ($name, ['x'], 'x')", name=f"thread {n}")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows("SELECT count(*) FROM core.contract WHERE table_name LIKE 'thread %'") == [(4,)]


def test_kill_9_loses_nothing_acknowledged_and_leaves_nothing_by_halves(house, rows):
    acknowledged = -1
    for wait_s in (0.05, 0.11, 0.17, 0.23):
        with start(COMMIT_FOR_EVER, house.folder, acknowledged + 2) as writer:
            acknowledged = int(writer.stdout.readline())
            time.sleep(wait_s)
            os.kill(writer.pid, signal.SIGKILL)
            acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        found = {name for (name,) in rows("SELECT table_name FROM core.contract WHERE grain IN ('row', 'twin')")}
        assert f"row {acknowledged}" in found
        assert {f"twin {name.removeprefix('row ')}" for name in found if name.startswith("row ")} == {
            name for name in found if name.startswith("twin ")
        }


def test_kill_9_while_a_warehouse_is_made_or_published_leaves_both_files_whole(tmp_path):
    for wait_s in (0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3):
        with start(PUBLISH_FOR_EVER, tmp_path) as publisher:
            publisher.stdout.readline()
            time.sleep(wait_s)
            publisher.kill()
        for path in tmp_path.glob("newsecho*.duckdb"):
            assert query(path, "SELECT count(*) FROM stories").rows == [(0,)]
        with Warehouse(tmp_path).transaction("test") as tx:
            assert audit(tx) == []
    with start(PUBLISH_FOR_EVER, tmp_path) as publisher:
        while not (tmp_path / SNAPSHOT_NAME).is_file():
            assert publisher.poll() is None
            time.sleep(0.01)
        publisher.kill()


def test_a_path_with_a_quote_in_it_is_a_path(tmp_path):
    with Warehouse(tmp_path / "l'écho").transaction("test") as tx:
        assert tx.run("SELECT count(*) FROM core.article") == [(0,)]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WarehouseError, match="cannot be written"), Warehouse(tmp_path / "file").transaction("test"):
        pass


def test_a_run_has_its_sums_as_columns(house, make, rows):
    ended_at = make.now.replace(minute=1, second=30)
    with house.transaction("test") as tx:
        runs.finish_run(
            tx, make.run_id, ended_at=ended_at, state="degraded", counts={"entries": 3, "known": 2}, error="feed x"
        )
    assert rows("SELECT state, n_entries, n_known, n_rejected, duration_s, params['feeds'] FROM runs") == [
        ("degraded", 3, 2, None, 90.0, "")
    ]


class Stop(BaseException):
    """As a handler of SIGTERM raises it."""


def write_and_count(house):
    """Write a row, and be interrupted in a query of some seconds."""
    with house.transaction("test") as tx:
        tx.run("INSERT INTO core.queue SELECT 'row', uuid()")
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        tx.run("SELECT count(*) FROM range(4000000000) AS a(n) WHERE n % 7 = 3")


def test_a_signal_in_the_middle_of_a_query_ends_it_and_comes_out_as_its_handler_raised_it(house, rows):
    def stop(_number, _frame):
        raise Stop

    before = signal.signal(signal.SIGALRM, stop)
    try:
        with pytest.raises((Stop, KeyboardInterrupt)):  # DuckDB 2.0.1 does not tell what the handler raised
            write_and_count(house)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert rows("SELECT count(*) FROM core.queue") == [(0,)]


def test_an_engine_is_lent_so_often_and_then_another_one_is_made(tmp_path):
    house, seen = Warehouse(tmp_path), []
    for _ in range(MOST_LOANS + 2):
        with house.transaction("test") as tx:
            tx.run("CREATE TABLE IF NOT EXISTS memory.main.loan (n INTEGER)")  # of the engine, not of the warehouse
            tx.run("INSERT INTO memory.main.loan VALUES (1)")
            seen.append(tx.run("SELECT count(*) FROM memory.main.loan")[0][0])
    assert max(seen) > 1, "and until then it is the same"
    assert max(seen) <= MOST_LOANS
