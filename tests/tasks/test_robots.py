"""robots.txt over real HTTP: what is asked for, how often, and what is left alone."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.core.identity import event_id
from tasks.fetch import Fetcher
from tasks.pages import fetch_pages
from tasks.robots import RobotsGate, RobotsPolicy
from warehouse.records import Entry, Feed, PendingEntry, Rejection, RobotsFile

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed("f", "http://a.example/feed", "gazette", "Gazette", "g", "en", 3600)
ORIGIN = "http://a.example"
HTML = (200, {"Content-Type": "text/html"}, b"<p>Fine</p>")
PRIVATE = b"User-agent: newsecho\nDisallow: /private\n"


@pytest.fixture
def robots(web):
    """Serve a robots.txt and some pages."""

    def serve(body, status=200, host="a.example", **headers):
        web.routes[host, "/robots.txt"] = (status, headers, body)
        for path in ("/one", "/two", "/three", "/private/one"):
            web.routes[host, path] = HTML

    return serve


def fetch(web, *paths, known=(), feed=FEED, policy=None, **changes):
    """Fetch pages of a.example; return what became of each, and the files asked for."""

    async def run():
        async with Fetcher(web.policy(**changes)) as fetcher:
            gate = RobotsGate(
                fetcher, {file.origin: file for file in known}, policy=policy or RobotsPolicy(), clock=lambda: NOW
            )
            urls = [path if "://" in path else ORIGIN + path for path in paths]
            pending = [PendingEntry(Entry("f", url, "s", url, url, "Title"), feed) for url in urls]
            done = await fetch_pages(
                fetcher, pending, gate=gate, run_id="r", clock=lambda: NOW, new_id=lambda at: event_id(at, bytes(10))
            )
            return [one.reason if isinstance(one, Rejection) else "page" for _, one in done], done, gate.asked

    return asyncio.run(run())


def asked_for(web):
    return [path for _, path, _ in web.ledger]


def test_a_host_is_asked_once_however_many_pages_it_has(web, robots):
    robots(PRIVATE)
    robots(PRIVATE, host="b.example")
    outcomes, _, asked = fetch(web, "/one", "/two", "/three", "http://b.example/one")
    assert outcomes == ["page"] * 4
    assert sorted(host for host, path, _ in web.ledger if path == "/robots.txt") == ["a.example", "b.example"]
    assert web.ledger[0][2]["user-agent"] == "newsecho"
    assert asked[ORIGIN] == RobotsFile(ORIGIN, NOW, NOW + 24 * HOUR, 200, None, NOW, PRIVATE.decode())


def test_a_disallowed_page_is_never_asked_for(web, robots):
    robots(PRIVATE)
    outcomes, done, _ = fetch(web, "/private/one", "/one")
    assert outcomes == ["robots_disallowed", "page"]
    assert done[0][1] == Rejection(
        "robots_disallowed", "http://a.example/robots.txt disallows http://a.example/private/one"
    )
    assert asked_for(web) == ["/robots.txt", "/one"]


def test_nor_is_one_that_a_redirect_leads_to(web, robots):
    robots(PRIVATE, host="b.example")
    web.routes["a.example", "/moved"] = (302, {"Location": "http://b.example/private/one"}, b"")
    outcomes, _, asked = fetch(web, "/moved")
    assert outcomes == ["robots_disallowed"]
    assert asked_for(web) == ["/robots.txt", "/moved", "/robots.txt"]
    assert set(asked) == {ORIGIN, "http://b.example"}


def test_a_feed_that_is_to_ignore_it_is_fetched_without_asking(web, robots):
    robots(PRIVATE)
    outcomes, _, asked = fetch(web, "/private/one", feed=replace(FEED, robots="ignore"))
    assert outcomes == ["page"]
    assert asked_for(web) == ["/private/one"]
    assert asked == {}


@pytest.mark.parametrize("status", [401, 403, 404, 408, 410])
def test_a_host_without_one_is_open(web, robots, status):
    robots(b"User-agent: *\nDisallow: /\n", status)
    outcomes, _, asked = fetch(web, "/one")
    assert outcomes == ["page"]
    assert (asked[ORIGIN].http_status, asked[ORIGIN].good_at, asked[ORIGIN].body) == (status, NOW, None)


@pytest.mark.parametrize("status", [429, 500, 501, 503])
def test_a_host_that_cannot_say_is_left_alone_for_now(web, robots, status):
    robots(b"", status)
    outcomes, done, asked = fetch(web, "/one", "/two")
    assert outcomes == ["robots_unreachable"] * 2
    assert done[0][1] == Rejection(
        "robots_unreachable",
        f"HTTP {status} at http://a.example/robots.txt; no page of http://a.example is asked for before"
        " 2026-11-16 10:00 UTC",
        is_transient=True,
    )
    assert asked_for(web) == ["/robots.txt"]
    assert asked[ORIGIN].expires_at == NOW + HOUR


def test_it_is_asked_again_when_its_hour_is_over(web, robots):
    robots(PRIVATE)
    fresh = RobotsFile(ORIGIN, NOW, NOW + HOUR, 500, "HTTP 500")
    assert fetch(web, "/one", known=[fresh])[0] == ["robots_unreachable"]
    assert web.ledger == []
    assert fetch(web, "/one", known=[replace(fresh, expires_at=NOW)])[0] == ["page"]
    assert asked_for(web) == ["/robots.txt", "/one"]


def test_a_host_that_hangs_up_is_left_alone_for_now(web, robots):
    robots(b"", **{"Content-Length": "50"})
    assert fetch(web, "/one")[0] == ["robots_unreachable"]


def test_a_good_copy_of_an_hour_ago_counts_while_the_host_fails(web, robots):
    robots(b"", 500)
    copy = RobotsFile(ORIGIN, NOW - HOUR, NOW, 200, good_at=NOW - HOUR, body=PRIVATE.decode())
    outcomes, _, asked = fetch(web, "/one", "/private/one", known=[copy])
    assert outcomes == ["page", "robots_disallowed"]
    assert asked[ORIGIN].good_at == copy.good_at
    assert asked[ORIGIN].http_status == 500
    old = replace(copy, good_at=NOW - 25 * HOUR)
    assert fetch(web, "/one", known=[old])[0] == ["robots_unreachable"]


def test_a_copy_that_has_not_expired_is_not_asked_for(web, robots):
    robots(b"")
    copy = RobotsFile(ORIGIN, NOW - 23 * HOUR, NOW + HOUR, 200, good_at=NOW - 23 * HOUR, body=PRIVATE.decode())
    outcomes, _, asked = fetch(web, "/one", "/private/one", known=[copy])
    assert outcomes == ["page", "robots_disallowed"]
    assert asked_for(web) == ["/one"]
    assert asked == {}


def test_a_redirect_leads_to_the_file_and_one_to_nowhere_means_there_is_none(web, robots):
    robots(b"", 301, Location="http://b.example/rules")
    web.routes["b.example", "/rules"] = (200, {}, PRIVATE)
    assert fetch(web, "/private/one")[0] == ["robots_disallowed"]
    robots(b"", 301, Location="/robots.txt")
    assert fetch(web, "/private/one")[0] == ["page"]


def test_a_byte_order_mark_and_a_large_file_are_read_past(web, robots):
    robots(b"\xef\xbb\xbf" + PRIVATE + b"# filler\n" * 70_000 + b"Disallow: /one\n")
    outcomes, _, asked = fetch(web, "/private/one", "/one")
    assert outcomes == ["robots_disallowed", "page"]
    assert 500_000 < len(asked[ORIGIN].body) <= 512_000


def test_a_crawl_delay_widens_the_gap_up_to_its_cap(web, robots):
    times = []

    def page(_headers):
        times.append(time.monotonic())
        return HTML

    robots(b"User-agent: *\nCrawl-delay: 60\n")
    web.routes["a.example", "/one"] = web.routes["a.example", "/two"] = page
    assert fetch(web, "/one", "/two", policy=RobotsPolicy(crawl_delay_cap_s=0.4))[0] == ["page"] * 2
    assert times[1] - times[0] >= 0.39


def test_a_crawl_delay_does_not_narrow_the_gap(web, robots):
    times = []

    def page(_headers):
        times.append(time.monotonic())
        return HTML

    robots(b"User-agent: *\nCrawl-delay: 0.01\n")
    web.routes["a.example", "/one"] = web.routes["a.example", "/two"] = page
    assert fetch(web, "/one", "/two", page_gap_s=0.3)[0] == ["page"] * 2
    assert times[1] - times[0] >= 0.29
