"""Grouping articles from a file: the whole of the story logic on JSON lines, without a warehouse.

A line is grouped on what it has. What of it cannot be used is said in the line that comes out: a text that is missing,
a language nobody knows, a date from before there were news sites. A line with neither text nor title is rejected there.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.core.extract.dates import EARLIEST_YEAR
from tasks.core.identity import content_hash
from tasks.core.language import detect_language
from tasks.core.stories import score_pairs, tell_stories
from tasks.core.stories.commonest import commonest_words
from tasks.core.stories.profile import primary
from tasks.errors import ManifestError
from tasks.manifest_lines import needed_text, read_lines
from warehouse.records import Membership, Telling

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ManifestSums:
    """What came of a manifest."""

    n_articles: int
    n_stories: int
    n_rejected: int  # lines with nothing to group them by


@dataclass(frozen=True, slots=True)
class ManifestArticle:
    """A line as it can be used: what it tells, None for nothing at all, and what of it could not be used."""

    article_id: str
    telling: Telling | None
    remarks: tuple[str, ...]


def group_manifest(manifest: Path, out: Path) -> ManifestSums:
    """Group the articles of *manifest* and write a line for each, in their order, to *out*.

    In: id, url, source, language, title, text, published_at, optional translation {language, engine, title, text}.
    Out: id, story_id, relation, derived_from, confidence, reasons, evidence, remarks; all null or empty but the id and
    the remarks when there is nothing to group by.

    Raises:
        FileNotFoundError: there is no such manifest.
        ManifestError: a line is no JSON object, has no id, or the id of another line.
    """
    articles = read_articles(manifest)
    tellings = [one.telling for one in articles if one.telling is not None]
    memberships, _ = tell_stories(tellings, score_pairs(tellings, tellings, []))
    place = {one.article_id: one for one in memberships}
    _write(out, [_line(one, place.get(one.article_id)) for one in articles])
    n_stories = len({one.story_id for one in memberships})
    return ManifestSums(len(articles), n_stories, len(articles) - len(tellings))


def read_manifest(manifest: Path) -> list[Telling]:
    """Return what the lines of *manifest* tell, in its order; errors as of `read_articles`."""
    return [one.telling for one in read_articles(manifest) if one.telling is not None]


def read_articles(manifest: Path) -> list[ManifestArticle]:
    """Return the lines of *manifest* as they can be used, in its order.

    Raises:
        FileNotFoundError: there is no such manifest.
        ManifestError: a line is no JSON object, has no id, or the id of another line.
    """
    if not manifest.is_file():
        raise FileNotFoundError(f"{manifest}: no such manifest")
    articles: dict[str, ManifestArticle] = {}
    for row, where in read_lines(manifest):
        article = _article(row, needed_text(row, "id", where))
        if article.article_id in articles:
            raise ManifestError(f"{where}: the id {article.article_id!r} stands there twice; give each article its own")
        articles[article.article_id] = article
    return list(articles.values())


def _article(row: Row, article_id: str) -> ManifestArticle:
    title, text, source = (_text(row, key) for key in ("title", "text", "source"))
    if not (title + text).strip():
        return ManifestArticle(article_id, None, ("it has neither text nor title: there is nothing to group it by",))
    given: Any = row.get("translation")
    translation: Row = given if isinstance(given, dict) else {}
    lang, about_language = _language(row.get("language"), f"{title}\n\n{text}")
    published_at, about_date = _time(row.get("published_at"))
    telling = Telling(
        article_id=article_id,
        url=_text(row, "url") or article_id,
        publisher=source,
        owner_group=source,
        lang=lang,
        title=title,
        body=text,
        published_at=published_at,
        content_sha256=content_hash(f"{title}\n\n{text}"),
        pivot_lang=_text(translation, "language") or None,
        pivot_title=_text(translation, "title"),
        pivot_body=_text(translation, "text"),
    )
    about_text = "" if text.strip() else "it has no text: grouped by its title"
    remarks = tuple(one for one in (about_text, about_language, about_date) if one)
    return ManifestArticle(article_id, telling, remarks)


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _language(declared: Any, text: str) -> tuple[str, str]:
    """Return the language as declared, or that of the text where nobody knows the one declared; and what to remark."""
    tag = declared.strip() if isinstance(declared, str) else ""
    if commonest_words(primary(tag)):
        return tag, ""
    guess = detect_language(text, html_lang=tag or None)
    if guess.lang == primary(tag):
        return tag, ""
    said = f"no language we know is {tag!r}" if tag else "it names no language"
    return guess.lang, f"{said}: read as {guess.lang!r} ({guess.reason})"


def _time(value: Any) -> tuple[datetime | None, str]:
    """Return an ISO 8601 time, aware, and what to remark: one that cannot be, or cannot be read, counts as none."""
    if value is None or value == "":
        return None, ""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None, f"its date {value!r} is none in ISO 8601: it counts as undated"
    if at.year < EARLIEST_YEAR:
        return None, f"its date {value!r} is from before there were news sites: it counts as undated"
    return at if at.tzinfo else at.replace(tzinfo=UTC), ""


def _line(article: ManifestArticle, membership: Membership | None) -> Row:
    return {
        "id": article.article_id,
        "story_id": membership.story_id if membership else None,
        "relation": membership.relation.value if membership else None,
        "derived_from": membership.parent_id if membership else None,
        "confidence": membership.confidence if membership else None,
        "reasons": membership.reasons if membership else [],
        "evidence": [asdict(one) for one in membership.evidence] if membership else [],
        "remarks": article.remarks,
    }


def _write(out: Path, rows: Sequence[Row]) -> None:
    """Write *rows* aside and put them in place at once: a reader sees the old file or the new one."""
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    with aside.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    aside.replace(out)
