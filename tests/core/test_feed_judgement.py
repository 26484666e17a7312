"""What is wrong with a feed, from its bytes and its answers: each fault is named with a way out."""

from datetime import UTC, datetime

import pytest

from tasks.core.feed_facts import FeedFacts, describe_feed
from tasks.core.feed_judgement import Cause, Hop, Visit, judge

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
URL = "http://a.example/news/feed"
GOOD = (
    "<item><title>A</title><link>/a</link><guid>g1</guid><pubDate>Sun, 15 Nov 2026 09:00:00 GMT</pubDate></item>"
    "<item><title>B</title><link>/b</link><guid>g2</guid><pubDate>Sat, 14 Nov 2026 09:00:00 GMT</pubDate></item>"
)


def describe(items, end="</channel></rss>"):
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title><language>fr-CA</language>'
    return describe_feed(f"{head}{items}{end}".encode(), url=URL, now=NOW)


def visit(facts, **changes):
    return Visit(**{"url": URL, "hops": (Hop(URL, 200),), "facts": facts, "again": 304, **changes})


def test_a_healthy_feed_has_no_problem():
    facts = describe(GOOD)
    assert (facts.kind, facts.title, facts.language, facts.n_entries) == ("RSS 2.0", "Gazette", "fr-CA", 2)
    assert facts.newest_at == datetime(2026, 11, 15, 9, tzinfo=UTC)
    assert judge(visit(facts)) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("<guid>g1</guid>", "", "1 of 2 entries have no guid"),
        ("g2", "g1", "1 of 2 entries repeat the guid"),
        ("<pubDate>Sun, 15 Nov 2026 09:00:00 GMT</pubDate>", "", "1 of 2 entries have no date"),
        ("Sun, 15 Nov 2026 09:00:00 GMT", "the other day", "1 of 2 entries have a date that cannot be read"),
        ("15 Nov 2026", "15 Nov 2027", "1 of 2 entries are dated in the future"),
        ("<link>/a</link>", "<link>mailto:a@b.example</link>", "1 of 2 entries have no link"),
        ("", "", "the feed has no entries"),
    ],
)
def test_what_is_wrong_with_entries_is_counted(old, new, what):
    problems = judge(visit(describe(GOOD.replace(old, new) if old else "")))
    assert [problem.what for problem in problems if problem.what.startswith(what)]
    assert len(problems) == 1
    assert problems[0].todo


def test_a_document_that_stops_early_is_said():
    assert "stops before its end, after 2 entries" in judge(visit(describe(GOOD, end="")))[0].what


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\n<!doctype html><title>x</title>", "an HTML page"),
        ("\ufeff<html>".encode(), "an HTML page"),
        ("<html><p>x".encode("utf-16"), "an HTML page"),
        (b"%PDF-1.7", "a PDF file"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "a JSON Feed"),
        (b'{"items": []}', "a JSON document"),
        (b"<opml version='2.0'><body/></opml>", "a list of feeds (OPML)"),
        (b"<?xml version='1.0'?><urlset/>", "a sitemap"),
        (b"<?xml version='1.0'?><note/>", "an XML document that is no feed"),
        (b"", "an empty document"),
        (b"Dear reader", "no feed"),
    ],
)
def test_what_is_no_feed_is_named_for_what_it_is(body, kind):
    facts = describe_feed(body, url=URL, now=NOW)
    assert (facts.kind, facts.is_feed) == (kind, False)
    assert kind in judge(visit(facts))[0].what


def test_atom_is_told_from_rss():
    body = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>'
    assert describe_feed(body, url=URL, now=NOW).kind == "Atom 1.0"


@pytest.mark.parametrize(
    ("status", "headers", "words"),
    [
        (404, {}, "newsecho feeds add http://a.example/"),
        (410, {}, "newsecho feeds add http://a.example/"),
        (403, {}, "fetch.contact"),
        (403, {"cf-mitigated": "challenge"}, "no program gets past that"),
        (403, {"retry-after": "240"}, "wait 4 min"),
        (503, {"retry-after": "Mon, 16 Nov 2026 09:02:00 GMT"}, "wait until Mon, 16 Nov 2026 09:02:00 GMT"),
        (429, {"retry-after": "120"}, "wait 2 min"),
        (500, {}, "the server is at fault"),
        (304, {}, "the server is at fault"),
        (418, {}, "ask the publisher"),
        (302, {}, "its redirects lead nowhere"),
        (200, {}, "the answer cannot be used"),
    ],
)
def test_each_answer_that_is_no_document_has_its_way_out(status, headers, words):
    hops = (Hop(URL, status, headers),)
    assert words in judge(Visit(URL, hops, error=f"HTTP {status}"))[0].todo


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (Cause.CERTIFICATE, "open the address in a browser"),
        (Cause.INSIDE, "on the public web"),
        (Cause.CUT, "breaks off"),
        (Cause.TOO_LARGE, "smaller feed"),
        (Cause.BROKEN, "ask again later"),
    ],
)
def test_each_cause_without_a_telling_status_has_its_way_out(cause, words):
    hops = (Hop(URL, 200),) if cause is Cause.CUT else ()
    assert words in judge(Visit(URL, hops, error="it failed", cause=cause))[0].todo


def test_silence_has_its_way_out_too():
    assert "check how the host is written" in judge(Visit(URL, error="no connection"))[0].todo


def test_a_move_and_validators_that_are_ignored_are_said():
    found = judge(visit(FeedFacts("RSS 2.0", is_feed=True, n_entries=1), moved_to="http://b.example/", again=200))
    assert "has moved for good to http://b.example/" in found[0].what
    assert "answers 200 instead of 304" in found[1].what


def test_a_document_of_which_a_part_is_read_is_said_so():
    facts = FeedFacts("RSS 2.0", is_feed=True, n_entries=10_000, n_unread=5_000)
    assert "it lists 10000 entries, of which 5000 are left out" in judge(visit(facts))[0].what


def test_of_a_feed_that_leads_to_many_hosts_the_pages_of_a_few_are_looked_at():
    facts = describe("".join(f"<item><link>http://h{number}.example/a</link></item>" for number in range(50)))
    assert facts.links == tuple(f"http://h{number}.example/a" for number in range(3))
