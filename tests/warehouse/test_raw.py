"""The raw store: what it acknowledged is there, what is damaged is named, what is past its days goes."""

import gzip
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from tasks.core.identity import body_hash, event_id
from warehouse import entries, feeds
from warehouse.errors import WarehouseError
from warehouse.inspection import inspect
from warehouse.publish import publish
from warehouse.raw import RawStore
from warehouse.retention import Expired, expire

PUT_FOR_EVER = """
import os, sys, uuid
from datetime import UTC, datetime
from pathlib import Path
from tasks.core.identity import body_hash, event_id
from warehouse.raw import RawStore
from warehouse.records import Page
from warehouse.store import Warehouse
folder, now = Path(sys.argv[1]), datetime(2026, 11, 16, tzinfo=UTC)
raw = RawStore(folder)
with Warehouse(folder).transaction("never ends") as tx:
    print("ready", flush=True)
    while True:
        bodies = [os.urandom(60_000) for _ in range(3)]
        hashes = [body_hash(body) for body in bodies]
        pages = [Page("", "", "", "", "u", "u", now, 200, None, 1, sha256) for sha256 in hashes]
        stored = raw.put_many(tx, list(zip(pages, bodies)), event_id(now, uuid.uuid4().bytes))
        print("\\n".join(f"{page.pack_id} {page.body_sha256}" for page in stored), flush=True)
"""


@pytest.fixture
def raw(house):
    return RawStore(house.folder)


@pytest.fixture
def polled(house, make):
    with house.transaction("test") as tx:
        feeds.save_poll(tx, make.poll(), [make.entry(key) for key in "abcd"], make.now)


def pack_id(at, n=0):
    return event_id(at, bytes([n]) * 10)


def page_of(make, body, key="a", **more):
    return make.page(make.entry(key), body_sha256=body_hash(body), **more)


def save(house, make, bodies, *, at=None, n=0):
    """Store bodies by key of their entry, and the pages that name them; return the pages."""
    at = at or make.now
    fetched = [(page_of(make, body, key, n=n, fetched_at=at), body) for key, body in bodies.items()]
    with house.transaction("test") as tx:
        pages = RawStore(house.folder).put_many(tx, fetched, pack_id(at, n))
        entries.save_pages(tx, pages, [], at, None)
    return pages


def read_all(house, make):
    """Settle every page that waits to be read."""
    with house.transaction("test") as tx:
        works = entries.pages_to_extract(tx)
        entries.save_articles(tx, [make.article(work.page) for work in works], [], make.now, make.run_id)


def packs(house):
    return sorted((house.folder / "raw").glob("*/*.parquet"))


def store_alone(house, body):
    """Store a body as it was stored before there were packs."""
    sha256 = hashlib.sha256(body).hexdigest()
    path = house.folder / "raw" / sha256[:2] / f"{sha256}.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(body, mtime=0))
    return path


def test_the_bodies_of_a_batch_lie_in_one_pack_and_come_back_in_order(house, make, raw, polled):
    pages = save(house, make, {"c": b"<c>", "a": b"\x00\xff", "b": b""})
    assert list(raw.read_many(pages)) == [b"<c>", b"\x00\xff", b""]
    assert list(raw.read_many(pages[::-1])) == [b"", b"\x00\xff", b"<c>"]
    assert packs(house) == [house.folder / "raw" / "2026-11" / f"{pack_id(make.now)}.parquet"]


def test_a_pack_says_by_itself_where_its_bodies_came_from(house, make, polled):
    [page] = save(house, make, {"a": b"<html>"})
    found = duckdb.sql(f"FROM '{packs(house)[0]}'")
    names = ("body_sha256", "url", "final_url", "fetched_at", "http_status", "content_type", "body")
    assert tuple(found.columns) == names
    assert str(found.types[3]) == "TIMESTAMP WITH TIME ZONE"
    assert found.fetchall() == [(*(getattr(page, name) for name in names[:-1]), b"<html>")]


def test_the_warehouse_hands_out_pages_with_their_pack(house, make, raw, polled):
    save(house, make, {"a": b"<a>"})
    with house.transaction("test") as tx:
        [work] = entries.pages_to_extract(tx)
    assert raw.read(work.page) == b"<a>"


def test_a_body_that_is_stored_is_not_stored_again(house, make, raw, polled):
    [first] = save(house, make, {"a": b"<same>"})
    again = save(house, make, {"b": b"<same>", "c": b"<new>", "d": b"<new>"}, n=1)
    assert [page.pack_id for page in again] == [first.pack_id, pack_id(make.now, 1), pack_id(make.now, 1)]
    assert duckdb.sql(f"SELECT count(*) FROM '{packs(house)[1]}'").fetchall() == [(1,)]
    save(house, make, {"d": b"<same>"}, n=2)
    assert len(packs(house)) == 2
    assert list(raw.read_many(again)) == [b"<same>", b"<new>", b"<new>"]


def test_a_body_whose_pack_is_gone_is_stored_again(house, make, raw, polled):
    [first] = save(house, make, {"a": b"<same>"})
    raw.path_of(first.pack_id).unlink()
    assert raw.read(save(house, make, {"b": b"<same>"}, n=1)[0]) == b"<same>"


def test_a_batch_without_bodies_makes_no_pack(house, raw):
    with house.transaction("test") as tx:
        assert raw.put_many(tx, [], pack_id(datetime(2026, 1, 1, tzinfo=UTC))) == []
    assert not (house.folder / "raw").exists()


def test_a_folder_may_have_any_name(house, make, polled):
    raw = RawStore(house.folder / "l'écho [a]*?")
    page = page_of(make, b"<html>")
    with house.transaction("test") as tx:
        [stored] = raw.put_many(tx, [(page, b"<html>")], pack_id(make.now))
    assert raw.read(stored) == b"<html>"


def test_a_store_that_cannot_be_written_is_named_and_no_page_is_saved(house, make, polled, rows):
    (house.folder / "raw").write_text("in the way")
    with pytest.raises(WarehouseError, match=r"\.parquet: cannot be written"):
        save(house, make, {"a": b"<html>"})
    assert rows("SELECT count(*) FROM core.page") == [(0,)]


def test_a_damaged_or_missing_pack_is_named_with_the_way_out(house, make, raw, polled):
    pages = save(house, make, {"a": b"<a>" * 5000, "b": os.urandom(5000)})
    [path] = packs(house)
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[1000] ^= 0xFF
    for damage in (b"", whole[:-3], whole[: len(whole) // 2], b"not parquet at all, not at all", bytes(flipped)):
        path.write_bytes(damage)
        with pytest.raises(WarehouseError, match=rf"^{path}: (is damaged|holds another body).*fetch"):
            list(raw.read_many(pages))
    path.unlink()
    with pytest.raises(WarehouseError, match=rf"^{path}: the pack is not in the raw store.*fetch its pages again"):
        raw.read(pages[0])


def test_a_pack_that_holds_other_bodies_is_found_out(house, make, raw, polled):
    [page] = save(house, make, {"a": b"<a>"})
    [path] = packs(house)
    duckdb.sql(f"COPY (SELECT '{page.body_sha256}' AS body_sha256, 'other'::BLOB AS body) TO '{path}'")
    with pytest.raises(WarehouseError, match="holds another body"):
        raw.read(page)
    duckdb.sql(f"COPY (SELECT 'x' AS body_sha256, 'other'::BLOB AS body) TO '{path}'")
    with pytest.raises(WarehouseError, match="does not hold the body"):
        raw.read(page)


def test_a_body_from_before_there_were_packs_is_read_as_ever(house, make, raw):
    path = store_alone(house, b"<old>")
    page = page_of(make, b"<old>")
    assert raw.holds(page)
    assert raw.read(page) == b"<old>"
    for damage in (b"", path.read_bytes()[:-3], b"not gzip", gzip.compress(b"other")):
        path.write_bytes(damage)
        with pytest.raises(WarehouseError, match=r"damaged|another body"):
            raw.read(page)
    path.unlink()
    assert not raw.holds(page)
    with pytest.raises(WarehouseError, match="not in the raw store"):
        raw.read(page)


def test_kill_9_loses_no_acknowledged_body_and_leaves_no_half_pack(house, make, raw):
    chance, acknowledged = random.Random(20261116), []
    for _ in range(8):
        child = subprocess.Popen([sys.executable, "-c", PUT_FOR_EVER, house.folder], stdout=subprocess.PIPE, text=True)
        with child:
            assert child.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0, 0.25))
            os.kill(child.pid, signal.SIGKILL)
            lines = child.stdout.read().splitlines(keepends=True)
        acknowledged += [line.split() for line in lines if line.endswith("\n")]
    assert len(acknowledged) > 20
    for pack, sha256 in acknowledged:
        raw.read(replace(page_of(make, b""), pack_id=pack, body_sha256=sha256))
    for path in packs(house):
        assert duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall() == [(3,)]


def test_a_pack_goes_when_all_its_pages_are_past_their_days(house, make, raw, polled, rows):
    old = make.now - timedelta(days=40)
    [lone] = save(house, make, {"a": b"<a>"}, at=old)
    [shared] = save(house, make, {"b": b"<b>"}, at=old, n=1)
    [young] = save(house, make, {"c": b"<b>"}, n=2)
    read_all(house, make)
    assert young.pack_id == shared.pack_id
    assert expire(house, make.now, 30).n_packs == 1
    assert not raw.holds(replace(lone, pack_id=None))
    assert list(raw.read_many([shared, young])) == [b"<b>", b"<b>"]
    kept = {str(one) if one else None for (one,) in rows("SELECT pack_id FROM core.page")}
    assert kept == {None, shared.pack_id}
    assert rows("SELECT count(*) FROM core.page") == [(3,)]


def test_a_page_that_waits_to_be_read_keeps_its_pack(house, make, raw, polled):
    [page] = save(house, make, {"a": b"<a>"}, at=make.now - timedelta(days=40))
    assert expire(house, make.now, 30).n_packs == 0
    assert raw.read(page) == b"<a>"
    read_all(house, make)
    assert expire(house, make.now, 30).n_packs == 1


def test_bodies_are_kept_for_ever_where_no_days_are_set(house, make, raw, polled):
    [page] = save(house, make, {"a": b"<a>"}, at=make.now - timedelta(days=4000))
    read_all(house, make)
    alone = store_alone(house, b"<old>")
    assert expire(house, make.now, 0) == Expired(n_packs=0, n_unfinished=0, n_bodies=0)
    assert raw.read(page) == b"<a>"
    assert alone.exists()


def test_bodies_from_before_there_were_packs_expire_too(house, make, raw, polled, rows):
    files = {key: store_alone(house, f"<old {key}>".encode()) for key in "abc"}
    at = {"a": make.now - timedelta(days=40), "b": make.now, "c": make.now - timedelta(days=40)}
    pages = [page_of(make, f"<old {key}>".encode(), key, fetched_at=at[key]) for key in "abc"]
    for batch in (pages[:2], pages[2:]):
        read_all(house, make)
        with house.transaction("test") as tx:
            entries.save_pages(tx, batch, [], make.now, None)
    assert expire(house, make.now, 30).n_bodies == 1
    assert {key for key, path in files.items() if path.exists()} == {"b", "c"}  # young; waiting to be read


def test_what_killed_runs_left_is_removed_after_a_day(house, make, raw, polled):
    with house.transaction("bodies, and never their rows") as tx:
        raw.put_many(tx, [(page_of(make, b"<a>"), b"<a>")], pack_id(make.now))
    unfinished = raw.path_of(pack_id(make.now, 1)).with_suffix(".parquet.tmp")
    unfinished.write_bytes(b"half")
    mine = unfinished.with_name("notes.parquet")
    mine.write_bytes(b"not ours")
    expire(house, make.now + timedelta(hours=23), 0)
    assert unfinished.exists()
    assert len(packs(house)) == 2
    found = expire(house, make.now + timedelta(hours=25), 0)
    assert (found.n_packs, found.n_unfinished) == (1, 1)
    assert packs(house) == [mine]


def test_a_body_fetched_again_after_it_expired_is_stored_again(house, make, raw, polled):
    save(house, make, {"a": b"<a>"}, at=make.now - timedelta(days=40))
    read_all(house, make)
    expire(house, make.now, 30)
    [page] = save(house, make, {"b": b"<a>"}, n=1)
    assert raw.read(page) == b"<a>"


def test_the_facts_of_a_warehouse_count_packs_and_older_bodies(house, make, polled):
    save(house, make, {"a": b"<a>", "b": b"<b>", "c": b"<a>"})
    alone = store_alone(house, b"<old>")
    publish(house.folder, make.now)
    facts = inspect(house.folder)
    assert facts.n_raw_bodies == 3
    assert facts.n_raw_bytes == alone.stat().st_size + packs(house)[0].stat().st_size
