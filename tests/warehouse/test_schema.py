"""The schema against its promises: portable, commented, keyed, tied to the records."""

import re
from dataclasses import fields
from pathlib import Path

import duckdb
import pytest

from warehouse import migrations, records
from warehouse.errors import WarehouseError
from warehouse.migrations import SCHEMA, VIEWS, migrate, schema_files
from warehouse.rows import COLUMN_OF
from warehouse.statements import QUERIES

PACKAGE = Path(migrations.__file__).parent
TABLE_OF = {
    records.Feed: "feed",
    records.Poll: "feed_poll",
    records.Course: "feed_course",
    records.FeedGap: "feed_gap",
    records.Backfill: "backfill",
    records.HostState: "host_state",
    records.HostPace: "host_pace",
    records.Entry: "feed_entry",
    records.Page: "page",
    records.FeedBody: "feed_body",
    records.RobotsFile: "robots",
    records.Rejection: "rejection",
    records.Article: "article",
    records.Credit: "credit",
    records.Defect: "defect",
    records.Link: "link",
    records.Translation: "translation",
    records.Pair: "pair",
    records.Membership: "story_member",
    records.StoryLink: "story_link",
    records.Run: "run",
    records.Lease: "run_lease",
    records.Slot: "schedule_slot",
    records.Override: "override",
    records.DoubtfulSentence: "doubtful_sentence",
    records.TranslationDecision: "translation_decision",
}
ELSEWHERE = {
    "credits": "credit",
    "defects": "defect",
    "links": "link",
    "quotes": "quote",
    "body": "article_text",
    "body_as_found": "article_text",
    "entry_key": "page",
}


@pytest.mark.parametrize("record", TABLE_OF, ids=lambda record: record.__name__)
def test_every_field_of_a_record_has_its_column(rows, record):
    found = set(rows("SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'core'"))
    tables = {table for table, _ in found}
    for field in fields(record):
        if (record, field.name) == (records.Translation, "doubtful_sentences"):
            assert "doubtful_sentence" in tables
        elif record is records.Article and field.name in ELSEWHERE:
            assert ELSEWHERE[field.name] in tables
        else:
            assert (TABLE_OF[record], COLUMN_OF.get(field.name, field.name)) in found


def test_evidence_is_the_struct_it_is_stored_as(rows):
    types = rows("SELECT data_type FROM duckdb_columns() WHERE column_name = 'evidence' AND schema_name = 'core'")
    names = [re.findall(r"(\w+) (?:VARCHAR|DOUBLE)", data_type) for (data_type,) in types]
    assert names == [[field.name for field in fields(records.Evidence)]] * 2


def test_every_table_view_and_column_has_its_comment(rows):
    assert rows("SELECT relation, column_name FROM data_dictionary WHERE comment IS NULL") == []
    assert len(rows("SELECT relation FROM data_dictionary")) > 300


def test_every_table_has_a_key(rows):
    assert rows("SELECT count(*) FROM core.contract") == rows(
        "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'core'"
    )


@pytest.mark.parametrize(
    "path", [*sorted(SCHEMA.glob("*.sql")), *sorted(VIEWS.glob("*.sql"))], ids=lambda path: path.name
)
def test_the_schema_is_portable(path):
    code = re.sub(r"--.*|'[^']*'", "", path.read_text())
    banned = r"\b(PRIMARY KEY|UNIQUE|FOREIGN KEY|REFERENCES|CHECK|ENUM|SEQUENCE|INDEX|GENERATED)\b|FLOAT\["
    assert not re.search(banned, code, re.IGNORECASE)


@pytest.mark.parametrize("path", sorted(QUERIES.glob("*.sql")), ids=lambda path: path.name)
def test_a_query_file_is_used_and_says_its_question(path):
    code = "".join(file.read_text() for file in PACKAGE.glob("*.py"))
    assert f'"{path.stem}"' in code
    lines = path.read_text().splitlines()
    assert lines[0].startswith("-- ")
    assert ("$" in "".join(lines)) == any(line.startswith("-- In:") for line in lines)
    assert "SELECT *" not in path.read_text()


def test_a_schema_file_that_was_changed_after_it_was_applied_is_named(tmp_path):
    folder = tmp_path / "schema"
    folder.mkdir()
    for file in schema_files():
        (folder / file.name).write_text(file.text)
    with duckdb.connect() as connection:
        migrate(connection, where=Path("here.duckdb"), folder=folder)
        schema_files.cache_clear()
        (folder / schema_files()[1].name).write_text("-- other")
        with pytest.raises(WarehouseError, match=r"^0002_feeds_and_pages.sql: was changed"):
            migrate(connection, where=Path("here.duckdb"), folder=folder)


def test_a_warehouse_of_a_newer_newsecho_is_left_alone(house):
    with house.transaction("test") as tx:
        tx.run("INSERT INTO core.schema_migration VALUES (99, '0099_future.sql', 'x', now())")
    with pytest.raises(WarehouseError, match="update newsecho"), house.transaction("test"):
        pass


def test_an_older_warehouse_keeps_its_rows(tmp_path):
    older = tmp_path / "schema"
    older.mkdir()
    for file in schema_files()[:2]:
        (older / file.name).write_text(file.text)
    with duckdb.connect() as connection:
        migrate(connection, where=Path("old.duckdb"), folder=older)
        connection.execute("INSERT INTO core.contract VALUES ('mine', ['a'], 'kept')")
        migrate(connection, where=Path("old.duckdb"))
        assert connection.execute("SELECT grain FROM core.contract WHERE table_name = 'mine'").fetchall() == [("kept",)]
        assert connection.execute("SELECT max(version) FROM core.schema_migration").fetchall() == [
            (len(schema_files()),)
        ]


def test_schema_files_are_numbered_without_gaps(tmp_path):
    (tmp_path / "0002_late.sql").write_text("SELECT 1")
    with pytest.raises(WarehouseError, match="0001 is next"):
        schema_files(tmp_path)
