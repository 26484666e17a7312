"""The articles and outlets of the embedded newsroom, as their files tell them."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

PACKAGE = "tasks.press"
EDITIONS = ("dawn", "breakfast", "morning", "noon", "afternoon")  # each holds what the one before held
EDITED_AFTER = timedelta(hours=20)  # an article edited for the noon edition says so with this time


@dataclass(frozen=True, slots=True)
class OutletFeed:
    """A feed an outlet serves: `kind` is rss, atom, wordpress, or dead; `dies` is the edition from which it is dead."""

    name: str
    path: str
    kind: str
    moved_from: str | None = None
    dies: str | None = None

    def is_dead(self, edition: str) -> bool:
        """Say whether it answers 410 in *edition*."""
        return self.kind == "dead" or (self.dies is not None and is_from(self.dies, edition))


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented outlet; `theme` is the markup of its pages, `page_lang` what they claim as their language."""

    key: str
    name: str
    host: str
    lang: str
    owner_group: str
    theme: str
    feeds: tuple[OutletFeed, ...]
    page_lang: str
    tier: str

    @property
    def home(self) -> str:
        """Return the address of the home page."""
        return f"http://{self.host}/"


@dataclass(frozen=True, slots=True)
class PressArticle:
    """An article in one edition; paragraphs may hold inline HTML. `relation` and `parent_url` are the truth.

    `in_grammar` says that each of its French sentences is one the tiny model of the press translates word for word; of
    the others it makes nonsense, so nothing shows their translations as an example.
    """

    outlet: Outlet
    slug: str
    story: str
    title: str
    lang: str
    published: datetime
    modified: datetime
    authors: tuple[str, ...]
    section: str
    caption: str
    paragraphs: tuple[str, ...]
    page: str  # article | consent_wall | missing
    feeds: tuple[str, ...]
    relation: str | None
    parent_url: str | None
    in_grammar: bool

    @property
    def url(self) -> str:
        """Return the article's address."""
        return f"{self.outlet.home}{self.slug}"


@cache
def outlets() -> dict[str, Outlet]:
    """Return the outlets by key."""
    found: dict[str, Outlet] = {}
    for row in tomllib.loads(files(PACKAGE).joinpath("outlets.toml").read_text(encoding="utf-8"))["outlets"]:
        feeds = tuple(OutletFeed(**feed) for feed in row.pop("feeds"))
        found[row["key"]] = Outlet(**{"page_lang": row["lang"], **row}, feeds=feeds)
    return found


def is_from(first: str, edition: str) -> bool:
    """Say whether what is there from the edition *first* on is there in *edition*."""
    return EDITIONS.index(first) <= EDITIONS.index(edition)


@cache
def articles(edition: str) -> tuple[PressArticle, ...]:
    """Return the articles of an *edition*, newest first, as feeds list them."""
    stories = sorted(files(PACKAGE).joinpath("stories").iterdir(), key=lambda file: file.name)
    told = [tomllib.loads(file.read_text(encoding="utf-8")) for file in stories if file.name.endswith(".toml")]
    found = [
        _article(row, story["key"], edition)
        for story in told
        for row in story["articles"]
        if is_from(row.get("edition", EDITIONS[0]), edition)
    ]
    return tuple(sorted(found, key=lambda one: (one.published, one.url), reverse=True))


def _article(row: dict[str, Any], key: str, edition: str) -> PressArticle:
    outlet = outlets()[row["outlet"]]
    is_edited = is_from("noon", edition) and bool(row.get("noon_paragraphs"))
    page = row.get("page", "article")
    is_readable = page == "article"
    parent = row.get("parent") or ""
    parent_outlet, _, parent_slug = parent.partition("/")
    return PressArticle(
        outlet=outlet,
        slug=row["slug"],
        story=row.get("story") or key,
        title=row["title"],
        lang=row["lang"],
        published=row["published"],
        modified=row["published"] + (EDITED_AFTER if is_edited else timedelta()),
        authors=tuple(row.get("authors", ())),
        section=row.get("section", ""),
        caption=row.get("caption", ""),
        paragraphs=tuple(row["noon_paragraphs"] if is_edited else row.get("paragraphs", ())),
        page=page,
        feeds=tuple(row.get("feeds") or [outlet.feeds[0].name]),
        relation=row["relation"] if is_readable else None,
        parent_url=f"{outlets()[parent_outlet].home}{parent_slug}" if parent else None,
        in_grammar=row.get("in_grammar", False),
    )
