"""Tellings put into a real warehouse as articles, and grouped there as a run groups them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flows.context import RunContext, context_for
from flows.grouping import group
from flows.report import RunReport
from tasks.core.canonical_url import host_of
from tasks.core.identity import content_id, page_id
from warehouse import entries, translations
from warehouse.records import Article, Telling, Translation, TranslationStatus

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RUN_ID = content_id("run", "grouped")


def as_stored(telling: Telling) -> Telling:
    """Return *telling* with the id and the content it has once it is stored: ids are not free there."""
    sha = hashlib.sha256(f"{telling.title}\n{telling.body}".encode()).hexdigest()[:16]
    return replace(telling, article_id=content_id("article", telling.url), content_sha256=sha)


def context(folder: Path, *, window_days: int = 40, batch_size: int = 100) -> RunContext:
    """Return the context of a warehouse at *folder*, with a window that holds all that a test has."""
    made = context_for(folder)
    settings = replace(
        made.settings, group=replace(made.settings.group, window_days=window_days, batch_size=batch_size)
    )
    return replace(made, settings=settings, clock=lambda: NOW)


def store(context: RunContext, tellings: Sequence[Telling]) -> None:
    """Store *tellings* (see `as_stored`) as articles, with their translations."""
    with context.warehouse.transaction("test: store") as tx:
        entries.save_articles(tx, [_article(one) for one in tellings], [], NOW, RUN_ID)
        made = [_translation(one) for one in tellings if one.pivot_lang]
        if made:
            translations.save_translations(tx, made)


def run(context: RunContext) -> RunReport:
    """Group what is new, as a run does."""
    report = RunReport(RUN_ID, "test", NOW)
    group(context, report)
    return report


def stories(context: RunContext) -> dict[str, str]:
    """Return the story of each article."""
    with context.warehouse.transaction("test: look") as tx:
        return dict(tx.run("SELECT article_id::VARCHAR, story_id::VARCHAR FROM core.story_member"))


def digest(story_of: Mapping[str, str]) -> str:
    """Return a name for which article is in which story."""
    return hashlib.sha256("\n".join(f"{one} {story_of[one]}" for one in sorted(story_of)).encode()).hexdigest()[:16]


def _article(told: Telling) -> Article:
    return Article(
        told.article_id, told.url, host_of(told.url), content_id("feed", told.publisher), told.url,
        page_id(content_id("page", told.url)), told.publisher, told.owner_group, told.title, told.title,
        told.body[:160], told.body, told.body, told.content_sha256, told.lang, 0.99, "told", told.published_at, "page",
        "full", n_words=len(told.body.split()), extractor_version="1", credits=told.credits, defects=told.defects,
        links=told.links,
    )  # fmt: skip


def _translation(told: Telling) -> Translation:
    return Translation(
        told.article_id, told.content_sha256, told.lang, told.pivot_lang or "", TranslationStatus.OK, "test", "1", NOW,
        told.pivot_title, told.pivot_body,
    )  # fmt: skip
