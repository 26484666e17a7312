"""Upkeep: what it does, and that it says so."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.context import context_for, utc_now
from flows.maintain import maintain
from tests.conftest import monitor_press
from warehouse.compact import compact
from warehouse.errors import WarehouseError
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import audit, query

CONTENT = "SELECT url, version, title, story_id, relation FROM articles ORDER BY url"


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    folder = tmp_path_factory.mktemp("used")
    monitor_press(folder)
    return folder


@pytest.fixture
def place(used, tmp_path):
    shutil.copytree(used, tmp_path / "w", symlinks=True)
    return tmp_path / "w"


def with_share(context, share):
    settings = replace(context.settings, maintain=replace(context.settings.maintain, compact_share=share))
    return replace(context, settings=settings)


def test_upkeep_says_its_sums_and_records_them(place):
    before = query(place / SNAPSHOT_NAME, CONTENT).rows
    report = maintain(with_share(context_for(place), 0.0))
    said = "\n".join(report.lines())
    assert "search: " in said
    assert "none is left to merge" in said
    assert "raw pages: 0 packs" in said
    assert "written anew" in said
    assert "feeds: 1 failing, 1 moved, 10 ok" in said
    assert "failing oldmill: feed oldmill: HTTP 410" in said
    [(state, counts)] = query(place / SNAPSHOT_NAME, "SELECT state, counts FROM runs WHERE kind = 'maintain'").rows
    assert state == "completed"
    assert counts["feeds_failing"] == 1
    assert counts["bytes_after"] > 0
    assert query(place / SNAPSHOT_NAME, CONTENT).rows == before
    assert audit(place / SNAPSHOT_NAME) == []


def test_fingerprints_of_long_ago_are_forgotten_and_the_stories_stay(place):
    context = context_for(place)
    context = replace(context, clock=lambda: utc_now() + timedelta(days=10_000))
    before = query(place / SNAPSHOT_NAME, CONTENT).rows
    report = maintain(context)
    assert report.sums["fingerprints_forgotten"] > 50
    assert query(place / SNAPSHOT_NAME, "SELECT count(*) FROM core.fingerprint").rows == [(0,)]
    assert query(place / SNAPSHOT_NAME, CONTENT).rows == before


def test_sentences_translated_long_ago_are_forgotten_and_the_translations_stay(place):
    def at(days):
        return maintain(replace(context_for(place), clock=lambda: utc_now() + timedelta(days=days)))

    days = context_for(place).settings.maintain.memory_days
    made = "SELECT url, translated_title, translated_body FROM translations ORDER BY url"
    kept = "SELECT count(*) FROM core.translation_memory"
    before = query(place / SNAPSHOT_NAME, made).rows
    [(n,)] = query(place / SNAPSHOT_NAME, kept).rows
    assert n > 50
    assert at(days - 1).sums["sentences_forgotten"] == 0
    report = at(days + 2)
    assert report.sums["sentences_forgotten"] == n
    assert f"translation memory: {n} sentences forgotten" in "\n".join(report.lines())
    assert query(place / SNAPSHOT_NAME, kept).rows == [(0,)]
    assert query(place / SNAPSHOT_NAME, made).rows == before


def test_room_that_deleted_rows_left_is_given_back(place):
    context = context_for(place)
    with context.warehouse.transaction("grow") as tx:
        tx.run("CREATE TABLE core.ballast AS SELECT hash(range) AS n FROM range(3000000)")
    compact(context.warehouse, min_free_share=1.1)  # writes what the log holds into the file, and measures
    with context.warehouse.transaction("grow on") as tx:
        tx.run("INSERT INTO core.host_state SELECT md5(range::VARCHAR), now(), 'busy', now() FROM range(100000)")
    compact(context.warehouse, min_free_share=1.1)
    with context.warehouse.transaction("shrink") as tx:
        tx.run("DROP TABLE core.ballast")
    left = compact(context.warehouse, min_free_share=1.1)
    done = compact(context.warehouse, min_free_share=0.3)
    assert not left.is_done
    assert done.is_done
    assert done.n_bytes_after < done.n_bytes_before / 2
    with context.warehouse.transaction("look") as tx:
        assert tx.run("SELECT count(*), count(DISTINCT host) FROM core.host_state") == [(100_000, 100_000)]


def test_a_file_with_tables_of_somebody_else_is_not_compacted(place):
    context = context_for(place)
    with context.warehouse.transaction("mine") as tx:
        tx.run("CREATE TABLE core.notes AS SELECT 'do not lose me' AS note")
    with pytest.raises(WarehouseError, match=r"core\.notes is none of newsecho's"):
        compact(context.warehouse, min_free_share=0.0)
    with context.warehouse.transaction("look") as tx:
        assert tx.run("SELECT note FROM core.notes") == [("do not lose me",)]


def test_below_the_share_the_file_stays_as_it_is(place):
    done = compact(context_for(place).warehouse, min_free_share=1.0)
    assert (done.is_done, done.n_bytes_before) == (False, done.n_bytes_after)


def test_without_room_for_a_second_file_nothing_is_compacted(place, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _path: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(WarehouseError, match="make room"):
        compact(context_for(place).warehouse, min_free_share=0.0)
    report = maintain(with_share(context_for(place), 0.0))
    assert report.state == "degraded"
    assert any("make room" in failure for failure in report.failures)
    assert any(line.startswith("feeds: ") for line in report.lines()), "the other steps are done all the same"


def test_raw_bodies_past_their_days_are_expired_and_counted(place):
    context = context_for(place)
    settings = replace(context.settings, warehouse=replace(context.settings.warehouse, raw_keep_days=5))
    report = maintain(replace(context, settings=settings, clock=lambda: utc_now() + timedelta(days=10)))
    assert report.sums["packs_expired"] > 0
    assert list((place / "raw").glob("????-??/*.parquet")) == []
