"""What a visit says on a terminal: the servers' own words, without what could take the terminal over."""

from flows.cli.feed_lines import visit_lines
from tasks.core.feed_facts import FeedFacts
from tasks.core.feed_judgement import Hop, Problem, Visit

URL = "http://a.example/feed"
FEED = FeedFacts("RSS 2.0", is_feed=True, title="Gazette", charset="utf-8", n_entries=2)


def lines(*problems, **changes):
    return list(visit_lines(Visit(**{"url": URL, "hops": (Hop(URL, 200),), "facts": FEED, **changes}), problems))


def test_escape_sequences_and_endless_headers_stay_out_of_the_terminal():
    said = lines(hops=(Hop(URL, 200, {"etag": "\x1b]0;owned\x07\x1b[2J", "cache-control": "x" * 10_000}),))
    assert not any("\x1b" in line or "\x07" in line for line in said)
    assert max(map(len, said)) < 500


def test_cache_headers_and_validators_stand_below_the_status():
    said = lines(hops=(Hop(URL, 200, {"etag": '"v1"', "cache-control": "max-age=60", "server": "x"}),))
    assert said[1:3] == ["answered    200", '            ETag "v1", Cache-Control max-age=60']


def test_several_problems_have_one_line_of_what_to_do_without_repeats():
    said = lines(Problem("a", "tell the publisher"), Problem("b", "tell the publisher"), Problem("c", "wait"))
    assert [line for line in said if line.startswith("what to do")] == ["what to do  tell the publisher; then wait"]


def test_what_was_asked_is_said_also_when_nothing_answered():
    assert lines(hops=(), facts=None, error="no connection")[0] == f"asked       {URL}"


def test_a_feed_without_validators_is_told_from_one_that_ignores_them():
    assert any("it gives no validators" in line for line in lines(again=None))
    assert any("200 when its validators are sent back" in line for line in lines(again=200))
