"""A sentence and its translation, read once for all the rules."""

import re
from dataclasses import dataclass
from functools import cached_property

from tasks.core.stories.words import concept_keys, fold
from tasks.core.translation.number_words import KNOWN

MAX_CHARS = 5_000  # a sentence beyond it is judged by length, repetition and copying alone, in bounded time
KEY_PREFIX = 4  # letters of a concept key that make two keys near

_WORD = re.compile(r"[^\W\d_]+")
_LETTER_OF_SEVERAL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")  # kana, hangul
_WORD_IN_ITSELF = re.compile(r"[\u3400-\u9fff]")  # Han
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


@dataclass(frozen=True)
class Side:
    """One of the two texts; what is derived from it is kept."""

    text: str
    lang: str  # primary subtag

    @cached_property
    def words(self) -> list[str]:
        """Its words in lower case, in order."""
        return _WORD.findall(self.text.lower())

    @cached_property
    def folded_words(self) -> frozenset[str]:
        """Its distinct words without accents."""
        return frozenset(self.words if self.text.isascii() else _WORD.findall(fold(self.text)))

    @cached_property
    def keys(self) -> list[str]:
        """Its concepts in order, comparable between French and English, numbers left out; empty elsewhere."""
        if self.lang not in KNOWN:
            return []
        found = concept_keys(self.text, self.lang)
        return [key for key in dict.fromkeys(found) if not key[0].isdigit()]

    @cached_property
    def key_set(self) -> frozenset[str]:
        """Its distinct concepts."""
        return frozenset(self.keys)

    @cached_property
    def key_beginnings(self) -> frozenset[str]:
        """How its concepts begin: "gouve" and "gover" are no match, "parle" and "parli" nearly one."""
        return frozenset(key[:KEY_PREFIX] for key in self.keys)

    @cached_property
    def is_latin(self) -> bool:
        """Whether it is mostly in Latin letters, so that names look alike."""
        return 2 * len(_LATIN.findall(self.text)) >= sum(map(len, self.words))

    @cached_property
    def weight(self) -> float:
        """Its length in Latin letters: a Chinese character says what about three of them do."""
        if self.text.isascii():
            return float(len(self.text))
        n_han, n_syllables = len(_WORD_IN_ITSELF.findall(self.text)), len(_LETTER_OF_SEVERAL.findall(self.text))
        return len(self.text) + 2.0 * n_han + n_syllables


@dataclass(frozen=True)
class Rendering:
    """A sentence of the source and what was made of it."""

    source: Side
    target: Side

    @cached_property
    def has_words_in_common(self) -> bool:
        """Whether a word list connects the two languages."""
        return frozenset({self.source.lang, self.target.lang}) == KNOWN

    @cached_property
    def is_long(self) -> bool:
        """Whether only the rules that take bounded time judge it."""
        return max(len(self.source.text), len(self.target.text)) > MAX_CHARS

    @cached_property
    def expansion(self) -> float:
        """How many characters of the target one of the source asks for, measured between French and English."""
        pair = (self.source.lang, self.target.lang)
        return (
            {("fr", "en"): 0.89, ("en", "fr"): 1.12}.get(pair, 1.0) * self.source.weight / max(len(self.source.text), 1)
        )
