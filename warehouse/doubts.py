"""Doubts: the sentences of translations not to trust, and what people say of translations."""

from collections.abc import Sequence

from warehouse.errors import WarehouseError
from warehouse.records import Translation, TranslationDecision
from warehouse.rows import as_row
from warehouse.store import Transaction

VERDICTS = ("right", "wrong")
KEY = ("article_id", "content_sha256", "target_lang")


def save_doubts(tx: Transaction, translations: Sequence[Translation]) -> None:
    """Store the doubtful sentences of *translations*, in place of those there were; call it once they are saved.

    Those of a translation that was refused, since there is more already, are not stored.
    """
    told = (*KEY, "status", "title", "body")
    rows = [{name: as_row(one)[name] for name in told} for one in translations]
    if not rows:
        return
    stands = {tuple(row[name] for name in KEY) for row in tx.rows("translations_as_given", rows=rows)}
    kept = [one for one in translations if (one.article_id, one.content_sha256, one.target_lang) in stands]
    if not kept:
        return
    keys = [{name: getattr(one, name) for name in KEY} for one in kept]
    tx.run_file("forget_doubts", rows=keys)
    sentences = [
        as_row(doubtful, **key) for one, key in zip(kept, keys, strict=True) for doubtful in one.doubtful_sentences
    ]
    tx.insert("INSERT INTO core.doubtful_sentence", sentences)


def decide_translation(tx: Transaction, decision: TranslationDecision) -> None:
    """Store that a person found a translation right or wrong; the last word counts, and no run undoes it.

    Raises:
        WarehouseError: the verdict is neither.
    """
    if decision.verdict not in VERDICTS:
        raise WarehouseError(f"verdict {decision.verdict!r}: a translation is right or wrong")
    tx.run_file("merge_translation_decision", rows=[as_row(decision)])
