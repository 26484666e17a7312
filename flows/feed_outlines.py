"""A feed as an outline of OPML, and as if it were written in TOML: what each says, in the words of the other."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import MISSING, fields
from typing import Any

from config.feeds import FeedConfig
from config.reading import LANGUAGE_TAG, record_from
from tasks.core.canonical_url import host_of
from tasks.core.clean_text import plain_line
from tasks.core.opml import OpmlFeed

UNDETERMINED = "und"  # BCP 47: nobody says which language
MAX_TITLE, MAX_SLUG, MAX_DIGITS = 200, 60, 9
OWN_PREFIX = "newsecho:"  # how our attributes are written in OPML; the names are the keys of feeds.toml
OWN_KEYS = [item.name for item in fields(FeedConfig) if item.name not in {"url", "language"}]
DEFAULTS = {item.name: item.default for item in fields(FeedConfig) if item.default is not MISSING}


class Names:
    """Hands out names, each to one feed."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._numbers = Counter[str]()

    def free(self, name: str) -> str:
        """Return *name*, or with the next number behind it where another feed has it, and keep it."""
        one = name
        while one in self._taken:
            self._numbers[name] += 1
            one = f"{name}-{self._numbers[name] + 1}"
        self._taken.add(one)
        return one


def as_config(feed: OpmlFeed, names: Names, *, where: str) -> FeedConfig:
    """Return an outline as if it had been written in TOML. What OPML does not say is taken from what it says.

    Two feeds of one site count as one independent source, as its host is their owner group; a person who knows better
    writes `newsecho:owner_group`.

    Args:
        feed: the outline.
        names: where its name comes from; one that another feed has gets a number.
        where: the start of an error sentence.

    Raises:
        ConfigError: an attribute of ours is unknown, or its value none for its key.
    """
    title = plain_line(feed.title, max_chars=MAX_TITLE)
    host = host_of(feed.html_url) or host_of(feed.url)
    said: dict[str, Any] = {name: _value(name, text) for name, text in feed.own.items()}
    table = {
        "publisher": title or host,
        "owner_group": host.removeprefix("www."),
        "language": _language(feed.language),
        **said,
        "url": feed.url,
        "name": names.free(said.get("name") or _slug(feed.text) or _slug(host)),
    }
    if not feed.is_active:
        table["active"] = False
    return record_from(FeedConfig, table, where=where, prefix=OWN_PREFIX)


def as_outline(feed: FeedConfig) -> OpmlFeed:
    """Return a feed written in TOML as an outline that is read back as the same feed."""
    own = {name: getattr(feed, name) for name in OWN_KEYS if getattr(feed, name) != DEFAULTS.get(name, "")}
    return OpmlFeed(
        line=0,
        url=feed.url,
        text=feed.publisher,
        title=feed.publisher,
        language="" if feed.language == UNDETERMINED else feed.language,
        own={name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in own.items()},
    )


def _value(name: str, text: str) -> Any:
    """Return an attribute of ours in the type of its key; what does not fit stays text, and is refused as such."""
    if name == "poll_interval_min" and text.isdecimal() and len(text) <= MAX_DIGITS:
        return int(text)
    return {"true": True, "false": False}.get(text, text) if name == "active" else text


def _language(tag: str) -> str:
    """Return a tag such as en_us or fr-CA as BCP 47 writes it; `und` for what is none ("unknown", "English")."""
    primary, dash, rest = tag.replace("_", "-").partition("-")
    written = f"{primary.lower()}{dash}{rest}"
    return UNDETERMINED if LANGUAGE_TAG.wants(written) else written


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain[:MAX_SLUG]).strip("-")
