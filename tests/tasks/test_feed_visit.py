"""Feeds visited over real HTTP: what each hop answered, and which feeds a page has."""

import asyncio
from datetime import UTC, datetime

import pytest

from tasks.core.discovery import MAX_CANDIDATES, WELL_KNOWN, Hint
from tasks.errors import SourceError
from tasks.feed_visit import find_feeds, visit_feed
from tests.tasks.conftest import Web

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8"}


def feed(title):
    return (
        f'<rss version="2.0"><channel><title>{title}</title><language>fr</language><item><title>x</title>'
        "<link>http://a.example/x</link><guid>1</guid><pubDate>Sun, 15 Nov 2026 09:00:00 GMT</pubDate></item>"
        "</channel></rss>"
    ).encode()


def validated(body):
    def answer(sent):
        return (304, {}, b"") if sent.get("if-none-match") == '"v1"' else (200, {"ETag": '"v1"'}, body)

    return answer


def visit(web, url="http://a.example/feed"):
    return asyncio.run(visit_feed(web.policy(), url, now=NOW))


def find(web, url="http://a.example/"):
    return asyncio.run(find_feeds(web.policy(), url, now=NOW))


def asked(web):
    return [path for _, path, _ in web.ledger]


def test_a_visit_tells_every_hop_with_what_it_answered(web):
    web.routes["a.example", "/feed"] = (301, {"Location": "/new", "Cache-Control": "max-age=60"}, b"")
    web.routes["a.example", "/new"] = (200, {"Content-Type": "application/rss+xml"}, feed("Gazette"))
    seen = visit(web)
    assert [(hop.url, hop.status) for hop in seen.hops] == [
        ("http://a.example/feed", 301),
        ("http://a.example/new", 200),
    ]
    assert seen.hops[0].headers["cache-control"] == "max-age=60"
    assert seen.hops[1].headers["content-type"] == "application/rss+xml"
    assert (seen.moved_to, seen.facts.title, seen.n_bytes) == ("http://a.example/new", "Gazette", len(feed("Gazette")))


def test_a_server_that_honours_its_validators_answers_304_to_the_second_request(web):
    web.routes["a.example", "/feed"] = validated(feed("Gazette"))
    seen = visit(web)
    assert (seen.again, seen.is_lying, len(seen.hops)) == (304, False, 1)
    assert asked(web) == ["/feed", "/feed", "/feed", "/robots.txt"]
    assert web.ledger[2][2]["if-none-match"] not in {'"v1"', None}, "an ETag that is nobody's"


def test_a_server_that_ignores_its_validators_is_found_out(web):
    web.routes["a.example", "/feed"] = (200, {"Last-Modified": "Mon, 16 Nov 2026 06:00:00 GMT"}, feed("Gazette"))
    assert visit(web).again == 200
    assert web.ledger[1][2]["if-modified-since"] == "Mon, 16 Nov 2026 06:00:00 GMT"


def test_without_validators_the_whole_is_asked_for_again_to_see_whether_guids_hold(web):
    web.routes["a.example", "/feed"] = (200, {}, feed("Gazette"))
    seen = visit(web)
    assert (seen.again, seen.n_renamed) == (None, 0)
    assert asked(web) == ["/feed", "/feed", "/robots.txt"]


def test_an_error_is_in_the_visit_with_the_hops_that_led_to_it(web):
    web.routes["a.example", "/feed"] = (302, {"Location": "/gone"}, b"")
    web.routes["a.example", "/gone"] = (410, {}, b"")
    seen = visit(web)
    assert [hop.status for hop in seen.hops] == [302, 410]
    assert seen.error == "HTTP 410 at http://a.example/gone"
    assert seen.facts is None


def test_a_host_nobody_runs_is_an_error_without_hops(web):
    seen = asyncio.run(visit_feed(web.policy(hosts={"a.example": ("127.0.0.1", 1)}), "http://a.example/f", now=NOW))
    assert seen.hops == ()
    assert "no connection" in seen.error


def test_a_feed_is_its_own_answer(web):
    web.routes["a.example", "/"] = (200, {}, feed("Gazette"))
    found = find(web)
    assert [(one.url, one.title, one.hint, one.language) for one in found] == [
        ("http://a.example/", "Gazette", None, "fr")
    ]
    assert len(web.ledger) == 1


def test_declared_feeds_are_proven_and_nothing_weaker_is_asked(web):
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{name}">' for name in ("news", "sport"))
    web.routes["a.example", "/"] = (200, HTML, f"<html><head>{links}</head><a href='/rss'>x</a></html>".encode())
    web.routes["a.example", "/news"] = (200, {}, feed("News"))
    web.routes["a.example", "/sport"] = (200, {}, feed("Sport"))
    assert [(one.title, one.hint) for one in find(web)] == [("News", Hint.DECLARED), ("Sport", Hint.DECLARED)]
    assert asked(web) == ["/", "/news", "/sport"]


def test_a_link_counts_when_what_was_declared_is_dead(web):
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/old"></head><a href="/rss">x</a></html>'
    web.routes["a.example", "/"] = (200, HTML, page.encode())
    web.routes["a.example", "/rss"] = (200, {}, feed("News"))
    assert [(one.url, one.hint) for one in find(web)] == [("http://a.example/rss", Hint.LINKED)]


def test_the_well_known_places_are_asked_last_and_one_after_the_other(web):
    web.routes["a.example", "/"] = (200, HTML, b"<html><p>Welcome</p></html>")
    web.routes["a.example", "/atom.xml"] = (200, {}, feed("News"))
    assert [one.url for one in find(web)] == ["http://a.example/atom.xml"]
    assert asked(web) == ["/", *WELL_KNOWN]


def test_several_addresses_of_one_feed_are_one(web):
    web.routes["a.example", "/"] = (200, HTML, b"<html><p>Welcome</p></html>")
    web.routes["a.example", "/feed"] = (301, {"Location": "/rss.xml"}, b"")
    web.routes["a.example", "/rss.xml"] = (200, {}, feed("News"))
    assert [one.url for one in find(web)] == ["http://a.example/rss.xml"]


def test_where_a_feed_is_only_for_now_is_not_written_down(web):
    web.routes["a.example", "/"] = (302, {"Location": "http://b.example/cdn"}, b"")
    web.routes["b.example", "/cdn"] = (200, {}, feed("News"))
    assert [(one.url, one.final_url) for one in find(web)] == [("http://a.example/", "http://b.example/cdn")]


def test_a_site_without_a_feed_has_none(web):
    web.routes["a.example", "/"] = (200, HTML, b"<html><p>Welcome</p></html>")
    assert find(web) == []


def test_a_page_that_cannot_be_had_says_so(web):
    with pytest.raises(SourceError, match=r"HTTP 404 at http://a\.example/"):
        find(web)


def test_a_page_of_links_costs_its_host_a_few_requests(web):
    many = "".join(f'<a href="/rss/{number}">x</a>' for number in range(200))
    web.routes["a.example", "/"] = (200, HTML, f"<html>{many}</html>".encode())
    assert find(web) == []
    assert len(web.ledger) == 1 + MAX_CANDIDATES + len(WELL_KNOWN)


def test_no_page_leads_us_to_an_address_of_this_machine(web):
    inside = Web()
    link = f'<link rel="alternate" type="application/rss+xml" href="http://127.0.0.1:{inside.server.server_port}/feed">'
    web.routes["a.example", "/"] = (200, HTML, f"<html><head>{link}</head></html>".encode())
    inside.routes["127.0.0.1", "/feed"] = (200, {}, feed("Inside"))
    try:
        assert find(web) == []
        assert inside.ledger == []
    finally:
        inside.close()
