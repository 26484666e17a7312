"""Whether the names of a sentence are those of its source."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

from tasks.core.stories.words import KEY_CHARS, concept_keys, fold
from tasks.core.translation.faults import Fault, Flag, listed
from tasks.core.translation.sides import Rendering, Side

PREFIX = 3  # letters by which a name is known again: Moscou, Moscow
ALIKE = 0.6  # of difflib's ratio: Iouri and Yuri are .67
NOUNS_AS_NAMES = frozenset({"de", "lb"})  # languages that capitalise every noun
MAX_NAMES = 12  # of a sentence that are looked for

_NAME = re.compile(
    r"""(?:(?<=[^\W_][\s,’'(-])|(?<=[,;»”]\s))[A-ZÀ-Þ][^\W\d_]*[a-zß-ÿ][^\W\d_]*""", re.VERBOSE
)  # capitalised, after a word: at the beginning of a sentence any word is


@dataclass(frozen=True, slots=True)
class NameMismatch:
    """Names of the source that the target lacks, names it has from nowhere, and how many both have."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    n_shared: int


def compare_names(rendering: Rendering) -> NameMismatch:
    """Return where the names of a sentence and its translation disagree; nothing where they are not in one script.

    Words that the word lists know are no names: a Ministère may become a Department.

    >>> source = Side("Hier, Iouri Potemkine a vu Anne à Londres.", "fr")
    >>> compare_names(Rendering(source, Side("Yesterday Yuri Potemkin saw Carol in London.", "en")))
    NameMismatch(missing=('Anne',), extra=('Carol',), n_shared=3)
    """
    source, target = rendering.source, rendering.target
    if not (source.is_latin and target.is_latin):
        return NameMismatch((), (), 0)
    ours, theirs = _names(source), _names(target)
    if not ours and not theirs:
        return NameMismatch((), (), 0)
    missing, n_found = _lacking(ours, target, source, rendering)
    extra, _ = _lacking(theirs, source, target, rendering)
    return NameMismatch(missing, extra, n_found)


def _names(side: Side) -> list[str]:
    if side.lang in NOUNS_AS_NAMES:
        return []
    return [name for name in dict.fromkeys(_NAME.findall(side.text)) if len(name) >= PREFIX][:MAX_NAMES]


def _lacking(names: Iterable[str], other: Side, side: Side, rendering: Rendering) -> tuple[tuple[str, ...], int]:
    """Return those of *names* that *other* does not have, and how many it has."""
    beginnings = {word[:PREFIX] for word in other.folded_words}
    lacking: list[str] = []
    n_found = 0
    for name in names:
        folded = fold(name)
        if folded[:PREFIX] in beginnings or _is_spelled_alike(folded, other.folded_words):
            n_found += 1
        elif not (rendering.has_words_in_common and _is_word(folded, side.lang, other)):
            lacking.append(name)
    return tuple(lacking), n_found


def _is_spelled_alike(name: str, words: Iterable[str]) -> bool:
    matcher = SequenceMatcher(None, "", name, autojunk=False)  # it reads its second text once
    for word in words:
        if 2 * min(len(name), len(word)) >= ALIKE * (len(name) + len(word)):
            matcher.set_seq1(word)
            if matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
                return True
    return False


def _is_word(folded: str, lang: str, other: Side) -> bool:
    """Return whether a name is a word that French and English spell apart, or one that the other text renders."""
    french, english = _exonyms()
    if folded in french if lang == "fr" else folded.startswith(english):
        return True
    keys = concept_keys(folded, lang)
    is_in_word_list = lang == "fr" and keys != [folded[:KEY_CHARS]]
    return not keys or is_in_word_list or any(key in other.key_set for key in keys)


@cache
def _exonyms() -> tuple[frozenset[str], tuple[str, ...]]:
    french: set[str] = set()
    english: set[str] = set()
    text = files("tasks.core.translation").joinpath("exonyms.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            ours, theirs = line.split("|")
            french.update(ours.split())
            english.update(theirs.split())
    return frozenset(french), tuple(sorted(english))


def names_flag(mismatch: NameMismatch) -> Flag | None:
    """Return a flag where two names are missing, or one is and another came from nowhere.

    One alone is no fault: translators write "the president" for a name, and a name for "he".
    """
    missing, extra = mismatch.missing, mismatch.extra
    if not missing or (len(missing) == 1 and not extra):
        return None
    found = f"none like them, but {listed([*extra])}" if extra else "none like them"
    return Flag(Fault.NAMES, listed([*missing]), found)
