"""Feeds as a person lists them: one `[[feeds]]` table each in `feeds.toml`, checked before anything is polled."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from config.errors import ConfigError
from config.reading import LANGUAGE_TAG, Between, Like, OneOf, read_toml, record_from, refuse_unknown

DEFAULT_PATH = Path(__file__).with_name("feeds.toml")

NotEmpty = Like(r"\S(.*\S)?", "a text that is not empty")


@dataclass(frozen=True, slots=True)
class FeedConfig:
    """A feed, as written down. Sister titles share an `owner_group`: it counts as one independent source."""

    name: Annotated[str, Like(r"[a-z0-9]+(-[a-z0-9]+)*", "a slug of lower-case letters, digits and single hyphens")]
    url: Annotated[str, Like(r"https?://[^\s/?#@]+([/?#]\S*)?", "an http:// or https:// address")]
    publisher: Annotated[str, NotEmpty]
    owner_group: Annotated[str, NotEmpty]
    language: Annotated[str, LANGUAGE_TAG]
    poll_interval_min: Annotated[int, Between(15, 10_080)] = 60  # 15 min is the pace's floor; a week is enough
    active: bool = True
    tier: Annotated[str | None, OneOf(("national", "regional", "local", "trade", "aggregator"))] = None
    robots: Annotated[str, OneOf(("obey", "ignore"))] = "obey"


def load_feeds(path: Path | None = None) -> list[FeedConfig]:
    """Return the feeds of the file at *path* (default: the repository's), in the order they are written.

    Raises:
        ConfigError: the file is missing or not TOML, or a feed has an unknown, missing or unusable key, or shares
            its name or address with another.
    """
    path = path or DEFAULT_PATH
    tables = read_toml(path)
    refuse_unknown(str(path), "", tables, ["feeds"])
    listed = tables.get("feeds", [])
    if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
        raise ConfigError(f"{path}: feeds must be a list of tables; write [[feeds]] above the keys of each feed")
    feeds = [
        record_from(FeedConfig, table, where=f"{path}: feed {_label(table, number)}")
        for number, table in enumerate(listed, start=1)
    ]
    for key in ("name", "url"):
        _refuse_twins(feeds, key, path)
    return feeds


def _label(table: dict[str, Any], number: int) -> str:
    """Return how an error sentence names the feed: its name, else its place in the file."""
    name = table.get("name")
    return name if isinstance(name, str) and name else f"number {number}"


def _refuse_twins(feeds: list[FeedConfig], key: str, path: Path) -> None:
    """Raise when two feeds have the same value of *key*: they would share one history."""
    first: dict[str, str] = {}
    for feed in feeds:
        value = getattr(feed, key)
        if value in first:
            raise ConfigError(
                f"{path}: feed {feed.name}: {key} {value!r} is already that of feed {first[value]}; keep one of them"
            )
        first[value] = feed.name
