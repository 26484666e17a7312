"""A lake as it is meant to be used: the catalog in Postgres, the data in S3; both run here, on this machine alone."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lakes import BUCKET, postgres, s3, why_no_servers
from tests.warehouse.conftest import start
from warehouse.errors import WarehouseError
from warehouse.inspection import inspect_lake
from warehouse.lake import Lake
from warehouse.move import move
from warehouse.recipes import recipe, recipes
from warehouse.sql import audit, query
from warehouse.store import Warehouse

pytestmark = pytest.mark.skipif(why_no_servers() is not None, reason=str(why_no_servers()))
ROOT = Path(__file__).parents[2]
# Every writer stores the same ten polls, and says which of them were not there yet.
WRITE = """
import os, sys
from tests.warehouse.conftest import NOW, Samples
from pathlib import Path
from warehouse import feeds
from warehouse.lake import Lake, S3Access
from warehouse.store import Warehouse
address, folder, endpoint = sys.argv[1:]
lake = Lake(address, "", S3Access("some-key", "a-secret", endpoint=endpoint))
house, make = Warehouse(Path(folder), lock_wait_s=60, lake=lake), Samples()
print("ready", flush=True)
sys.stdin.readline()
for n in range(10):
    with house.transaction(f"poll {n}") as tx:
        known = len(tx.run("SELECT 1 FROM core.feed_entry"))
        feeds.save_poll(tx, make.poll(n=n), [make.entry(f"key {n}")], NOW)
        print(n, len(tx.run("SELECT 1 FROM core.feed_entry")) - known, flush=True)
"""


@pytest.fixture(scope="module")
def server():
    with postgres() as running:
        yield running


@pytest.fixture(scope="module")
def access():
    with s3() as running:
        yield running


@pytest.fixture(scope="module")
def moved(demo, server, access):
    """Return the demo's warehouse, moved to Postgres and S3, as one finds it who knows the address alone."""
    lake = Lake(f"ducklake:postgres:{server.new_database('moved')}", f"s3://{BUCKET}/moved/", access)
    list(move(Warehouse(demo.folder), lake))
    return replace(lake, data="")


@pytest.fixture
def house(tmp_path, server, access):
    name = "".join(filter(str.isalnum, tmp_path.name)).lower()
    lake = Lake(f"ducklake:postgres:{server.new_database(name)}", f"s3://{BUCKET}/{name}/", access)
    warehouse = Warehouse(tmp_path, lock_wait_s=0.5, lake=lake)
    start(warehouse)
    return warehouse


@pytest.mark.parametrize("name", [one.name for one in recipes()])
def test_a_recipe_answers_on_a_lake_what_it_answers_on_the_file_in_the_same_order(demo, moved, name):
    in_file, in_lake = query(demo.folder, recipe(name).sql), query(moved, recipe(name).sql)
    assert in_lake == in_file
    assert in_file.rows


def test_every_key_is_unique_in_a_moved_lake(moved):
    assert audit(moved) == []
    assert inspect_lake(moved).data_path == f"s3://{BUCKET}/moved/"


def test_two_writers_at_once_take_turns_and_double_nothing(house):
    command = [sys.executable, "-c", WRITE, str(house.lake), str(house.folder), house.lake.s3.endpoint]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        subprocess.Popen(command, cwd=ROOT, **pipes) as one,
        subprocess.Popen(command, cwd=ROOT, **pipes) as other,
    ):
        for writer in (one, other):
            assert writer.stdout.readline() == "ready\n"
        for writer in (one, other):
            writer.stdin.write("go\n")
            writer.stdin.flush()
        said = [line.split() for writer in (one, other) for line in writer.stdout.read().splitlines()]
    assert len(said) == 20
    assert {n: sum(int(new) for key, new in said if key == n) for n, _ in said} == {str(n): 1 for n in range(10)}
    assert query(house.lake, "SELECT count(*), count(DISTINCT entry_key) FROM core.feed_entry").rows == [(10, 10)]
    assert query(house.lake, "SELECT count(*) FROM core.feed_poll").rows == [(10,)]
    assert audit(house.lake) == []


def test_who_has_the_turn_is_named_to_who_waits_and_to_the_doctor(house):
    with house.transaction("a long poll"):
        with pytest.raises(WarehouseError, match="held by newsecho a long poll"), house.transaction("another"):
            pass
        assert inspect_lake(house.lake).lock_holder.owner.startswith("newsecho a long poll")
    assert inspect_lake(house.lake).lock_holder is None


def test_a_killed_writer_gives_its_turn_back_and_leaves_nothing(house):
    code = WRITE.replace("print(n, ", "print(n, flush=True); sys.stdin.readline(); print(n, ")
    command = [sys.executable, "-c", code, str(house.lake), str(house.folder), house.lake.s3.endpoint]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as writer:
        writer.stdin.write("go\n")
        writer.stdin.flush()
        assert [writer.stdout.readline(), writer.stdout.readline()] == ["ready\n", "0\n"]
        writer.kill()
    with Warehouse(house.folder, lock_wait_s=10, lake=house.lake).transaction("next") as tx:
        assert tx.run("SELECT count(*) FROM core.feed_entry") == [(0,)]


@pytest.mark.parametrize(
    "sql",
    [
        "FROM postgres_query('__ducklake_metadata_media', 'SELECT pg_read_file(''/etc/passwd'')')",
        "FROM postgres_scan('{connection}', 'public', 'ducklake_snapshot')",
        "FROM read_text('s3://newsecho/another/x')",
        "DELETE FROM core.article",
    ],
)
def test_a_question_reaches_neither_the_server_nor_other_data(moved, sql):
    with pytest.raises(WarehouseError):
        query(moved, sql.format(connection=moved.connection_string))


@pytest.mark.parametrize("address", ["dbname=none host={folder} user=newsecho", "dbname=x host=127.0.0.1 port=9"])
def test_a_catalog_that_cannot_be_reached_is_a_sentence(server, tmp_path, address):
    lake = Lake("ducklake:postgres:" + address.format(folder=server.folder))
    with pytest.raises(WarehouseError, match="cannot be opened as a warehouse: ") as told:
        query(lake, "SELECT 1")
    assert len(str(told.value).splitlines()) == 1
    with pytest.raises(WarehouseError, match="cannot be opened"), Warehouse(tmp_path, lake=lake).transaction("test"):
        pass


def test_data_that_cannot_be_reached_are_a_sentence_and_nothing_is_kept(house, make):
    away = replace(house.lake, s3=replace(house.lake.s3, endpoint="http://127.0.0.1:9"))
    with pytest.raises(WarehouseError) as told, Warehouse(house.folder, lake=away).transaction("test") as tx:
        tx.run("INSERT INTO core.queue SELECT 'row', uuid() FROM range(1000)")
    assert "a-secret" not in str(told.value)
    assert query(house.lake, "SELECT count(*) FROM core.queue WHERE stage = 'row'").rows == [(0,)]
