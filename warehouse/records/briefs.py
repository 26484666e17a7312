"""What a brief tells of a day: its stories with who tells them, what changed, and what the pipeline missed."""

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.records.stories import Relation
from warehouse.records.watching import WatchHit


@dataclass(frozen=True, slots=True)
class BriefArticle:
    """An article of a story; its parent may be in no story any more."""

    article_id: str
    publisher: str
    owner: str  # its group, else itself
    lang: str
    title: str
    url: str
    published_at: datetime | None
    relation: Relation
    parent_id: str | None
    is_new: bool  # published, or found, in the days of the brief


@dataclass(frozen=True, slots=True)
class BriefEdit:
    """A change of an article after it was published, seen in the days of the brief."""

    publisher: str
    observed_at: datetime
    change: str | None  # title_only | minor | major | correction; None: not judged
    reason: str | None
    is_silent: bool  # the page names no later time of change
    is_reversal: bool  # the text is one that the article had before
    title_before: str
    title_after: str
    url: str


@dataclass(frozen=True, slots=True)
class BriefStory:
    """A story of which something happened in the days of the brief."""

    story_id: str
    title: str
    lang: str
    url: str
    translated_title: str | None  # by machine
    articles: tuple[BriefArticle, ...]  # those published by then, by date, then address
    edits: tuple[BriefEdit, ...] = ()
    absorbed: tuple[str, ...] = ()  # titles of stories found, in these days, to be this one
    hits: tuple[WatchHit, ...] = ()  # one a watchlist

    @property
    def is_new(self) -> bool:
        """Say whether no article of it was there before these days."""
        return all(one.is_new for one in self.articles)

    @property
    def publishers(self) -> tuple[str, ...]:
        """Return the outlets that told it by then, in order of telling."""
        return tuple(dict.fromkeys(one.publisher for one in self.articles))

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages it was told in by then."""
        return tuple(sorted({one.lang for one in self.articles}))

    @property
    def n_independent_sources(self) -> int:
        """Return how many owner groups told it by themselves, one at least, counted as `core.story` counts them."""
        own = (Relation.ORIGINAL, Relation.REWRITTEN_COPY)
        return max(1, len({one.owner for one in self.articles if one.parent_id is None and one.relation in own}))


@dataclass(frozen=True, slots=True)
class BriefRun:
    """A run of the pipeline and its sums."""

    kind: str
    state: str
    started_at: datetime
    n_entries: int
    n_articles: int
    n_known: int
    n_rejected: int
    n_waiting: int
    error: str | None


@dataclass(frozen=True, slots=True)
class BriefHole:
    """A feed and a day of which something may be missing."""

    feed: str
    hole_on: date
    n_failed_polls: int
    n_rejected: int
    n_gaps: int
    n_unread: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """What happened from *since* to *until*, both included, days in UTC."""

    since: date
    until: date
    target_lang: str  # titles in it are not translated
    stories: tuple[BriefStory, ...]
    runs: tuple[BriefRun, ...]  # of these days; else the last one before their end, alone
    holes: tuple[BriefHole, ...]
    failing_feeds: tuple[str, ...]  # a sentence each
    other_feeds: dict[str, tuple[str, ...]]  # moved, silent, slowing… -> names
    waiting: dict[str, int]  # language -> articles that wait for a translation model
    newest_on: date | None  # day of the newest article up to *until*; None: there is none
    watchlist: str | None = None  # only stories it hit; None: all
    is_run_of_these_days: bool = True
