"""The lists of feeds: one in TOML, written by hand, and beside it one in OPML, as feed readers hand it on.

`newsecho run` polls the feeds of both. The OPML is the one that commands write to; it is kept whole.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from config.errors import ConfigError
from config.feeds import DEFAULT_PATH, FeedConfig, load_feeds
from flows.feed_outlines import Names, as_config, as_outline
from tasks.core.canonical_url import BadUrlError, canonical_url
from tasks.core.opml import MAX_BYTES, OpmlError, OpmlFeed, add_feeds, join_opml, read_opml
from warehouse.durable import written_whole


@dataclass(frozen=True, slots=True)
class FeedLists:
    """Where a list of feeds is; one of the two files is enough. `toml` is None when the OPML is the whole list."""

    toml: Path | None
    opml: Path


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did to the OPML list, in numbers and sentences."""

    path: Path
    n_feeds: int  # that the list has now, each once
    n_new: int  # of those, how many it had not
    repeated: tuple[str, ...]  # a sentence for each outline whose feed stands somewhere else too


def lists_at(path: Path | None) -> FeedLists:
    """Return the lists a person means by *path*: a .toml and the .opml beside it, or one .opml alone."""
    if path is not None and path.suffix.lower() == ".opml":
        return FeedLists(None, path)
    toml = path or DEFAULT_PATH
    return FeedLists(toml, toml.with_suffix(".opml"))


def listed_feeds(path: Path | None = None) -> list[FeedConfig]:
    """Return the feeds of the lists at *path* (default: the repository's): TOML first, then OPML, each once.

    Raises:
        ConfigError: there is no list, or it has an error; the sentence names file and place.
    """
    lists = lists_at(path)
    if lists.opml.exists():
        return _listed(lists)
    return load_feeds(lists.toml) if lists.toml else feeds_in(read_list(lists.opml), lists.opml)


def feeds_in(body: bytes, path: Path, others: Collection[FeedConfig] = ()) -> list[FeedConfig]:
    """Return the feeds of the OPML document *body* that are not among *others*, each once, under a name of its own.

    Raises:
        ConfigError: it is no list of feeds; the sentence begins with *path*.
    """
    names, keys = Names(feed.name for feed in others), {key_of(feed) for feed in others}
    found: list[FeedConfig] = []
    for feed in _read(body, path):
        if feed.key not in keys:
            keys.add(feed.key)
            found.append(as_config(feed, names, where=f"{path}: line {feed.line}"))
    return found


def read_list(path: Path) -> bytes:
    """Return the OPML file at *path*, or as much of it as shows that it is too large.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file; name an OPML file") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name a readable OPML file") from error


def import_list(lists: FeedLists, source: Path) -> Imported:
    """Take the OPML file *source* into the OPML of *lists*: byte for byte where there is none yet, joined otherwise.

    Raises:
        ConfigError: either is no list of feeds; nothing is written.
        WarehouseError: the list cannot be written.
    """
    added, kept, by_hand = read_list(source), _kept(lists), _by_hand(lists)
    new = _read(added, source)
    if not new:
        raise ConfigError(
            f"{source}: no outline in it has an xmlUrl, so it lists no feed; export feeds from your reader"
        )
    feeds_in(added, source)
    known = {feed.key for feed in _read(kept, lists.opml)} if kept is not None else set[str]()
    body = join_opml(kept, added) if kept is not None else added
    if body != kept:
        _save(body, lists.opml, by_hand)
    keys = {feed.key for feed in new}
    return Imported(lists.opml, len(known | keys), len(keys - known), tuple(_repeats(new, source, lists, by_hand)))


def add_feed(lists: FeedLists, feed: OpmlFeed) -> FeedConfig:
    """Add *feed* to the OPML of *lists* and return it as it will be polled.

    Raises:
        ConfigError: it is listed already, or one of its texts cannot be used; nothing is written.
        WarehouseError: the list cannot be written.
    """
    kept, by_hand = _kept(lists), _by_hand(lists)
    check_unlisted(lists, feed.url, feed.own.get("name"))
    names = Names(other.name for other in _listed(lists))
    added = as_config(feed, names, where=f"{lists.opml}: new feed")
    _save(add_feeds(kept, [feed]), lists.opml, by_hand)
    return added


def check_unlisted(lists: FeedLists, url: str, name: str | None = None) -> None:
    """Check that no feed of *lists* has the address *url*, or the *name*.

    Raises:
        ConfigError: one has.
    """
    for other in _listed(lists):
        if key_of(other) == canonical_url(url):
            raise ConfigError(f"{url} is listed already, as {other.name}; newsecho feeds list shows it")
        if other.name == name:
            raise ConfigError(f"a feed called {name} is listed already ({other.url}); give another --name")


def export_list(lists: FeedLists, *, with_all: bool = False) -> bytes:
    """Return the OPML list as it is, or, where there is none, one made of the feeds in TOML.

    Args:
        lists: where the lists are.
        with_all: add the feeds in TOML that the OPML list has not, at its end.

    Raises:
        ConfigError: there is no list, or it has an error.
    """
    kept = _kept(lists)
    if kept is not None:
        feeds_in(kept, lists.opml)  # what is no list is not handed on
        if not with_all:
            return kept
    elif lists.toml is None:
        return read_list(lists.opml)  # which says what is missing
    return add_feeds(kept, map(as_outline, left_out(lists) if kept is not None else load_feeds(lists.toml)))


def left_out(lists: FeedLists) -> list[FeedConfig]:
    """Return the feeds in TOML that the OPML list has not.

    Raises:
        ConfigError: a list has an error.
    """
    kept = _kept(lists)
    known = {feed.key for feed in _read(kept, lists.opml)} if kept is not None else set[str]()
    return [feed for feed in _by_hand(lists) if key_of(feed) not in known]


def key_of(feed: FeedConfig) -> str:
    """Return what makes two listed feeds the same: the canonical address, or what is written where it is none."""
    try:
        return canonical_url(feed.url)
    except BadUrlError:
        return feed.url


def _listed(lists: FeedLists) -> list[FeedConfig]:
    """Return the feeds of what there is of *lists*: none where there is no list yet."""
    kept, by_hand = _kept(lists), _by_hand(lists)
    return [*by_hand, *(feeds_in(kept, lists.opml, by_hand) if kept is not None else [])]


def _kept(lists: FeedLists) -> bytes | None:
    return read_list(lists.opml) if lists.opml.exists() else None


def _by_hand(lists: FeedLists) -> list[FeedConfig]:
    return load_feeds(lists.toml) if lists.toml and lists.toml.exists() else []


def _read(body: bytes, path: Path) -> list[OpmlFeed]:
    try:
        return read_opml(body)
    except OpmlError as error:
        raise ConfigError(f"{path}: {error}") from error


def _save(body: bytes, path: Path, by_hand: list[FeedConfig]) -> None:
    """Write the OPML list *body* to *path*, whole or not at all, once it is known that a run can read it."""
    feeds_in(body, path, by_hand)
    with written_whole(path) as unfinished:
        unfinished.write_bytes(body)


def _repeats(new: list[OpmlFeed], source: Path, lists: FeedLists, by_hand: list[FeedConfig]) -> Iterator[str]:
    """Say of each feed of *new* that it stands twice, or in TOML too."""
    names, lines = {key_of(feed): feed.name for feed in by_hand}, dict[str, int]()
    for feed in new:
        if feed.key in lines:
            yield f"{source}: line {feed.line} lists {feed.url} of line {lines[feed.key]} again; it is polled once"
        elif feed.key in names:
            yield f"{source}: line {feed.line} lists {feed.url}, {names[feed.key]} of {lists.toml}; it is polled once"
        lines.setdefault(feed.key, feed.line)
