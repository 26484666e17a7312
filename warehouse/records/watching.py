"""Watchlists as the matching takes them, and what they hit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WatchPiece:
    """Words that stand in a row, folded or not; the last one may go on where *is_start*."""

    words: str
    is_start: bool


@dataclass(frozen=True, slots=True)
class WatchTerm:
    """What a watchlist looks for in a text, or what forbids a hit: all its pieces."""

    watchlist: str
    place: int  # among the terms of the watchlist: of equals the first counts
    term: str  # as a person wrote it
    lang: str | None  # of the texts it is looked for in; None: all
    is_exclusion: bool
    pieces: tuple[WatchPiece, ...]
    feeds: tuple[str, ...]  # names; empty: all
    languages: tuple[str, ...]  # of articles; empty: all


@dataclass(frozen=True, slots=True)
class WatchHit:
    """A story that a watchlist hit, and its first article that did: a row of the view `watch_hits`."""

    watchlist: str
    story_id: str
    title: str
    lang: str
    translated_title: str | None
    n_articles: int
    n_publishers: int
    n_independent_sources: int
    term: str
    field: str  # title | lead | body
    rendition: str  # original | translation
    quote: str
    publisher: str
    published_at: datetime | None
    url: str
