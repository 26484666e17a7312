"""Warehouses as earlier versions left them, one kept for each schema there was: they open, and lose nothing."""

import lzma
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tasks.core.canonical_url import canonical_url
from tasks.core.identity import content_id, page_id
from warehouse.migrations import SCHEMA, migrate, schema_files
from warehouse.sql import audit
from warehouse.store import Warehouse

KEPT = Path(__file__).parents[1] / "data" / "warehouses"
OPEN = """
import sys
from pathlib import Path
from warehouse.store import Warehouse
print("started", flush=True)
with Warehouse(Path(sys.argv[1])).transaction("migrate"):
    pass
"""
# rows that a migration makes or renews on its own
OWN = {"core.contract", "core.schema_migration", "core.view_set", "core.queue"}
OWN |= {"core.grouped", "core.search_doc", "core.search_posting", "core.search_segment"}
# columns whose values a migration says in another way; those of texts and addresses have a test of their own
SAID_ANEW = {
    "core.feed_entry": ["entry_sha256", "link", "url", "published_raw", "key_hash", "url_hash", "changed_at"],
    "core.page": ["final_url", "entry_key", "url", "feed_id"],
    "core.article": [
        "title_as_found",
        "entry_key",
        "title_cut",
        "url_hash",
        "content_since",
        "updated_at",
        "page_lang",
        "feed_lang",
    ],
    "core.article_text": ["body_as_found", "repairs"],
    "core.article_version": ["observed_on"],
    "core.story_member": ["story_id"],
    "core.story": [
        "story_id",
        "merged_into",
        "last_published_at",
        "updated_at",
        "title",
        "n_publishers",
        "n_owner_groups",
        "n_independent_sources",
        "languages",
    ],
}
# ids and hashes that a migration cuts: the digits that are left are what they were
CUT = dict.fromkeys(["feed_id", "article_id", "parent_id", "original_id", "other_id"], "right({}::VARCHAR, 15)")
CUT |= dict.fromkeys(["from_article_id", "to_article_id"], "right({}::VARCHAR, 15)")
CUT |= dict.fromkeys(["content_sha256", "content_key"], "left({}, 16)")
CUT |= {"body_sha256": "left({}, 32)", "page_id": "right({}::VARCHAR, 8)"}
CUT |= {"a_id": "least(right(a_id::VARCHAR, 15), right(b_id::VARCHAR, 15))"}
CUT |= {"b_id": "greatest(right(a_id::VARCHAR, 15), right(b_id::VARCHAR, 15))"}
NOW_IN = {"core.article_version": "article_versions"}  # a view today


def unpacked(kept: Path, folder: Path) -> Warehouse:
    house = Warehouse(folder)
    house.writer_folder.mkdir(parents=True)
    house.writer_path.write_bytes(lzma.decompress(kept.read_bytes()))
    return house


def columns_of(connection, table: str) -> list[str]:
    """Return the columns of *table* whose values no migration changes."""
    found = [name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()]
    return [name for name in found if name not in SAID_ANEW.get(table, [])]


def sum_of(connection, table: str, columns: list[str]) -> tuple[int, int]:
    """Return how many rows *table* has, and a checksum of their *columns* in any order."""
    told = ", ".join(CUT.get(name, "{}").format(name) + "::VARCHAR" for name in columns)
    return connection.execute(f"SELECT count(*), sum(hash(row({told}))) FROM {table}").fetchone()


def contents_of(path: Path) -> dict[str, tuple[list[str], tuple[int, int]]]:
    """Return for each table that people's rows are in the columns that stay, and what they hold."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        tables = [name for (name,) in connection.execute("SELECT table_name FROM core.contract").fetchall()]
        columns = {table: columns_of(connection, table) for table in tables if table not in OWN}
        return {table: (names, sum_of(connection, table, names)) for table, names in columns.items()}


def assert_holds(tx, before: dict[str, tuple[list[str], tuple[int, int]]]) -> None:
    for table, (columns, found) in before.items():
        assert sum_of(tx.connection, NOW_IN.get(table, table), columns) == found, table


def test_every_version_before_this_one_is_kept():
    kept = {int(path.name[:4]) for path in KEPT.glob("*.duckdb.xz")}
    assert kept == set(range(1, len(schema_files())))


@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.duckdb.xz")), ids=lambda path: path.name[:4])
def test_an_earlier_warehouse_opens_with_every_value_it_had(kept, tmp_path):
    house = unpacked(kept, tmp_path)
    before = contents_of(house.writer_path)
    assert sum(n_rows for _, (n_rows, _) in before.values()) > 0
    with house.transaction("test") as tx:
        assert audit(tx) == []
        assert tx.run("SELECT max(version) FROM core.schema_migration") == [(len(schema_files()),)]
        assert_holds(tx, before)
        not_found = "key_hash IS DISTINCT FROM hash_of_entry(feed_id, entry_key)"
        not_found += " OR url_hash IS DISTINCT FROM hash_of_url(coalesce(url, entry_key))"
        assert tx.run(f"SELECT count(*) FROM core.feed_entry WHERE {not_found}") == [(0,)]
        assert tx.run("SELECT count(*) FROM core.article WHERE url_hash IS DISTINCT FROM hash_of_url(url)") == [(0,)]


@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.duckdb.xz"))[3:], ids=lambda path: path.name[:4])
def test_an_earlier_warehouse_is_searched_and_its_stories_are_counted(kept, tmp_path):
    with unpacked(kept, tmp_path).transaction("test") as tx:
        found = tx.run("SELECT publisher, story_id FROM search('licences perpétuelles') WHERE lang = 'fr'")
        assert [publisher for publisher, _ in found] == ["Direction TI"]
        ask = (
            "SELECT n_articles, n_publishers, n_independent_sources, languages FROM stories WHERE story_id = $id::UUID"
        )
        assert tx.run(ask, id=str(found[0][1])) == [(3, 3, 1, ["en", "fr"])]


def test_what_is_stored_once_since_it_was_stored_twice_reads_as_before(tmp_path):
    house = unpacked(KEPT / "0004.duckdb.xz", tmp_path)
    article, entry = "right(article_id::VARCHAR, 15)", "right(feed_id::VARCHAR, 15), entry_key"
    asked = {
        "core.article_text": (f"{article}, version", "body_as_found", "unrepaired(body, repairs)"),
        "core.feed_entry": (entry, "(url, link)", "(coalesce(url, entry_key), coalesce(link, url, entry_key))"),
        "core.article": (article, "title_as_found", "coalesce(title_as_found, title || coalesce(title_cut, ''))"),
        "core.story": (
            "right(original_id::VARCHAR, 15)",
            "title",
            "(SELECT s.title FROM stories AS s WHERE s.story_id = core.story.story_id)",
        ),
        "core.page": (
            "right(page_id::VARCHAR, 8)",
            f"({entry}, url, final_url)",
            f"""(SELECT ({entry}, url, coalesce(core.page.final_url, url)) FROM (
                SELECT feed_id, entry_key, coalesce(e.url, entry_key) AS url FROM core.feed_entry AS e
                WHERE e.page_id = core.page.page_id AND core.page.url IS NULL
                UNION ALL
                SELECT core.page.feed_id, coalesce(core.page.entry_key, core.page.url), core.page.url
                WHERE core.page.url IS NOT NULL))""",
        ),
    }
    with duckdb.connect(str(house.writer_path), read_only=True) as connection:
        before = {
            table: connection.execute(f"SELECT {keys}, {column} FROM {table} ORDER BY ALL").fetchall()
            for table, (keys, column, _) in asked.items()
        }
        differ = "SELECT count(*) FROM core.article_text WHERE body <> body_as_found"
        assert connection.execute(differ).fetchone() > (0,)
    with house.transaction("test") as tx:
        assert tx.run("SELECT count(*) > 0 FROM core.page WHERE url IS NULL") == [(True,)]
        for table, (keys, _, now_said) in asked.items():
            said = tx.connection.execute(f"SELECT {keys}, {now_said} FROM {table} ORDER BY ALL").fetchall()
            assert said == before[table], table


@pytest.mark.parametrize("version", ["0010", "0034"])
def test_what_stands_in_a_text_has_its_day_and_an_entry_the_first_bits_of_its_hash(version, tmp_path):
    house = unpacked(KEPT / f"{version}.duckdb.xz", tmp_path)
    with duckdb.connect(str(house.writer_path), read_only=True) as connection:
        hashes = dict(connection.execute("SELECT entry_key, left(entry_sha256, 8) FROM core.feed_entry").fetchall())
    with house.transaction("test") as tx:
        found = dict(tx.run("SELECT entry_key, entry_hash FROM core.feed_entry"))
        assert found == {key: int(digits, 16) for key, digits in hashes.items()}
        for table in ("core.link", "core.credit", "core.defect"):
            days = tx.run(
                "SELECT count(*), count_if(t.published_on = x.published_on) FROM query_table($name) AS t"
                " JOIN core.article_text AS x ON x.article_id = t.article_id AND x.version = t.version",
                name=table,
            )
            assert days == tx.run("SELECT count(*), count(*) FROM query_table($name)", name=table) != [(0, 0)], table


# Of the schemas before ids were shortened, and since there are stories.
@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.duckdb.xz"))[3:21], ids=lambda path: path.name[:4])
def test_what_an_earlier_warehouse_holds_has_the_ids_it_would_get_today(kept, tmp_path):
    house = unpacked(kept, tmp_path)
    with duckdb.connect(str(house.writer_path), read_only=True) as connection:
        events = connection.execute("SELECT page_id::VARCHAR, url FROM core.page").fetchall()
    with house.transaction("test") as tx:
        found = tx.run(
            "SELECT a.article_id::VARCHAR, a.url, a.feed_id::VARCHAR, m.story_id::VARCHAR"
            " FROM core.article AS a JOIN core.story_member AS m USING (article_id)"
        )
        feed_ids = {content_id("feed", canonical_url(url)) for (url,) in tx.run("SELECT url FROM core.feed")}
        story_ids = {content_id("story", article_id) for article_id, *_ in found}
        for article_id, url, feed_id, story_id in found:
            assert (article_id, feed_id in feed_ids, story_id in story_ids) == (content_id("article", url), True, True)
        assert len(found) > 3
        told = "FROM core.page AS p LEFT JOIN core.feed_entry AS e USING (page_id)"
        pages = tx.run(f"SELECT p.page_id::VARCHAR, coalesce(p.url, e.url, e.entry_key) {told} ORDER BY p.page_id")
        assert pages == sorted((page_id(event), url) for event, url in events)
        assert tx.run("SELECT count(*) FROM core.pair WHERE a_id >= b_id") == [(0,)]
        empty = "SELECT count(*) FROM core.story AS s ANTI JOIN core.story_member AS m USING (story_id)"
        assert tx.run(f"{empty} WHERE s.status = 'open'") == [(0,)]


def test_texts_stored_before_there_was_a_search_are_found(tmp_path):
    house = unpacked(KEPT / "0004.duckdb.xz", tmp_path)
    with house.transaction("test") as tx:
        titles = [title for (title,) in tx.run("SELECT title FROM search('licences perpétuelles')")]
        assert "Brevane abandonne les licences perpétuelles et donne dix-huit mois à ses clients" in titles
        ((n_docs, n_articles, n_translations),) = tx.run(
            "SELECT (SELECT count(*) FROM core.search_doc), (SELECT count(*) FROM articles),"
            " (SELECT count(*) FROM translations WHERE status = 'ok')"
        )
        assert n_docs == n_articles + n_translations


def test_what_earlier_readings_noted_of_declared_languages_can_be_asked(tmp_path):
    house = unpacked(KEPT / "0026.duckdb.xz", tmp_path)
    noted = {
        "detected fr, as the page and the feed declared": ("fr", "fr"),
        "detected fr, as the page declared": ("fr", None),
        "detected fr, as the feed declared": (None, "fr"),
        "detected fr, though the page declares en": ("en", None),
        "detected fr, though the page declares en and the feed declares de": ("en", "de"),
        "detected fr, though the feed declares de": (None, "de"),
        "the page declares zu, of which we have no profile": ("zu", None),
        "detected fr; nothing declared": (None, None),
        "too little to tell; fr is only the likeliest": (None, None),
    }
    with duckdb.connect(str(house.writer_path)) as connection:
        ids = [
            one for (one,) in connection.execute("SELECT article_id FROM core.article ORDER BY ALL LIMIT 9").fetchall()
        ]
        assert len(ids) == len(noted)
        for article_id, reason in zip(ids, noted, strict=True):
            values = [reason, article_id]
            connection.execute("UPDATE core.article SET lang = 'fr', lang_reason = ? WHERE article_id = ?", values)
    with house.transaction("test") as tx:
        for article_id, declared in zip(ids, noted.values(), strict=True):
            found = tx.run(
                "SELECT page_lang, feed_lang FROM core.article WHERE article_id = $id::UUID", id=str(article_id)
            )
            assert found == [declared]


@pytest.mark.parametrize("version", range(4, len(schema_files())))
def test_a_migration_interrupted_between_two_files_goes_on_from_there(version, tmp_path):
    half = tmp_path / "schema"
    half.mkdir()
    for file in schema_files()[:version]:
        (half / file.name).write_text((SCHEMA / file.name).read_text())
    house = unpacked(KEPT / "0004.duckdb.xz", tmp_path / "house")
    before = contents_of(house.writer_path)
    with duckdb.connect(str(house.writer_path)) as connection:
        migrate(connection, where=house.writer_path, folder=half)
    with house.transaction("test") as tx:
        assert audit(tx) == []
        assert_holds(tx, before)


def test_kill_9_during_a_migration_loses_and_doubles_nothing(tmp_path):
    n_kills = int(os.environ.get("KILLS", "6"))
    for kill in range(n_kills):
        house = unpacked(KEPT / "0004.duckdb.xz", tmp_path / str(kill))
        before = contents_of(house.writer_path)
        with subprocess.Popen([sys.executable, "-c", OPEN, str(house.folder)], stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            time.sleep(0.25 * kill / n_kills)
            os.kill(child.pid, signal.SIGKILL)
        with house.transaction("test") as tx:
            assert audit(tx) == []
            assert_holds(tx, before)
