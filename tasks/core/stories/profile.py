"""A telling prepared for comparison: its sentences, words, word sequences and anchors, read once."""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log, sqrt

from tasks.core.sentences import split_paragraphs, split_sentences
from tasks.core.stories.folding import fold
from tasks.core.stories.rarity import TELLING_FROM, weight_of
from tasks.core.stories.words import concept_keys, plain_words
from warehouse.records import Telling

GRAM = 5  # words: the sequence length of the shingle literature (Broder 1997) and of our measurements
MIN_SENTENCE_KEYS = 3  # shorter ones ("No comment.") match anything
SAMPLE = 8  # one shingle in eight is enough to find candidates (recall .999)
SHORT_WORDS = 400  # below it all shingles are kept
MAX_MARKS = 192  # of a long text, the lowest by hash: the same ones in every text that has them
BOILERPLATE_ARTICLES = 3  # a paragraph seen in this many articles of a host is furniture
# Different words over the root of all words (Guiraud 1954). Of 3,828 texts of the press the least has 4.5, a list of
# exercises, the next 4.8; text that is filled in, counted off or drawn from a few words has 2.
VARIED, VARIED_FROM_WORDS = 3.0, 50

_NAME = re.compile(r"(?<=[a-zà-ÿ,;:’'] )[A-ZÀ-Þ][\w’'-]{2,}")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as quoted, and as compared."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a telling is compared."""

    telling: Telling
    sentences: tuple[Sentence, ...]
    keys: Counter[str]
    grams: frozenset[int]
    sample: frozenset[int]  # of the grams: what candidates are found by
    marks: frozenset[int]  # its telling concepts, hashed: what candidates in any language are found by; see `is_varied`
    anchors: frozenset[str]  # numbers and names: spelled alike in both languages
    n_words: int
    is_varied: bool  # as prose is

    @property
    def language(self) -> str:
        """Return the primary language subtag."""
        return primary(self.telling.lang)


def primary(lang: str) -> str:
    """Return the first part of a language tag: regional variants of a language are read as one.

    >>> primary("fr-CA")
    'fr'
    """
    return lang.partition("-")[0].lower()


def profiles_of(tellings: Sequence[Telling]) -> list[Profile]:
    """Return a profile for each of *tellings*, in order; what their hosts repeat among them left out."""
    furniture = furniture_of(tellings)
    return [profile_of(telling, furniture) for telling in tellings]


def furniture_of(tellings: Iterable[Telling]) -> frozenset[int]:
    """Return the paragraphs, as `paragraph_hashes` names them, that an outlet repeats from article to article."""
    seen = Counter(one for telling in tellings for one in set(paragraph_hashes(telling)))
    return frozenset(one for one, count in seen.items() if count >= BOILERPLATE_ARTICLES)


def paragraph_hashes(telling: Telling) -> list[int]:
    """Return a number for each paragraph of *telling*, in order: the same for the same text of the same outlet."""
    outlet = fold(telling.publisher)
    return [zlib.crc32(f"{outlet} {fold(paragraph)}".encode()) for paragraph in split_paragraphs(telling.body)]


def profile_of(telling: Telling, furniture: AbstractSet[int]) -> Profile:
    """Return the profile of *telling*, without its credit lines and what *furniture* says its outlet repeats."""
    paragraphs = split_paragraphs(telling.body)
    own = [
        paragraph
        for paragraph, hashed in zip(paragraphs, paragraph_hashes(telling), strict=True)
        if hashed not in furniture and not any(paragraph.strip() in credit.quote for credit in telling.credits)
    ]
    return _profile(telling, own or paragraphs)


def _profile(telling: Telling, paragraphs: Sequence[str]) -> Profile:
    lang = primary(telling.lang)
    pivot = _pivot_keys(telling)
    texts = [(paragraph, sentence) for paragraph in paragraphs for sentence in split_sentences(paragraph)]
    found = [Sentence(text, _keys(text, pivot.get((paragraph, text), ()), lang)) for paragraph, text in texts]
    headline = Sentence(telling.title, _keys(telling.title, _pivot_headline(telling), lang))
    sentences = tuple(one for one in (headline, *found) if len(set(one.keys)) >= MIN_SENTENCE_KEYS)
    keys = Counter(key for sentence in sentences for key in sentence.keys)
    if telling.pivot_body and not pivot:
        keys.update(concept_keys(telling.pivot_body, primary(telling.pivot_lang or "")))
    words = plain_words("\n\n".join(paragraphs))
    grams = grams_of(words)
    sample = grams if len(words) < SHORT_WORDS else frozenset(gram for gram in grams if gram % SAMPLE == 0)
    varied = is_varied(words)
    marks = _marks(keys) if varied else frozenset[int]()
    return Profile(telling, sentences, keys, grams, sample, marks, _anchors(paragraphs, words), len(words), varied)


def is_varied(words: Sequence[str]) -> bool:
    """Say whether *words* are as varied as those of any report: then which words they are says what it is about.

    A text of a few words over and over has them in common with all of its kind, thousands of them, and is told apart
    from none by what the comparison learned of prose. It is known by its word sequences and its credits alone.

    >>> is_varied(["rain", "in", "the", "north"] * 20), is_varied(["rain", "in", "the", "north"])
    (False, True)
    """
    return len(words) < VARIED_FROM_WORDS or len(set(words)) >= VARIED * sqrt(len(words))


def _keys(text: str, pivot: Sequence[str], lang: str) -> tuple[str, ...]:
    """Return the concepts of a sentence: what its own words say, and what its translation adds."""
    own = concept_keys(text, lang)
    return (*own, *(key for key in dict.fromkeys(pivot) if key not in own))


def _pivot_headline(telling: Telling) -> list[str]:
    """Return the concepts of the translated title, which some translations give as their first paragraph."""
    theirs = split_paragraphs(telling.pivot_body)
    headed = theirs[0] if _is_headed(split_paragraphs(telling.body), theirs, telling) else ""
    return concept_keys(telling.pivot_title or headed, primary(telling.pivot_lang or ""))


def _is_headed(ours: Sequence[str], theirs: Sequence[str], telling: Telling) -> bool:
    return len(theirs) == len(ours) + 1 and not telling.pivot_title


def _pivot_keys(telling: Telling) -> dict[tuple[str, str], list[str]]:
    """Return the concepts of the translation by (paragraph, sentence) of the text; nothing when the two do not line up.

    A translation keeps its paragraphs. Within one, a sentence takes the translated sentences that stand where it does.
    """
    ours, theirs = split_paragraphs(telling.body), split_paragraphs(telling.pivot_body)
    if _is_headed(ours, theirs, telling):
        theirs = theirs[1:]
    if not theirs or len(ours) != len(theirs):
        return {}
    found: dict[tuple[str, str], list[str]] = {}
    for paragraph, translated in zip(ours, theirs, strict=True):
        sentences, there = split_sentences(paragraph), split_sentences(translated)
        for number, sentence in enumerate(there):
            place = number * len(sentences) // len(there)
            keys = concept_keys(sentence, primary(telling.pivot_lang or ""))
            found.setdefault((paragraph, sentences[place]), []).extend(keys)
    return found


def grams_of(words: Sequence[str]) -> frozenset[int]:
    """Return the hashed sequences of `GRAM` words in *words*; of fewer words, their one sequence."""
    n_grams = max(1, len(words) - GRAM + 1)
    return frozenset(_hash(words[at : at + GRAM]) for at in range(n_grams)) if words else frozenset()


def _hash(words: Sequence[str]) -> int:
    return zlib.crc32(" ".join(words).encode())


def _marks(keys: Iterable[str]) -> frozenset[int]:
    return frozenset(sorted(zlib.crc32(key.encode()) for key in keys if weight_of(key) >= TELLING_FROM)[:MAX_MARKS])


def _anchors(paragraphs: Sequence[str], words: Sequence[str]) -> frozenset[str]:
    numbers = {word for word in words if _NUMBER.search(word) and len(word) > 1}
    names = {fold(name)[:6] for paragraph in paragraphs for name in _NAME.findall(paragraph)}
    return frozenset(numbers | names)


def unit_vector(keys: Sequence[str] | Counter[str]) -> dict[str, float]:
    """Return *keys* weighted, of length 1; empty for no keys."""
    counts = keys if isinstance(keys, Counter) else Counter(keys)
    raw = {key: (1 + log(count)) * weight_of(key) for key, count in counts.items()}
    norm = sqrt(sum(value * value for value in raw.values()))
    return {key: value / norm for key, value in raw.items()} if norm else {}
