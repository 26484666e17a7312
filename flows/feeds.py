"""The configured feeds, as the records the warehouse keeps."""

from collections.abc import Sequence
from pathlib import Path

from config.errors import ConfigError
from config.feeds import DEFAULT_PATH, FeedConfig
from flows.feed_lists import listed_feeds
from flows.feed_outlines import UNDETERMINED
from tasks.core.canonical_url import BadUrlError, canonical_url
from tasks.core.identity import content_id
from warehouse.records import Feed

SECONDS_PER_MINUTE = 60


def configured_feeds(path: Path | None = None) -> list[Feed]:
    """Return the feeds of the lists at *path* (default: the repository's).

    Raises:
        ConfigError: the file has an error; the sentence names feed and key.
    """
    where = path or DEFAULT_PATH
    records: dict[str, Feed] = {}
    for feed in listed_feeds(path):
        try:
            record = as_feed(feed)
        except BadUrlError as error:
            raise ConfigError(f"{where}: feed {feed.name}: url {error}; correct it") from error
        if record.feed_id in records:  # two rows of one key, as the loader compares addresses as they are written
            twin = records[record.feed_id]
            raise ConfigError(
                f"{where}: feed {feed.name}: url {feed.url!r} is {twin.url!r}, of feed {twin.name}; keep one of them"
            )
        records[record.feed_id] = record
    return list(records.values())


def as_feed(feed: FeedConfig) -> Feed:
    """Return the record of a configured feed; its id hashes the address, so a new name keeps the history.

    Raises:
        BadUrlError: its address is none.
    """
    return Feed(
        feed_id=content_id("feed", canonical_url(feed.url)),
        url=feed.url,
        name=feed.name,
        publisher=feed.publisher,
        owner_group=feed.owner_group,
        language=None if feed.language == UNDETERMINED else feed.language,
        poll_interval_s=feed.poll_interval_min * SECONDS_PER_MINUTE,
        is_active=feed.active,
        tier=feed.tier,
        robots=feed.robots,
    )


def check_names(feeds: Sequence[Feed], names: Sequence[str]) -> None:
    """Raise ConfigError, with the nearest names there are, when one of *names* is no feed."""
    known = sorted(feed.name for feed in feeds)
    for name in names:
        if name not in known:
            raise ConfigError(f"no feed is called {name!r}; there are: {', '.join(known)}")
