"""A run obeys robots.txt and keeps what it found: the next one within a day asks for none again."""

from dataclasses import replace
from datetime import timedelta

from flows.demo import as_feed
from flows.monitor import monitor
from tasks.press import load_truth, serve_press
from tests.conftest import press_context
from warehouse.publish import SNAPSHOT_NAME
from warehouse.records import RobotsFile
from warehouse.robots import save_robots
from warehouse.sql import query


def run(context, press, **changes):
    feeds = [replace(as_feed(feed), **changes) for feed in press.feeds]
    report = monitor(context, feeds, is_forced=True)
    return report, [host for host, path, _ in press.requests if path == "/robots.txt"]


def test_a_second_run_within_a_day_asks_for_no_robots_txt(tmp_path):
    with serve_press("morning") as press:
        context = press_context(tmp_path, press)
        first, asked = run(context, press)
    assert first.conservation.n_missing == 0
    assert len(asked) == len(set(asked)) > 5
    with serve_press("noon") as press:
        second, again = run(press_context(tmp_path, press), press)
    articles = {one.url for one in load_truth()}
    assert {host for host, path, _ in press.requests if f"http://{host}{path}" in articles} & set(asked)
    assert set(again).isdisjoint(asked)
    assert second.conservation.n_missing == 0
    stored = query(tmp_path / SNAPSHOT_NAME, "SELECT http_status, count(*) FROM core.robots GROUP BY ALL").rows
    assert stored == [(404, len({*asked, *again}))]


def test_a_disallowed_host_ends_as_rejections_and_the_sums_add_up(tmp_path):
    with serve_press("noon") as press:
        context = press_context(tmp_path, press)
        now = context.clock()
        closed = [
            RobotsFile(f"http://{host}", now, now + timedelta(hours=1), 200, None, now, "User-agent: *\nDisallow: /\n")
            for host in press.hosts
        ]
        with context.warehouse.transaction("test") as tx:
            save_robots(tx, closed)
        report, asked = run(context, press)
        assert asked == []
        assert report.n_new_articles == 0
        assert report.rejected["robots disallowed"] > 10
        assert report.conservation.n_missing == 0
        ignoring, asked = run(replace(context, folder=tmp_path / "ignoring"), press, robots="ignore")
    assert asked == []
    assert ignoring.n_new_articles > 10
