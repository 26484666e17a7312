"""Exports read back by DuckDB, and by the readers everybody else has: nothing lost, nothing bent."""

import csv
import hashlib
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from warehouse import export as exporting
from warehouse.errors import WarehouseError
from warehouse.export import ExportFormat, Window, export, leftovers
from warehouse.publish import SNAPSHOT_NAME, publish
from warehouse.sql import open_snapshot, query

NASTY = 'Cœur, "quoted" « à »,\r\nline;\ttab\\slash\n\n""\n\'NULL\', {"a": [1]}\u2028end'
SCAN = {
    "parquet": "read_parquet",
    "csv": "read_csv",
    "jsonl": "read_json",
}


@pytest.fixture
def filled(house, make, read_articles):
    """Publish articles of three months, with texts that break careless writers."""
    read_articles("a", title=NASTY, body=NASTY, lead="", section="", tags=("x,y", 'z"', "œ\n"))
    read_articles("b", body="NULL", section=None, published_at=None)
    for key, days in (("c", 20), ("d", 400)):
        at = make.now - timedelta(days=days)
        read_articles(key, published_at=at)
    publish(house.folder, make.now)
    return house.folder


def files_of(folder, relation, output):
    cut = sorted((folder / relation).glob(f"*.{output}"))
    return [str(path) for path in cut or [folder / f"{relation}.{output}"]]


def relations(snapshot):
    rows = query(snapshot, "SELECT DISTINCT relation FROM data_dictionary WHERE column_name IS NOT NULL").rows
    return sorted(name for (name,) in rows)


def test_every_view_and_table_comes_back_from_parquet_as_it_was(filled, make, tmp_path):
    out = tmp_path / "out"
    export(filled, out, ExportFormat.PARQUET, now=make.now)
    names = relations(filled)
    with open_snapshot(filled, writes_to=out) as connection:
        for relation in names:
            here = connection.table_function("query_table", [relation])
            there = connection.table_function("read_parquet", [files_of(out, relation, "parquet")])
            assert (here.columns, here.types) == (there.columns, there.types), relation
            assert here.except_(there).fetchall() == there.except_(here).fetchall() == [], relation
            assert len(here) == len(there), relation


@pytest.mark.parametrize("output", ["csv", "jsonl"])
def test_every_view_and_table_is_whole_in_text_formats(filled, make, tmp_path, output):
    out = tmp_path / "out"
    done = export(filled, out, ExportFormat(output), now=make.now)
    n_rows = {}
    for one in done.files:
        n_rows[one.relation] = n_rows.get(one.relation, 0) + one.n_rows
    counted = {name: query(filled, "SELECT count(*) FROM query_table($n)", {"n": name}).rows[0][0] for name in n_rows}
    assert sorted(n_rows) == relations(filled)
    assert n_rows == counted
    asked = "SELECT article_id::UUID, published_on::DATE, title, body, url FROM {}(?)"
    with duckdb.connect() as connection:
        back = connection.execute(
            asked.format(SCAN[output]) + " ORDER BY url", [files_of(out, "article_texts", output)]
        ).fetchall()
    sql = "SELECT article_id, published_on, title, body, url FROM article_texts ORDER BY url"
    assert back == query(filled, sql).rows


def test_csv_is_what_other_readers_expect(filled, make, tmp_path):
    export(filled, tmp_path / "out", ExportFormat.CSV, now=make.now)
    rows = []
    for path in files_of(tmp_path / "out", "articles", "csv"):
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    by_url = {row["url"]: row for row in rows}
    [nasty] = [row for row in rows if row["title"] == NASTY]
    assert len(by_url) == 4
    assert json.loads(nasty["tags"]) == ["x,y", 'z"', "œ\n"]
    assert json.loads(nasty["authors"]) == ["Ann Other"]
    assert nasty["published_at"] == "2026-11-16T07:00:00.000000Z"


def test_json_lines_are_what_other_readers_expect(filled, make, tmp_path):
    export(filled, tmp_path / "out", ExportFormat.JSONL, now=make.now)
    lines = []
    for path in files_of(tmp_path / "out", "articles", "jsonl"):
        with Path(path).open(encoding="utf-8") as file:
            lines += [json.loads(line) for line in file]
    [nasty] = [row for row in lines if row["title"] == NASTY]
    assert (nasty["section"], nasty["lead"], nasty["published_at"]) == ("", "", "2026-11-16T07:00:00.000000Z")
    assert nasty["tags"] == ["x,y", 'z"', "œ\n"]
    assert sorted(str(row["section"]) for row in lines) == ["", "None", "None", "None"]
    assert [row["published_at"] for row in lines].count(None) == 1


def test_relations_with_a_day_are_cut_into_months_and_empty_ones_keep_their_columns(filled, make, tmp_path):
    out = tmp_path / "out"
    export(filled, out, ExportFormat.PARQUET, now=make.now)
    assert sorted(path.name for path in (out / "articles").iterdir()) == [
        "2025-10.parquet",
        "2026-10.parquet",
        "2026-11.parquet",
    ]
    assert [path.name for path in (out / "lineage").iterdir()] == ["empty.parquet"]
    with duckdb.connect() as connection:
        empty = connection.read_parquet(str(out / "lineage" / "empty.parquet"))
        assert len(empty) == 0
        assert empty.columns == query(filled, "FROM lineage").columns
    assert not list(out.rglob(".spill"))


def test_a_window_bounds_what_has_a_day_and_nothing_else(filled, make, tmp_path):
    window = Window(since=date(2026, 10, 1), until=date(2026, 11, 1))
    export(filled, tmp_path / "out", ExportFormat.JSONL, now=make.now, window=window)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (manifest["since"], manifest["until"]) == ("2026-10-01", "2026-11-01")
    n_rows = {one["path"]: one["n_rows"] for one in manifest["files"]}
    assert {path: n for path, n in n_rows.items() if path.startswith("articles/")} == {"articles/2026-10.jsonl": 1}
    assert n_rows["core.feed.jsonl"] == 1


def test_the_manifest_names_every_file_with_its_rows_and_checksum(filled, make, tmp_path):
    out = tmp_path / "out"
    done = export(filled, out, ExportFormat.CSV, now=make.now)
    manifest = json.loads((out / "manifest.json").read_text())
    there = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert {one["path"] for one in manifest["files"]} | {"manifest.json", "schema.sql"} == there
    assert "data_dictionary.csv" in there
    for one in manifest["files"]:
        assert hashlib.sha256((out / one["path"]).read_bytes()).hexdigest() == one["sha256"]
    assert manifest["snapshot_at"] == done.snapshot_at.isoformat()
    assert manifest["exported_at"] == make.now.isoformat()
    assert (manifest["format"], manifest["n_rows"]) == ("csv", sum(one.n_rows for one in done.files))


def test_the_schema_makes_every_table_and_view_again(filled, make, tmp_path):
    out = tmp_path / "out"
    export(filled, out, ExportFormat.PARQUET, now=make.now)
    dictionary = "SELECT relation, column_name, data_type, comment FROM data_dictionary ORDER BY ALL"
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute((out / "schema.sql").read_text())
        assert connection.execute(dictionary).fetchall() == query(filled, dictionary).rows
        files = files_of(out, "core.article", "parquet")
        connection.execute("INSERT INTO core.article BY NAME SELECT * FROM read_parquet(?)", [files])
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (4,)


def test_what_is_in_the_way_stays_as_it_is(filled, make, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    for target in (out, out / "mine.txt"):
        with pytest.raises(WarehouseError, match="name a new folder"):
            export(filled, target, ExportFormat.CSV, now=make.now)
    assert [path.name for path in out.iterdir()] == ["mine.txt"]
    assert leftovers(out) == []


def test_an_empty_folder_will_do_and_folders_above_are_made(filled, make, tmp_path):
    (tmp_path / "empty").mkdir()
    export(filled, tmp_path / "empty", ExportFormat.CSV, now=make.now)
    export(filled, tmp_path / "new" / "it's here", ExportFormat.CSV, now=make.now)
    assert (tmp_path / "empty" / "manifest.json").is_file()
    assert (tmp_path / "new" / "it's here" / "manifest.json").is_file()


def test_a_file_that_lost_rows_is_an_error_and_leaves_nothing(filled, make, tmp_path, monkeypatch):
    lossy = exporting.OPTIONS[ExportFormat.CSV].replace("HEADER true", "HEADER false")
    # The first row is then taken for the header.
    monkeypatch.setitem(exporting.OPTIONS, ExportFormat.CSV, lossy)
    with pytest.raises(WarehouseError, match=r"holds \d+ rows when read again, and the snapshot \d+"):
        export(filled, tmp_path / "out", ExportFormat.CSV, now=make.now)
    assert not (tmp_path / "out").exists()
    assert leftovers(tmp_path / "out") == []


EXPORT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from warehouse.errors import WarehouseError
from warehouse.export import ExportFormat, export
try:
    export(Path(sys.argv[1]), Path(sys.argv[2]), ExportFormat.CSV, now=datetime(2026, 11, 16, tzinfo=UTC))
except WarehouseError as error:
    sys.exit(str(error))
"""


# Said by the child itself: DuckDB 2.0 does not outlive a fork that runs Python before it starts the program.
NEARLY_FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"


def test_a_full_disk_leaves_no_folder_and_says_so(filled, tmp_path):
    command = [sys.executable, "-c", NEARLY_FULL + EXPORT, str(filled), str(tmp_path / "out")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "the export cannot be written" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()
    assert leftovers(tmp_path / "out") == []


def test_a_killed_export_leaves_no_folder(filled, tmp_path):
    code = "import os, signal, warehouse.export as e; e._ddl = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
    command = [sys.executable, "-c", code + EXPORT, str(filled), str(tmp_path / "out")]
    ran = subprocess.run(command, capture_output=True, check=False)
    assert ran.returncode == -9
    assert not (tmp_path / "out").exists()
    [left] = leftovers(tmp_path / "out")
    assert not (left / "manifest.json").exists()


def test_the_snapshot_is_not_touched(filled, make, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in filled.rglob("*")}
    content = (filled / SNAPSHOT_NAME).read_bytes()
    export(filled, tmp_path / "out", ExportFormat.PARQUET, now=make.now)
    assert (filled / SNAPSHOT_NAME).read_bytes() == content
    assert {path: mtime for path, mtime in before.items() if path.stat().st_mtime_ns != mtime} == {}
