import asyncio
import gzip
from datetime import UTC, datetime, timedelta

import pytest

from tasks.core.course import Doubts
from tasks.core.identity import event_id
from tasks.core.pace import Pace
from tasks.fetch import Fetcher
from tasks.poll import poll_feeds
from warehouse.records import Feed, FeedState, PollOutcome

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
