"""The doctor against warehouses that somebody has hurt: every wound named, each with its way out."""

import os
import shutil
import sys
import time
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest

from flows.cli import main
from flows.cli.checkup import check_up
from flows.context import utc_now
from tasks.models import ModelStore
from tasks.press import MODELS_FOLDER
from warehouse.checkpoint import journal_of
from warehouse.diagnosis import look_at_writer, problems_of_folder, problems_of_runs
from warehouse.inspection import inspect
from warehouse.lock import LockHolder
from warehouse.publish import PREVIOUS_NAME, SNAPSHOT_NAME, publish
from warehouse.store import Warehouse

DEAD_FEEDS = ("feed oldmill", "feed portcity-business")


@pytest.fixture
def patient(demo, tmp_path):
    shutil.copytree(demo.folder, tmp_path / "w")
    return tmp_path / "w"


@pytest.fixture
def ask(patient, capsys):
    """Return what the doctor says and, apart, the problems other than the demo's dead feeds."""

    def doctor(feeds=None):
        problems = check_up(patient, None, feeds)
        assert sum(problem.startswith(DEAD_FEEDS) for problem in problems) == len(DEAD_FEEDS)
        return capsys.readouterr().out, [problem for problem in problems if not problem.startswith(DEAD_FEEDS)]

    return doctor


def change(file, sql):
    file.chmod(0o644)
    with duckdb.connect(str(file)) as connection:
        connection.execute(sql)


def test_a_sound_warehouse_is_told_in_lines_and_has_no_problem(ask):
    said, problems = ask()
    assert problems == []
    named = [line.split()[0] for line in said.splitlines()]
    assert named[:11] == [
        "versions",
        "warehouse",
        "snapshot",
        "disk",
        "lock",
        "rows",
        "keys",
        "runs",
        "models",
        "feeds",
        "list",
    ]
    assert "every declared key is unique, in the published file and the writer file" in said
    assert "published 20" in said
    assert "0 min ago" in said or "1 min ago" in said or "min ago" in said
    assert "9 ok, 2 failing, 1 moved" in said
    assert "5 degraded" in said


def test_the_doctor_says_which_models_are_there_damaged_and_waited_for(ask, tmp_path, monkeypatch):
    folder = tmp_path / "models"
    monkeypatch.setenv("NEWSECHO_MODELS", str(folder))
    package = ModelStore(folder).install(MODELS_FOLDER / "fixture_fr_en.argosmodel")
    said, problems = ask()
    assert "models     fr → en; 3 articles wait for es → en: newsecho models install es en\n" in said
    assert problems == []
    (package.path / "model" / "model.bin").write_bytes(b"")
    (folder / "photos").mkdir()
    (folder / "half.argosmodel").write_bytes(b"PK")
    said, problems = ask()
    assert [problem.split(": ")[:2] for problem in problems] == [
        [
            str(folder / "half.argosmodel"),
            "not a whole zip archive (File is not a zip file); fetch it again; until then it is passed over",
        ],
        [str(folder / "photos"), "metadata.json is missing; remove the folder, or install the package again"],
        [str(package.path), "changed since it was installed"],
    ]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("mine.toml", '[[feeds]]\nname = "a"\nurl = "ftp://a.example/f"\n', "feed a: url is 'ftp://a.example/f'"),
        ("mine.toml", '[[feeds]]\nname = "a"\ncolour = "red"\n', "feed a: unknown key colour"),
        ("mine.opml", "<opml><body>", "line 1: not XML"),
    ],
    ids=["an address that is none", "an unknown key", "cut off"],
)
def test_a_list_of_feeds_that_no_run_could_read_is_a_problem_with_its_place(ask, tmp_path, name, text, words):
    (tmp_path / name).write_text(text)
    said, problems = ask(tmp_path / name)
    assert f"list       {tmp_path / name}: cannot be used" in said
    assert [problem.startswith(f"{tmp_path / name}: {words}") for problem in problems] == [True], problems


def test_a_key_planted_twice_is_found_in_either_file(ask, patient):
    change(patient / SNAPSHOT_NAME, "INSERT INTO core.article FROM core.article LIMIT 1")
    change(Warehouse(patient).writer_path, "INSERT INTO core.feed FROM core.feed LIMIT 2")
    said, problems = ask()
    assert len(problems) == 2
    assert problems[0].startswith("published file: core.article: 1 keys (article_id) name more than one row")
    assert problems[0].endswith("newsecho publish")
    assert problems[1].startswith("writer file: core.feed: 2 keys (feed_id) name more than one row")
    assert "keys       broken" in said


def test_the_exit_code_says_whether_something_is_wrong(patient, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["newsecho", "doctor", "--warehouse", str(patient)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 problems"


def test_a_writer_at_work_is_named_and_not_disturbed(ask, patient):
    with Warehouse(patient).transaction("a long extraction"):
        said, problems = ask()
    assert problems == []
    assert "lock       a long extraction (pid" in said
    assert "the writer file is in use" in said


def test_a_damaged_writer_file_is_a_problem_of_its_own(ask, patient):
    os.truncate(Warehouse(patient).writer_path, 500_000)
    said, [problem] = ask()
    assert "cannot be read" in problem
    assert "put a copy of the published file in its place" in problem
    assert "every declared key is unique, in the published file; the writer file cannot be read" in said


def test_a_snapshot_alone_is_no_problem(ask, patient):
    shutil.rmtree(patient / ".writer")
    said, problems = ask()
    assert problems == []
    assert "there is no writer file here" in said
    assert not (patient / ".writer").exists()


def test_what_killed_programs_left_is_named(ask, patient):
    left = [
        patient / ".writer" / "unpublished.duckdb",
        patient / f".{PREVIOUS_NAME}",
        patient / f"{SNAPSHOT_NAME}.wal",
        patient / ".writer" / "tmp" / "duckdb_temp_storage-0.tmp",
        patient / "raw" / "ab" / "ab.gz.1.tmp",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    # DuckDB replays a log when it opens a file, and an empty one is none.
    _, problems = ask()
    assert [str(path) for path in left if not any(problem.startswith(str(path)) for problem in problems)] == []
    assert all("remove" in problem for problem in problems)


def test_a_checkpoint_that_was_cut_short_is_no_problem_and_publishing_puts_it_right(ask, patient):
    journal = journal_of(Warehouse(patient).writer_path)
    journal.touch()
    said, problems = ask()
    assert problems == []
    assert "a checkpoint of the writer file was cut short" in said
    publish(patient, utc_now())
    assert not journal.exists()
    assert "cut short" not in ask()[0]


def test_runs_that_were_killed_are_problems_until_another_one_ended(ask, patient):
    writer = Warehouse(patient).writer_path
    copy_with = "INSERT INTO core.run SELECT * REPLACE (uuid() AS run_id, 'running' AS state, NULL AS ended_at, {}) "
    killed = copy_with.format("started_at - INTERVAL 1 DAY AS started_at") + "FROM core.run LIMIT 1"
    change(writer, killed)
    said, problems = ask()
    assert problems == []
    assert "1 not ended (going on, or killed)" in said
    change(writer, "UPDATE core.run SET started_at = started_at - INTERVAL 3 DAY, ended_at = ended_at - INTERVAL 3 DAY")
    change(writer, killed.replace("- INTERVAL 1 DAY", "+ INTERVAL 2 DAY"))
    _, [problem] = ask()
    assert "has not ended" in problem
    assert "newsecho run takes up what it left" in problem


def test_a_run_that_just_started_is_no_problem(patient):
    now = utc_now()
    known = look_at_writer(patient).runs
    runs = [replace(one, state="running", last_started_at=now, last_ended_at=None) for one in known]
    assert list(problems_of_runs(runs, now + timedelta(hours=1))) == []
    assert len(list(problems_of_runs(runs, now + timedelta(hours=7)))) == 1


def test_what_was_written_and_not_published_is_a_problem(ask, patient):
    change(patient / SNAPSHOT_NAME, "UPDATE core.run SET ended_at = now() - INTERVAL 2 DAY")
    change(Warehouse(patient).writer_path, "UPDATE core.run SET ended_at = now() - INTERVAL 1 HOUR")
    _, [problem] = ask()
    assert "is not published; do it with: newsecho publish" in problem


def test_a_disk_without_room_for_the_next_publish_is_a_problem(patient):
    facts = inspect(patient)
    assert facts.n_free_bytes == pytest.approx(shutil.disk_usage(patient).free, rel=0.1)
    just_enough = replace(facts, n_free_bytes=2 * facts.n_writer_bytes)
    assert list(problems_of_folder(patient, just_enough)) == []
    [problem] = problems_of_folder(patient, replace(facts, n_free_bytes=2 * facts.n_writer_bytes - 1))
    assert "twice the writer file; make room" in problem


def test_a_lock_held_for_long_and_an_old_schema_are_problems(patient):
    facts = inspect(patient)
    hung = replace(facts, lock_holder=LockHolder("publish", 123, 4000.0))
    [problem] = problems_of_folder(patient, hung)
    assert "publish (pid 123, for 4000 s)" in problem
    [problem] = problems_of_folder(patient, replace(facts, schema_version=facts.newest_schema_version - 1))
    assert problem.endswith("newsecho publish")


def test_the_age_of_the_snapshot_is_that_of_its_file(ask, patient):
    yesterday = time.time() - 30 * 3600
    os.utime(patient / SNAPSHOT_NAME, (yesterday, yesterday))
    assert "30 h ago" in ask()[0]
