import asyncio
from datetime import UTC, datetime

from tasks.core.identity import event_id
from tasks.fetch import Fetcher
from tasks.pages import fetch_pages
from tasks.robots import RobotsGate, RobotsPolicy
from warehouse.records import Entry, Feed, PendingEntry, Rejection

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
FEED = Feed("f", "http://a.example/feed", "gazette", "Gazette", "g", "en", 3600)


def pending(url, key="k"):
    return PendingEntry(Entry("f", key, "s", url, url or "mailto:desk@a.example", "Title"), FEED)


def fetch(web, *entries, **changes):
    async def run():
        async with Fetcher(web.policy(**changes)) as fetcher:
            gate = RobotsGate(fetcher, {}, policy=RobotsPolicy(), clock=lambda: NOW)
            return await fetch_pages(
                fetcher, entries, gate=gate, run_id="r", clock=lambda: NOW, new_id=lambda at: event_id(at, bytes(10))
            )

    return [outcome for _, outcome in asyncio.run(run())]


def test_every_entry_ends_as_a_page_or_with_a_reason(web):
    web.routes["a.example", "/ok"] = (200, {"Content-Type": "text/html; charset=utf-8"}, b"<p>Fine</p>")
    web.routes["a.example", "/pdf"] = (200, {"Content-Type": "application/pdf"}, b"%PDF")
    web.routes["b.example", "/busy"] = (503, {}, b"")
    web.routes["a.example", "/long"] = (200, {"Content-Type": "text/html"}, bytes(20_000))
    paths = ("a.example/ok", "a.example/missing", "a.example/pdf", "b.example/busy", "a.example/long")
    page, *refused, no_link = fetch(
        web, *(pending(f"http://{path}") for path in paths), pending(""), page_cap_bytes=10_000
    )
    assert page[1] == b"<p>Fine</p>"
    assert [(one.reason, one.is_transient) for one in refused] == [
        ("http_error", False),
        ("not_html", False),
        ("http_error", True),
        ("too_large", False),
    ]
    assert isinstance(no_link, Rejection)
    assert no_link.reason == "bad_url"
    assert refused[0].detail == "HTTP 404 at http://a.example/missing"


def test_an_address_inside_is_blocked_and_not_asked(web):
    [refused] = fetch(web, pending("http://10.0.0.1/"))
    assert refused.reason == "blocked"


def test_a_redirect_to_nowhere_and_a_304_are_no_pages(web):
    web.routes["a.example", "/moved"] = (302, {}, b"<p>Moved</p>")
    web.routes["a.example", "/lie"] = (304, {}, b"")
    moved, lie = fetch(web, pending("http://a.example/moved"), pending("http://a.example/lie"))
    assert (moved.reason, lie.reason) == ("network_error", "http_error")


def test_a_page_says_where_it_was_found_in_the_end(web):
    web.routes["a.example", "/old"] = (301, {"Location": "http://b.example/new?utm_source=x"}, b"")
    web.routes["b.example", "/new?utm_source=x"] = (200, {"Content-Type": "text/html"}, b"<p>Fine</p>")
    [(page, body)] = fetch(web, pending("http://a.example/old"))
    assert (page.url, page.final_url) == ("http://a.example/old", "http://b.example/new?utm_source=x")
    assert (page.n_bytes, page.fetched_at, body) == (11, NOW, b"<p>Fine</p>")


def test_a_page_keeps_what_it_asks_of_those_who_keep_it(web):
    html = b"<head><meta name='robots' content='noindex'></head>"
    web.routes["a.example", "/asks"] = (200, {"Content-Type": "text/html", "X-Robots-Tag": "noarchive"}, html)
    web.routes["a.example", "/plain"] = (200, {"Content-Type": "text/html"}, b"<p>Fine</p>")
    done = fetch(web, pending("http://a.example/asks"), pending("http://a.example/plain"))
    assert [page.reservations for page, _ in done] == [("noindex", "noarchive"), ()]


def test_a_host_that_asks_for_patience_is_asked_for_no_further_page(web):
    web.routes["a.example", "/one"] = (429, {}, b"")
    web.routes["b.example", "/ok"] = (200, {"Content-Type": "text/html"}, b"<p>Fine</p>")
    first, second, other = fetch(
        web, pending("http://a.example/one"), pending("http://a.example/two"), pending("http://b.example/ok")
    )
    assert [path for host, path, _ in web.ledger if host == "a.example"] == ["/robots.txt", "/one"]
    assert (first.reason, second.reason, second.is_transient) == ("http_error", "busy_host", True)
    assert other[1] == b"<p>Fine</p>"
