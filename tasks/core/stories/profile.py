"""A telling prepared for comparison: its sentences, words, word sequences and anchors, read once."""

import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from tasks.core.sentences import split_paragraphs, split_sentences
from tasks.core.stories.words import concept_keys, fold, plain_words
from warehouse.records import Telling

GRAM = 5  # words: the sequence length of the shingle literature (Broder 1997) and of our measurements
MIN_SENTENCE_KEYS = 3  # shorter ones ("No comment.") match anything
SAMPLE = 8  # one shingle in eight is enough to find candidates (recall .999)
SHORT_WORDS = 400  # below it all shingles are kept
BACKGROUND_ARTICLES = 300  # imagined: in a window of four articles, a story told three times is no common word
BOILERPLATE_ARTICLES = 3  # a paragraph seen in this many articles of a host is furniture

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
    is_french: bool
    sentences: tuple[Sentence, ...]
    keys: Counter[str]
    grams: frozenset[int]
    sample: frozenset[int]  # of the grams: what candidates are found by
    anchors: frozenset[str]  # numbers and names: spelled alike in both languages
    n_words: int

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
    """Return a profile for each of *tellings*, in order; paragraphs that a host repeats, and credit lines, left out."""
    seen: Counter[tuple[str, str]] = Counter()
    paragraphs = {telling.article_id: split_paragraphs(telling.body) for telling in tellings}
    for telling in tellings:
        seen.update({(telling.publisher, fold(paragraph)) for paragraph in paragraphs[telling.article_id]})
    return [
        _profile(
            telling,
            [
                paragraph
                for paragraph in paragraphs[telling.article_id]
                if seen[telling.publisher, fold(paragraph)] < BOILERPLATE_ARTICLES
                and not any(paragraph.strip() in credit.quote for credit in telling.credits)
            ]
            or paragraphs[telling.article_id],
        )
        for telling in tellings
    ]


def _profile(telling: Telling, paragraphs: Sequence[str]) -> Profile:
    is_french = primary(telling.lang) == "fr"
    pivot = _pivot_keys(telling)
    texts = [(paragraph, sentence) for paragraph in paragraphs for sentence in split_sentences(paragraph)]
    found = [
        Sentence(text, _keys(text, pivot.get((paragraph, text), ()), is_french=is_french)) for paragraph, text in texts
    ]
    headline = Sentence(telling.title, _keys(telling.title, _pivot_headline(telling), is_french=is_french))
    sentences = tuple(one for one in (headline, *found) if len(set(one.keys)) >= MIN_SENTENCE_KEYS)
    keys = Counter(key for sentence in sentences for key in sentence.keys)
    if telling.pivot_body and not pivot:
        keys.update(concept_keys(telling.pivot_body, is_french=telling.pivot_lang == "fr"))
    words = plain_words("\n\n".join(paragraphs))
    grams = grams_of(words)
    sample = grams if len(words) < SHORT_WORDS else frozenset(gram for gram in grams if gram % SAMPLE == 0)
    return Profile(telling, is_french, sentences, keys, grams, sample, _anchors(paragraphs, words), len(words))


def _keys(text: str, pivot: Sequence[str], *, is_french: bool) -> tuple[str, ...]:
    """Return the concepts of a sentence: what its own words say, and what its translation adds."""
    own = concept_keys(text, is_french=is_french)
    return (*own, *(key for key in dict.fromkeys(pivot) if key not in own))


def _pivot_headline(telling: Telling) -> list[str]:
    """Return the concepts of the translated title, which some translations give as their first paragraph."""
    theirs = split_paragraphs(telling.pivot_body)
    headed = theirs[0] if _is_headed(split_paragraphs(telling.body), theirs, telling) else ""
    return concept_keys(telling.pivot_title or headed, is_french=telling.pivot_lang == "fr")


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
            keys = concept_keys(sentence, is_french=telling.pivot_lang == "fr")
            found.setdefault((paragraph, sentences[place]), []).extend(keys)
    return found


def grams_of(words: Sequence[str]) -> frozenset[int]:
    """Return the hashed sequences of `GRAM` words in *words*; of fewer words, their one sequence."""
    n_grams = max(1, len(words) - GRAM + 1)
    return frozenset(_hash(words[at : at + GRAM]) for at in range(n_grams)) if words else frozenset()


def _hash(words: Sequence[str]) -> int:
    return zlib.crc32(" ".join(words).encode())


def _anchors(paragraphs: Sequence[str], words: Sequence[str]) -> frozenset[str]:
    numbers = {word for word in words if _NUMBER.search(word) and len(word) > 1}
    names = {fold(name)[:6] for paragraph in paragraphs for name in _NAME.findall(paragraph)}
    return frozenset(numbers | names)


@dataclass(frozen=True, slots=True)
class Weights:
    """How telling each concept is in this window: the rarer, the more (inverse document frequency)."""

    idf: Mapping[str, float]
    unseen: float

    def of(self, key: str) -> float:
        """Return the weight of *key*."""
        return self.idf.get(key, self.unseen)


def weights_of(profiles: Sequence[Profile]) -> Weights:
    """Return the weights of the concepts in *profiles*."""
    documents = Counter(key for profile in profiles for key in profile.keys)
    n = len(profiles) + BACKGROUND_ARTICLES
    return Weights({key: log(n / (count + 0.5)) for key, count in documents.items()}, log(n / 0.5))


def unit_vector(keys: Sequence[str] | Counter[str], weights: Weights) -> dict[str, float]:
    """Return *keys* weighted, of length 1; empty for no keys."""
    counts = keys if isinstance(keys, Counter) else Counter(keys)
    raw = {key: (1 + log(count)) * weights.of(key) for key, count in counts.items()}
    norm = sqrt(sum(value * value for value in raw.values()))
    return {key: value / norm for key, value in raw.items()} if norm else {}
