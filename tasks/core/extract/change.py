"""What became of an article between two readings: a new headline, a touch, a rewrite, or a correction it admits."""

import re
from collections import Counter
from typing import NamedTuple

MINOR_SHARE = 0.05  # of the words of both texts, changed: a typo, a name, a figure; not a new paragraph
MAX_LINE_CHARS = 160  # of a correction, quoted as the reason

_WORD = re.compile(r"\w+")
_CORRECTION = re.compile(
    r"\b(?:corrections?|corrected|clarification|erratum|correctif|rectificatif|rectification)\s*[:—–-]"
    r"|\ban earlier version of this (?:article|story)\b"
    r"|\bthis (?:article|story) (?:has been|was) (?:corrected|amended)\b"
    r"|\bune (?:première|précédente) version de cet article\b|\bcet article a été (?:corrigé|modifié|rectifié)\b",
    re.IGNORECASE,
)


class Change(NamedTuple):
    """How one version of an article differs from the one before."""

    kind: str  # title_only | minor | major | correction
    reason: str


def classify_change(*, old_title: str, old_body: str, title: str, body: str) -> Change:
    """Return what changed between two contents of one article, of which at least one of title and body differs.

    A correction is one the new text admits and the old one does not, whatever its size: it is what a reader of the old
    text must be told.
    """
    notice = _CORRECTION.search(body)
    if notice and notice[0].lower() not in old_body.lower():
        return Change("correction", f"it says: {_line_around(body, notice.start())!r}")
    if body == old_body:
        return Change("title_only", f"{old_title!r} became {title!r}")
    old, new = Counter(_WORD.findall(old_body.lower())), Counter(_WORD.findall(body.lower()))
    n_changed, n_words = ((old - new) | (new - old)).total(), max(old.total(), new.total(), 1)
    share = n_changed / n_words
    return Change("minor" if share <= MINOR_SHARE else "major", f"{n_changed} of {n_words} words")


def _line_around(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    return line if len(line) <= MAX_LINE_CHARS else line[:MAX_LINE_CHARS] + "…"
