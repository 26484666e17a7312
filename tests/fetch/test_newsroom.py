"""The newsroom publishes and answers the same each time, and keeps a ledger that can be trusted."""

import gzip
import json
import re
import time
from email.utils import parsedate_to_datetime

import pytest

from tests.newsroom.client import Newsroom
from tests.newsroom.ledger import Request
from tests.newsroom.raw import HOST, ask, connect, headers, parts, request, status


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(newsroom):
    paths = ["/feed.xml", "/sitemap.xml", "/items/reordered", "/items/link-utm-random", "/xml/utf16-bom"]
    first = [ask(newsroom, path) for path in paths]
    newsroom.reset(7)
    assert [ask(newsroom, path) for path in paths] == first
    newsroom.reset(8)
    assert ask(newsroom, "/feed.xml") != first[0]


def test_two_processes_with_one_seed_publish_the_same_truth(newsroom):
    with Newsroom("--seed", "7") as other:
        for one in (newsroom, other):
            ask(one, "/feed.xml")
            one.advance(7_200)
            one.publish(HOST, n=2, edit=1, delete=1)
        assert newsroom.truth() == other.truth()
        assert ask(newsroom, "/feed.xml") == ask(other, "/feed.xml")


def test_the_ledger_holds_the_request_byte_for_byte_and_what_was_answered(newsroom):
    sent = (
        b'GET /feed.xml?q=%E9 HTTP/1.1\r\nhOsT: h0001.news.test\r\nIf-None-Match:  W/"a b" \r\nX-Odd: \xe9\xff\r\n\r\n'
    )
    with connect(newsroom) as line:
        line.sendall(sent)
        received = line.recv(1_000_000)
        peer_port = line.getsockname()[1]
        [one] = newsroom.ledger()
    assert one.head.encode("latin-1") == sent.removesuffix(b"\r\n\r\n")
    assert (one.host, one.target, one.peer_port, one.n_on_connection) == (HOST, "/feed.xml?q=%E9", peer_port, 1)
    assert received.startswith(one.answer_head.encode("latin-1"))
    assert (one.status, one.bytes_out) == (200, len(received))


def test_the_ledger_counts_visits_and_requests_on_a_connection_and_says_who_closed(newsroom):
    with connect(newsroom) as line:
        for _ in range(2):
            line.sendall(request("/204"))
            line.recv(10_000)
    ask(newsroom, "/204")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not all(one.closed_by for one in newsroom.ledger()[1:]):
        time.sleep(0.02)
    rows = [(one.visit, one.n_on_connection, one.closed_by) for one in newsroom.ledger()]
    assert rows == [(1, 1, ""), (2, 2, "client"), (3, 1, "server")]
    assert len({one.connection for one in newsroom.ledger()}) == 2


def test_the_ledger_is_also_a_file_with_a_line_for_each_request(tmp_path):
    with Newsroom("--ledger", str(tmp_path / "ledger.jsonl")) as own:
        with connect(own) as line:
            line.sendall(request("/204"))
            line.recv(10_000)
            line.sendall(request("/feed.xml", Connection="close"))
            line.recv(1_000_000)
        rows = own.ledger()
    lines = (tmp_path / "ledger.jsonl").read_text().splitlines()
    assert [Request(**json.loads(line)).head for line in lines] == [row.head for row in rows]
    assert [row.target for row in rows] == ["/204", "/feed.xml"]


def test_a_condition_that_names_the_etag_is_answered_304_without_a_body(newsroom):
    etag = headers(ask(newsroom, "/feed.xml"))["ETag"]
    for condition in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        answer = ask(newsroom, "/feed.xml", If_None_Match=condition)
        assert (status(answer), parts(answer)[1], headers(answer)["ETag"]) == (304, b"", etag)


def test_if_none_match_outranks_if_modified_since(newsroom):
    given = headers(ask(newsroom, "/feed.xml"))
    since = {"If_Modified_Since": given["Last-Modified"]}
    assert status(ask(newsroom, "/feed.xml", **since)) == 304
    assert status(ask(newsroom, "/feed.xml", If_None_Match='"other"', **since)) == 200
    old = {"If_Modified_Since": "Sun, 01 Nov 2020 00:00:00 GMT"}
    assert status(ask(newsroom, "/feed.xml", **old)) == 200
    assert status(ask(newsroom, "/feed.xml", If_None_Match=given["ETag"], **old)) == 304
    assert status(ask(newsroom, "/feed.xml", If_Modified_Since="nonsense")) == 200


def test_a_strong_etag_is_another_one_for_the_packed_feed(newsroom):
    plain, packed = ask(newsroom, "/feed.xml"), ask(newsroom, "/feed.xml", Accept_Encoding="gzip")
    assert gzip.decompress(parts(packed)[1]) == parts(plain)[1]
    assert headers(plain)["ETag"] != headers(packed)["ETag"]
    assert headers(plain)["Vary"] == headers(packed)["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("etag", {"ETag"}),
        ("weak-etag", {"ETag"}),
        ("lm", {"Last-Modified"}),
        ("both", {"ETag", "Last-Modified"}),
        ("none", set()),
    ],
)
def test_a_profile_chooses_the_validators(newsroom, kind, given):
    newsroom.profile(HOST, validators=kind)
    assert headers(ask(newsroom, "/feed.xml")).keys() & {"ETag", "Last-Modified"} == given


def test_what_is_published_changes_feed_validators_and_truth(newsroom):
    before = ask(newsroom, "/feed.xml")
    newsroom.advance(60)
    newsroom.publish(HOST, n=1, edit=1, delete=1)
    after = ask(newsroom, "/feed.xml", If_None_Match=headers(before)["ETag"])
    assert status(after) == 200
    assert parsedate_to_datetime(headers(after)["Last-Modified"]) > parsedate_to_datetime(
        headers(before)["Last-Modified"]
    )
    truth = newsroom.truth()
    assert len(truth) == 31
    assert [one["is_deleted"] for one in truth] == [True] + [False] * 30
    assert [one["is_edited"] for one in truth] == [False] * 29 + [True, False]
    listed = re.findall(rb"<link>(http://[^<]+/report-\d+)</link>", parts(after)[1])
    assert sorted(one.decode() for one in listed) == sorted(one["url"] for one in truth if not one["is_deleted"])


def test_a_site_publishes_at_its_rate_as_the_clock_goes_on(newsroom):
    ask(newsroom, "/feed.xml")
    now = newsroom.advance(3 * 3_600)
    assert len(newsroom.truth()) == 33
    assert len(newsroom.truth(since="2026-11-16T10:30:00+00:00", until=now)) == 1


def test_every_article_of_the_truth_can_be_read_and_a_deleted_one_cannot(newsroom):
    ask(newsroom, "/feed.xml")
    newsroom.publish(HOST, delete=1)
    for one in newsroom.truth()[:4]:
        answer = ask(newsroom, one["url"].removeprefix(f"http://{HOST}"))
        assert status(answer) == (404 if one["is_deleted"] else 200)
        assert one["is_deleted"] or one["title"] in parts(answer)[1].decode()


@pytest.mark.parametrize("kind", ["rss2", "atom", "atom03", "rss1", "rdf", "json"])
def test_a_feed_of_every_format_lists_every_article(newsroom, kind):
    newsroom.profile(HOST, feed=kind, items=5)
    body = parts(ask(newsroom, "/feed.xml"))[1].decode()
    assert all(one["url"] in body for one in newsroom.truth())


def test_hosts_named_after_a_fault_of_robots_txt_have_it(newsroom):
    answers = {
        kind: ask(newsroom, "/robots.txt", f"{kind}.news.test")
        for kind in ("robots404", "robots500", "robots-html", "robots-bom", "robots-big", "robots-redirect")
    }
    assert [status(one) for one in answers.values()] == [404, 500, 200, 200, 200, 301]
    assert parts(answers["robots-bom"])[1].startswith(b"\xef\xbb\xbfUser-agent")
    assert len(parts(answers["robots-big"])[1]) > 500 * 1024
    assert b"<title>" in parts(answers["robots-html"])[1]


def test_a_profile_changes_how_a_site_answers_and_not_what_it_published(newsroom):
    ask(newsroom, "/feed.xml")
    before = newsroom.truth()
    newsroom.profile(HOST, feed="atom", cache_control="max-age=60", gzip=False)
    answer = ask(newsroom, "/feed.xml", Accept_Encoding="gzip")
    assert headers(answer)["Cache-Control"] == "max-age=60"
    assert headers(answer)["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "Content-Encoding" not in headers(answer)
    assert newsroom.truth() == before


def test_a_slow_site_and_a_slow_robots_txt_take_their_time(newsroom):
    newsroom.profile(HOST, latency_ms=[300, 400])
    for path, host in (("/feed.xml", HOST), ("/robots.txt?s=0.3", "robots-slow.news.test")):
        started = time.monotonic()
        assert status(ask(newsroom, path, host)) == 200
        assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("path", ["/sitemap.xml", "/news-sitemap.xml"])
def test_sitemaps_list_every_article_that_stands(newsroom, path):
    ask(newsroom, "/feed.xml")
    newsroom.publish(HOST, n=1, delete=2)
    listed = re.findall(r"<loc>([^<]+)</loc>", parts(ask(newsroom, path))[1].decode())
    assert listed == [one["url"] for one in newsroom.truth() if not one["is_deleted"]]


def test_a_barrier_holds_a_request_that_is_in_the_ledger_until_it_is_released(newsroom):
    newsroom.hold("before-answer", host="h0001*", path="/feed*")
    with connect(newsroom) as line:
        line.sendall(request("/feed.xml", Connection="close"))
        line.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.recv(1)
        assert newsroom.stats()["n_held"] == {"before-answer": 1}
        assert len(newsroom.ledger()) == 1
        assert status(ask(newsroom, "/feed.xml", "h0002.news.test")) == 200
        newsroom.release("before-answer")
        line.settimeout(5)
        assert line.recv(15) == b"HTTP/1.1 200 OK"


def test_the_control_api_refuses_what_it_does_not_know_with_a_sentence(newsroom):
    with pytest.raises(ValueError, match="no_such_field"):
        newsroom.profile(HOST, no_such_field=1)
    with pytest.raises(ValueError, match="no validators 'wishes'"):
        newsroom.profile(HOST, validators="wishes")
    with pytest.raises(ValueError, match="no toxic 'flood'"):
        newsroom.toxic("flood")
    with pytest.raises(ValueError, match="no GET /nothing"):
        newsroom.ask("GET", "/nothing")


def test_busy_servers_say_for_how_long_in_every_way_there_is(newsroom):
    waits = {wait: headers(ask(newsroom, f"/429?ra={wait}"))["Retry-After"] for wait in ("120", "bogus", "317100")}
    assert waits == {wait: wait for wait in waits}
    dated = headers(ask(newsroom, "/503?ra=http-date"))
    assert (parsedate_to_datetime(dated["Retry-After"]) - parsedate_to_datetime(dated["Date"])).seconds == 120


def test_a_permanent_move_for_n_visits_ends_after_n(newsroom):
    assert [status(ask(newsroom, "/301/2")) for _ in range(3)] == [301, 301, 200]


def test_a_location_may_hold_raw_latin_1(newsroom):
    assert b"\r\nLocation: /caf\xe9\r\n" in ask(newsroom, "/302-latin1")


def test_the_cookie_wall_opens_to_its_cookie_alone(newsroom):
    wall = ask(newsroom, "/cookiewall")
    assert (status(wall), headers(wall)["Location"]) == (302, "/cookiewall")
    cookie = headers(wall)["Set-Cookie"].partition(";")[0]
    assert status(ask(newsroom, "/cookiewall", Cookie=cookie)) == 200


def test_a_delta_is_for_those_who_ask_for_one(newsroom):
    etag = headers(ask(newsroom, "/226"))["ETag"]
    newsroom.advance(1)
    newsroom.publish(HOST, n=1)
    delta = ask(newsroom, "/226", If_None_Match=etag, A_IM="feed")
    assert (status(delta), headers(delta)["IM"]) == (226, "feed")
    assert parts(delta)[1].count(b"<item>") == 3
    assert status(ask(newsroom, "/226", If_None_Match=etag)) == 200
