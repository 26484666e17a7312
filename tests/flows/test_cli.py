"""The command line as a person meets it: what it prints, its exit codes, and bad input."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.cli import app
from warehouse.publish import PREVIOUS_NAME, SNAPSHOT_NAME
from warehouse.recipes import RECIPES

COMMANDS = ("demo", "run", "serve", "backfill", "reprocess", "sql", "story", "extract", "group", "feeds", "models")
FILE = RECIPES / "03_chain_of_one_article.sql"
COMMANDS += ("deploy", "maintain", "brief", "publish", "doctor", "export", "migrate", "article", "decisions")


def newsecho(*arguments, cwd=None, **environ):
    environment = {**os.environ, "COLUMNS": "100", **environ}
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_every_command_is_there_and_says_what_it_does():
    said = newsecho("--help").stdout
    listed = {command.name or command.callback.__name__ for command in app.registered_commands}
    listed |= {group.name for group in app.registered_groups}
    assert listed == set(COMMANDS)
    assert all(command in said for command in COMMANDS)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[poll]\nflor_s = 900\n", ("own.toml", "poll.flor_s")),
        ("[poll]\nfloor_s = 'soon'\n", ("own.toml", "poll.floor_s")),
        ("[poll\n", ("own.toml",)),
    ],
)
def test_a_wrong_setting_is_named_with_file_and_key_and_writes_nothing(tmp_path, toml, words):
    (tmp_path / "own.toml").write_text(toml)
    ran = newsecho("run", "--config", tmp_path / "own.toml", "--warehouse", tmp_path / "w")
    assert ran.returncode == 2
    assert all(word in ran.stderr for word in words)
    assert len(ran.stderr.splitlines()) == 1
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize("url", ["ftp://a.example/feed", "not an address", "file:///etc/passwd"])
def test_a_feed_that_is_no_url_is_named_and_writes_nothing(tmp_path, url):
    table = f'[[feeds]]\nname = "odd-one"\nurl = "{url}"\npublisher = "A"\nowner_group = "a"\nlanguage = "en"\n'
    (tmp_path / "feeds.toml").write_text(table)
    ran = newsecho("run", "--feeds", tmp_path / "feeds.toml", "--warehouse", tmp_path / "w")
    assert ran.returncode == 2
    assert all(word in ran.stderr for word in ("feeds.toml", "odd-one", "url"))
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--feeds", "missing.toml"),
        ("run", "--feed", "no-such-feed"),
        ("run", "--config", "missing.toml"),
        ("backfill", "--source", "files"),
        ("backfill", "--source", "files", "missing-folder"),
        ("backfill", "--source", "papyrus"),
        ("backfill", "--source", "files", "--dry-run", "missing-folder"),
        ("backfill", "--since", "2026-11-20", "--until", "2026-11-01"),
        ("backfill", "--since", "yesterday"),
        ("reprocess", "--from", "printing"),
        ("group", "--manifest", "missing.jsonl", "--out", "out.jsonl"),
        ("extract", "--manifest", "missing.jsonl", "--out", "out.jsonl"),
        ("extract",),
        ("models", "install", "missing.argosmodel"),
        ("sql",),
        ("sql", "SELECT 1"),
        ("story", "nothing"),
        ("doctor",),
        ("harvest",),
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_sentence_exit_code_2_and_nothing_written(tmp_path, arguments):
    ran = newsecho(*arguments, cwd=tmp_path, NEWSECHO_WAREHOUSE=str(tmp_path / "w"))
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert ran.stderr.strip()
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_sql_prints_the_same_rows_as_table_csv_json_and_markdown(demo):
    def ask(output):
        return newsecho("--warehouse", demo.folder, "sql", "--format", output, question).stdout

    question = "SELECT relation, count(*) AS n FROM story_articles GROUP BY ALL ORDER BY relation"
    rows = [{"relation": relation, "n": n} for relation, n in demo.ask(question)]
    assert json.loads(ask("json")) == rows
    assert [{**row, "n": int(row["n"])} for row in csv.DictReader(io.StringIO(ask("csv")))] == rows
    assert ask("md").splitlines()[0] == "| relation | n |"
    assert f"{len(rows)} rows" in ask("table")


def test_a_table_fits_the_terminal(demo):
    for columns in ("80", "200"):
        said = newsecho("--warehouse", demo.folder, "sql", "FROM story_articles", COLUMNS=columns).stdout
        assert max(map(len, said.splitlines())) <= int(columns)


@pytest.mark.parametrize(
    "sql", ["DROP VIEW stories", "DELETE FROM core.article", "SELEC 1", "FROM read_csv('/etc/passwd')"]
)
def test_sql_that_writes_or_reaches_outside_is_refused(demo, sql):
    before = (demo.folder / "newsecho.duckdb").read_bytes()
    ran = newsecho("--warehouse", demo.folder, "sql", sql)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert (demo.folder / "newsecho.duckdb").read_bytes() == before


def test_story_draws_the_chain_from_the_address_of_any_member(demo):
    [(url,)] = demo.ask("SELECT url FROM story_articles WHERE relation = 'adaptation' LIMIT 1")
    said = newsecho("--warehouse", demo.folder, "story", url).stdout
    assert "original" in said
    assert "adaptation" in said
    assert "why:" in said


def test_doctor_finds_a_fresh_demo_in_order_but_for_its_dead_feed(demo):
    ran = newsecho("--warehouse", demo.folder, "doctor")
    assert "every declared key is unique" in ran.stdout
    assert ran.returncode == 1, "the dead feed is a problem the doctor names"


def test_without_a_network_a_run_ends_degraded_with_one_line_a_feed(tmp_path):
    feeds = "".join(
        f'[[feeds]]\nname = "f{n}"\nurl = "http://127.0.0.1:9/{n}"\npublisher = "P"\nowner_group = "p"\n'
        'language = "en"\n'
        for n in range(3)
    )
    (tmp_path / "feeds.toml").write_text(feeds)
    ran = newsecho("run", "--feeds", tmp_path / "feeds.toml", "--warehouse", tmp_path / "w")
    assert ran.returncode == 1
    assert sum(line.startswith("! feed f") for line in ran.stdout.splitlines()) == 3
    assert ran.stdout.splitlines()[-1] == "0 entries = 0 articles + 0 known + 0 rejected"


def test_a_file_of_a_query_answers_like_the_query(demo, tmp_path):
    file = Path(tmp_path / "question.sql")
    file.write_text("SELECT count(*) AS n FROM articles")
    by_file = newsecho("--warehouse", demo.folder, "sql", "-f", file).stdout
    assert by_file == newsecho("--warehouse", demo.folder, "sql", file.read_text()).stdout


def test_an_export_says_what_it_wrote_and_what_a_killed_one_left(demo, tmp_path):
    (tmp_path / "out.partial-0badcafe").mkdir()
    ran = newsecho("--warehouse", demo.folder, "export", "parquet", tmp_path / "out", "--since", "2026-11-16")
    sums, left = ran.stdout.splitlines()
    assert sums.startswith(f"{tmp_path / 'out'}: ")
    assert "manifest.json lists the files" in sums
    assert left.startswith(f"{tmp_path / 'out.partial-0badcafe'}: ")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert newsecho("export", "csv", tmp_path / "x", "--since", "2026-11-02", "--until", "2026-11-01").returncode == 2


def test_a_recipe_is_asked_by_number_or_name_and_the_list_names_all_fifteen(demo):
    def ask(*arguments):
        return newsecho("--warehouse", demo.folder, "sql", *arguments, "--format", "csv")

    assert ask("--recipe", "3").stdout == ask("-r", "chain_of_one_article").stdout == ask("-f", FILE).stdout
    assert len(list(csv.DictReader(io.StringIO(ask("--recipe", "list").stdout)))) == 15
    refused = ask("--recipe", "16")
    assert (refused.returncode, "15 watch_hits" in refused.stderr) == (2, True)
    assert ask("FROM stories", "--recipe", "3").returncode == 2


def test_the_pages_go_out_as_one_warc_file_and_those_without_a_body_are_named(demo, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(demo.folder, folder)
    ran = newsecho("--warehouse", folder, "export", "warc", tmp_path / "all.warc.gz")
    ((n_pages, n_documents),) = demo.ask("SELECT (SELECT count(*) FROM core.page), count(*) FROM core.feed_body")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"{tmp_path / 'all.warc.gz'}: {n_pages} pages, {n_documents} documents of feeds, ")

    next((folder / "raw").rglob("*.parquet")).unlink()
    ran = newsecho("--warehouse", folder, "export", "warc", tmp_path / "rest.warc.gz")
    assert ran.returncode == 1
    assert all(line.startswith(("page ", "document ")) for line in ran.stderr.splitlines())
    assert f"{len(ran.stderr.splitlines())} left out as said above" in ran.stdout


def test_a_reader_of_the_snapshot_before_the_last_is_told_so_in_one_line(demo, tmp_path):
    for name in (SNAPSHOT_NAME, PREVIOUS_NAME):
        shutil.copy(demo.folder / SNAPSHOT_NAME, tmp_path / name)
    (tmp_path / SNAPSHOT_NAME).chmod(0o644)
    with duckdb.connect(str(tmp_path / SNAPSHOT_NAME)):  # an analyst's mistake
        ran = newsecho("--warehouse", tmp_path, "sql", "SELECT 1 AS n", "--format", "csv")
    assert (ran.returncode, ran.stdout) == (0, "n\n1\n")
    (line,) = ran.stderr.splitlines()
    assert "this is newsecho.previous.duckdb, one publication older" in line
