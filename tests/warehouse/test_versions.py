"""Warehouses as earlier versions left them, one kept for each schema that people had: they open, and lose nothing."""

import lzma
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

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
OWN |= {"core.search_doc", "core.search_posting", "core.search_segment"}


def unpacked(kept: Path, folder: Path) -> Warehouse:
    house = Warehouse(folder)
    house.writer_folder.mkdir(parents=True)
    house.writer_path.write_bytes(lzma.decompress(kept.read_bytes()))
    return house


def rows_of(path: Path) -> dict[str, int]:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM core.contract").fetchall()]
        return {
            name: connection.execute("SELECT count(*) FROM query_table($name)", {"name": name}).fetchone()[0]
            for name in tables
        }


def test_every_version_before_this_one_is_kept():
    kept = {int(path.name[:4]) for path in KEPT.glob("*.duckdb.xz")}
    assert kept >= {1, 2, 3, 4}
    assert max(kept) <= len(schema_files())


@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.duckdb.xz")), ids=lambda path: path.name[:4])
def test_an_earlier_warehouse_opens_with_every_row_it_had(kept, tmp_path):
    house = unpacked(kept, tmp_path)
    before = rows_of(house.writer_path)
    with house.transaction("test") as tx:
        assert audit(tx) == []
        assert tx.run("SELECT max(version) FROM core.schema_migration") == [(len(schema_files()),)]
        for table, n_rows in before.items():
            if table not in OWN:
                assert tx.run("SELECT count(*) FROM query_table($name)", name=table) == [(n_rows,)], table


def test_texts_before_repair_survive_the_move_into_differences(tmp_path):
    house = unpacked(KEPT / "0004.duckdb.xz", tmp_path)
    with duckdb.connect(str(house.writer_path), read_only=True) as connection:
        sql = "SELECT article_id::VARCHAR, version, body, body_as_found FROM core.article_text ORDER BY ALL"
        before = connection.execute(sql).fetchall()
        links = connection.execute("SELECT link FROM core.feed_entry ORDER BY feed_id, entry_key").fetchall()
    assert any(body != as_found for _, _, body, as_found in before)
    with house.transaction("test") as tx:
        sql = "SELECT article_id::VARCHAR, version, body, unrepaired(body, repairs) FROM core.article_text ORDER BY ALL"
        assert tx.run(sql) == before
        assert tx.run("SELECT coalesce(link, url) FROM core.feed_entry ORDER BY feed_id, entry_key") == links


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


@pytest.mark.parametrize("version", range(4, len(schema_files())))
def test_a_migration_interrupted_between_two_files_goes_on_from_there(version, tmp_path):
    half = tmp_path / "schema"
    half.mkdir()
    for file in schema_files()[:version]:
        (half / file.name).write_text((SCHEMA / file.name).read_text())
    house = unpacked(KEPT / "0004.duckdb.xz", tmp_path / "house")
    n_articles = rows_of(house.writer_path)["core.article"]
    with duckdb.connect(str(house.writer_path)) as connection:
        migrate(connection, where=house.writer_path, folder=half)
    with house.transaction("test") as tx:
        assert audit(tx) == []
        assert tx.run("SELECT count(*) FROM article_texts") == [(n_articles,)]


def test_kill_9_during_a_migration_loses_and_doubles_nothing(tmp_path):
    n_kills = int(os.environ.get("KILLS", "6"))
    for kill in range(n_kills):
        house = unpacked(KEPT / "0004.duckdb.xz", tmp_path / str(kill))
        before = rows_of(house.writer_path)
        with subprocess.Popen([sys.executable, "-c", OPEN, str(house.folder)], stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            time.sleep(0.25 * kill / n_kills)
            os.kill(child.pid, signal.SIGKILL)
        with house.transaction("test") as tx:
            assert audit(tx) == []
            for table in before.keys() - OWN:
                assert tx.run("SELECT count(*) FROM query_table($name)", name=table) == [(before[table],)], table
