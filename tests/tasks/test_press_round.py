"""The embedded press polled and fetched over real HTTP, without a warehouse."""

import asyncio
from datetime import UTC, datetime

from tasks.core.canonical_url import canonical_url
from tasks.core.course import Doubts
from tasks.core.identity import content_id, event_id
from tasks.core.pace import Pace
from tasks.fetch import Fetcher, FetchPolicy
from tasks.pages import fetch_pages
from tasks.poll import poll_feeds
from tasks.press import load_truth, serve_press
from tasks.robots import RobotsGate, RobotsPolicy
from warehouse.records import Feed, FeedState, PendingEntry, PollOutcome, Rejection

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SHARED = {"run_id": "r", "clock": lambda: NOW, "new_id": lambda at: event_id(at, bytes(10))}


def states_of(press):
    for feed in press.feeds:
        known = Feed(
            content_id("feed", feed.url),
            feed.url,
            feed.name,
            feed.publisher,
            feed.owner_group,
            feed.language,
            3_600,
        )
        yield FeedState(known)


async def poll(press, states):
    policy = FetchPolicy(feed_gap_s=0, page_gap_s=0, is_loopback_allowed=True, hosts=press.hosts)
    async with Fetcher(policy) as fetcher:
        return await poll_feeds(fetcher, states, pace=Pace(), doubts=Doubts(), **SHARED)


async def fetch(press, pending):
    policy = FetchPolicy(feed_gap_s=0, page_gap_s=0, is_loopback_allowed=True, hosts=press.hosts)
    async with Fetcher(policy) as fetcher:
        gate = RobotsGate(fetcher, {}, policy=RobotsPolicy(), clock=lambda: NOW)
        return await fetch_pages(fetcher, pending, gate=gate, **SHARED)


def test_every_article_of_the_press_is_listed_and_fetched_or_has_its_reason():
    with serve_press("noon") as press:
        states = list(states_of(press))
        polled = asyncio.run(poll(press, states))
        pending = [
            PendingEntry(entry, state.feed) for state, one in zip(states, polled, strict=True) for entry in one.entries
        ]
        fetched = asyncio.run(fetch(press, pending))
    listed = {pending.entry.url for pending, _ in fetched}
    assert listed == {canonical_url(one.url) for one in load_truth()}
    failures = [one.poll.error for one in polled if one.poll.error]
    assert len(failures) == 1
    assert failures[0].startswith("feed oldmill: HTTP 410 at http://oldmillgazette.example/")
    rejected = {one.entry.url: outcome.detail for one, outcome in fetched if isinstance(outcome, Rejection)}
    assert rejected
    assert set(rejected) < {canonical_url(one.url) for one in load_truth() if one.relation is None}
    assert all(detail == f"HTTP 404 at {url}" for url, detail in rejected.items())


def test_a_second_poll_of_the_press_costs_no_parse_and_a_moved_feed_says_so():
    with serve_press("noon") as press:
        states = list(states_of(press))
        first = asyncio.run(poll(press, states))
        again = [
            FeedState(state.feed, one.poll.etag, one.poll.last_modified, one.poll.body_sha256)
            for state, one in zip(states, first, strict=True)
        ]
        second = asyncio.run(poll(press, again))
    moved = {state.feed.name: one.poll.moved_to for state, one in zip(states, first, strict=True) if one.poll.moved_to}
    assert moved == {"rivenord": "http://rivenordhebdo.example/feed.xml"}
    assert {one.poll.outcome for one in second} == {PollOutcome.NOT_MODIFIED, PollOutcome.HTTP_ERROR}
    assert [entry for one in second for entry in one.entries] == []
