"""Archives of sites over and under live polling: nothing twice, nothing lost, killed or side by side."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from config.errors import ConfigError
from flows.backfill import Order, Window
from flows.backfill_plan import plan_backfill
from tasks.core.archives.window import Span
from tests.newsroom.asserts import Manners, assert_complete, assert_polite
from tests.newsroom.client import ROOT
from tests.newsroom.desk import DAYS, HOST, Desk, overflow
from warehouse.publish import SNAPSHOT_NAME
from warehouse.records import BackfillState
from warehouse.sql import audit

N = 30  # articles that stand when a test begins, twice what the feed lists
SOURCES = {"wordpress": "/feed.xml", "feed-archive": "/feed/", "sitemap": "/feed.xml"}
CHILD = """
import json, sys
from datetime import datetime
from pathlib import Path
from flows.backfill import backfill_feeds
from tests.newsroom.client import Hosts
from tests.newsroom.desk import DAYS, context_at, feed_at
given = json.loads(sys.argv[1])
context = context_at(Path(given["folder"]), Hosts(*given["hosts"]), datetime.fromisoformat(given["now"]))
report = backfill_feeds(context, [feed_at(given["path"])], DAYS, source=given["source"])
print(report.conservation.n_missing, flush=True)
"""


@pytest.fixture
def site(newsroom):
    newsroom.profile(HOST, items=15, rate_per_day=0)
    overflow(newsroom, N - 15)
    return newsroom


def child(desk, source):
    """Start a backfill in a process of its own."""
    hosts = [desk.newsroom.address, desk.newsroom.ports["http"], desk.newsroom.ports["https"]]
    given = {"folder": str(desk.folder), "hosts": hosts, "now": desk.now.isoformat(), "source": source}
    code = [sys.executable, "-c", CHILD, json.dumps(given | {"path": desk.feed.url.partition(HOST)[2]})]
    return subprocess.Popen(code, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)


def wait_for(desk, start, n):
    """Wait until *n* requests for what begins with *start* have come in."""
    wait_until(lambda: len(desk.asked(start)) >= n)


def wait_for_runs(desk, n):
    """Wait until *n* runs have begun."""
    wait_until(lambda: desk.rows_now("SELECT count(*) FROM core.run") == [(n,)])


def wait_until(is_so):
    give_up_at = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


@pytest.mark.parametrize("source", SOURCES)
def test_a_backfill_over_what_was_polled_brings_the_rest_and_then_nothing(site, tmp_path, source):
    desk = Desk(site, tmp_path, SOURCES[source])
    assert desk.run().n_new_articles == 15
    report = desk.backfill(source)
    assert report.n_new_articles == N - 15
    assert_complete(site.truth(), desk.stored())
    again = desk.backfill(source)
    assert (again.n_new_articles, again.n_known, again.conservation.n_missing) == (0, again.n_entries, 0)
    assert desk.rows("SELECT count(*), count(DISTINCT coalesce(url, entry_key)) FROM core.feed_entry") == [(N, N)]
    assert_polite(site.ledger(), Manners(gap_s=0))


@pytest.mark.parametrize("source", SOURCES)
def test_a_feed_polled_after_its_backfill_lists_nothing_new_and_no_page_is_fetched_again(site, tmp_path, source):
    desk = Desk(site, tmp_path, SOURCES[source])
    assert desk.backfill(source).n_new_articles == N
    for _ in range(2):
        site.publish(HOST, n=1)
        report = desk.run()
        assert (report.n_new_articles, report.n_known, report.n_updated_articles) == (1, 14, 0)
    assert len(desk.asked("/2026")) == N + 2
    assert desk.rows("SELECT count(*) FROM core.feed_entry") == [(N + 2,)]
    assert desk.rows("SELECT count(*) FROM core.feed_identity") == [(0,)]
    assert_complete(site.truth(), desk.stored())


def test_a_backfill_killed_between_two_pages_goes_on_at_the_second(site, tmp_path):
    desk = Desk(site, tmp_path, "/archive/feed.xml")
    site.hold("second", host=HOST, path="/archive/1.xml")
    killed = child(desk, "feed-archive")
    wait_for(desk, "/archive/1.xml", 1)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    site.release("second")

    report = desk.backfill("feed-archive")
    assert report.n_new_articles == N
    assert_complete(site.truth(), desk.stored())
    assert desk.asked("/archive/") == [f"/archive/{name}.xml" for name in ("feed", "3", "2", "1", "1")]
    assert desk.rows("SELECT state, n_requests, n_entries, n_new FROM core.backfill") == [("done", 4, N, N)]


def test_a_backfill_and_a_live_run_side_by_side_come_to_what_one_would(site, tmp_path):
    desk = Desk(site, tmp_path, "/archive/feed.xml")
    site.publish(HOST, n=4)
    site.hold("second", host=HOST, path="/archive/1.xml")
    other = child(desk, "feed-archive")
    wait_for(desk, "/archive/1.xml", 1)
    with ThreadPoolExecutor() as beside:
        live = beside.submit(desk.run)  # it asks the host when the backfill does not
        wait_for_runs(desk, 2)
        site.release("second")
        live.result()
    other.communicate()
    assert other.returncode == 0
    desk.run()
    assert_complete(site.truth(), desk.stored())
    assert desk.rows("SELECT count(*) FROM core.feed_entry") == [(N + 4,)]
    assert audit(tmp_path / SNAPSHOT_NAME) == []


def test_two_backfills_of_one_window_at_once_come_to_what_one_would(site, tmp_path):
    desk = Desk(site, tmp_path, "/archive/feed.xml")
    site.hold("second", host=HOST, path="/archive/2.xml")
    both = [child(desk, "feed-archive") for _ in range(2)]
    wait_for_runs(desk, 2)
    wait_for(desk, "/archive/2.xml", 1)
    site.release("second")
    for one in both:
        one.communicate()
        assert one.returncode == 0
    desk.run()
    assert_complete(site.truth(), desk.stored())
    assert desk.rows("SELECT count(*) FROM core.feed_entry") == [(N,)]
    assert desk.rows("SELECT state, cursor FROM core.backfill") == [("done", None)]
    assert audit(tmp_path / SNAPSHOT_NAME) == []


def test_what_ended_before_it_was_read_is_not_asked_for_again(site, tmp_path):
    desk = Desk(site, tmp_path)
    past = Window(DAYS.since, date(2026, 11, 15))
    report = desk.backfill("wordpress", past)
    assert report.filled == ["gazette: 2026-11-01 to 2026-11-15, wordpress: 15 entries, 15 of them new"]
    assert desk.backfill("wordpress", past).filled == report.filled
    assert len(desk.asked("/wp-json")) == 1


def test_the_report_says_what_became_of_each_day_and_what_no_archive_reaches(site, tmp_path):
    site.profile(HOST, off=["wp-json", "sitemap.xml", "news-sitemap.xml"])
    desk = Desk(site, tmp_path)
    report = desk.backfill()
    assert report.n_new_articles == 15
    (hole,) = report.holes
    assert hole.startswith("gazette: 2026-11-01 to 2026-11-30, wordpress: ")
    assert "gazette: 15 entries on 1 day, 15 stored" in report.lines()
    days = desk.rows("SELECT min(hole_on), max(hole_on), sum(n_unread) FROM holes WHERE n_unread > 0")
    assert days == [(date(2026, 11, 1), date(2026, 11, 16), 16)]


def test_an_archive_that_no_site_offers_is_refused_in_one_sentence(site, tmp_path):
    site.profile(HOST, off=["wp-json"])
    desk = Desk(site, tmp_path)
    with pytest.raises(ConfigError) as refused:
        desk.backfill("wordpress")
    assert str(refused.value) == f"gazette: wordpress: {HOST} offers no posts over WordPress REST (HTTP 404)"
    assert desk.rows_now("SELECT count(*) FROM core.feed_entry") == [(0,)]


def test_a_dry_run_asks_once_and_writes_nothing(site, tmp_path):
    desk = Desk(site, tmp_path)
    lines = plan_backfill(desk.context, [desk.feed], Order(DAYS))
    assert lines == [
        f"gazette: wordpress: the first request brings {N} entries of the window, of {N} in all; that is all there is"
    ]
    assert list(tmp_path.iterdir()) == []
    assert [one.partition("?")[0] for one in desk.asked("/")] == ["/robots.txt", "/wp-json/wp/v2/posts"]


def test_what_robots_txt_disallows_is_not_asked_for_and_another_archive_is(site, tmp_path):
    site.profile(HOST, robots="User-agent: *\nDisallow: /wp-json/\n")
    desk = Desk(site, tmp_path)
    assert desk.backfill(window=Window(date(2026, 11, 10), DAYS.until)).n_new_articles == N - 9
    assert desk.asked("/wp-json") == []
    assert [source for (source,) in desk.rows("SELECT source FROM core.backfill WHERE state = 'done'")] == ["sitemap"]


def test_a_run_asks_for_so_much_of_a_gap_and_the_next_one_goes_on(site, tmp_path):
    desk = Desk(site, tmp_path, "/archive/feed.xml")
    span = Span(desk.now - timedelta(days=60), desk.now)
    first = desk.read("feed-archive", span, max_requests=2)
    assert (first.goes_on, first.closing) == (True, None)
    assert first.sentence() == "feed-archive: 10 entries, 10 of them new so far, the next run goes on"
    assert desk.read("feed-archive", span).closing.n_new == N


def test_two_posts_of_one_second_are_two_posts(site, tmp_path):
    site.publish(HOST, n=230)
    desk = Desk(site, tmp_path)
    span = Span(desk.now - timedelta(days=60), desk.now)
    reading = desk.read("wordpress", span)
    assert [(one.n_entries, one.n_new, one.state) for one in reading.read] == [(N + 230, N + 230, BackfillState.DONE)]
