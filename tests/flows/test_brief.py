"""The brief as a person asks for it: of the embedded newsroom, in every form, and sent."""

import json
import re

import pytest

from tests.flows.test_cli import newsecho
from tests.receiver import receiving

DAYS = ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19")
BREVANE = (
    "original Tech Herald Canada → adaptation Direction TI → machine retranslation The Daily Byte",
    "3 outlets, 1 independent source, en fr",
    "first Tech Herald Canada 13:05",
)


def brief(demo, *arguments, **environ):
    return newsecho("--warehouse", demo.folder, "brief", *arguments, **environ)


def test_the_story_that_started_it_is_one_line_with_its_chain_and_comes_first(demo):
    items = brief(demo, "--date", "2026-11-16", COLUMNS="").stdout.split("\n- ")
    (told,) = [item for item in items if item.startswith("**Brevane")]
    assert all(words in told for words in BREVANE)
    assert items[1] == told, "what a watchlist hit comes first"
    assert 'licences: `"perpetual licences"` in the title, Tech Herald Canada: “Brevane to end perpetual' in told


def test_the_briefs_of_the_days_tell_every_story_and_no_line_twice(demo):
    told = json.loads(brief(demo, "--date", DAYS[-1], "--format", "json").stdout)
    assert told["since"] == told["until"] == DAYS[-1]
    found = set()
    for day in DAYS:
        stories = json.loads(brief(demo, "--date", day, "--format", "json").stdout)["stories"]
        ids = [one["story_id"] for one in stories]
        assert len(ids) == len(set(ids))
        published = f"SELECT DISTINCT story_id::VARCHAR FROM articles WHERE published_on = '{day}'"
        assert set(ids) == {story_id for (story_id,) in demo.ask(published)}
        lines = [line for line in brief(demo, "--date", day, COLUMNS="").stdout.splitlines() if line]
        assert len(lines) == len(set(lines))
        found |= set(ids)
    assert found == {story_id for (story_id,) in demo.ask("SELECT story_id::VARCHAR FROM stories")}


def test_the_counts_of_the_last_day_are_those_of_the_warehouse(demo):
    stories = json.loads(brief(demo, "--date", DAYS[-1], "--format", "json").stdout)["stories"]
    columns = "n_articles, n_publishers, n_independent_sources, languages, title"
    for one in stories:
        ((*counts, title),) = demo.ask(f"SELECT {columns} FROM stories WHERE story_id = '{one['story_id']}'")
        names = ("n_articles", "n_outlets", "n_independent_sources", "languages")
        assert [one[name] for name in names] == counts
        assert one["title"] == title


@pytest.mark.parametrize("columns", ["80", "200"])
def test_the_brief_fits_the_terminal(demo, columns):
    said = brief(demo, "--date", "2026-11-17", COLUMNS=columns)
    assert said.returncode == 0
    too_wide = [line for line in said.stdout.splitlines() if len(line) > int(columns)]
    assert [line for line in too_wide if not re.fullmatch(r" *<http://\S+>", line)] == []


def test_the_day_of_the_runs_tells_what_changed_and_what_was_missed(demo):
    ((day,),) = demo.ask("SELECT max(started_on)::VARCHAR FROM runs")
    said = brief(demo, "--date", day, COLUMNS="").stdout
    assert "Ferry crews walk out over winter rosters" in said
    assert "Global Desk rewrote its text (38 of 160 words)" in said
    sums = [report.conservation for report in demo.reports]
    n_entries, n_articles = sum(one.n_entries for one in sums), sum(one.n_articles for one in sums)
    n_runs = len(demo.reports)
    assert f"runs: {n_runs} runs ({n_runs} degraded), {n_entries} entries = {n_articles} articles" in said
    assert "hole: globaldesk on" in said
    assert "failing now: feed oldmill: HTTP 410" in said
    assert "moved: rivenord" in said
    assert "not translated, for want of a model: 3 in es" in said


def test_a_foreign_title_stands_beside_its_translation_which_is_marked(demo):
    said = brief(demo, "--date", "2026-11-19", COLUMNS="").stdout
    line = next(line for line in said.splitlines() if "Tavelo Group va investir" in line)
    assert "(fr) = *Tavelo Group will invest 85 million dollars in Quebec.* (machine translation)" in line


def test_a_watchlist_alone_shows_what_it_hit(demo):
    told = json.loads(brief(demo, "--date", "2026-11-17", "--watchlist", "museum", "--format", "json").stdout)
    assert [[hit["watchlist"] for hit in one["hits"]] for one in told["stories"]] == [["museum"]]


def test_a_page_is_printed_that_a_browser_can_show(demo):
    said = brief(demo, "--date", "2026-11-16", "--format", "html")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("<!DOCTYPE html>")
    assert "original Tech Herald Canada → adaptation Direction TI" in said.stdout


def test_a_day_without_news_says_so(demo):
    said = brief(demo, "--date", "2026-11-01")
    assert said.returncode == 0
    assert "No news of 2026-11-01; there is no article up to then." in said.stdout


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("11-16", "has no year"),
        ("16 novembre", "has no year"),
        ("Nov 16", "has no year"),
        ("2126-11-16", "is still to come"),
        ("2026-02-30", "is no day"),
        ("yesterday", "is no day"),
        ("20261116", "is no day"),
        ("", "is no day"),
    ],
)
def test_a_date_that_is_none_is_one_sentence_and_exit_code_2(demo, day, words):
    said = brief(demo, "--date", day)
    assert (said.returncode, said.stdout, len(said.stderr.splitlines())) == (2, "", 1)
    assert words in said.stderr
    assert re.search(r"20\d\d-\d\d-\d\d", said.stderr), "the way out"


def test_a_watchlist_nobody_wrote_is_one_sentence_with_those_there_are(demo):
    said = brief(demo, "--watchlist", "nothing")
    assert (said.returncode, len(said.stderr.splitlines())) == (2, 1)
    assert "there are companies, licences, museum" in said.stderr


def test_a_brief_is_sent_to_the_addresses_of_the_environment_and_a_refusal_is_said(demo):
    day = ("--date", "2026-11-16")
    with receiving() as receiver:
        said = brief(demo, *day, "--send", NEWSECHO_NOTIFY_URLS=receiver.url)
        assert (said.returncode, said.stdout) == (0, "sent to 1 of 1 addresses\n")
        (message,) = receiver.taken
        assert message["title"] == "Brief of 2026-11-16"
        assert all(words in message["message"] for words in BREVANE)
        assert brief(demo, *day, "--send", "--format", "html", NEWSECHO_NOTIFY_URLS=receiver.url).returncode == 0
        assert "Brevane" in receiver.taken[1]["message"]
        receiver.status = 500
        said = brief(demo, *day, "--send", NEWSECHO_NOTIFY_URLS=receiver.url)
        assert said.returncode == 1
        assert "sent to 0 of 1 addresses" in said.stdout
        assert "s3cret" not in said.stdout + said.stderr


def test_without_an_address_nothing_can_be_sent(demo):
    said = brief(demo, "--send")
    assert (said.returncode, len(said.stderr.splitlines())) == (2, 1)
    assert "[notify] urls" in said.stderr


@pytest.mark.parametrize("urls", ['"json://user:s3cret@a.example"', '["json://user:s3cret@a.example", 3]'])
def test_a_slip_beside_an_address_does_not_print_it(demo, tmp_path, urls):
    (tmp_path / "own.toml").write_text(f"[notify]\nurls = {urls}\n")
    said = brief(demo, "--config", tmp_path / "own.toml")
    assert (said.returncode, len(said.stderr.splitlines())) == (2, 1)
    assert "notify.urls" in said.stderr
    assert "s3cret" not in said.stderr


def test_a_wrong_watchlist_stops_a_run_before_it_starts(tmp_path):
    (tmp_path / "w.toml").write_text('[[watchlists]]\nname = "a"\nterms = [\n  "b.*",\n]\n')
    (tmp_path / "own.toml").write_text(f"[watch]\nfile = '{tmp_path / 'w.toml'}'\n")
    said = newsecho("run", "--config", tmp_path / "own.toml", "--warehouse", tmp_path / "w")
    assert (said.returncode, len(said.stderr.splitlines())) == (2, 1)
    assert "w.toml, line 4: watchlist a: terms" in said.stderr
    (tmp_path / "w.toml").write_text('[[watchlists]]\nname = "a"\nterms = ["b"]\nfeeds = ["nobody"]\n')
    said = newsecho("run", "--config", tmp_path / "own.toml", "--warehouse", tmp_path / "w")
    assert (said.returncode, len(said.stderr.splitlines())) == (2, 1)
    assert "w.toml: watchlist a: feeds: no feed is called 'nobody'" in said.stderr
    assert not (tmp_path / "w").exists()
