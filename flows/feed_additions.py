"""Feeds visited and added on a person's behalf: `newsecho feeds check` and `newsecho feeds add`."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from config.errors import ConfigError
from config.feeds import FeedConfig
from flows.context import RunContext
from flows.feed_lists import FeedLists, add_feed, check_unlisted, listed_feeds
from flows.steps import fetch_policy
from tasks.core.canonical_url import BadUrlError, host_of, resolve_url
from tasks.core.feed_judgement import Visit
from tasks.core.opml import OpmlFeed
from tasks.errors import SourceError
from tasks.feed_visit import FoundFeed, find_feeds, visit_feed


def address_of(feed: str, feeds: Path | None) -> str:
    """Return the address that a person means by *feed*: itself, or that of the listed feed of this name.

    Raises:
        ConfigError: it is neither.
    """
    if "://" in feed:
        return _address(feed)
    for listed in listed_feeds(feeds):
        if listed.name == feed:
            return listed.url
    return _address(feed)


def visit(context: RunContext, url: str) -> Visit:
    """Return what the feed at *url* answers."""
    return asyncio.run(visit_feed(fetch_policy(context), url, now=context.clock()))


def find(context: RunContext, lists: FeedLists, url: str) -> list[FoundFeed]:
    """Return the feeds at *url*, or that its page leads to.

    Raises:
        ConfigError: it is no web address, or listed already; nothing is asked.
        SourceError: it cannot be had, or there is no feed.
    """
    address = _address(url)
    check_unlisted(lists, address)
    found = asyncio.run(find_feeds(fetch_policy(context), address, now=context.clock()))
    if not found:
        raise SourceError(f"no feed at {url}, nor where sites put them; open the site and give the feed's own address")
    return found


def choose(found: Sequence[FoundFeed], pick: int | None, url: str) -> FoundFeed:
    """Return the only feed *found* at *url*, or number *pick* (from 1) of several.

    Raises:
        ConfigError: there are several and none is picked, or there is no such number.
    """
    if pick is None and len(found) > 1:
        raise ConfigError(f"{url} has {len(found)} feeds; choose one with --pick N, from 1 to {len(found)}")
    if pick is not None and pick > len(found):
        raise ConfigError(f"--pick {pick}: {url} has {len(found)} to pick from; see the list without --pick")
    return found[(pick or 1) - 1]


def add(lists: FeedLists, feed: FoundFeed, *, name: str | None, publisher: str | None) -> FeedConfig:
    """Add *feed* to the OPML of *lists*, under what a person calls it or else its title, and return it as listed.

    Raises:
        ConfigError: it is listed already, or the name is no slug or that of another feed; nothing is written.
        WarehouseError: the list cannot be written.
    """
    own = {"name": name, "publisher": publisher}
    title = publisher or feed.title or host_of(feed.url)
    outline = OpmlFeed(
        line=0,
        url=feed.url,
        text=title,
        title=title,
        language=feed.language,
        own={key: value for key, value in own.items() if value is not None},
    )
    return add_feed(lists, outline)


def _address(text: str) -> str:
    try:
        return resolve_url(text)
    except BadUrlError as error:
        example = text if "://" not in text and "." in text and " " not in text else "www.gazette.example/feed"
        raise ConfigError(f"{error}, nor the name of a listed feed; write it as https://{example}") from error
