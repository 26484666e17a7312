"""robots.txt by RFC 9309: which rules are ours, which of them counts, and what a status means."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.robots import Robots, Standing, file_after, is_believed, robots_text, standing_of
from warehouse.records import RobotsFile

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def allows(body, path, **more):
    return Robots.parse(body.encode() if isinstance(body, str) else body, **more).is_allowed(f"https://a.example{path}")


def file(**more):
    return RobotsFile("https://a.example", NOW, NOW, **more)


@pytest.mark.parametrize(
    ("rules", "path", "is_allowed"),
    [
        ("Disallow: /private", "/private/a", False),
        ("Disallow: /private", "/public", True),
        ("Disallow: /a/\nAllow: /a/b", "/a/b/c", True),  # the longest match counts
        ("Allow: /a/b\nDisallow: /a/", "/a/c", False),  # whatever the order
        ("Disallow: /a\nAllow: /a", "/a", True),  # Allow at a tie
        ("Disallow: /*.gif$", "/x/y.gif", False),
        ("Disallow: /*.gif$", "/x/y.gif?z", True),  # $ is the end of the address, its query included
        ("Disallow: /a*z", "/abc/z", False),
        ("Disallow: /*?print=", "/a?print=1", False),
        ("Disallow: /fish$", "/fish", False),
        ("Disallow: /fish$", "/fishing", True),
        ("Disallow: /é", "/%C3%A9t%C3%A9", False),  # octets outside ASCII are compared percent-encoded
        ("Disallow: /%C3%A9", "/%c3%a9t", False),
        ("Disallow: /%7Eann", "/~ann/", False),
        ("Disallow: /a%2Fb", "/a/b", True),  # a reserved character is another than its escape
        ("Disallow: /Private", "/private", True),  # paths have their case
        ("DISALLOW : /a", "/a", False),
        ("Disallow /a", "/a", False),
        ("Dissallow: /a", "/a", False),
        ("Disallow: /a # but not b", "/a", False),
        ("Disallow:", "/a", True),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow: /", "", False),
        ("nonsense\nSitemap: https://a.example/map.xml\nDisallow: /a", "/a", False),
    ],
)
def test_the_rule_that_matches_longest_counts(rules, path, is_allowed):
    assert allows(f"User-agent: *\n{rules}\n", path) is is_allowed


@pytest.mark.parametrize(
    ("body", "is_allowed"),
    [
        ("User-agent: newsecho\nDisallow: /a", False),
        ("USER-AGENT: NewsEcho\nDisallow: /a", False),
        ("User-agent: newsecho/1.0 (+https://b.example)\nDisallow: /a", False),
        ("User-agent: news\nDisallow: /a", True),  # our name begins with that of another
        ("User-agent: newsechobot\nDisallow: /a", True),  # and another's with ours
        ("User-agent: newsecho2\nDisallow: /a", True),
        ("User-agent: echo\nDisallow: /a", True),
        ("User-agent: *\nDisallow: /a\n\nUser-agent: newsecho\nDisallow: /b", True),  # our group is the only one
        ("User-agent: *\nDisallow: /a\n\nUser-agent: newsecho\nDisallow:", True),  # also when it says nothing
        ("User-agent: newsecho\nDisallow: /b\n\nUser-agent: x\nAllow: /\n\nUser-agent: newsecho\nDisallow: /a", False),
        ("User-agent: newsecho\nUser-agent: x\nDisallow: /a", False),
        ("User-agent: newsecho\n\n# pause\n\nUser-agent: x\nDisallow: /a", False),  # an empty line ends no group
        ("User-agent: newsecho\nCrawl-delay: 5\nUser-agent: x\nDisallow: /a", False),  # nor does a Crawl-delay
        ("User-agent: newsecho\nSitemap: /s\nUser-agent: x\nDisallow: /a", False),
        ("User-agent: newsecho\nAllow: /b\nUser-agent: x\nDisallow: /a", True),  # a rule does
        ("\ufeffUser-agent: newsecho\nDisallow: /a", False),
        ("User-agent: newsecho\rDisallow: /a\r", False),
        ("User-agent: newsecho\r\nDisallow: /a\r\n", False),
        ("Disallow: /a", True),  # a rule of nobody
        ("", True),
        ("<!doctype html><title>Not here</title>", True),
    ],
)
def test_the_groups_that_name_us_count_and_no_others(body, is_allowed):
    assert allows(body, "/a") is is_allowed


def test_bytes_that_are_no_utf_8_are_what_an_address_says_of_them():
    body = b"User-agent: *\nDisallow: /caf\xe9\n"
    assert not allows(body, "/caf%E9/menu")
    assert robots_text(robots_text(body).encode()) == robots_text(body)


def test_a_rule_cannot_hide_a_line_in_a_separator_of_unicode():
    assert allows("User-agent: *\nDisallow: /b\u2028Disallow: /a\n", "/a")


def test_a_rule_past_500_kib_is_not_read_and_one_before_is():
    body = b"User-agent: *\nDisallow: /a\n" + b"# filler\n" * 56_880 + b"# "
    body += b"x" * (511_987 - len(body)) + b"\nDisallow: /bcd\n"
    assert body[:512_000].endswith(b"\nDisallow: /b")  # a line that is cut says something else
    assert not allows(body, "/a")
    assert allows(body, "/b")


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\nDisallow: /" + b"*a" * 250_000 + b"$",
        b"User-agent: *\n" + b"Disallow: *a*b$\n" * 32_000,
        b"".join(b"User-agent: a%d\n" % n for n in range(14_000)) + b"Disallow: /\n" * 21_000,
        b"User-agent: *\n" * 18_000 + b"Disallow: /*a*a\n" * 15_000,
    ],
    ids=["stars", "rules", "agents", "twins"],
)
def test_a_hostile_file_costs_less_than_a_page(body):
    started = time.process_time()
    Robots.parse(body).is_allowed("https://a.example/" + "a" * 2_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 7.5\n", 7.5),
        ("User-agent: *\nDisallow: /a\nCrawl-delay: 7\n", 7),
        ("User-agent: *\nCrawl-delay: 7\nUser-agent: newsecho\nDisallow: /a\n", 7),  # one group, one delay
        ("User-agent: newsecho\nCrawl-delay: 2\n\nUser-agent: newsecho\nCrawl-delay: 9\n", 9),
        ("User-agent: *\nCrawl-delay: 7\nDisallow:\n\nUser-agent: newsecho\nDisallow: /a\n", 0),
        ("User-agent: *\nCrawl-delay: 3600\n", 30),
        ("User-agent: *\nCrawl-delay: soon\n", 0),
        ("User-agent: *\nCrawl-delay: nan\n", 0),
        ("User-agent: *\nCrawl-delay: -1\n", 0),
        ("Crawl-delay: 7\nUser-agent: *\nDisallow:\n", 7),
    ],
)
def test_a_crawl_delay_belongs_to_its_group_and_is_believed_up_to_30_s(body, seconds):
    assert Robots.parse(body.encode()).crawl_delay_s == seconds


@given(st.binary(max_size=400))
def test_any_bytes_are_rules_and_their_text_is_storable(body):
    robots = Robots.parse(body)
    assert robots.is_allowed("https://a.example/robots.txt")
    assert 0 <= robots.crawl_delay_s <= 30
    assert "\0" not in robots_text(body).encode().decode()


@pytest.mark.parametrize(
    ("statuses", "standing"),
    [
        ((200, 204, 299), Standing.RULES),
        ((400, 401, 403, 404, 410, 451), Standing.OPEN),
        ((None, 304, 429, 500, 503, 599), Standing.UNREACHABLE),
    ],
)
def test_a_status_opens_or_closes_a_host(statuses, standing):
    assert {standing_of(status) for status in statuses} == {standing}


def after(standing, last=None, **asked):
    return file_after(standing, file(**asked), last, good_for=DAY, retry_after=HOUR)


def test_an_answer_is_good_for_a_day_and_a_failure_is_asked_again_sooner():
    assert after(Standing.RULES, http_status=200, body="x") == RobotsFile(
        "https://a.example", NOW, NOW + DAY, 200, None, NOW, "x"
    )
    assert after(Standing.OPEN, file(good_at=NOW - HOUR, body="old"), http_status=404).body is None
    failed = after(Standing.UNREACHABLE, http_status=500, error="HTTP 500")
    assert (failed.expires_at, failed.good_at, failed.error) == (NOW + HOUR, None, "HTTP 500")


def test_a_good_copy_is_believed_for_24_hours_whether_or_not_its_host_answers():
    failed = after(Standing.UNREACHABLE, file(good_at=NOW - HOUR, body="x"), http_status=500)
    assert (failed.good_at, failed.body) == (NOW - HOUR, "x")
    assert is_believed(failed, NOW + 23 * HOUR)
    assert not is_believed(failed, NOW + 23 * HOUR + timedelta(seconds=1))
    assert not is_believed(file(), NOW)
