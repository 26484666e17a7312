"""What people get wrong, command by command: one sentence, exit code 2, and nothing changed."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from datetime import date

import duckdb
import pytest

from config.errors import ConfigError
from flows.backfill import Window
from flows.cli import main
from flows.context import utc_now
from warehouse.migrations import schema_files
from warehouse.publish import SNAPSHOT_NAME, publish
from warehouse.store import Warehouse

pytestmark = pytest.mark.long  # a process a test

PAGE = "<html><head><title>A page</title></head><body><p>Text.</p></body></html>"
FEEDS = '[[feeds]]\nname = "one"\nurl = "{}"\npublisher = "P"\nowner_group = "p"\nlanguage = "en"\n'
READING = {
    "sql": ("sql", "FROM articles"),
    "story": ("story", "0000-0000"),
    "doctor": ("doctor",),
    "export": ("export", "csv", "{out}"),
    "feeds health": ("feeds", "health"),
    "brief": ("brief",),
    "decisions": ("decisions",),
}
WRITING = {
    "run": ("run", "--feeds", "{feeds}"),
    "backfill": ("backfill", "--feeds", "{feeds}", "--since", "2026-11-01"),
    "backfill files": ("backfill", "--source", "files", "{page}"),
    "reprocess": ("reprocess", "--from", "group"),
    "publish": ("publish",),
    "story merge": ("story", "merge", "http://a.example/1", "http://a.example/2"),
    "article language": ("article", "language", "http://a.example/1", "fr"),
}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """Publish an empty warehouse once; every test takes a copy and ruins it."""
    folder = tmp_path_factory.mktemp("pristine") / "w"
    publish(folder, utc_now())
    return folder


@pytest.fixture
def place(tmp_path, pristine):
    """Return a folder with a sound warehouse, a page and a list of feeds."""
    shutil.copytree(pristine, tmp_path / "w")
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "feeds.toml").write_text(FEEDS.format("http://127.0.0.1:9/feed"))
    return tmp_path


@pytest.fixture
def newsecho(place, capsys, monkeypatch):
    """Run a command on the warehouse of the place, in this process: code and standard error."""

    def run(*arguments):
        named = {"out": place / "out", "feeds": place / "feeds.toml", "page": place / "page.html"}
        own = [argument.format(**named) for argument in arguments]
        monkeypatch.setattr(sys, "argv", ["newsecho", "--warehouse", str(place / "w"), *own])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr().err

    return run


def content_of(folder):
    """Return every path below *folder*, with the hash of what a file holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
    }


def check_refused(ran, before, place, *words):
    code, said = ran
    assert code == 2, said
    assert said.startswith("newsecho: ")
    assert len(said.splitlines()) == 1, said
    assert all(word in said for word in words), said
    assert content_of(place) == before


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


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM core.article", ("DELETE is not a question", "ask with SELECT or FROM")),
        ("COPY articles TO '{out}'", ("COPY is not a question", "ask with SELECT or FROM")),
        ("", ("the query is empty", "FROM stories")),
        ("/* nothing */", ("the query is empty", "FROM stories")),
        ("SELECT 1; SELECT 2", ("there are 2 statements", "one at a time")),
    ],
)
def test_what_is_no_question_is_refused_in_a_sentence(newsecho, place, sql, words):
    before = content_of(place)
    check_refused(newsecho("sql", sql), before, place, *words)


@pytest.mark.parametrize("sql", ["SELEC 1", "FROM artcles", "SELECT titel FROM articles", "FROM '/etc/passwd'"])
def test_what_duckdb_cannot_answer_is_refused_with_its_words_and_where_to_look(newsecho, place, sql):
    before = content_of(place)
    code, said = newsecho("sql", sql)
    assert code == 2
    assert said.startswith("newsecho: the query cannot be answered: ")
    assert "data_dictionary" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert content_of(place) == before


@pytest.mark.parametrize("query", ["nowhere.sql", "w", "page.bin"])
def test_a_query_file_that_is_none_is_named(newsecho, place, query):
    (place / "page.bin").write_bytes(b"\xff\xfe\x00")
    before = content_of(place)
    check_refused(newsecho("sql", "-f", str(place / query)), before, place, query, "give a file with a query")


GOOD_LINE = '{"id": "a", "path": "page.html", "text": "A text."}'


@pytest.mark.parametrize("command", ["group", "extract"])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"id": "b", "text"', ("line 2", "not JSON")),
        (b"[1, 2]", ("line 2", "not a JSON object")),
        (b'{"path": "p.html", "text": "t"}', ("line 2", "'id'")),
        (b'{"id": "\xff", "text": "t"}', ("line 2", "UTF-8")),
        (b"[" * 100_000, ("line 2", "nested too deeply")),
    ],
)
def test_a_line_of_a_manifest_that_cannot_be_used_is_named(newsecho, place, command, line, words):
    (place / "manifest.jsonl").write_bytes(GOOD_LINE.encode() + b"\n" + line + b"\n")
    before = content_of(place)
    ran = newsecho(command, "--manifest", str(place / "manifest.jsonl"), "--out", str(place / "out.jsonl"))
    check_refused(ran, before, place, "manifest.jsonl", *words)


@pytest.mark.parametrize("line", [b'{"id": "b"}', b'{"id": "b", "path": 7, "text": 7}'])
def test_a_line_that_names_no_page_is_named(newsecho, place, line):
    (place / "manifest.jsonl").write_bytes(GOOD_LINE.encode() + b"\n" + line + b"\n")
    before = content_of(place)
    ran = newsecho("extract", "--manifest", str(place / "manifest.jsonl"), "--out", str(place / "out.jsonl"))
    check_refused(ran, before, place, "manifest.jsonl", "line 2", "is missing or empty")


def test_a_bad_manifest_beside_pages_stops_a_backfill_before_it_starts(newsecho, place):
    (place / "manifest.jsonl").write_text("{\n")
    before = content_of(place)
    check_refused(newsecho(*WRITING["backfill files"]), before, place, "manifest.jsonl, line 1", "not JSON")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://[bad/feed", ("'http://[bad/feed' is no address", "correct it")),
        ("http://a.example:99999/feed", ("is no address", "correct it")),
        ("ftp://a.example/feed", ("url is 'ftp://a.example/feed'", "it must be an http:// or https:// address")),
        ("file:///etc/passwd", ("url is 'file:///etc/passwd'", "it must be an http:// or https:// address")),
    ],
)
@pytest.mark.parametrize("command", ["run", "backfill"])
def test_an_address_that_is_none_is_named_with_its_feed(newsecho, place, command, url, words):
    (place / "feeds.toml").write_text(FEEDS.format(url))
    before = content_of(place)
    check_refused(newsecho(*WRITING[command]), before, place, "feeds.toml", "feed one", *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("--since", "2026-11-20", "--until", "2026-11-01"),
            "the window ends (2026-11-01) before it starts (2026-11-20)",
        ),
        (("--since", "2999-01-01"), "the window starts (2999-01-01) after today ("),
        (("--since", "11-16"), "'11-16' is no day; write it as 2026-11-16"),
        (("--since", "2026-11-01", "--until", "16 nov"), "'16 nov' is no day; write it as 2026-11-16"),
        (("--feed", "two"), "no feed is called 'two'; there are: one"),
        (("--feed", "two", "--dry-run"), "no feed is called 'two'; there are: one"),
        (("--feed", "one"), "feed one is not active, so its site is not asked; set active = true in its list"),
        (("--feed", "one", "--dry-run"), "feed one is not active, so its site is not asked; set active = true"),
        (
            ("--source", "papyrus"),
            "--source 'papyrus': there are auto, wordpress, feed-archive, sitemap, feed and files",
        ),
        (("{page}",), "paths go with --source files"),
        (("--source", "files", "--since", "2026-11-01", "{page}"), "do not go with --source files"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_backfill_that_cannot_be_is_refused_in_a_sentence_and_queues_nothing(newsecho, place, arguments, words):
    (place / "feeds.toml").write_text(FEEDS.format("http://127.0.0.1:9/feed") + "active = false\n")
    before = content_of(place)
    code, said = newsecho("backfill", "--feeds", "{feeds}", *arguments)
    assert code == 2
    assert words in " ".join(re.sub(r"[│╭╮╰╯─]", "", said).split())
    assert "Traceback" not in said
    assert content_of(place) == before


def test_a_window_that_ends_before_it_starts_is_none_whoever_asks():
    with pytest.raises(ConfigError, match=r"ends \(2026-11-01\) before it starts \(2026-11-20\)"):
        Window(date(2026, 11, 20), date(2026, 11, 1))


@pytest.mark.parametrize("command", ["run", "backfill"])
def test_a_key_nobody_knows_is_named_with_its_feed_or_its_settings(newsecho, place, command):
    (place / "feeds.toml").write_text(FEEDS.format("http://a.example/feed") + 'colour = "red"\n')
    before = content_of(place)
    check_refused(newsecho(*WRITING[command]), before, place, "feeds.toml", "feed one", "unknown key colour", "tier")
    (place / "feeds.toml").write_text(FEEDS.format("http://a.example/feed"))
    (place / "own.toml").write_text('[fetch]\ncontakt = "x"\n')
    before = content_of(place)
    ran = newsecho(*WRITING[command], "--config", str(place / "own.toml"))
    check_refused(ran, before, place, "own.toml", "unknown key fetch.contakt", "contact")


def test_two_feeds_of_one_address_written_in_two_ways_are_refused(newsecho, place):
    twin = FEEDS.replace("one", "two").format("http://A.example/feed?utm_source=rss")
    (place / "feeds.toml").write_text(FEEDS.format("http://a.example/feed") + twin)
    before = content_of(place)
    check_refused(newsecho(*WRITING["run"]), before, place, "feed two", "feed one", "keep one of them")


@pytest.mark.parametrize(
    "arguments",
    [("export", "csv", "{page}"), ("export", "csv", "{page}/below"), ("export", "csv", "/proc/newsecho")],
    ids=lambda arguments: arguments[-1],
)
def test_a_place_that_cannot_be_written_is_named(newsecho, place, arguments):
    before = content_of(place)
    check_refused(newsecho(*arguments), before, place, "folder")


def test_an_export_format_that_there_is_not_lists_those_there_are(newsecho, place):
    before = content_of(place)
    code, said = newsecho("export", "xlsx", "{out}")
    assert code == 2
    assert all(known in said for known in ("xlsx", "parquet", "csv", "jsonl"))
    assert content_of(place) == before


# Root may read and write whatever the modes say; without these two rights it is like anybody else.
# What it gives up is gone with the next program, so the script starts one in its place.
WITHOUT_PRIVILEGE = """
import ctypes, os, sys
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def as_anybody(place, *arguments):
    named = {"out": place / "out", "feeds": place / "feeds.toml", "page": place / "page.html"}
    own = [argument.format(**named) for argument in arguments]
    newsecho = ["-m", "flows.cli", "--warehouse", str(place / "w")]
    command = [sys.executable, "-c", WITHOUT_PRIVILEGE, *newsecho, *own]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stderr


@pytest.fixture
def locked_up(place):
    """Return a way to take rights from the warehouse, given back at the end."""

    def set_modes(folders, files):
        for path in [*(place / "w").rglob("*"), place / "w"]:
            path.chmod(folders if path.is_dir() else files)

    yield set_modes
    set_modes(0o755, 0o644)


@pytest.mark.parametrize("command", WRITING)
def test_a_folder_that_may_only_be_read_is_named_by_what_writes(place, locked_up, command):
    before = content_of(place)
    locked_up(0o555, 0o444)
    check_refused(as_anybody(place, *WRITING[command]), before, place, "/w/", "Permission denied", "--warehouse")


def test_a_folder_that_may_only_be_read_can_be_read(place, locked_up):
    locked_up(0o555, 0o444)
    before = content_of(place)
    assert as_anybody(place, "sql", "FROM articles") == (0, "")
    assert as_anybody(place, "feeds", "health") == (0, "")
    assert as_anybody(place, "doctor") == (0, "")
    assert content_of(place) == before
    assert as_anybody(place, "export", "csv", "{out}") == (0, "")


@pytest.mark.parametrize("command", READING)
def test_a_folder_that_may_not_be_read_is_named(place, locked_up, command):
    before = content_of(place)
    locked_up(0o000, 0o000)
    code, said = as_anybody(place, *READING[command])
    locked_up(0o755, 0o644)
    check_refused((code, said), before, place, "/w", "Permission denied")
