"""Translations: which articles want one, which are made, which wait for a model."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from warehouse.doubts import save_doubts
from warehouse.queue import GROUP, WATCH, enqueue
from warehouse.records import Method, Translation, TranslationStatus
from warehouse.rows import Row, as_record, as_row, plain, without
from warehouse.search import index_texts, index_texts_anew
from warehouse.store import Transaction

SEARCHABLE = {TranslationStatus.OK, TranslationStatus.LEAD_ONLY}  # a lead is, once the body is there


@dataclass(frozen=True, slots=True)
class TranslationWork:
    """An article to be translated: the newest content of a foreign one, without its text."""

    article_id: str
    version: int
    content_sha256: str
    lang: str
    title: str
    published_on: date  # the day it is filed under
    status: str | None  # of the translation that is there; None: there is none


def articles_to_translate(
    tx: Transaction, target_lang: str, ready: Mapping[str, Method], *, is_renewing: bool = False
) -> list[TranslationWork]:
    """Return the foreign articles whose newest content has no translation, or not all of it, oldest first.

    An article that waits for a model comes again only when its language is ready.

    Args:
        tx: the transaction.
        target_lang: the language to translate into.
        ready: how each source language (primary subtag) is translated into *target_lang*.
        is_renewing: whether those among what waits come too that were translated another way than *ready* says.
    """
    methods = json.dumps([{"lang": lang, **asdict(method)} for lang, method in ready.items()])  # may be none: no shape
    tx.run_file("find_untranslated", target_lang=target_lang, ready=methods)
    rows = tx.rows("articles_to_translate", is_renewing=is_renewing)
    tx.run_file("dequeue_translated")
    return [as_record(TranslationWork, row) for row in rows]


def bodies_to_translate(tx: Transaction, works: Sequence[TranslationWork]) -> dict[str, str]:
    """Return the texts of *works* by article."""
    if not works:
        return {}
    keys = [{name: getattr(work, name) for name in ("article_id", "version", "published_on")} for work in works]
    return dict(tx.run_file("bodies_to_translate", rows=keys))


def save_translations(tx: Transaction, translations: Sequence[Translation]) -> list[Translation]:
    """Store *translations*, one a content and target language; none is replaced by less than it is.

    While one was made the article may have got another text, or a person said that it is in another language: then it
    is not stored, and the article waits for one of what it is now, as whoever changed it left it.

    Returns:
        those of contents and languages that articles have now, whether there was more of them already or not.
    """
    newest = {(one.article_id, one.content_sha256, one.target_lang): one for one in translations}
    head_of = _heads(tx, list(newest.values()))
    current = [one for one in newest.values() if _source(one) in head_of]
    if not current:
        return []
    made = [one for one in current if one.status in SEARCHABLE]
    made_before = _made_before(tx, made)
    tx.run_file("merge_translations", rows=[without(as_row(one), "doubtful_sentences") for one in current])
    # Where there was none of the article, it stands as it was given.
    save_doubts(tx, current, stand=[one for one in made if one.article_id not in made_before])
    enqueue(tx, (one.article_id for one in current if one.status is not TranslationStatus.LEAD), GROUP, WATCH)
    _index(tx, [_searchable(head_of[_source(one)], one) for one in made], made_before)
    return current


def _source(one: Translation) -> tuple[str, str, str]:
    """Return what was translated: the article, its content, and the language that it was taken to be in."""
    return one.article_id, one.content_sha256, one.source_lang


def _heads(tx: Transaction, translations: Sequence[Translation]) -> dict[tuple[str, str, str], Row]:
    """Return the heads of the articles that still are what *translations* were made from, by that."""
    rows = [
        {"article_id": one.article_id, "sha": one.content_sha256, "source_lang": one.source_lang}
        for one in translations
    ]
    found = tx.rows("translated_heads", rows=rows) if rows else []
    return {(row["article_id"], row.pop("content_sha256"), row.pop("source_lang")): row for row in found}


def _made_before(tx: Transaction, made: Sequence[Translation]) -> set[str]:
    """Return the articles among those of *made* that had a translation: their search documents may be replaced."""
    ids_of: defaultdict[str, list[str]] = defaultdict(list)
    for one in made:
        ids_of[one.target_lang].append(one.article_id)
    found = [tx.run_file("made_translations", ids=ids, target_lang=lang) for lang, ids in ids_of.items()]
    return {article_id for rows in found for (article_id,) in rows}


def _index(tx: Transaction, texts: Sequence[Row], made_before: set[str]) -> None:
    """Make translations searchable, in place of those there were."""
    index_texts_anew(tx, [text for text in texts if text["article_id"] in made_before])
    index_texts(tx, [text for text in texts if text["article_id"] not in made_before])


def _searchable(head: Row, translation: Translation) -> Row:
    shown = {"title": translation.title, "body": translation.body, "text_lang": translation.target_lang}
    return plain({**head, **shown})


def waiting_pairs(tx: Transaction) -> dict[str, int]:
    """Return how many articles wait for a model, by "source → target"; of some there is the gist already."""
    return dict(tx.run_file("waiting_pairs"))
