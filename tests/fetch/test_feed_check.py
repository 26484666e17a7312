"""`newsecho feeds check` against the newsroom: what ails a feed is said so that a person can act on it."""

from dataclasses import replace
from datetime import datetime

import pytest

from flows.cli.feed_lines import visit_lines
from flows.context import context_for
from flows.feed_additions import visit
from tasks.core.feed_judgement import judge

HOST = "h0001.news.test"
WIDTH = 80
CASES = {
    "/status/404": ("there is nothing at this address", f"newsecho feeds add http://{HOST}/"),
    "/410": ("taken it down for good", f"newsecho feeds add http://{HOST}/"),
    "/status/403": ("refuses to give it to us", "ask the publisher"),
    "/cf-challenge": ("Cloudflare asks for proof that a person asks", "no program gets past that"),
    "/403-ratelimit": ("HTTP 403", "wait 4 min"),
    "/429?ra=120": ("counts too many requests", "wait 2 min"),
    "/status/500": ("HTTP 500", "wait a day"),
    "/home": ("an HTML page that names no feed", "ask the publisher"),
    "/page-of-feed": (f"names http://{HOST}/feed.xml", f"newsecho feeds add http://{HOST}/page-of-feed"),
    "/200-login-html": ("an HTML page to sign in on", "newsecho has no passwords"),
    "/301-to-html-homepage": (f"leads to http://{HOST}/home, which is an HTML page", "ask the publisher"),
    "/200-empty": ("an empty document", "ask again later"),
    "/xml/cdata-broken": ("its XML is broken (line 2: not well-formed", "tell the publisher"),
    "/truncgz": ("cut off", "breaks off or cannot be unpacked"),
    "/trunc": ("it stops before its end", "ask again later"),
    "/fin-before-headers": ("the server hung up", "ask again later"),
    "/bighdr": ("its headers are too large", "ask again later"),
    "/bomb/gzip": ("more than 10000000 bytes", "take a smaller feed"),
    "/301-loop": ("redirects in a circle", "if it ends nowhere, tell the publisher"),
    "/301": (f"has moved for good to http://{HOST}/feed.xml", "in your list in its place"),
    "/304-wrong-first": ("says “not modified” to a first request", "the server is at fault"),
    "/304-always": ("304 (not modified) also to an ETag that it never gave", "after a week of 304"),
    "/dates/future": ("10 of 10 entries are dated in the future", "tell the publisher"),
    "/dates/french-month": ("10 of 10 entries have a date that cannot be read", "tell the publisher"),
    "/guid/changes-every-fetch": ("10 of 10 entries came under another guid", "told apart by their addresses"),
    "/items/link-js": ("10 of 10 entries have no link", "tell the publisher"),
}


@pytest.fixture
def check(newsroom, tmp_path):
    def lines_of(path, host=HOST):
        now = datetime.fromisoformat(newsroom.stats()["now"])
        context = replace(context_for(tmp_path), hosts=newsroom.policy().hosts, clock=lambda: now)
        seen = visit(context, path if "://" in path else f"http://{host}{path}")
        return list(visit_lines(seen, judge(seen), width=WIDTH))

    return lines_of


def said(lines, label):
    """Return what the lines of *label* say, as if they had not been wrapped."""
    return " ".join(" ".join(line[12:].split()) for line in lines if line.startswith(label))


@pytest.mark.parametrize("path", CASES)
def test_what_ails_a_feed_is_said_with_a_way_out(check, path):
    problem, todo = CASES[path]
    lines = check(path)
    assert problem in said(lines, "problem")
    assert todo in said(lines, "what to do")
    assert all(len(part) <= WIDTH or "http" in part for line in lines for part in line.splitlines())


def test_a_healthy_feed_is_called_so_and_was_asked_three_times_and_robots_txt_once(newsroom, check):
    assert said(check("/feed.xml"), "what to do") == "nothing, the feed is healthy"
    assert [one.target for one in newsroom.ledger()] == ["/feed.xml"] * 3 + ["/robots.txt"]


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ({"robots": "User-agent: *\nDisallow: /20\n"}, "robots.txt disallows 30 of the 30 pages looked at"),
        ({"robots_status": 503}, "whether its pages may be asked for cannot be known now: HTTP 503"),
    ],
    ids=["disallowed", "unreachable"],
)
def test_a_feed_whose_pages_we_may_not_have_is_told_from_a_healthy_one(newsroom, check, profile, words):
    newsroom.profile(HOST, **profile)
    assert words in said(check("/feed.xml"), "problem")


@pytest.mark.parametrize(
    ("url", "problem", "todo"),
    [
        ("http://nosuch.invalid/feed", "the name nosuch.invalid cannot be resolved", "check how the host is written"),
        ("https://expired.news.test/feed.xml", "no trusted certificate", "open the address in a browser"),
        ("http://10.0.0.1/feed", "10.0.0.1 is no public address", "on the public web"),
    ],
)
def test_what_has_no_answer_is_told_apart(check, url, problem, todo):
    lines = check(url)
    assert problem in said(lines, "problem")
    assert todo in said(lines, "what to do")
