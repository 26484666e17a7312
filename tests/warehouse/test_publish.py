import os
import signal
import stat
import threading
import time

import duckdb
import pytest

from warehouse import grouping, stories
from warehouse.chains import story_chain, story_of_relation
from warehouse.errors import WarehouseError
from warehouse.inspection import has_articles, has_runs_besides, inspect
from warehouse.publish import PREVIOUS_NAME, SNAPSHOT_NAME, publish
from warehouse.records import Evidence, Relation
from warehouse.sql import audit, query
from warehouse.store import Warehouse


def test_an_empty_warehouse_is_published_too(tmp_path, make):
    snapshot = publish(tmp_path, make.now)
    assert (snapshot.path, snapshot.n_articles) == (tmp_path / SNAPSHOT_NAME, 0)
    assert stat.S_IMODE(snapshot.path.stat().st_mode) == 0o444
    assert query(snapshot.path, "SELECT count(*) AS n FROM articles").rows == [(0,)]
    assert not has_articles(tmp_path)


def test_who_reads_the_old_snapshot_keeps_it(house, make, read_articles):
    publish(house.folder, make.now)
    with duckdb.connect(str(house.folder / SNAPSHOT_NAME), read_only=True) as reader:
        read_articles("a")
        assert publish(house.folder, make.now).n_articles == 1
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (0,)
    assert query(house.folder, "SELECT title FROM articles").rows == [("Title a",)]
    assert query(house.folder / PREVIOUS_NAME, "SELECT count(*) FROM articles").rows == [(0,)]


def test_a_log_left_by_a_careless_visitor_does_not_reach_the_next_snapshot(house, make):
    publish(house.folder, make.now)
    stale = house.folder / f"{SNAPSHOT_NAME}.wal"
    stale.write_bytes(b"not for this file")
    publish(house.folder, make.now)
    assert not stale.exists()


def test_a_copy_that_fails_leaves_the_last_snapshot(house, make, read_articles):
    publish(house.folder, make.now)
    (house.writer_folder / "unpublished.duckdb").mkdir()
    with pytest.raises(WarehouseError, match="the last snapshot stays"):
        publish(house.folder, make.now)
    assert query(house.folder, "SELECT count(*) FROM articles").rows == [(0,)]


def test_a_question_before_anything_is_published_names_the_way_out(tmp_path):
    with pytest.raises(WarehouseError, match="newsecho run, or newsecho demo"):
        query(tmp_path / SNAPSHOT_NAME, "SELECT 1")


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("DELETE FROM core.article", "DELETE is not a question"),
        ("CREATE TABLE t (i INTEGER)", "CREATE is not a question"),
        ("SELECT 1; DROP VIEW articles", "there are 2"),
        ("CREATE TEMP TABLE t AS FROM articles; FROM t", "there are 2"),
        ("", "the query is empty"),
        ("-- only a remark", "the query is empty"),
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM no_such_table", "no_such_table"),
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
        ("SET enable_external_access = true", "SET is not a question"),
        ("COPY articles TO '/tmp/out.csv'", "COPY is not a question"),
        ("ATTACH 'other.duckdb'", "ATTACH is not a question"),
        ("CREATE TABLE t AS PIVOT articles ON text_lang USING count(*)", "CREATE is not a question"),
        ("INSERT INTO core.article PIVOT articles ON text_lang USING count(*)", "INSERT is not a question"),
    ],
)
def test_what_is_not_a_question_is_refused_in_a_sentence(house, make, sql, message):
    publish(house.folder, make.now)
    with pytest.raises(WarehouseError, match=message):
        query(house.folder, sql)


def test_a_pivot_is_one_question(house, make):
    publish(house.folder, make.now)
    pivoted = query(house.folder, "PIVOT (FROM (VALUES ('fr', 1), ('en', 2)) AS t(lang, n)) ON lang USING sum(n)")
    assert (pivoted.columns, pivoted.rows) == (["en", "fr"], [(2, 1)])


def test_an_interrupt_ends_a_query_that_would_take_an_hour(house, make):
    publish(house.folder, make.now)
    # A shell that starts the tests in the background makes them deaf to SIGINT.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            query(house.folder, "SELECT sum(sin(a.range * b.range)) FROM range(10_000_000) AS a, range(1_000_000) AS b")
        assert time.monotonic() - started < 10
    finally:
        signal.signal(signal.SIGINT, heard)


def test_a_table_has_names_types_and_utc_times(house, make, read_articles):
    read_articles("a")
    publish(house.folder, make.now)
    table = query(house.folder, "SELECT published_at, authors FROM articles")
    assert table.columns == ["published_at", "authors"]
    assert table.types == ["TIMESTAMP WITH TIME ZONE", "VARCHAR[]"]
    assert table.rows[0][0].utcoffset().total_seconds() == 0


@pytest.fixture
def told(house, make, read_articles):
    (a,) = read_articles("a")
    (b,) = read_articles("b", feed=make.feed("journal"), lang="fr")
    quote = Evidence("credit", "Traduit par X", note="names the translator")
    members = [
        make.membership("s", a.article_id),
        make.membership("s", b.article_id, Relation.MACHINE_RETRANSLATION, a.article_id, evidence=(quote,)),
    ]
    with house.transaction("test") as tx:
        window = grouping.tellings(tx, grouping.ids_to_group(tx, "r1"))
        stories.save_grouping(
            tx,
            pairs=[],
            memberships=members,
            links=[],
            grouped=window,
            rule_version="r1",
            now=make.now,
            run_id=make.run_id,
        )
    publish(house.folder, make.now)
    return house.folder, b, quote


def test_a_story_is_found_by_id_start_article_or_address(told, make):
    folder, child, quote = told
    story = make.uid("s")
    for key in (story, story[:8], child.article_id, child.url, f"{child.url}/"):
        chain = story_chain(folder, key)
        assert (chain.story_id, len(chain.members), chain.n_independent_sources) == (story, 2, 1)
    assert (chain.members[1].relation, chain.members[1].evidence) == ("machine_retranslation", (quote,))
    assert story_of_relation(folder, "machine_retranslation") == story
    assert story_of_relation(folder, "update") is None
    with pytest.raises(WarehouseError, match="no story"):
        story_chain(folder, "https://nowhere.example/")


def test_the_question_of_the_mission_is_answered(told):
    folder, _, _ = told
    sql = """
        SELECT relation, publisher, lang, title FROM story_articles
        WHERE story_id = (SELECT story_id FROM story_articles WHERE relation = 'machine_retranslation' LIMIT 1)
        ORDER BY published_at, url
    """
    assert query(folder, sql).rows == [
        ("original", "Gazette", "en", "Title a"),
        ("machine_retranslation", "Journal", "fr", "Title b"),
    ]
    lineage = query(folder, "SELECT child_publisher, parent_publisher, unnest(evidence).note FROM lineage").rows
    assert lineage == [("Journal", "Gazette", "names the translator")]


def test_the_audit_finds_a_key_planted_twice(house, make, read_articles):
    read_articles("a")
    with house.transaction("test") as tx:
        assert audit(tx) == []
        tx.run("INSERT INTO core.article FROM core.article")
        assert audit(tx) == ["core.article: 1 keys (article_id) name more than one row, 1 rows too many"]
        tx.run("CREATE TABLE core.stray (i INTEGER)")
        assert "core.stray: has no key in core.contract" in audit(tx)
    with pytest.raises(
        WarehouseError, match=r"nothing is published, the last snapshot stays: .*1 keys \(article_id\).*doctor"
    ):
        publish(house.folder, make.now)
    publish(house.folder, make.now, is_audited=True)
    assert len(audit(house.folder)) == 2


def test_a_writer_that_was_cut_is_not_published_over_a_whole_snapshot(house, make, read_articles):
    read_articles("a")
    publish(house.folder, make.now)
    os.truncate(house.writer_path, house.writer_path.stat().st_size // 2)
    for _ in range(2):
        with pytest.raises(WarehouseError, match=r"cannot be (read|opened).* put a copy of the published file"):
            publish(house.folder, make.now)
    assert query(house.folder, "SELECT count(*) FROM article_texts WHERE body <> ''").rows == [(1,)]


def test_an_inspection_tells_schema_size_rows_and_holder(house, make, read_articles):
    read_articles("a")
    publish(house.folder, make.now)
    with house.transaction("a long extraction"):
        facts = inspect(house.folder)
    assert facts.schema_version == facts.newest_schema_version
    assert facts.n_rows["article"] == 1
    assert facts.n_bytes > 0
    assert facts.lock_holder is not None
    assert (facts.lock_holder.owner, facts.lock_holder.pid) == ("a long extraction", os.getpid())
    assert inspect(house.folder).lock_holder is None
    assert has_articles(house.folder)


def test_runs_are_told_apart_by_what_started_them(house, tmp_path):
    assert has_runs_besides(house.folder, trigger="demo")
    assert not has_runs_besides(house.folder, trigger="manual")
    assert not has_runs_besides(tmp_path / "nothing", trigger="demo")


def test_a_file_that_is_no_warehouse_is_named(tmp_path):
    (tmp_path / SNAPSHOT_NAME).write_bytes(b"something else" * 1000)
    with pytest.raises(WarehouseError, match="cannot be opened as a warehouse"):
        query(tmp_path, "SELECT 1")
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("CREATE TABLE t (i INTEGER)")
    house = Warehouse(tmp_path)
    house.writer_folder.mkdir()
    (tmp_path / "other.duckdb").rename(house.writer_path)
    with (
        pytest.raises(WarehouseError, match=r"not a newsecho warehouse|cannot be opened as a warehouse"),
        house.transaction("test"),
    ):
        pass
