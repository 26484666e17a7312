"""Older pages of a feed, from servers that have them, pretend to, or lose one."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tasks.archives.reading import read_archives
from tasks.archives.source import Question
from tasks.core.archives.window import Span
from tasks.fetch import Fetcher
from tasks.robots import RobotsGate, RobotsPolicy
from tests.tasks.conftest import Web
from warehouse.records import BackfillState, Feed

HOST, SITE = "a.example", "http://a.example"
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
SPAN = Span(NOW - timedelta(days=10), NOW)


@pytest.fixture
def web():
    web = Web()
    web.routes[HOST, "/robots.txt"] = (200, {}, b"")
    yield web
    web.close()


def document(*days_ago, older="", head=""):
    link = f'<link rel="{"prev-archive" if "archive" in older else "next"}" href="{older}"/>' if older else ""
    items = "".join(
        f"<entry><id>{n}</id><title>{n}</title><link href='/{n}'/>"
        f"<updated>{NOW - timedelta(days=n):%FT%TZ}</updated></entry>"
        for n in days_ago
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{head}{link}{items}</feed>'.encode()


@pytest.fixture
def walk(web):
    def walked(path, documents, source="feed-archive"):
        feed = Feed("00000000-0000-0000-0000-000000000001", f"{SITE}{path}", "gazette", "Gazette", "g", "en", 3_600)
        for name, body in documents.items():
            web.routes[HOST, name] = (200, {}, body) if isinstance(body, bytes) else body
        found, cursor = [], None
        while not found or found[-1].state is BackfillState.RUNNING:
            assert len(found) < 20
            found += ask(web, Question(feed, feed.url, SITE, SPAN, source, cursor))
            cursor = found[-1].cursor
        return found

    return walked


def ask(web, question):
    async def run():
        async with Fetcher(web.policy()) as fetcher:
            gate = RobotsGate(fetcher, {}, policy=RobotsPolicy(), clock=lambda: NOW)
            return await read_archives(fetcher, [question], gate=gate, now=NOW)

    return asyncio.run(run())


def keys(found):
    return [entry.entry_key for one in found for entry in one.entries]


def test_next_pages_are_followed_to_the_first_that_is_older_as_a_whole(web, walk):
    pages = {"/f": document(1, 400, older="/2"), "/2": document(9, 11, older="/3"), "/3": document(12, older="/4")}
    found = walk("/f", pages)
    assert (keys(found), found[-1].state) == (["1", "9"], BackfillState.DONE)
    assert [path for _, path, _ in web.ledger] == ["/robots.txt", "/f", "/robots.txt", "/2", "/robots.txt", "/3"]


def test_an_archive_that_leads_in_a_circle_is_read_once(walk):
    found = walk("/f", {"/f": document(1, older="/archive/1"), "/archive/1": document(2, older="/f")})
    assert (keys(found), found[-1].state) == (["1", "2"], BackfillState.DONE)


def test_an_archive_that_lost_a_document_does_not_answer_for_the_window(walk):
    last = walk("/f", {"/f": document(1, older="/archive/1")})[-1]
    assert (last.state, last.said) == (BackfillState.SHORT, f"its archive is broken: HTTP 404 at {SITE}/archive/1")


@pytest.mark.parametrize(
    ("second", "why"),
    [(document(1, 2), "lists the same again"), (b"<!doctype html>", "a web page and no feed")],
)
def test_a_server_that_knows_no_pages_is_found_out_by_the_second(walk, second, why):
    last = walk("/feed/", {"/feed/": document(1, 2), "/feed/?paged=2": second})[-1]
    said = f"the feed leads to no older entries ({why} at {SITE}/feed/?paged=2)"
    assert (last.state, last.said) == (BackfillState.NOT_OFFERED, said)


def test_a_page_after_the_last_that_repeats_it_is_the_end(walk):
    pages = {"/feed/": document(1), "/feed/?paged=2": document(2), "/feed/?paged=3": document(2)}
    found = walk("/feed/", pages)
    assert (keys(found), found[-1].state) == (["1", "2"], BackfillState.DONE)


def test_a_feed_that_says_it_is_complete_is_all_there_is(walk):
    head = '<fh:complete xmlns:fh="http://purl.org/syndication/history/1.0"/>'
    (only,) = walk("/feed/", {"/feed/": document(1, head=head)})
    assert (len(only.entries), only.state) == (1, BackfillState.DONE)


@pytest.mark.parametrize(("oldest", "state"), [(11, BackfillState.DONE), (5, BackfillState.SHORT)])
def test_the_feed_itself_answers_for_what_it_reaches(walk, oldest, state):
    (only,) = walk("/f", {"/f": document(1, oldest, older="/2")}, "feed")
    assert (only.state, only.reached_at) == (state, NOW - timedelta(days=oldest))


def test_a_page_that_fails_for_now_is_asked_for_again_where_it_failed(web, walk):
    last = walk("/f", {"/f": document(1, older="/2"), "/2": (500, {}, b"")})[-1]
    assert (last.state, last.said) == (BackfillState.FAILED, f"HTTP 500 at {SITE}/2")
    web.routes[HOST, "/2"] = (200, {}, document(2))
    assert '"/2"' not in (last.cursor or "")
    feed = Feed("00000000-0000-0000-0000-000000000001", f"{SITE}/f", "gazette", "Gazette", "g", "en", 3_600)
    (again,) = ask(web, Question(feed, feed.url, SITE, SPAN, "feed-archive", last.cursor))
    assert keys([again]) == ["2"]


def test_a_host_that_asks_for_patience_is_left_where_it_was(walk):
    (only,) = walk("/f", {"/f": (429, {"Retry-After": "600"}, b"")})
    assert (only.state, only.cursor) == (BackfillState.FAILED, None)
