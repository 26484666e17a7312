"""Doubts: the sentences of translations not to trust, and what people say of translations."""

from collections.abc import Sequence

from warehouse.errors import WarehouseError
from warehouse.records import Translation, TranslationDecision
from warehouse.rows import as_record, as_row
from warehouse.store import Transaction

VERDICTS = ("right", "wrong")
KEY = ("article_id", "content_sha256", "target_lang")


def save_doubts(tx: Transaction, translations: Sequence[Translation], *, stand: Sequence[Translation] = ()) -> None:
    """Store the doubtful sentences of *translations*, in place of those there were; call it once they are saved.

    Those of a translation that was refused, since there is more already, are not stored.

    Args:
        tx: the transaction.
        translations: as they were given.
        stand: those of them that cannot have been refused: there was none before.
    """
    stands = {_key(one) for one in stand}
    told = (*KEY, "status", "title", "body")
    rows = [{name: as_row(one)[name] for name in told} for one in translations if _key(one) not in stands]
    if rows:
        stands |= {tuple(row[name] for name in KEY) for row in tx.rows("translations_as_given", rows=rows)}
    kept = [one for one in translations if _key(one) in stands]
    if not kept:
        return
    keys = [{name: getattr(one, name) for name in KEY} for one in kept]
    tx.run_file("forget_doubts", rows=keys)
    sentences = [
        as_row(doubtful, **key) for one, key in zip(kept, keys, strict=True) for doubtful in one.doubtful_sentences
    ]
    tx.insert("INSERT INTO core.doubtful_sentence", sentences)


def _key(one: Translation) -> tuple[str, str, str]:
    return one.article_id, one.content_sha256, one.target_lang


def decide_translation(tx: Transaction, decision: TranslationDecision) -> bool:
    """Store that a person found a translation right or wrong; the last word counts, and no run undoes it.

    Returns:
        whether anything changed: the same word again changes nothing.

    Raises:
        WarehouseError: the verdict is neither.
    """
    if decision.verdict not in VERDICTS:
        raise WarehouseError(f"verdict {decision.verdict!r}: a translation is right or wrong")
    about = (decision.content_sha256, decision.target_lang, decision.verdict)
    stored = translation_decisions(tx, decision.article_id)
    if any((one.content_sha256, one.target_lang, one.verdict) == about for one in stored):
        return False
    tx.run_file("merge_translation_decision", rows=[as_row(decision)])
    return True


def translation_decisions(tx: Transaction, article_id: str) -> list[TranslationDecision]:
    """Return what people said of the translations of an article, oldest first."""
    rows = tx.rows("translation_decisions", article_id=article_id)
    return [as_record(TranslationDecision, row) for row in rows]


def undecide_translation(tx: Transaction, article_id: str) -> None:
    """Forget what people said of the translations of an article: the rules say again which are doubtful."""
    tx.run_file("forget_translation_decisions", article_id=article_id)
