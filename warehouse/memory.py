"""The translation memory: sentences that were translated, each way once.

Met by hash, a batch at a time; written in the transaction that writes the translations they were made for. A method (an
engine, its package and version, its settings) never meets what another made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from warehouse.records import Method, SentenceTranslation
from warehouse.rows import as_record, as_row
from warehouse.store import Transaction


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where in the memory sentences of one language pair and one method lie."""

    source_lang: str  # primary subtags
    target_lang: str
    method: Method


def recall_sentences(tx: Transaction, shelf: Shelf, hashes: Iterable[str]) -> dict[str, SentenceTranslation]:
    """Return those of the sentences that were translated before, by *hashes* (128 bits, as UUIDs)."""
    asked = sorted(set(hashes))
    rows = tx.rows("recall_sentences", hashes=asked, **_key(shelf)) if asked else []
    return {str(row["sentence_hash"]): as_record(SentenceTranslation, row) for row in rows}


def remember_sentences(
    tx: Transaction, shelf: Shelf, sentences: Mapping[str, SentenceTranslation], now: datetime
) -> None:
    """Keep *sentences*, by hash; those that are there already are left as they are."""
    rows = [as_row(one, sentence_hash=key, **_key(shelf)) for key, one in sorted(sentences.items())]
    if rows:
        tx.run_file("remember_sentences", rows=rows, day=now.date())


def forget_sentences(tx: Transaction, before: date) -> int:
    """Forget the sentences translated *before* a day, whatever they served since; return how many there were."""
    [(n,)] = tx.run_file("forget_sentences", before=before)
    return n


def _key(shelf: Shelf) -> dict[str, str]:
    method = shelf.method
    return {
        "source_lang": shelf.source_lang,
        "target_lang": shelf.target_lang,
        "engine_version": method.engine_version,
        "engine_settings": method.engine_settings,
    }
