"""Each assertion that ships with the newsroom passes on a good ledger and fails on one that breaks its rule alone."""

import re
from dataclasses import replace

import pytest

from tests.newsroom.asserts import Manners, Usage, assert_bounded, assert_complete, assert_polite, assert_safe
from tests.newsroom.ledger import Request

HOUR_S = 3_600.0
AGENT = "User-Agent: newsecho/1 (+https://newsecho.example/about)"
FRESH = 'HTTP/1.1 200 OK\r\nETag: "one"\r\nLast-Modified: Mon, 16 Nov 2026 09:00:00 GMT\r\nCache-Control: max-age=900'
CONDITIONS = ('If-None-Match: "one"', "If-Modified-Since: Mon, 16 Nov 2026 09:00:00 GMT")
MANNERS = Manners(gap_s=2, disallowed={"a.test": ("/private/",)})


def row(n, *sent, answer=FRESH, target="/feed.xml", host="a.test", **more):
    head = "\r\n".join([f"GET {target} HTTP/1.1", f"Host: {host}", *(sent or (AGENT,))])
    fields = {"t": n * HOUR_S, "started_s": n * 10.0, "ended_s": n * 10.0 + 1, **more}
    return Request(
        n=n, listener="http", host=host, target=target, method="GET", head=head, peer_port=n, connection=n,
        n_on_connection=1, visit=n, answer_head=answer, closed_by="client", **fields,
    )  # fmt: skip


GOOD = [
    row(1),
    row(2, AGENT, *CONDITIONS, answer='HTTP/1.1 304 Not Modified\r\nETag: "two"'),
    row(3, AGENT, 'If-None-Match: "two"', CONDITIONS[1], answer="HTTP/1.1 200 OK"),
    row(4, AGENT, answer="HTTP/1.1 503 Busy\r\nRetry-After: 3600"),
    row(5, AGENT, answer="HTTP/1.1 200 OK"),
    row(6, target="/robots.txt", answer="HTTP/1.1 200 OK"),
    row(40, target="/robots.txt", answer="HTTP/1.1 200 OK"),
]


def test_a_polite_ledger_passes():
    assert_polite(GOOD, MANNERS)


BUSY = row(1, answer="HTTP/1.1 429 Busy\r\nRetry-After: 7200")
DATED = row(1, answer="HTTP/1.1 503 Busy\r\nRetry-After: Thu, 01 Jan 1970 03:00:00 GMT")
GONE = row(1, answer="HTTP/1.1 410 Gone")
PLAIN = "HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    ("ledger", "what"),
    [
        ([row(1, ended_s=25.0, answer=PLAIN), row(2, target="/b")], "2 requests under way"),
        ([row(1, ended_s=None, answer=PLAIN), row(2, target="/b")], "2 requests under way"),
        ([row(1, ended_s=19.0), row(2, AGENT, *CONDITIONS)], "1.00 s after #1, not 2 s"),
        ([BUSY, row(2, target="/other")], "3600 s before its host's Retry-After is over"),
        ([DATED, row(2, target="/other")], "3600 s before its host's Retry-After is over"),
        ([row(1), row(2, AGENT, *CONDITIONS, t=HOUR_S + 60)], "60 s after #1, which is fresh for 900 s"),
        ([row(1), row(2, AGENT, CONDITIONS[1])], "if-none-match is None, the last etag was '\"one\"'"),
        ([row(1), row(2, AGENT, "If-None-Match: one", CONDITIONS[1])], "if-none-match is 'one'"),
        ([row(1), row(2, AGENT, CONDITIONS[0])], "if-modified-since is None"),
        ([row(1, AGENT, 'If-None-Match: "never"')], "the last etag was None"),
        ([*GOOD[:2], row(3, AGENT, *CONDITIONS)], "the last etag was '\"two\"'"),
        ([row(1, target="/robots.txt", answer=PLAIN), row(2, target="/robots.txt")], "asked again 3600 s after #1"),
        ([row(1, AGENT, "Cookie: seen=1")], "sends cookie"),
        ([row(1, AGENT, "Referer: http://a.test/")], "sends referer"),
        ([row(1, AGENT, "Cache-Control: no-cache")], "gets round caches"),
        ([row(1, target="/feed.xml?_=17")], "gets round caches"),
        ([row(1, "User-Agent: newsecho/1")], "names no contact"),
        ([row(1, "Accept: */*")], "names no contact"),
        ([GONE, row(2)], "asked again after the 410 of #1"),
        ([GONE, row(30, answer=GONE.answer_head), row(90)], "asked again after the 410 of #30"),
        ([row(1, target="/private/x")], "is disallowed by robots.txt"),
    ],
)
def test_a_ledger_that_breaks_one_rule_of_manners_fails_by_that_rule_alone(ledger, what):
    with pytest.raises(AssertionError, match=rf"^impolite \(1\):\n.*{re.escape(what)}"):
        assert_polite(ledger, MANNERS)


def test_other_hosts_are_not_held_to_a_host_s_retry_after_nor_to_its_gap():
    assert_polite([BUSY, row(2, host="b.test", started_s=11.0)], MANNERS)


def test_a_second_look_a_day_after_a_410_is_allowed():
    assert_polite([GONE, row(26, answer="HTTP/1.1 200 OK")], MANNERS)


URL = "http://a.test/1"
TRUTH = [{"url": URL, "text_sha256s": ["x"]}, {"url": f"{URL}2", "text_sha256s": ["y", "z"]}]
STORED = [(URL, 1), (f"{URL}2", 2)]


def test_a_complete_warehouse_passes():
    assert_complete(TRUTH, STORED)


@pytest.mark.parametrize(
    ("stored", "what"),
    [
        (STORED[:1], f"missing: {URL}2"),
        ([*STORED, (f"{URL}3", 1)], f"never published: {URL}3"),
        ([*STORED, STORED[0]], f"stored 2 times: {URL}"),
        ([STORED[0], (f"{URL}2", 1)], f"1 versions stored, 2 published: {URL}2"),
        ([(URL, 3), STORED[1]], f"3 versions stored, 1 published: {URL}"),
    ],
)
def test_a_warehouse_that_lost_or_invented_something_fails_and_says_what(stored, what):
    with pytest.raises(AssertionError, match=re.escape(f"incomplete (1):\n{what}")):
        assert_complete(TRUTH, stored)


def test_a_safe_ledger_passes():
    assert_safe(GOOD, n_canary_accepts=0)


@pytest.mark.parametrize("host", ["priv10.news.test", "v6loop.news.test", "10.0.0.1", "::1"])
def test_a_request_that_leads_inside_is_unsafe(host):
    with pytest.raises(AssertionError, match=r"unsafe \(1\):\n.*leads inside"):
        assert_safe([*GOOD, row(7, host=host)], n_canary_accepts=0)


def test_a_connection_at_the_canary_is_unsafe_though_no_request_came():
    with pytest.raises(AssertionError, match="the canary was contacted 2 times"):
        assert_safe(GOOD, n_canary_accepts=2)


MOST = Usage(peak_rss_mb=300, n_fds=200, n_threads=20, cpu_s_per_1000_polls=15)


def test_what_stays_within_its_bounds_passes():
    assert_bounded(MOST, MOST)


@pytest.mark.parametrize("name", ["peak_rss_mb", "n_fds", "n_threads", "cpu_s_per_1000_polls"])
def test_each_bound_holds_on_its_own(name):
    with pytest.raises(AssertionError, match=rf"unbounded \(1\):\n{name}: 1000, at most"):
        assert_bounded(replace(MOST, **{name: 1_000}), MOST)
