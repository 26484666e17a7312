"""What is no warehouse: one sentence from each command that reads or writes it."""

import os
import shutil

import duckdb
import pytest

from tests.flows.bad_input.refusals import READING, WRITING, check_refused, content_of
from warehouse.migrations import schema_files
from warehouse.publish import SNAPSHOT_NAME
from warehouse.store import Warehouse

pytestmark = pytest.mark.long  # each copies a warehouse, and runs a command on it


def missing(file):
    shutil.rmtree(file.parent.parent if file.parent.name == ".writer" else file.parent)


def a_file(file):
    missing(file)
    (file.parent.parent if file.parent.name == ".writer" else file.parent).write_text("not a folder")


def truncated(file):
    file.chmod(0o644)
    os.truncate(file, file.stat().st_size // 2)


def cut_to_its_head(file):
    file.chmod(0o644)
    os.truncate(file, 4096)


def emptied(file):
    file.chmod(0o644)
    os.truncate(file, 0)


def text(file):
    file.chmod(0o644)
    file.write_text("Dear reader,\n" * 10_000)


def foreign(file):
    file.unlink()
    with duckdb.connect() as connection:
        # As 1.5 makes it: what 2.0 makes of its own accord is refused for its storage before anybody looks inside.
        connection.execute(f"ATTACH '{file}' AS other (STORAGE_VERSION 'v1.5.0')")
        connection.execute("CREATE TABLE other.weather (day DATE)")


def newer(file):
    file.chmod(0o644)
    with duckdb.connect(str(file)) as connection:
        connection.execute("INSERT INTO core.schema_migration VALUES (99, '0099_future.sql', 'x', now())")


N_KNOWN = len(schema_files())
DAMAGES = {
    a_file: ("/w", "--warehouse"),
    truncated: ("newsecho.duckdb", "cannot be", "bytes"),
    cut_to_its_head: ("newsecho.duckdb", "cannot be opened as a warehouse", "--warehouse"),
    emptied: ("newsecho.duckdb", "cannot be opened as a warehouse", "--warehouse"),
    text: ("newsecho.duckdb", "cannot be opened as a warehouse", "--warehouse"),
    foreign: ("newsecho.duckdb", "not a newsecho warehouse", "--warehouse"),
    newer: (f"has schema 99, this newsecho knows {N_KNOWN}; update newsecho",),
}
NOT_THERE = {missing: ("/w/", "newsecho run")}


def name_of(value):
    return value if isinstance(value, str) else getattr(value, "__name__", "")


@pytest.mark.parametrize(("damage", "words"), (DAMAGES | NOT_THERE).items(), ids=name_of)
@pytest.mark.parametrize("command", READING)
def test_a_reader_of_what_is_no_snapshot_is_told_so(newsecho, place, command, damage, words):
    damage(place / "w" / SNAPSHOT_NAME)
    before = content_of(place)
    check_refused(newsecho(*READING[command]), before, place, *words)


@pytest.mark.parametrize(("damage", "words"), DAMAGES.items(), ids=name_of)
@pytest.mark.parametrize("command", WRITING)
def test_a_writer_of_what_is_no_warehouse_is_told_so(newsecho, place, command, damage, words):
    damage(Warehouse(place / "w").writer_path)
    before = content_of(place)
    check_refused(newsecho(*WRITING[command]), before, place, *words)


@pytest.mark.parametrize("command", ["reprocess", "publish"])
def test_what_was_collected_is_not_looked_for_in_a_folder_that_is_not_there(newsecho, place, command):
    missing(Warehouse(place / "w").writer_path)
    before = content_of(place)
    check_refused(newsecho(*WRITING[command]), before, place, "/w/", "newsecho run")
