"""Doubts: which sentences of a translation not to trust, and what a person says of a translation."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DoubtfulSentence:
    """A translated sentence with what is wrong with it, as a rule or the model says."""

    field: str  # title | body
    position: int  # in the field, from 0
    source: str
    target: str
    faults: tuple[str, ...]  # as in `tasks/core/translation/faults.py`
    reasons: tuple[str, ...]  # one a fault: what was expected, what is there
    token_score: float | None = None  # mean log-probability of its tokens


@dataclass(frozen=True, slots=True)
class TranslationDecision:
    """What a person decided about the translation of a content: it stands, whatever translates that content anew."""

    article_id: str
    content_sha256: str
    target_lang: str
    verdict: str  # right | wrong
    decided_by: str
    decided_at: datetime
    note: str = ""
