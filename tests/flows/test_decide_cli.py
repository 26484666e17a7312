"""A person overrules the rules at the command line: what is typed, what is said, and what bad input does."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from flows.cli.decide import with_command
from flows.context import context_for
from flows.decisions import MAX_NOTE, DecisionError, speaker
from flows.demo import as_feed, demo_models
from flows.monitor import monitor, recorded
from tasks.press import serve_press
from tests.flows.deciding import ADAPTATION, ORIGINAL, OTHER_PROFIT, PROFIT, RETRANSLATION
from tests.flows.test_cli import newsecho
from tests.lakes import why_no_lake
from warehouse.lock import exclusive
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import audit, query
from warehouse.store import Warehouse

COMMANDS = {"show", "merge"}
STORY = "SELECT count(DISTINCT story_id) FROM story_articles WHERE url IN ('{}', '{}')"


@pytest.fixture
def folder(demo, tmp_path):
    shutil.copytree(demo.folder, tmp_path / "w")
    return tmp_path / "w"


def n_stories(place, *urls):
    [(n,)] = query(place, STORY.format(*urls)).rows
    return n


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["a"], ["show", "a"]),
        (["a", "--warehouse", "w"], ["show", "a", "--warehouse", "w"]),
        (["--warehouse", "w", "a"], ["show", "--warehouse", "w", "a"]),
        (["--config=c", "merge", "a", "b"], ["merge", "--config=c", "a", "b"]),
        (["merge", "a", "b"], ["merge", "a", "b"]),
        (["show", "merge"], ["show", "merge"]),
        (["--", "a"], ["show", "--", "a"]),
        (["--warehouse"], ["show", "--warehouse"]),
        (["--help"], ["--help"]),
        ([], []),
    ],
)
def test_a_word_that_is_no_command_is_a_story_to_draw(typed, read):
    assert with_command(typed, COMMANDS) == read


def test_the_tree_is_drawn_wherever_the_warehouse_is_named(demo):
    forms = [
        ("story", ORIGINAL, "--warehouse", demo.folder),
        ("story", "--warehouse", demo.folder, ORIGINAL),
        ("--warehouse", demo.folder, "story", ORIGINAL),
        ("story", "show", ORIGINAL, "--warehouse", demo.folder),
    ]
    said = [newsecho(*form) for form in forms]
    assert {one.returncode for one in said} == {0}
    assert len({one.stdout for one in said}) == 1
    assert "machine retranslation  The Daily Byte" in said[0].stdout


def test_a_split_is_said_drawn_and_listed(folder):
    ran = newsecho("--warehouse", folder, "story", "split", RETRANSLATION, "--by", "ann", "--note", "no  such\ncredit")
    assert (ran.returncode, ran.stderr) == (0, "")
    head, *trees = ran.stdout.split("\n\n")
    assert head.startswith("“Brevane abandons")
    assert head.endswith("decided by ann: no such credit")
    assert [tree.splitlines()[1].split(": ")[1] for tree in trees] == [
        "1 article, 1 independent source",
        "2 articles, 1 independent source",
    ]
    assert "decided by ann: no such" in trees[0]
    listed = newsecho("decisions", "--warehouse", folder)
    when, title, url, why = listed.stdout.splitlines()
    assert when.endswith(
        "ann: split (from “Brevane to end perpetual licences, leaving customers eighteen months to move”)"
    )
    assert (title.strip()[:16], url.strip(), why.strip()) == ("Brevane abandons", RETRANSLATION, "why: no such credit")
    rows = newsecho("decisions", "--warehouse", folder, "--format", "csv").stdout.splitlines()
    assert rows[0] == "decided_at,decided_by,decision,article,url,as_what,note,is_carried_out"
    assert (len(rows), rows[1].rpartition(",")[2]) == (2, "True")


def test_a_decision_that_waits_is_listed_as_one_until_a_run_carries_it_out(folder):
    def are_carried_out():
        ran = newsecho("decisions", "--warehouse", folder, "--format", "json")
        assert (ran.returncode, ran.stderr) == (0, "")
        return {row["decision"]: row["is_carried_out"] for row in json.loads(ran.stdout)}

    assert newsecho("story", "confirm", ADAPTATION, "--by", "ann", "--warehouse", folder).returncode == 0
    with recorded(context_for(folder), "monitor", {}, is_exclusive=True):
        for words in (
            ("story", "merge", PROFIT, OTHER_PROFIT),
            ("article", "translation", ADAPTATION, "wrong"),
            ("article", "language", RETRANSLATION, "pt"),
        ):
            said = newsecho(*words, "--by", "ann", "--warehouse", folder)
            assert "stored; the next run carries it out" in said.stdout, said.stderr
        assert are_carried_out() == {"confirm": True, "merge": False, "translation": False, "language": False}
        assert newsecho("decisions", "--warehouse", folder).stdout.count("\n    waits for the next run\n") == 3
    # The run published what was stored, and did not see to it: for the word on a translation, that is all there is.
    assert are_carried_out() == {"confirm": True, "merge": False, "translation": True, "language": False}
    monitor(replace(context_for(folder), models_folder=demo_models(folder)), [])
    assert set(are_carried_out().values()) == {True}
    assert "waits" not in newsecho("decisions", "--warehouse", folder).stdout


def test_while_the_writer_is_held_the_published_decisions_are_listed_and_who_holds_it_is_said(folder):
    assert newsecho("story", "confirm", ADAPTATION, "--by", "ann", "--warehouse", folder).returncode == 0
    with exclusive(Warehouse(folder).writer_folder, "a long work", wait_s=0):
        ran = newsecho("decisions", "--warehouse", folder)
    assert (ran.returncode, "ann: confirm" in ran.stdout) == (0, True)
    assert ran.stderr.startswith("what was decided since the last publication is not listed: ")
    assert "a long work" in ran.stderr


def test_beside_a_published_file_alone_there_is_nothing_more_to_say(folder):
    assert newsecho("story", "confirm", ADAPTATION, "--by", "ann", "--warehouse", folder).returncode == 0
    shutil.rmtree(Warehouse(folder).writer_folder)
    ran = newsecho("decisions", "--warehouse", folder)
    assert (ran.returncode, ran.stderr, "ann: confirm" in ran.stdout) == (0, "", True)
    assert not Warehouse(folder).writer_folder.exists()


def test_where_nobody_decided_anything_the_list_says_so(demo):
    assert newsecho("decisions", "--warehouse", demo.folder).stdout.startswith("nobody decided anything")


@pytest.mark.parametrize("group", ["story", "article"])
def test_the_help_shows_every_command(group):
    said = newsecho(group, "--help")
    named = {"story": ("show", "merge", "split", "confirm", "undo"), "article": ("language", "translation", "undo")}
    assert said.returncode == 0
    assert all(f"│ {command} " in said.stdout for command in named[group])
    assert group != "story" or "ID|URL | COMMAND" in said.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("story", "merge", "nowhere", PROFIT), ("nowhere", "no article or address")),
        (("story", "merge", PROFIT, "00000000-0000-8000-8"), ("give more of the id",)),
        (("story", "merge", PROFIT, PROFIT), ("the same article",)),
        (("story", "confirm", PROFIT, "--relation", "cousin"), ("'cousin'", "original", "adaptation", "update")),
        (("article", "language", PROFIT, "en_GB"), ("'en_GB'", "BCP 47")),
        (("article", "translation", ADAPTATION, "nice"), ("right or wrong",)),
        (("story", "split", RETRANSLATION, "--by", " "), ("--by NAME",)),
        (("story", "split", RETRANSLATION, "--by", "a;b"), ("semicolon",)),
        (("story", "undo", "nowhere"), ("no article or address",)),
    ],
)
def test_what_cannot_be_decided_is_one_sentence_and_nothing_changes(demo, arguments, words):
    before = query(demo.folder, "FROM runs").rows
    ran = newsecho(*arguments, "--warehouse", demo.folder)
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)
    assert all(word in ran.stderr for word in words)
    assert query(demo.folder, "FROM runs").rows == before
    assert query(demo.folder, "FROM decisions").rows == []


def test_a_warehouse_that_is_not_there_is_named_and_not_made(tmp_path):
    for arguments in (("story", "undo", PROFIT), ("article", "undo", PROFIT), ("decisions",)):
        ran = newsecho(*arguments, "--warehouse", tmp_path / "w")
        assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)
        assert str(tmp_path / "w") in ran.stderr
    assert not (tmp_path / "w").exists()


def test_who_decides_is_the_user_of_the_machine_where_nobody_is_named(monkeypatch):
    monkeypatch.setenv("LOGNAME", "odile")
    assert speaker(None).name == "odile"
    assert str(speaker(" ann \n lee", "\x07why\tnot")) == "decided by ann lee: why not"
    with pytest.raises(DecisionError, match="at most"):
        speaker("ann", "x" * (MAX_NOTE + 1))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user without a name")
def test_a_user_that_the_machine_has_no_name_for_is_asked_for_one():
    nameless = "import os; from flows.decisions import speaker; os.setuid(54321); speaker(None)"
    gone = {name: value for name, value in os.environ.items() if name not in {"LOGNAME", "USER", "LNAME", "USERNAME"}}
    ran = subprocess.run([sys.executable, "-c", nameless], env=gone, capture_output=True, text=True, check=False)
    assert "nobody knows who decides; say it with --by NAME" in ran.stderr


@pytest.mark.parametrize("patience_s", [0.4, 0.8, 1.2, 1.6])
def test_a_command_killed_at_any_moment_loses_and_doubles_nothing(folder, patience_s):
    merge = ("story", "merge", PROFIT, OTHER_PROFIT, "--by", "ann", "--warehouse", str(folder))
    child = subprocess.Popen([sys.executable, "-m", "flows.cli", *merge], stdout=subprocess.DEVNULL)
    time.sleep(patience_s)
    child.kill()
    child.wait()
    for _ in range(2):
        ran = newsecho(*merge)
        assert ran.returncode == 0, ran.stderr
    monitor(context_for(folder), [])
    assert n_stories(folder, PROFIT, OTHER_PROFIT) == 1
    assert query(folder, "SELECT decision, decided_by FROM decisions").rows == [("merge", "ann")]
    assert audit(folder / SNAPSHOT_NAME) == []


@pytest.mark.skipif(why_no_lake() is not None, reason=str(why_no_lake()))
def test_decisions_are_made_in_a_lake_as_in_a_file(tmp_path):
    own = tmp_path / "own.toml"
    lake = f"ducklake:{tmp_path / 'house.ducklake'}"
    own.write_text(f"[warehouse]\nfolder = '{tmp_path / 'w'}'\nlake = '{lake}'\nlake_data = '{tmp_path / 'data'}'\n")
    with serve_press("noon") as press:
        context = replace(context_for(config=own), hosts=press.hosts, models_folder=demo_models(tmp_path / "w"))
        monitor(context, [as_feed(feed) for feed in press.feeds], is_forced=True)
    [(one, other)] = query(
        context.lake,
        "SELECT min(original_url), max(original_url) FROM stories WHERE n_articles = 1",
    ).rows
    ran = newsecho("story", "merge", one, other, "--by", "ann", "--config", own)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "2 articles, " in ran.stdout
    assert newsecho("story", "merge", one, other, "--config", own).stdout.endswith("that is decided already\n")
    confirmed = newsecho("story", "confirm", one, "--config", own, "--by", "bob", "--note", "sure")
    assert "decided by bob: sure" in confirmed.stdout
    spoken = newsecho("article", "language", one, "de", "--config", own, "--by", "bob")
    assert (spoken.returncode, spoken.stderr) == (0, "")
    assert newsecho("decisions", "--config", own, "--format", "csv").stdout.count("\n") == 4
    assert newsecho("article", "undo", one, "--config", own).returncode == 0
    assert newsecho("story", "undo", one, "--config", own).returncode == 0
    assert n_stories(context.lake, one, other) == 2
    assert query(context.lake, "FROM decisions").rows == []
    assert audit(context.lake) == []
