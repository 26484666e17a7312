"""The poll stage against real hosts on loopback: who asked for patience is left alone, and our own outage is ours."""

import socket
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from flows import steps
from flows.context import context_for
from flows.monitor import monitor
from tasks.core.identity import content_id
from tests.tasks.conftest import Web
from warehouse.records import Feed

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>G</title>
<item><title>One</title><link>/one</link></item><item><title>Two</title><link>/two</link></item></channel></rss>"""


@pytest.fixture
def web():
    web = Web()
    yield web
    web.close()


def feed(name, host="a.example"):
    return Feed(content_id("feed", name), f"http://{host}/{name}", name, name.title(), name, "en", 3_600)


@pytest.fixture
def run(tmp_path, web):
    def at(hours, *listed, hosts=None, config=None, **how):
        hosts = hosts or dict.fromkeys(("a.example", "b.example"), ("127.0.0.1", web.server.server_port))
        context = replace(context_for(tmp_path, config=config), hosts=hosts, clock=lambda: NOW + timedelta(hours=hours))
        return monitor(context, listed, **how)

    return at


@pytest.fixture
def rows(tmp_path):
    def ask(sql):
        with context_for(tmp_path).warehouse.transaction("test looks") as tx:
            return tx.run(sql)

    return ask


def test_a_host_that_asked_for_patience_is_not_asked_before_not_even_by_force(run, web, rows):
    web.routes["a.example", "/one"] = web.routes["a.example", "/two"] = (429, {"Retry-After": "7200"}, b"")
    first = run(0, feed("one"), feed("two"))
    assert len(web.ledger) == 1
    said = "a.example is left alone until 2026-11-16 11:00 UTC (HTTP 429, Retry-After 7200 s): {} not asked"
    assert first.waits == [said.format("1 feed")]
    again = run(1.9, feed("one"), feed("two"), is_forced=True)
    assert (len(web.ledger), again.waits, again.n_feeds_polled) == (1, [said.format("2 feeds")], 0)
    assert f"waits: {said.format('2 feeds')}" in again.lines()
    web.routes["a.example", "/two"] = (200, {}, FEED)
    assert run(2.1, feed("one"), feed("two")).n_feeds_polled == 2
    assert rows("SELECT host, since FROM core.host_state") == [("a.example", NOW + timedelta(hours=2.1))]


def test_pages_wait_for_a_host_that_asked_for_patience_and_the_sums_add_up(run, web, rows):
    web.routes["b.example", "/feed"] = (200, {}, FEED.replace(b"<link>/", b"<link>http://a.example/"))
    web.routes["a.example", "/busy"] = (503, {"Retry-After": "7200"}, b"")
    report = run(0, feed("busy"), feed("feed", "b.example"))
    assert [path for host, path, _ in web.ledger if host == "a.example"] == ["/busy"]
    assert (report.waiting.total(), report.rejected, report.conservation.n_missing) == (2, {}, 0)
    assert rows("SELECT DISTINCT state, n_attempts, retry_at FROM core.feed_entry") == [("pending", 0, None)]
    assert rows("SELECT count(*) FROM core.rejection") == [(0,)]
    assert rows("SELECT n_waiting, n_rejected FROM runs") == [(2, 0)]
    said = "waits: a.example is left alone until 2026-11-16 11:00 UTC (HTTP 503, Retry-After 7200 s): 2 pages not asked"
    assert said in report.lines()
    again = run(1.9, feed("feed", "b.example"), names=["feed"])
    assert (len(web.ledger), again.waiting.total(), again.conservation.n_missing) == (3, 2, 0)
    web.routes["a.example", "/one"] = web.routes["a.example", "/two"] = (404, {}, b"")
    later = run(2.1, feed("feed", "b.example"), names=["feed"])
    assert (later.rejected, later.conservation.n_missing) == ({"HTTP 404": 2}, 0)


def test_a_page_that_asks_for_patience_stops_the_feeds_of_its_host_in_the_next_run(run, web):
    web.routes["b.example", "/feed"] = (200, {}, FEED.replace(b"<link>/", b"<link>http://a.example/"))
    web.routes["a.example", "/one"] = (429, {"Retry-After": "7200"}, b"")
    run(0, feed("feed", "b.example"))
    web.ledger.clear()
    assert run(1, feed("other"), is_forced=True).n_feeds_polled == 0
    assert web.ledger == []


def test_when_our_own_network_is_down_no_feed_fails_and_one_line_says_so(run, rows):
    names = [f"outlet-{n}" for n in range(20)]
    listed = [feed(name, f"{name}.example") for name in names]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        hosts = {f"{name}.example": free.getsockname() for name in names}
        report = run(0, *listed, hosts=hosts)
        assert report.failures == ["our own network: no connection to 20 of 20 feeds; no failure is counted to them"]
        assert rows("SELECT DISTINCT n_failures FROM core.feed_state") == [(0,)]
        few = run(1, *listed[:19], hosts=hosts, names=names[:19])
    assert len(few.failures) == 19
    assert rows("SELECT max(n_failures) FROM core.feed_state") == [(1,)]


def test_a_feed_that_publishes_goes_its_course_from_run_to_run(run, web, rows):
    web.routes["b.example", "/feed"] = (200, {}, FEED)
    run(0, feed("feed", "b.example"))
    web.routes["b.example", "/feed"] = (200, {}, FEED.replace(b"One", b"Four").replace(b"/one", b"/four"))
    assert run(2, feed("feed", "b.example")).n_feeds_polled == 1
    assert rows("SELECT count(*) FROM core.feed_gap") == [(0,)]
    later = FEED.replace(b"/one", b"/five").replace(b"/two", b"/six")
    web.routes["b.example", "/feed"] = (200, {}, later)
    run(4, feed("feed", "b.example"))
    assert rows("SELECT from_at, until_at FROM core.feed_gap") == [(NOW + timedelta(hours=2), NOW + timedelta(hours=4))]
    assert rows("SELECT next_poll_reason FROM feed_health") == [("its interval of 1 h, halved 1 × since it outran us",)]


def test_the_gap_of_a_host_holds_from_its_feeds_to_its_pages(run, web, monkeypatch):
    own = steps.fetch_policy
    monkeypatch.setattr(steps, "fetch_policy", lambda context: replace(own(context), feed_gap_s=0.4, page_gap_s=0.4))
    asked = []

    def answer(sent):
        asked.append(time.monotonic())
        return 200, {}, FEED

    for path in ("/feed", "/robots.txt", "/one", "/two"):
        web.routes["b.example", path] = answer
    run(0, feed("feed", "b.example"))
    assert [path for _, path, _ in web.ledger] == ["/feed", "/robots.txt", "/one", "/two"]
    assert min(later - earlier for earlier, later in pairwise(asked)) >= 0.4


def test_what_a_document_lists_beyond_what_is_read_is_said_by_the_run(run, web, rows, tmp_path):
    items = "".join(f"<item><title>{n % 119}</title><guid>{n % 119}</guid></item>" for n in range(150))
    web.routes["b.example", "/feed"] = (200, {}, f"<rss><channel>{items}</channel></rss>".encode())
    config = tmp_path / "own.toml"
    config.write_text("[fetch]\nmax_entries = 120\n")
    report = run(0, feed("feed", "b.example"), config=config)
    assert [line for line in report.lines() if line.startswith("not taken")] == [
        "not taken: 1 item listed before in the same document",
        "not taken: 30 items of the 150 that feed feed lists, as 120 are read",
    ]
    assert rows("SELECT n_listed, n_entries, n_beyond_cap, n_repeated FROM core.feed_poll") == [(150, 119, 30, 1)]
    assert (report.conservation.n_missing, report.counts()["dropped"]) == (0, 31)
