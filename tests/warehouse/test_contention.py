"""A writer, readers and a careless analyst at once: nobody waits for anybody, nobody sees an error.

CONTENTION_S=60 runs it for the minute the README speaks of; the suite takes a few seconds of it.
"""

import os
import subprocess
import sys
import time

import duckdb
import pytest

from warehouse.guard import release
from warehouse.publish import SNAPSHOT_NAME, publish
from warehouse.sql import query

SECONDS = float(os.environ.get("CONTENTION_S", "4"))
WRITE = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from warehouse.guard import release
from warehouse.publish import publish
from warehouse.store import Warehouse
folder, until = Path(sys.argv[1]), time.monotonic() + float(sys.argv[2])
n = 0
while time.monotonic() < until:
    with Warehouse(folder).transaction("writer") as tx:
        tx.run("INSERT INTO core.queue SELECT 'row', uuid()")
    n += 1
    if n % 3 == 0:
        publish(folder, datetime(2026, 1, 1, tzinfo=UTC))
    time.sleep(0.5)
print(n)
"""
READ = """
import sys, time, duckdb
from pathlib import Path
path, until, n, seen = sys.argv[1], time.monotonic() + float(sys.argv[2]), 0, 0
while time.monotonic() < until:
    with duckdb.connect(path, read_only=True) as connection:
        rows = connection.execute("SELECT count(*) FROM core.queue").fetchone()[0]
        connection.execute("SELECT count(*) FROM stories").fetchone()
    assert rows >= seen, (rows, seen)
    n, seen = n + 1, rows
print(n)
"""
MISTAKE = """
import sys, time, duckdb
try:
    connection = duckdb.connect(sys.argv[1])
except duckdb.IOException as error:
    print("refused", flush=True)
    sys.exit()
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


def start(code, *arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_writer_and_three_readers_work_side_by_side_without_an_error(house, make):
    path = publish(house.folder, make.now).path
    holder = duckdb.connect(str(path), read_only=True)  # an analyst who never closes a notebook
    with start(WRITE, house.folder, SECONDS) as writer:
        time.sleep(0.2)
        mistake = start(MISTAKE, path, SECONDS)
        readers = [start(READ, path, SECONDS) for _ in range(3)]
        for process in (writer, *readers):
            out, err = process.communicate()
            assert process.returncode == 0, err
            assert int(out) > SECONDS
        assert mistake.communicate()[0] == "refused\n"
    assert holder.execute("SELECT count(*) FROM core.queue").fetchone() == (0,)
    holder.close()
    publish(house.folder, make.now)
    assert query(path, "SELECT count(*) > 3 FROM core.queue").rows == [(True,)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can open a file of mode 0444 for writing")
def test_root_holding_the_published_file_for_writing_stops_neither_readers_nor_the_next_publication(house, make):
    publish(house.folder, make.now)
    path = publish(house.folder, make.now).path
    release(path)  # as after a scheduled run has ended
    with start(MISTAKE, path, 60) as mistake:
        assert mistake.stdout.readline() == "held\n"
        with pytest.warns(UserWarning, match="another program has it open for writing"):
            assert query(path, "SELECT count(*) FROM articles").rows == [(0,)]
        publish(house.folder, make.now)
        assert query(path, "SELECT count(*) FROM articles").rows == [(0,)]
        mistake.kill()


def test_a_log_written_beside_the_published_file_is_not_read_into_it(house, make, tmp_path):
    path = publish(house.folder, make.now).path
    stray = path.with_name(f"{SNAPSHOT_NAME}.wal")
    stray.write_bytes(b"of another file")
    assert query(path, "SELECT count(*) FROM articles").rows == [(0,)]
    assert not stray.exists()
