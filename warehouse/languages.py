"""What a person says about the language of an article: the last word, whatever is read or found later."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from warehouse.queue import GROUP, TRANSLATE, WATCH, enqueue
from warehouse.records import Article, Override
from warehouse.rows import as_row
from warehouse.search import index_texts
from warehouse.store import Transaction


class Found(Protocol):
    """What was found in a text."""

    @property
    def lang(self) -> str:
        """Return the language, a BCP 47 tag."""
        ...

    @property
    def confidence(self) -> float:
        """Return how sure that is, 0 to 1."""
        ...

    @property
    def reason(self) -> str:
        """Return what it was told by."""
        ...


def decide_language(tx: Transaction, override: Override) -> bool:
    """Store that an article is in `override.lang`, and let all that came of another language be made anew.

    Translations from that other language go, the article is searched under its new one, and waits for translation and
    grouping again. A later word replaces an earlier one; the same word again changes nothing.

    Returns:
        whether anything changed.
    """
    ids = [override.article_id]
    if any(lang == override.lang for _, lang, _ in tx.run_file("language_decisions", ids=ids)):
        return False
    rows = [as_row(override)]
    tx.run_file("forget_language_decision", ids=ids)
    tx.run_file("insert_override", rows=rows)
    tx.run_file("set_language", rows=rows)
    _make_anew(tx, ids)
    return True


def undecide_language(
    tx: Transaction, article_id: str, find: Callable[[str, str | None, str | None], Found], now: datetime
) -> None:
    """Forget what a person said of the language of an article, which is in the language found in its text again.

    Args:
        tx: the transaction.
        article_id: the article.
        find: says what is found in a text (title and body), given what its page and its feed declare.
        now: when.
    """
    tx.run_file("forget_language_decision", ids=[article_id])
    for row in tx.rows("declared_languages", article_id=article_id):
        found = find(f"{row['title']}\n\n{row['body']}", row["page_lang"], row["feed_lang"])
        told = {"lang": found.lang, "confidence": found.confidence, "reason": found.reason}
        tx.run_file("find_language", article_id=article_id, now=now, **told)
        _make_anew(tx, [article_id])


def _make_anew(tx: Transaction, ids: list[str]) -> None:
    """Let all that came of the language that articles had before be made anew."""
    for name in ("forget_translations", "forget_lost_doubts", "forget_pairs", "regroup", "forget_articles"):
        tx.run_file(name, ids=ids)
    index_texts(tx, tx.rows("texts_of_newest", ids=ids))
    index_texts(tx, tx.rows("translations_of_newest", ids=ids))
    enqueue(tx, ids, TRANSLATE, GROUP, WATCH)


def as_decided(tx: Transaction, articles: Sequence[Article]) -> list[Article]:
    """Return *articles* in the languages that people said they are in; what was found stays in the reason."""
    ids = sorted({article.article_id for article in articles})
    decided = {article_id: said for article_id, *said in (tx.run_file("language_decisions", ids=ids) if ids else ())}
    return [
        article
        if (said := decided.get(article.article_id)) is None
        else replace(
            article, lang=said[0], lang_confidence=1.0, lang_reason=f"decided by {said[1]}; {article.lang_reason}"
        )
        for article in articles
    ]
