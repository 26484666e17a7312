import asyncio
from datetime import UTC, datetime

from tasks.core.identity import event_id
from tasks.fetch import Fetcher
from tasks.pages import fetch_pages
from warehouse.records import Entry, Feed, PendingEntry, Rejection

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
FEED = Feed("f", "http://a.example/feed", "gazette", "Gazette", "g", "en", 3600)


def pending(url, key="k"):
    return PendingEntry(Entry("f", key, "s", url, url or "mailto:desk@a.example", "Title"), FEED)


def fetch(web, *entries, **changes):
    async def run():
        async with Fetcher(web.policy(**changes)) as fetcher:
            return await fetch_pages(
                fetcher, entries, run_id="r", clock=lambda: NOW, new_id=lambda at: event_id(at, bytes(10))
            )

    return [outcome for _, outcome in asyncio.run(run())]


def test_every_entry_ends_as_a_page_or_with_a_reason(web):
    web.routes["a.example", "/ok"] = (200, {"Content-Type": "text/html; charset=utf-8"}, b"<p>Fine</p>")
    web.routes["a.example", "/pdf"] = (200, {"Content-Type": "application/pdf"}, b"%PDF")
    web.routes["a.example", "/busy"] = (503, {}, b"")
    web.routes["a.example", "/long"] = (200, {"Content-Type": "text/html"}, bytes(20_000))
    paths = ("ok", "missing", "pdf", "busy", "long")
    page, *refused, no_link = fetch(
        web, *(pending(f"http://a.example/{path}") for path in paths), pending(""), page_cap_bytes=10_000
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
