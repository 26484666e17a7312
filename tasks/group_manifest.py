"""Grouping articles from a file: the whole of the story logic on JSON lines, without a warehouse."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.core.identity import sha256_hex
from tasks.core.stories import score_pairs, tell_stories
from warehouse.records import Membership, Telling

NEEDED = ("id", "text")


class ManifestError(ValueError):
    """A line of the manifest cannot be used; the sentence names file, line and key. Nothing was written."""


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
    with manifest.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                telling = _telling(line, f"{manifest}, line {number}")
                if telling.article_id in seen:
                    raise ManifestError(f"{manifest}, line {number}: the id {telling.article_id!r} stands there twice")
                seen.add(telling.article_id)
                tellings.append(telling)
    return tellings


def _telling(line: str, where: str) -> Telling:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ManifestError(f"{where}: not JSON ({error})") from error
    if not isinstance(row, dict):
        raise ManifestError(f"{where}: not a JSON object")
    for key in NEEDED:
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise ManifestError(f"{where}: {key!r} is missing or empty; it is needed")
    translation: dict[str, Any] = row.get("translation") or {}
    source = str(row.get("source") or "")
    title = str(row.get("title") or "")
    return Telling(
        article_id=row["id"],
        url=str(row.get("url") or row["id"]),
        publisher=source,
        owner_group=source,
        lang=str(row.get("language") or "und"),
        title=title,
        body=row["text"],
        published_at=_time(row.get("published_at")),
        content_sha256=sha256_hex(f"{title}\n\n{row['text']}"),
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
