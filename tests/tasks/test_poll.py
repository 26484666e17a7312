import asyncio
import gzip
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.core.course import Doubts
from tasks.core.identity import event_id
from tasks.core.pace import Pace
from tasks.fetch import Fetcher
from tasks.poll import poll_feeds
from warehouse.records import Course, ErrorClass, Feed, FeedState, PollOutcome, Timetable

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title><ttl>90</ttl>
<item><title>Bakers vote</title><link>/bakers?utm_source=rss</link><guid>g1</guid>
<pubDate>Mon, 16 Nov 2026 08:00:00 GMT</pubDate></item>
<item><title>No link here</title><guid>g2</guid></item></channel></rss>"""


def state(path="/feed", name="gazette", host="a.example", **changes):
    feed = Feed(f"id-{name}", f"http://{host}{path}", name, "Gazette", "g", "en", 3600)
    return FeedState(feed, **changes)


def poll(web, *states, closed=None):
    async def run():
        async with Fetcher(web.policy(), closed=closed) as fetcher:
            return await poll_feeds(
                fetcher,
                states,
                run_id="r",
                clock=lambda: NOW,
                new_id=lambda at: event_id(at, bytes(10)),
                pace=Pace(jitter=0),
                doubts=Doubts(),
            )

    return asyncio.run(run())


def test_a_feed_gives_its_entries_and_its_validators(web):
    web.routes["a.example", "/feed"] = (200, {"ETag": 'W/"x"', "Last-Modified": "yesterday, about ten"}, FEED)
    [polled] = poll(web, state())
    assert polled.poll.outcome is PollOutcome.OK
    assert (polled.poll.etag, polled.poll.last_modified) == ('W/"x"', "yesterday, about ten")
    assert [entry.url for entry in polled.entries] == ["http://a.example/bakers", ""]
    assert polled.poll.n_entries == 2
    assert polled.poll.next_poll_at == NOW + timedelta(minutes=90), "the feed's own ttl is the longest wish"


def test_validators_go_back_byte_for_byte_and_a_304_costs_no_parse(web):
    web.routes["a.example", "/feed"] = lambda sent: (304 if sent.get("if-none-match") == 'W/"x"' else 200, {}, b"")
    [polled] = poll(web, state(etag='W/"x"', last_modified="yesterday, about ten", body_sha256="known"))
    assert polled.poll.outcome is PollOutcome.NOT_MODIFIED
    assert (polled.poll.etag, polled.poll.body_sha256) == ('W/"x"', "known")
    assert web.ledger[0][2]["if-modified-since"] == "yesterday, about ten"


def test_the_document_of_a_poll_is_handed_on_to_be_kept_and_one_we_have_is_not(web):
    web.routes["a.example", "/feed"] = (200, {"Content-Type": "text/xml"}, FEED)
    [first] = poll(web, state())
    document, body = first.document
    assert body == FEED
    assert (document.poll_id, document.url, document.content_type) == (
        first.poll.poll_id,
        "http://a.example/feed",
        "text/xml",
    )
    [second] = poll(web, state(body_sha256=first.poll.body_sha256))
    assert second.document is None


def test_a_document_nothing_can_be_read_from_is_kept_too(web):
    web.routes["a.example", "/feed"] = (200, {}, b"<html>Please log in</html>")
    [polled] = poll(web, state())
    assert polled.poll.outcome is PollOutcome.PARSE_ERROR
    assert polled.document[1] == b"<html>Please log in</html>"


def test_the_body_we_have_is_not_parsed_again(web):
    web.routes["a.example", "/feed"] = (200, {}, FEED)
    [first] = poll(web, state())
    [second] = poll(web, state(body_sha256=first.poll.body_sha256))
    assert (second.poll.outcome, second.entries) == (PollOutcome.UNCHANGED, ())


def test_a_dead_feed_costs_only_itself_and_says_what_and_where(web):
    web.routes["a.example", "/feed"] = (200, {}, FEED)
    web.routes["b.example", "/gone"] = (410, {}, b"")
    alive, dead = poll(web, state(), state("/gone", "old-times", "b.example", n_failures=2))
    assert alive.poll.outcome is PollOutcome.OK
    assert dead.poll.outcome is PollOutcome.HTTP_ERROR
    assert dead.poll.error.startswith("feed old-times: HTTP 410 at http://b.example/gone (3 polls in a row)")
    assert dead.poll.next_poll_at == NOW + timedelta(hours=1), "15 minutes, doubled twice"


def test_not_modified_without_a_condition_is_a_failure_that_keeps_what_we_know(web):
    web.routes["a.example", "/feed"] = (304, {"ETag": '"lie"'}, b"")
    [polled] = poll(web, state(body_sha256="known"))
    assert polled.poll.outcome is PollOutcome.HTTP_ERROR
    assert (polled.poll.etag, polled.poll.body_sha256) == (None, "known")


def test_a_304_may_bring_one_new_validator_and_leaves_the_other(web):
    web.routes["a.example", "/feed"] = (304, {"ETag": '"two"'}, b"")
    [polled] = poll(web, state(etag='"one"', last_modified="yesterday"))
    assert (polled.poll.etag, polled.poll.last_modified) == ('"two"', "yesterday")


def test_a_whole_answer_without_validators_leaves_none(web):
    web.routes["a.example", "/feed"] = (200, {}, FEED)
    [polled] = poll(web, state(etag='"one"', last_modified="yesterday"))
    assert (polled.poll.etag, polled.poll.last_modified) == (None, None)


def test_a_document_cut_off_gives_what_it_has_and_is_asked_for_whole_again(web):
    web.routes["a.example", "/feed"] = (200, {"ETag": '"cut"'}, FEED[: FEED.index(b"<item><title>No link")])
    [polled] = poll(web, state(etag='"one"'))
    assert [entry.url for entry in polled.entries] == ["http://a.example/bakers"]
    assert (polled.poll.outcome, polled.poll.n_entries) == (PollOutcome.OK, 1)
    assert (polled.poll.etag, polled.poll.body_sha256) == (None, None)
    assert "feed gazette: the document stops before its end at http://a.example/feed" in polled.poll.error


def test_a_cut_gzip_is_a_failure_and_its_validators_are_not_kept(web):
    headers = {"ETag": '"cut"', "Content-Encoding": "gzip"}
    web.routes["a.example", "/feed"] = (200, headers, gzip.compress(FEED)[:-20])
    [polled] = poll(web, state(etag='"one"'))
    assert (polled.poll.outcome, polled.poll.etag) == (PollOutcome.NETWORK_ERROR, '"one"')


def test_hostile_feeds_cost_only_themselves(web):
    nested = b"x"
    for _ in range(1_200):
        nested = gzip.compress(nested)
    web.routes["a.example", "/feed"] = (200, {}, FEED)
    hostile = {
        "/nested": (200, {"Content-Encoding": "gzip"}, nested),
        "/bad-link": (200, {}, FEED.replace(b"<ttl>", b"<link>http://[bad</link><ttl>")),
        "/surrogate": (200, {}, FEED.replace(b"/bakers", b"/b&#xDCE9;kers")),
        "/odd-bytes": (200, {}, FEED.replace(b"Bakers", b"\xed\xb3\xa9\x00\xff")),
        "/etag": (200, {"ETag": '"\xe9"'}, FEED),
        "/path": (200, {}, b"/dev/zero"),
    }
    states = [state(path, f"evil-{number}", "b.example") for number, path in enumerate(hostile)]
    web.routes |= {("b.example", path): answer for path, answer in hostile.items()}
    *evil, good = poll(web, *states, state())
    assert good.poll.outcome is PollOutcome.OK
    assert len(evil) == len(hostile)
    for entry in (entry for one in evil for entry in one.entries):
        assert entry.title.encode() is not None
        assert entry.link.encode() is not None


def test_an_address_inside_is_blocked_and_said(web):
    [polled] = poll(web, state(host="10.0.0.1"))
    assert polled.poll.outcome is PollOutcome.BLOCKED
    assert "10.0.0.1 is no public address" in polled.poll.error


def test_a_page_where_a_feed_was_is_a_parse_error_and_its_validators_are_not_kept(web):
    web.routes["a.example", "/feed"] = (
        200,
        {"ETag": '"page"'},
        b"<!doctype html><html><p>Welcome to our new site</html>",
    )
    [polled] = poll(web, state(etag='"feed"'))
    assert polled.poll.outcome is PollOutcome.PARSE_ERROR
    assert polled.poll.etag == '"feed"'
    assert polled.poll.error == (
        "feed gazette: a web page and no feed at http://a.example/feed; see newsecho feeds health"
    )


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ('<link rel=alternate type="application/rss+xml" href=/news.xml>', "http://a.example/news.xml"),
        ("<a href=/press/rss>News feed</a>", "http://a.example/press/rss"),
    ],
)
def test_a_page_where_a_feed_was_names_the_feed_it_advertises(web, link, named):
    web.routes["a.example", "/feed"] = (200, {}, f"<!doctype html><html>{link}<p>Welcome</html>".encode())
    [polled] = poll(web, state())
    said = f"a web page and no feed at http://a.example/feed; the page names {named}: newsecho feeds add {named}; see"
    assert said in polled.poll.error
    assert len(web.ledger) == 1, "what it names is for a person to judge, and not asked for"


def test_a_moved_feed_says_where_it_lives_now(web):
    web.routes["a.example", "/feed"] = (301, {"Location": "http://b.example/feed"}, b"")
    web.routes["b.example", "/feed"] = (200, {}, FEED)
    [polled] = poll(web, state())
    assert (polled.poll.outcome, polled.poll.moved_to) == (PollOutcome.OK, "http://b.example/feed")


def test_a_server_that_asks_for_patience_gets_it(web):
    web.routes["a.example", "/feed"] = (429, {"Retry-After": "7200"}, b"")
    [polled] = poll(web, state())
    assert polled.poll.next_poll_at == NOW + timedelta(hours=2)


def test_what_decided_the_next_poll_is_said(web):
    web.routes["a.example", "/feed"] = (200, {"Cache-Control": "max-age=14400", "Age": "1200"}, FEED)
    web.routes["b.example", "/busy"] = (503, {"Retry-After": "7200"}, b"")
    fresh, busy = poll(web, state(), state("/busy", "busy", "b.example"))
    assert (fresh.poll.next_poll_reason, busy.poll.next_poll_reason) == (
        "max-age 14400 s less Age 1200 s",
        "Retry-After 7200 s",
    )
    assert fresh.poll.next_poll_at == NOW + timedelta(seconds=13_200)


def test_an_expiry_and_a_patience_by_the_server_s_own_clock_are_kept_to(web):
    wrong_clock = {"Date": "Mon, 16 Nov 2020 09:00:00 GMT"}
    web.routes["a.example", "/feed"] = (200, wrong_clock | {"Expires": "Mon, 16 Nov 2020 12:00:00 GMT"}, FEED)
    web.routes["b.example", "/busy"] = (503, wrong_clock | {"Retry-After": "Mon, 16 Nov 2020 14:00:00 GMT"}, b"")
    fresh, busy = poll(web, state(), state("/busy", "busy", "b.example"))
    assert fresh.poll.next_poll_at == NOW + timedelta(hours=3)
    assert busy.poll.next_poll_at == NOW + timedelta(hours=5)


def test_the_timetable_of_the_last_document_holds_for_a_304(web):
    web.routes["a.example", "/feed"] = (304, {}, b"")
    known = Course(whole_at=NOW, timetable=Timetable(ttl_s=7_200))
    [polled] = poll(web, state(etag='"x"', course=known))
    assert (polled.poll.next_poll_reason, polled.course.timetable.ttl_s) == ("ttl 2 h", 7_200)


def test_a_feed_that_publishes_fast_is_polled_faster_and_a_quiet_one_once_a_day(web):
    web.routes["a.example", "/feed"] = (304, {}, b"")
    known = {"etag": '"x"', "next_poll_at": NOW, "course": Course(whole_at=NOW)}
    fast, quiet = poll(
        web,
        state(last_new_at=NOW - timedelta(hours=1), median_gap_s=2_400, **known),
        state(last_new_at=NOW - timedelta(days=40), median_gap_s=2_400, **known),
    )
    assert fast.poll.next_poll_at == NOW + timedelta(minutes=20)
    assert quiet.poll.next_poll_at == NOW + timedelta(days=1)
    assert quiet.poll.next_poll_reason == "nothing new for 40 days"


def test_a_quiet_feed_that_lists_something_new_is_quiet_no_longer(web):
    web.routes["a.example", "/feed"] = (200, {}, FEED)
    [polled] = poll(web, state(last_new_at=NOW - timedelta(days=40), next_poll_at=NOW))
    assert polled.poll.next_poll_reason == "ttl 1.5 h"


def test_a_feed_that_says_304_for_a_week_is_asked_without_condition_and_caught(web):
    known = {"ETag": '"x"'}
    web.routes["a.example", "/feed"] = lambda sent: (304, known, b"") if "if-none-match" in sent else (200, known, FEED)
    [before] = poll(web, state())
    long_ago = replace(before.course, whole_at=NOW - timedelta(days=8), listed=before.course.listed[:1])
    said = {"etag": '"x"', "last_new_at": NOW - timedelta(days=9)}
    [probe] = poll(web, state(course=long_ago, **said))
    assert (probe.poll.is_probe, probe.poll.outcome, len(probe.entries)) == (True, PollOutcome.OK, 2)
    assert (probe.course.lied_at, probe.course.probed_at, probe.course.whole_at) == (NOW, NOW, NOW)
    [after] = poll(web, state(course=probe.course, **said))
    assert (after.poll.is_probe, after.poll.outcome) == (False, PollOutcome.NOT_MODIFIED)


def test_a_feed_that_answers_304_even_to_that_is_not_asked_so_again_on_the_same_day(web):
    web.routes["a.example", "/feed"] = (304, {}, b"")
    stale = Course(whole_at=NOW - timedelta(days=8))
    said = {"etag": '"x"', "last_new_at": NOW - timedelta(days=9)}
    [probe] = poll(web, state(course=stale, **said))
    assert (probe.poll.outcome, probe.poll.etag, probe.course.probed_at) == (PollOutcome.HTTP_ERROR, '"x"', NOW)
    [after] = poll(web, state(course=probe.course, **said))
    assert after.poll.outcome is PollOutcome.NOT_MODIFIED


def test_a_feed_that_has_moved_for_good_is_polled_where_it_lives(web):
    web.routes["a.example", "/feed"] = (301, {"Location": "http://b.example/feed"}, b"")
    web.routes["b.example", "/feed"] = (200, {}, FEED)
    [first] = poll(web, state())
    almost = replace(first.course, n_redirects=9, redirected_since=NOW - timedelta(days=3))
    [tenth] = poll(web, state(course=almost))
    web.ledger.clear()
    [polled] = poll(web, state(course=tenth.course))
    assert [(host, path) for host, path, _ in web.ledger] == [("b.example", "/feed")]
    assert (polled.poll.moved_to, polled.course.poll_url) == ("http://b.example/feed", "http://b.example/feed")


def test_a_redirect_to_a_page_is_no_success_and_counts_for_no_move(web):
    web.routes["a.example", "/feed"] = (301, {"Location": "http://b.example/"}, b"")
    web.routes["b.example", "/"] = (200, {}, b"<html><p>Our new home</html>")
    [polled] = poll(web, state())
    assert (polled.poll.outcome, polled.course.n_redirects) == (PollOutcome.PARSE_ERROR, 0)


def test_a_document_that_outran_us_is_a_gap_and_is_followed_sooner(web):
    web.routes["a.example", "/feed"] = (200, {}, FEED.replace(b"<ttl>90</ttl>", b""))
    [before] = poll(web, state())
    later = (
        FEED.replace(b"g1", b"g8").replace(b"g2", b"g9").replace(b"/bakers", b"/cake").replace(b"<ttl>90</ttl>", b"")
    )
    web.routes["a.example", "/feed"] = (200, {}, later)
    last_ok_at = NOW - timedelta(hours=4)
    [gapped] = poll(web, state(course=before.course, next_poll_at=NOW, last_ok_at=last_ok_at))
    assert (gapped.gap.from_at, gapped.gap.until_at) == (last_ok_at, NOW - timedelta(hours=1))
    assert gapped.gap.poll_id == gapped.poll.poll_id
    assert gapped.poll.next_poll_at == NOW + timedelta(minutes=30)


def test_a_host_that_asks_for_patience_is_not_asked_for_its_other_feeds(web):
    for path in ("/one", "/two", "/three"):
        web.routes["a.example", path] = (429, {"Retry-After": "120"}, b"")
    web.routes["b.example", "/feed"] = (200, {}, FEED)
    polled = poll(web, *(state(path, path[1:]) for path in ("/one", "/two", "/three")), state(host="b.example"))
    assert [host for host, _, _ in web.ledger].count("a.example") == 1
    assert [one.poll.feed_id for one in polled] == ["id-one", "id-gazette"], "those not asked have no poll"


def test_a_host_that_is_left_alone_is_not_asked_at_all(web):
    web.routes["b.example", "/feed"] = (200, {}, FEED)
    polled = poll(web, state(), state(host="b.example"), closed={"a.example": "a.example is left alone"})
    assert [host for host, _, _ in web.ledger] == ["b.example"]
    assert len(polled) == 1


@pytest.mark.parametrize(
    ("host", "path", "error_class"),
    [
        ("a.example", "/gone", ErrorClass.GONE),
        ("a.example", "/missing", ErrorClass.SOFT),
        ("a.example", "/broken", ErrorClass.SOFT),
        ("a.example", "/page", ErrorClass.SOFT),
        ("a.example", "/circle", ErrorClass.SOFT),
        ("10.0.0.1", "/", ErrorClass.HARD),
        ("[bad", "/", ErrorClass.HARD),
        ("closed.example", "/", ErrorClass.TEMP),
    ],
)
def test_every_failure_has_its_class(web, host, path, error_class):
    web.routes["a.example", "/gone"] = (410, {}, b"")
    web.routes["a.example", "/broken"] = (500, {}, b"")
    web.routes["a.example", "/page"] = (200, {}, b"<html>")
    web.routes["a.example", "/circle"] = (301, {"Location": "/circle"}, b"")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        web.extra_hosts = {"closed.example": free.getsockname()}
        [polled] = poll(web, state(path, host=host))
    assert polled.poll.error_class is error_class
