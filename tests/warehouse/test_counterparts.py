"""The index that similar articles are found by finds what a join of the tables finds, whatever became of its files."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tasks.core.stories.candidates import BY_FEWER, MIN_SHARED_GRAMS, MIN_SHARED_MARKS, MIN_SHARED_MARKS_ABROAD
from warehouse.counterparts import FOLDER, LOOSE, Likeness, counterparts
from warehouse.fingerprint_segments import Fingerprints, built, merged, opened, write
from warehouse.store import Warehouse

LIKENESS = Likeness(3, MIN_SHARED_MARKS, MIN_SHARED_MARKS_ABROAD, BY_FEWER, MIN_SHARED_GRAMS)
INSERT = "INSERT INTO core.fingerprint SELECT unnest(from_json_strict($rows, $shape), max_depth := 2)"
JOIN = """
SELECT DISTINCT a.article_id::VARCHAR, b.article_id::VARCHAR
FROM core.fingerprint AS a JOIN core.fingerprint AS b ON b.article_id <> a.article_id
WHERE a.article_id IN (SELECT unnest(from_json_strict($ids, '["UUID"]')))
  AND abs(a.published_on - b.published_on) <= $window_days
  AND (len(list_intersect(a.grams, b.grams)) >= $min_grams
       OR len(list_intersect(a.marks, b.marks)) > 0
          AND len(list_intersect(a.marks, b.marks)) >= CASE WHEN a.lang = b.lang THEN $home ELSE $abroad END
            * least(len(a.marks), len(b.marks)) ^ $by_fewer * greatest(len(a.marks), len(b.marks)) ^ (1 - $by_fewer))
ORDER BY ALL
"""
SEARCH = """
import sys
from pathlib import Path
from tests.warehouse.test_counterparts import FOLDER, LIKENESS, Warehouse, counterparts
house = Warehouse(Path(sys.argv[1]))
while True:
    with house.transaction("search") as tx:
        ids = [one for (one,) in tx.run("SELECT article_id::VARCHAR FROM core.fingerprint LIMIT 5")]
        print(len(counterparts(tx, ids, LIKENESS, house.writer_folder)), flush=True)
    for path in sorted((house.writer_folder / FOLDER).glob("*.segment"))[::2]:
        path.unlink()
"""


def article(name):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, str(name)))


def save(tx, names, rng):
    """Write a fingerprint for each of *names*, in place of the one it had: few words, so that many are alike."""
    ids = [article(name) for name in names]
    tx.run(
        "DELETE FROM core.fingerprint WHERE article_id IN (SELECT unnest(from_json_strict($ids, '[\"UUID\"]')))",
        ids=ids,
    )
    rows = [
        {
            "article_id": one,
            "published_on": date(2026, 11, 1) + timedelta(days=rng.randrange(12)),
            "lang": rng.choice(["en", "fr"]),
            "paragraphs": [1],
            "furniture": [1],
            "marks": sorted(rng.sample(range(2**32 - 90, 2**32), rng.randrange(1, 25))),
            "grams": sorted(rng.sample(range(900), rng.randrange(1, 30))),
            "digest": rng.randrange(2**64),
        }
        for one in ids
    ]
    # A digest over 2**63 is no BIGINT: as text it fits its column.
    tx.run(INSERT, rows=[row | {"digest": str(row["digest"])} for row in rows])


def by_join(tx, ids):
    one = LIKENESS
    asked = {"window_days": one.window_days, "home": one.min_marks, "abroad": one.min_marks_abroad}
    return tx.run(JOIN, ids=ids, **asked, by_fewer=one.by_fewer, min_grams=one.min_grams)


def check(house, names):
    """See that the index and the join find the same for *names*, and something."""
    ids = [article(name) for name in names]
    with house.transaction("test: look") as tx:
        found, joined = counterparts(tx, ids, LIKENESS, house.writer_folder), by_join(tx, ids)
    assert found == joined
    assert found


def files(house):
    return sorted((house.writer_folder / FOLDER).glob("*"))


@pytest.fixture
def house(tmp_path):
    return Warehouse(tmp_path)


@pytest.fixture
def filled(house):
    """A warehouse with more fingerprints than are left loose, and its index."""
    with house.transaction("test: fill") as tx:
        save(tx, range(3 * LOOSE), random.Random(7))
    check(house, range(4))
    assert files(house)
    return house


@pytest.mark.parametrize("seed", range(3))
def test_the_index_finds_what_a_join_finds_as_fingerprints_come_change_and_go(house, seed):
    rng = random.Random(seed)
    n = 0
    for _ in range(12):
        n_more = rng.choice([3, 40, LOOSE, 2 * LOOSE])
        with house.transaction("test: change") as tx:
            save(tx, range(n, n + n_more), rng)
            n += n_more
            save(tx, rng.sample(range(n), 1 + n // 9), rng)
            tx.run("DELETE FROM core.fingerprint WHERE hash(article_id) % 50 = $rest", rest=rng.randrange(50))
        check(house, rng.sample(range(n), 3))
    assert 0 < len(files(house)) < 20


def test_a_segment_that_is_missing_cut_or_no_segment_changes_nothing(filled):
    for spoil in (Path.unlink, lambda path: os.truncate(path, 500), lambda path: path.write_bytes(b"word" * 999)):
        for path in files(filled):
            spoil(path)
        check(filled, range(4))
        assert all(opened(path) for path in files(filled))


def test_a_restored_warehouse_is_searched_as_it_is_not_as_its_index_was(filled, tmp_path):
    stored = [filled.writer_path, Path(f"{filled.writer_path}.wal")]
    kept = [shutil.copy(path, tmp_path / path.name) for path in stored]
    with filled.transaction("test: change") as tx:
        save(tx, range(2 * LOOSE), random.Random(8))
    check(filled, range(4))
    for copy, path in zip(kept, stored, strict=True):
        shutil.copy(copy, path)
    check(filled, range(4))


def test_what_was_rolled_back_is_not_found(filled):
    def fail():
        with filled.transaction("test: fail") as tx:
            save(tx, range(10 * LOOSE, 12 * LOOSE), random.Random(9))
            counterparts(tx, [article(10 * LOOSE)], LIKENESS, filled.writer_folder)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    check(filled, range(4))


def test_an_index_of_what_is_forgotten_is_removed(filled):
    old = files(filled)
    with filled.transaction("test: change") as tx:
        tx.run("DELETE FROM core.fingerprint")
        save(tx, range(20 * LOOSE, 22 * LOOSE), random.Random(3))
    check(filled, range(20 * LOOSE, 20 * LOOSE + 4))
    assert not {*files(filled)} & {*old}


def test_a_search_killed_at_any_moment_leaves_the_next_one_right(filled):
    rng = random.Random(5)
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", SEARCH, str(filled.folder)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        ) as searching:
            assert searching.stdout is not None
            assert searching.stdout.readline()
            time.sleep(rng.random() / 10)
            searching.send_signal(signal.SIGKILL)
        check(filled, range(4))
    with filled.transaction("test: change") as tx:
        save(tx, range(30 * LOOSE, 32 * LOOSE), rng)
    check(filled, range(4))
    assert [path.suffix for path in files(filled)] == [".segment"] * len(files(filled))


def test_segments_merged_hold_what_they_held_but_for_what_is_left_out(tmp_path):
    def part(digests, hashes):
        own = np.array(digests, np.uint64)
        whole = (own, own.astype(np.int32), own, own.astype(np.int32))
        return built(Fingerprints(*whole, np.repeat(own, 2), np.array(hashes), np.tile([True, False], len(own))))

    one, other = part([1, 3], [10, 20, 11, 20]), part([0, 3, 5], [11, 21, 11, 20, 10, 22])
    left_out = [np.array([True, True]), np.array([False, True, True])]
    whole = merged([one, other], left_out)
    assert whole.digest.tolist() == [1, 3, 5]
    assert (whole.marks.hashes.tolist(), whole.marks.starts.tolist(), whole.marks.docs.tolist()) == (
        [10, 11], [0, 2, 3], [0, 2, 1],
    )  # fmt: skip
    assert (whole.grams.hashes.tolist(), whole.grams.docs.tolist()) == ([20, 22], [0, 1, 2])
    read = opened(write(tmp_path, whole))
    assert read is not None
    assert read.digest.tolist() == whole.digest.tolist()
    assert read.grams.docs.tolist() == whole.grams.docs.tolist()
