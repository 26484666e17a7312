"""A lake whose catalog is a file: the same tables, views, writes and answers, and no way around it.

WAREHOUSE=lake makes the other tests of writing (test_entries, test_feeds, test_stories) write to such a lake too.
"""

import json
import os

import pytest

from tests.lakes import why_no_lake
from tests.warehouse.conftest import new_lake, start
from warehouse import entries, feeds, stories
from warehouse.detours import refuse_detours
from warehouse.errors import WarehouseError
from warehouse.export import ExportFormat, export
from warehouse.inspection import inspect_lake
from warehouse.lake import Lake, S3Access
from warehouse.records import Override
from warehouse.search import merge_segments
from warehouse.sql import audit, query
from warehouse.store import Warehouse

needs_lake = pytest.mark.skipif(why_no_lake() is not None, reason=str(why_no_lake()))
TABLES = "SELECT table_name FROM core.contract ORDER BY table_name"


@pytest.fixture
def lake_house(tmp_path):
    return new_lake(tmp_path / "lake")


@pytest.fixture
def add(make):
    """Take keys of the feed all the way to articles."""

    def into(house, *keys):
        feed = make.feed()
        listed = [make.entry(key, feed) for key in keys]
        with house.transaction("test") as tx:
            feeds.save_poll(tx, make.poll(feed, n=2), listed, make.now)
            pages = [make.page(entry) for entry in listed]
            entries.save_pages(tx, pages, [], make.now, None)
            articles = [make.article(page, feed) for page in pages]
            entries.save_articles(tx, articles, [], make.now, make.run_id)
        return articles

    return into


def dump(house):
    """Return everything in every table; equal dumps mean equal warehouses."""
    with house.transaction("test dumps") as tx:
        return {
            name: tx.run("SELECT t::VARCHAR AS row FROM query_table($name) AS t ORDER BY row", name=name)
            for (name,) in tx.run(TABLES)
            if name not in {"core.schema_migration", "core.view_set"}  # when they were made
        }


@needs_lake
def test_a_lake_says_of_itself_what_a_file_says(lake_house, house):
    ask = "SELECT relation, column_name, data_type, comment FROM data_dictionary"
    with house.transaction("test") as tx:
        in_file = tx.run(ask)
    assert query(lake_house.lake, ask).rows == in_file
    assert len(in_file) > 300
    assert audit(lake_house.lake) == []


@needs_lake
def test_the_same_writes_leave_the_same_rows_in_a_lake_as_in_a_file(lake_house, tmp_path, add):
    file = Warehouse(tmp_path / "file")
    start(file)
    for house in (file, lake_house):
        add(house, "a", "b", "c")
    assert dump(lake_house) == dump(file)


@needs_lake
def test_a_replayed_batch_adds_nothing_to_a_lake(lake_house, add):
    add(lake_house, "a", "b")
    before = dump(lake_house)
    assert len(before["core.article"]) == 2
    add(lake_house, "a", "b")
    assert dump(lake_house) == before
    assert audit(lake_house.lake) == []


@needs_lake
def test_what_a_person_decided_outlives_a_re_run_in_a_lake(lake_house, make, add):
    a, b = add(lake_house, "a", "b")
    confirmed = Override(b.article_id, "confirm", "ann", make.now, a.article_id, "adaptation", "said")
    for rule in ("r1", "r2"):
        members = [make.membership("s", one.article_id, rule_version=rule) for one in (a, b)]
        with lake_house.transaction("test") as tx:
            stories.save_grouping(
                tx,
                pairs=[],
                memberships=members,
                links=[],
                grouped=[],
                rule_version=rule,
                now=make.now,
                run_id=make.run_id,
            )
            stories.save_override(tx, confirmed)
    ask = "SELECT relation, decided_by FROM story_articles ORDER BY relation"
    assert query(lake_house.lake, ask).rows == [("adaptation", "person"), ("original", "rule")]


@needs_lake
def test_a_transaction_that_fails_leaves_nothing_in_a_lake(lake_house, make):
    def fail():
        with lake_house.transaction("test") as tx:
            feeds.save_poll(tx, make.poll(), [make.entry("a")], make.now)
            raise RuntimeError

    before = dump(lake_house)
    with pytest.raises(RuntimeError):
        fail()
    assert dump(lake_house) == before


@needs_lake
def test_a_merge_of_segments_in_a_lake_changes_nothing_that_is_found(lake_house, make):
    for n in range(8):
        feed = make.feed(f"feed{n}")
        with lake_house.transaction("test") as tx:
            feeds.sync_feeds(tx, [feed], make.now, is_complete=False)
            page = make.page(make.entry("a", feed))
            entries.save_articles(tx, [make.article(page, feed, body=f"Museum {n}.")], [], make.now, make.run_id)
    ask = "SELECT url FROM search('museum') ORDER BY url"
    before = query(lake_house.lake, ask).rows
    with lake_house.transaction("test") as tx:
        assert merge_segments(tx) == 8
    assert len(before) == 8
    assert query(lake_house.lake, ask).rows == before


@needs_lake
@pytest.mark.parametrize("output", ExportFormat)
def test_an_export_of_a_lake_holds_what_the_lake_holds(lake_house, tmp_path, make, add, output):
    add(lake_house, "a", "b")
    done = export(lake_house.lake, tmp_path / "out", output, now=make.now)
    n_rows = {one.relation: 0 for one in done.files}
    for one in done.files:
        n_rows[one.relation] += one.n_rows
    assert n_rows["articles"] == n_rows["core.article"] == 2
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["n_rows"] == sum(n_rows.values())
    assert "CREATE TABLE core.article" in (tmp_path / "out" / "schema.sql").read_text()


@needs_lake
def test_a_look_at_a_lake_tells_its_schema_rows_and_last_commit(lake_house, add):
    add(lake_house, "a")
    facts = inspect_lake(lake_house.lake)
    assert facts.schema_version == facts.newest_schema_version
    assert (facts.n_rows["article"], facts.lock_holder) == (1, None)
    with lake_house.transaction("a long poll"):
        pass
    assert inspect_lake(lake_house.lake).committed_at >= facts.committed_at


@needs_lake
def test_who_waits_for_its_turn_is_told_who_has_it(lake_house):
    waiting = Warehouse(lake_house.folder, lock_wait_s=0.1, lake=lake_house.lake)
    with (
        lake_house.transaction("a long poll"),
        pytest.raises(WarehouseError, match=f"held by a long poll \\(pid {os.getpid()}"),
        waiting.transaction("another"),
    ):
        pass


@needs_lake
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM core.article",
        "DROP VIEW stories",
        "FROM read_text('/etc/passwd')",
        "FROM ducklake_expire_snapshots('media', older_than => now())",
        "FROM __ducklake_metadata_media.ducklake_snapshot",
        "FROM query('SELECT 1')",
    ],
)
def test_a_question_to_a_lake_writes_nothing_and_reaches_nothing_else(lake_house, sql):
    before = dump(lake_house)
    with pytest.raises(WarehouseError):
        query(lake_house.lake, sql)
    assert dump(lake_house) == before


@needs_lake
def test_a_lake_that_is_not_there_is_said_in_a_sentence_and_not_made(tmp_path):
    with pytest.raises(WarehouseError, match=r"none\.ducklake: cannot be opened"):
        query(Lake(f"ducklake:{tmp_path}/none.ducklake"), "SELECT 1")
    assert list(tmp_path.iterdir()) == []


@needs_lake
def test_data_in_s3_without_credentials_are_said_in_a_sentence(tmp_path):
    house = Warehouse(tmp_path, lake=Lake(f"ducklake:{tmp_path}/x.ducklake", "s3://bucket/x"))
    with pytest.raises(WarehouseError, match="AWS_ACCESS_KEY_ID"), house.transaction("test"):
        pass


@pytest.mark.parametrize(
    "sql",
    [
        "FROM postgres_scan('host=x', 'public', 't')",
        "FROM \"Postgres_Query\"('m', 'SELECT 1')",
        "SELECT 'é', * FROM system.main.postgres_query('m', 'SELECT 1')",
        "FROM query /* a comment */ ('FROM ' || 'postgres_scan()')",
        "FROM __ducklake_metadata_media.public.ducklake_table",
    ],
)
def test_a_way_around_the_lake_is_refused(sql):
    with pytest.raises(WarehouseError, match="reaches past the lake"):
        refuse_detours(sql)


@pytest.mark.parametrize(
    "sql", ["FROM search('postgres_scan')", "SELECT 1 -- postgres_query", "FROM query_table('articles')"]
)
def test_a_text_may_say_what_it_likes(sql):
    refuse_detours(sql)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgres:dbname=x", "is no lake"),
        ("ducklake:", "is no lake"),
        ("ducklake:postgres:dbname=x password=hush", "holds a password"),
        ("ducklake:postgres:postgresql://ann:hush@db/x", "holds a password"),
    ],
)
def test_an_address_that_is_none_is_said_without_its_password(address, words):
    with pytest.raises(WarehouseError, match=words) as told:
        Lake(address)
    assert "hush" not in str(told.value)


def test_without_its_extension_a_lake_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(WarehouseError, match=r"uv pip install -c constraints\.txt -e '\.\[lake\]'"):
        query(Lake(f"ducklake:{tmp_path}/x.ducklake"), "SELECT 1")


def test_secrets_are_not_shown():
    lake = Lake("ducklake:x", "s3://b/x", S3Access("an-id", "hush", "a-token"))
    assert "hush" not in repr(lake)
    assert lake.without_secrets(RuntimeError("hush, an-id and a-token")) == "…, … and …"
