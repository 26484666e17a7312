"""SIGKILL at random moments, and a full disk: nothing acknowledged is lost, nothing is doubled, files stay whole.

KILLS=200 kills as often as the README says; the suite kills a few times. The moments are drawn from a seed that is
printed when a test fails.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from warehouse.publish import PREVIOUS_NAME, SNAPSHOT_NAME, publish
from warehouse.sql import audit, query
from warehouse.store import Warehouse

KILLS = int(os.environ.get("KILLS", "8"))
INGEST = """
from tests.warehouse.conftest import NOW, Samples
from warehouse import entries, feeds
make, feed, n = Samples(), Samples().feed(), int(sys.argv[2])
while True:
    listed = [make.entry(f"{n}-{k}", feed) for k in range(3)]
    with house.transaction("ingest") as tx:
        feeds.sync_feeds(tx, [feed], NOW, is_complete=False)
        feeds.save_poll(tx, make.poll(feed, n=n + 1000), listed, NOW)
        pages = [make.page(entry) for entry in listed]
        entries.save_pages(tx, pages, [], NOW, None)
    with house.transaction("ingest") as tx:
        entries.save_articles(tx, [make.article(page, feed) for page in pages], [], NOW, make.run_id)
    print(n, flush=True)
    n += 1
"""
PUBLISH = """
from datetime import UTC, datetime
from warehouse import publish
publish.PATCHED_FROM_BYTES = 0
print(0, flush=True)
while True:
    with house.transaction("ingest") as tx:
        tx.run("INSERT INTO core.queue SELECT 'row', uuid()")
    print(publish.publish(house.folder, datetime(2026, 1, 1, tzinfo=UTC)).n_articles, flush=True)
"""
MERGE = """
from warehouse.search import index_texts, merge_segments
n = int(sys.argv[2])
while True:
    with house.transaction("index") as tx:
        for k in range(5):
            text = {"article_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{n} {k}")), "version": 1, "text_lang": "en"}
            index_texts(tx, [text | {"published_on": date(2026, 11, 1), "title": "Word", "body": f"word number{n}"}])
    print(n, flush=True)
    with house.transaction("merge") as tx:
        merge_segments(tx)
    n += 1
"""
START = """
import sys, uuid
from datetime import date
from pathlib import Path
from warehouse.store import Warehouse
house = Warehouse(Path(sys.argv[1]))
"""
ROOT = Path(__file__).parents[2]
PATCH_EVERY_SIZE = {**os.environ, "PYTHONPATH": str(ROOT)}


def killed(code: str, house: Warehouse, first: int, wait_s: float) -> list[int]:
    """Run *code* until *wait_s* after its first acknowledgement, kill it, and return all it acknowledged."""
    command = [sys.executable, "-c", START + code, str(house.folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        said = child.stdout.readline()
        time.sleep(wait_s)
        os.kill(child.pid, signal.SIGKILL)
        said += child.stdout.read()
    return [int(word) for word in said.split()]


def moments() -> list[float]:
    seed = int(os.environ.get("KILL_SEED", "0")) or random.randrange(10**6)
    print(f"KILL_SEED={seed}")
    drawn = random.Random(seed)
    return [drawn.uniform(0, 0.4) for _ in range(KILLS)]


def test_kill_9_during_ingest_loses_no_acknowledged_article_and_doubles_none(house, rows):
    acknowledged: set[int] = set()
    for wait_s in moments():
        acknowledged |= set(killed(INGEST, house, max(acknowledged, default=-1) + 1, wait_s))
        with house.transaction("test") as tx:
            assert audit(tx) == []
        stored = rows("SELECT regexp_extract(url, '(\\d+)-\\d+$', 1)::INTEGER, count(*) FROM core.article GROUP BY ALL")
        assert set(dict(stored)) >= acknowledged
        assert set(dict(stored).values()) == {3}
        assert rows("SELECT count(*) FROM core.search_doc") == rows("SELECT count(*) FROM articles")
        assert rows("SELECT sum(n_docs) FROM core.search_segment") == rows("SELECT count(*) FROM core.search_doc")


@pytest.mark.parametrize("is_patched", [False, True], ids=["copied whole", "changed blocks only"])
def test_kill_9_during_publication_leaves_whole_files(house, make, is_patched):
    code = PUBLISH if is_patched else PUBLISH.replace("publish.PATCHED_FROM_BYTES = 0\n", "")
    for wait_s in moments():
        killed(code, house, 0, wait_s)
        for name in (SNAPSHOT_NAME, PREVIOUS_NAME):
            if (house.folder / name).is_file():
                assert query(house.folder / name, "SELECT count(*) FROM stories").rows == [(0,)]
                assert audit(house.folder / name) == []
    publish(house.folder, make.now)
    n_rows = query(house.folder, "SELECT count(*) FROM core.queue").rows
    with house.transaction("test") as tx:
        assert tx.run("SELECT count(*) FROM core.queue") == n_rows


def test_kill_9_during_a_merge_of_segments_changes_nothing_that_is_found(house, rows):
    acknowledged, n_docs = 0, 0
    for wait_s in moments():
        # What was committed just before the kill was not said; the next child goes on after it.
        acknowledged += len(killed(MERGE, house, n_docs // 5, wait_s))
        with house.transaction("test") as tx:
            assert audit(tx) == []
        ((n_docs,),) = rows("SELECT count(*) FROM core.search_doc")
        assert n_docs >= 5 * acknowledged
        held = (
            "SELECT s.first_doc + unnest(p.docs) % s.n_docs AS doc"
            " FROM core.search_posting AS p JOIN core.search_segment AS s USING (segment) WHERE p.term = 'word'"
        )
        assert rows(f"SELECT count(DISTINCT doc) FROM ({held})") == [(n_docs,)]
        assert rows("SELECT sum(n_docs) FROM core.search_posting WHERE term = 'word'") == [(n_docs,)]
        assert rows("SELECT sum(n_docs) FROM core.search_segment") == [(n_docs,)]


FILL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
from warehouse.errors import WarehouseError
"""
FILL_INGEST = """
n = 0
import duckdb
try:
    while True:
        with house.transaction("ingest") as tx:
            tx.run("INSERT INTO core.queue SELECT 'row ' || $n, uuid() FROM range(20000)", n=n)
        print(n, flush=True)
        n += 1
except (WarehouseError, duckdb.Error) as error:
    print(error, file=sys.stderr)
    sys.exit(2)
"""
FILL_PUBLISH = """
from datetime import UTC, datetime
from warehouse.publish import publish
try:
    publish(house.folder, datetime(2026, 1, 1, tzinfo=UTC))
except WarehouseError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
"""


def limited(code: str, house: Warehouse, n_bytes: int) -> subprocess.CompletedProcess[str]:
    """Run *code* where no file may grow beyond *n_bytes*: a disk that is full, for one process."""
    command = [sys.executable, "-c", START + FILL + code, str(house.folder), str(n_bytes)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_a_full_disk_during_ingest_loses_nothing_that_was_acknowledged(house, rows, make):
    publish(house.folder, make.now)
    ran = limited(FILL_INGEST, house, house.writer_path.stat().st_size + 3_000_000)
    assert ran.returncode == 2, ran.stderr
    assert ran.stderr
    acknowledged = [int(word) for word in ran.stdout.split()]
    assert acknowledged
    stored = dict(rows("SELECT stage, count(*) FROM core.queue GROUP BY stage"))
    assert set(stored.values()) == {20_000}
    assert {f"row {n}" for n in acknowledged} <= set(stored)
    assert query(house.folder, "SELECT count(*) FROM articles").rows == [(0,)]


@pytest.mark.parametrize("is_patched", [False, True], ids=["copied whole", "changed blocks only"])
def test_a_full_disk_during_publication_leaves_the_last_snapshot(house, make, is_patched):
    publish(house.folder, make.now)
    publish(house.folder, make.now)
    with house.transaction("test") as tx:
        tx.run("INSERT INTO core.queue SELECT 'row', uuid() FROM range(200000)")
    code = FILL_PUBLISH
    if is_patched:
        code = "from warehouse import publish as module\nmodule.PATCHED_FROM_BYTES = 0\n" + code
    with Warehouse(house.folder).transaction("checkpoint is done before") as tx:
        tx.run("SELECT 1")
    ran = limited(code, house, house.writer_path.stat().st_size - 100_000)
    assert ran.returncode == 2, ran.stderr
    assert "newsecho.duckdb" in ran.stderr or "snapshot" in ran.stderr
    assert query(house.folder / SNAPSHOT_NAME, "SELECT count(*) FROM core.queue").rows == [(0,)]
    publish(house.folder, make.now)
    assert query(house.folder / SNAPSHOT_NAME, "SELECT count(*) FROM core.queue").rows == [(200_000,)]
