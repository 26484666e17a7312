"""Each flow, under Prefect and without it: the same rows. One server a session; it costs seconds."""

from datetime import date

import pytest
from prefect import flow

from flows.backfill import Window, backfill_feeds
from flows.backfill_files import backfill_files
from flows.context import context_for
from flows.demo import as_feed, run_demo
from flows.prefect_flows import as_state, backfill_files_flow, demo_flow, monitor_flow, reprocess_flow
from flows.prefect_runner import PrefectRunner
from flows.reprocess import Stage, reprocess
from tasks.press import serve_press
from tests.conftest import press_context
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import query

pytestmark = pytest.mark.usefixtures("prefect_server")

SINCE, UNTIL = date(2026, 11, 1), date(2026, 11, 30)
PAGE = """<!doctype html><html lang="en"><head><title>Bakers of Orvane vote on Sunday opening</title>
<link rel="canonical" href="https://gazette.example/bakers"></head><body><article><h1>Bakers of Orvane vote on Sunday
opening</h1><p>{0}</p><p>{1}</p></article></body></html>"""
PARAGRAPHS = (
    """The bakers' guild of Orvane will vote next month on whether shops may open on Sunday mornings, its secretary
    said. Members have argued about the rule for eleven years, and the last vote failed by three voices.""",
    """Shop owners near the station say that travellers ask for bread every weekend, while those in the old town want
    to keep the day free. The council has promised to follow whatever the guild decides in December.""",
)


def rows(folder):
    question = "SELECT url, version, title, story_id, relation FROM articles ORDER BY url"
    return query(folder / SNAPSHOT_NAME, question).rows


def saved_pages(folder):
    folder.mkdir()
    (folder / "bakers.html").write_text(PAGE.format(*PARAGRAPHS), encoding="utf-8")
    return folder


def test_the_demo_is_the_same_under_prefect(tmp_path):
    state = demo_flow(str(tmp_path / "prefect"), return_state=True)
    run_demo(context_for(tmp_path / "inline"))
    assert state.is_completed()
    assert rows(tmp_path / "prefect") == rows(tmp_path / "inline")
    assert query(tmp_path / "prefect" / SNAPSHOT_NAME, "SELECT DISTINCT orchestrator FROM runs").rows == [("prefect",)]


@pytest.mark.long
def test_a_feed_backfill_is_the_same_under_prefect(tmp_path):
    @flow
    def backfill_press(folder: str):
        with serve_press("noon") as press:
            context = press_context(tmp_path / folder, press, runner=PrefectRunner(retries=0))
            return as_state(backfill_feeds(context, [as_feed(one) for one in press.feeds], Window(SINCE, UNTIL)))

    state = backfill_press("prefect", return_state=True)
    with serve_press("noon") as press:
        context = press_context(tmp_path / "inline", press)
        report = backfill_feeds(context, [as_feed(one) for one in press.feeds], Window(SINCE, UNTIL))
    assert (state.name, report.state) == ("Degraded", "degraded"), "the press has a dead feed"
    assert report.n_new_articles > 0
    assert rows(tmp_path / "prefect") == rows(tmp_path / "inline")


@pytest.mark.long
def test_a_file_backfill_and_a_reprocess_are_the_same_under_prefect(tmp_path):
    pages = saved_pages(tmp_path / "pages")
    state = backfill_files_flow([str(pages)], str(tmp_path / "prefect"), return_state=True)
    inline = context_for(tmp_path / "inline")
    backfill_files(inline, [pages])
    assert state.name == "Completed"
    assert len(rows(tmp_path / "inline")) == 1
    assert rows(tmp_path / "prefect") == rows(tmp_path / "inline")

    # A page without a date counts on the day it was first seen.
    window = {"since": date(1990, 1, 1), "until": date(2999, 1, 1)}
    state = reprocess_flow(Stage.EXTRACT, *window.values(), str(tmp_path / "prefect"), return_state=True)
    report = reprocess(inline, Stage.EXTRACT, **window)
    assert report.conservation.sentence() == "1 entry = 0 articles + 1 known + 0 rejected"
    assert report.conservation.sentence() in state.message
    assert rows(tmp_path / "prefect") == rows(tmp_path / "inline")


def test_a_monitor_that_reaches_no_feed_ends_degraded_and_says_each(tmp_path):
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        '[[feeds]]\nname = "nowhere"\nurl = "http://127.0.0.1:9/feed"\npublisher = "Nowhere"\n'
        'owner_group = "nowhere"\nlanguage = "en"\n'
    )
    state = monitor_flow(str(tmp_path / "prefect"), feeds_file=str(feeds), return_state=True)
    assert state.name == "Degraded"
    assert "feed nowhere" in state.message
    assert rows(tmp_path / "prefect") == []
