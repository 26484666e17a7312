"""How polling goes on: when and where a feed is asked next, which hosts are left alone, what failures are called."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.tasks.test_poll import FEED, NOW, poll, state
from warehouse.records import Course, ErrorClass, PollOutcome, Timetable


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
