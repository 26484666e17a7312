"""One story as a person wants it told: who was made from whom, with the passages that show it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.errors import WarehouseError
from warehouse.lake import Place
from warehouse.records import Evidence
from warehouse.rows import as_record, as_records
from warehouse.sql import query
from warehouse.statements import statement

ID_START = re.compile(r"[0-9a-f][0-9a-f-]{3,35}")  # four digits at least: fewer name too much


@dataclass(frozen=True, slots=True)
class ChainMember:
    """An article of the story, and the one it was made from."""

    article_id: str
    url: str
    publisher: str
    lang: str
    title: str
    published_at: datetime | None
    relation: str
    parent_id: str | None
    confidence: float
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class StoryChain:
    """A story with its articles, by date; a parent may come after its child when dates are wrong."""

    story_id: str
    title: str
    n_independent_sources: int
    members: tuple[ChainMember, ...]


def story_chain(snapshot: Place, key: str) -> StoryChain:
    """Return the story that *key* names.

    Args:
        snapshot: the published file, or its folder; or a lake.
        key: a story id or its start (four digits at least), an article id, or the address of an article.

    Raises:
        WarehouseError: nothing is published, or *key* names no story, or several.
    """
    wanted = key.strip()
    start = wanted.lower() if ID_START.fullmatch(wanted.lower()) else None
    stories = _rows(snapshot, "find_story", key=wanted, start=start)
    if not stories:
        raise WarehouseError(
            f'{key}: no story, article or address of that name; newsecho sql "FROM stories" lists them'
        )
    if len(stories) > 1:
        named = ", ".join(str(story["story_id"]) for story in stories[:5])
        raise WarehouseError(f"{key}: names {len(stories)} stories ({named}…); give more of the id")
    rows = _rows(snapshot, "story_chain", story_id=str(stories[0]["story_id"]))
    members = tuple(as_record(ChainMember, row, evidence=as_records(Evidence, row["evidence"])) for row in rows)
    found = stories[0]
    return StoryChain(str(found["story_id"]), found["title"], found["n_independent_sources"], members)


def story_of_relation(snapshot: Place, relation: str) -> str | None:
    """Return the first story, by date, that has an article with *relation*; None when there is none."""
    rows = _rows(snapshot, "story_of_relation", relation=relation)
    return str(rows[0]["story_id"]) if rows else None


def _rows(snapshot: Place, name: str, **values: Any) -> list[dict[str, Any]]:
    table = query(snapshot, statement(name), values)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]
