"""Grouping articles from a file: the whole of the story logic on JSON lines, without a warehouse."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.core.identity import content_hash
from tasks.core.stories import score_pairs, tell_stories
from tasks.errors import ManifestError
from tasks.manifest_lines import needed_text, read_lines
from warehouse.records import Membership, Telling


@dataclass(frozen=True, slots=True)
class ManifestSums:
    """What came of a manifest."""

    n_articles: int
    n_stories: int


def group_manifest(manifest: Path, out: Path) -> ManifestSums:
    """Group the articles of *manifest* and write a line for each, in their order, to *out*.

    In: id, url, source, language, title, text, published_at, optional translation {language, engine, title, text}.
    Out: id, story_id, relation, derived_from, confidence, reasons, evidence.

    Raises:
        FileNotFoundError: there is no such manifest.
        ManifestError: a line cannot be used.
    """
    tellings = read_manifest(manifest)
    pairs = score_pairs(tellings, tellings, [])
    memberships, _ = tell_stories(tellings, pairs)
    place = {one.article_id: one for one in memberships}
    _write(out, [_line(place[telling.article_id]) for telling in tellings])
    return ManifestSums(len(tellings), len({one.story_id for one in memberships}))


def read_manifest(manifest: Path) -> list[Telling]:
    """Return the articles of *manifest* as tellings, in its order."""
    if not manifest.is_file():
        raise FileNotFoundError(f"{manifest}: no such manifest")
    tellings: list[Telling] = []
    seen: set[str] = set()
    for row, where in read_lines(manifest):
        telling = _telling(row, where)
        if telling.article_id in seen:
            raise ManifestError(f"{where}: the id {telling.article_id!r} stands there twice; give each article its own")
        seen.add(telling.article_id)
        tellings.append(telling)
    return tellings


def _telling(row: dict[str, Any], where: str) -> Telling:
    article_id, text = needed_text(row, "id", where), needed_text(row, "text", where)
    translation: dict[str, Any] = row.get("translation") or {}
    source = str(row.get("source") or "")
    title = str(row.get("title") or "")
    return Telling(
        article_id=article_id,
        url=str(row.get("url") or article_id),
        publisher=source,
        owner_group=source,
        lang=str(row.get("language") or "und"),
        title=title,
        body=text,
        published_at=_time(row.get("published_at")),
        content_sha256=content_hash(f"{title}\n\n{text}"),
        pivot_lang=translation.get("language"),
        pivot_title=str(translation.get("title") or ""),
        pivot_body=str(translation.get("text") or ""),
    )


def _time(value: Any) -> datetime | None:
    """Return an ISO 8601 time, aware; an unreadable one counts as none, and the article is grouped on what it has."""
    try:
        at = datetime.fromisoformat(str(value or ""))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _line(membership: Membership) -> dict[str, Any]:
    return {
        "id": membership.article_id,
        "story_id": membership.story_id,
        "relation": membership.relation.value,
        "derived_from": membership.parent_id,
        "confidence": membership.confidence,
        "reasons": membership.reasons,
        "evidence": [asdict(one) for one in membership.evidence],
    }


def _write(out: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write *rows* aside and put them in place at once: a reader sees the old file or the new one."""
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    with aside.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    aside.replace(out)
