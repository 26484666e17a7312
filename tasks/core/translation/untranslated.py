"""Whether a translation is still in the language of its source."""

from tasks.core.language_words import COMMON_WORDS
from tasks.core.translation.faults import Fault, Flag, quoted
from tasks.core.translation.sides import Rendering

MAX_WORDS = 4_000  # of a text that are looked at
COPIED = 0.8  # share of its words that stand in the source
FOREIGN = 3  # common words of the source's language: a title left as it is has fewer


def untranslated_flag(rendering: Rendering) -> Flag | None:
    """Return a flag where the target is the source's words or in its language; names alone are left as they are.

    >>> from tasks.core.translation.sides import Side
    >>> left = Side("Le conseil a voté.", "fr")
    >>> untranslated_flag(Rendering(left, Side(left.text, "en"))).fault.value
    'untranslated'
    >>> untranslated_flag(Rendering(Side("Nelson Mandela", "fr"), Side("Nelson Mandela", "en")))
    """
    source, target = rendering.source, rendering.target
    words = target.words[:MAX_WORDS]
    if not words or source.lang == target.lang:
        return None
    theirs, ours = COMMON_WORDS.get(source.lang, frozenset()), COMMON_WORDS.get(target.lang, frozenset())
    n_theirs = sum(word in theirs and word not in ours for word in words)
    said = set(source.words)
    n_ours = sum(word in ours and word not in theirs and word not in said for word in words)
    is_copy = sum(word in said for word in words) >= COPIED * len(words) and n_theirs >= n_ours
    if (n_theirs >= FOREIGN and n_theirs > n_ours) or (is_copy and (n_theirs > 0 or _has_plain_words(rendering))):
        return Flag(Fault.UNTRANSLATED, f"words of {target.lang}", f"{source.lang}: {quoted(target.text)}")
    return None


def _has_plain_words(rendering: Rendering) -> bool:
    """Return whether the target holds a word that is no name: of three letters and more, not capitalised."""
    text = rendering.target.text
    found = (word.strip("«»“”\"'(),.:;!?…") for word in text[: 40 * MAX_WORDS].split())
    return any(len(word) > 2 and word.isalpha() and word == word.lower() for word in found)  # noqa: PLR2004
