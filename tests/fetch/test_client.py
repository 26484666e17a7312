"""Our polls against the newsroom: validators, moves and what we say of ourselves, by the polling checklist."""

import asyncio

import pytest

from tasks.fetch import Fetcher
from warehouse.records import PollOutcome

HOST = "h0001.news.test"
FEED = f"http://{HOST}/feed.xml"
CONTACT = "newsecho/1 (+https://newsecho.example/about)"


def at(path, host=HOST):
    return f"http://{host}{path}"


def get(newsroom, path, *, cap_bytes=10_000_000, headers=None, **changes):
    async def fetch():
        async with Fetcher(newsroom.policy(**changes)) as fetcher:
            return await fetcher.get(at(path), cap_bytes=cap_bytes, gap_s=0, headers=headers)

    return asyncio.run(fetch())


def asked(newsroom):
    return [one.headers for one in newsroom.ledger()]


@pytest.mark.parametrize(("n", "outcome"), [(5, PollOutcome.OK), (6, PollOutcome.NETWORK_ERROR)])
def test_five_hops_are_followed_and_six_are_not(newsroom, reader, n, outcome):
    [polled] = reader(at(f"/chain/{n}")).poll()
    assert polled.poll.outcome is outcome
    assert len(newsroom.ledger()) == 6


def test_a_loop_is_seen_as_soon_as_it_closes(newsroom, reader):
    [polled] = reader(at("/301-loop")).poll()
    assert "redirects in a circle" in polled.poll.error
    assert [one.target for one in newsroom.ledger()] == ["/301-loop", "/301-loop/back"]


def test_conditions_and_cookies_stay_with_the_host_they_are_of(newsroom):
    away = at("/feed.xml", "h0002.news.test")
    get(newsroom, f"/302?to={away}", headers={"If-None-Match": '"mine"'})
    first, second = asked(newsroom)
    assert first["if-none-match"] == '"mine"'
    assert second["host"] == "h0002.news.test"
    assert not second.keys() & {"if-none-match", "if-modified-since", "authorization", "cookie"}


def test_we_ask_for_feeds_in_the_codings_we_undo_and_no_other(newsroom, reader):
    reader(FEED).poll()
    [sent] = asked(newsroom)
    assert sent["accept"].startswith("application/atom+xml, application/rss+xml")
    assert sent["accept-encoding"] == "gzip, deflate"


def test_no_cookie_is_kept_no_referer_sent_and_no_cache_avoided(newsroom, reader):
    ours = reader(at("/cookiewall"), at("/302"), FEED, user_agent=CONTACT)
    ours.poll()
    newsroom.advance(86_400)
    ours.poll()
    assert any("set-cookie" in one.answered for one in newsroom.ledger())
    known = {"host", "connection", "user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since"}
    assert set().union(*asked(newsroom)) <= known | {"cookie"}
    # A cookie goes back to the redirect that asked for it, and the next poll has forgotten it.
    walled = [one for one in newsroom.ledger() if one.target.startswith("/cookiewall")]
    assert ["cookie" in one.headers for one in walled] == [False, True, False, True]
    assert all("?" not in one.target for one in newsroom.ledger())
