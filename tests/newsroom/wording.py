"""Texts drawn like language: by Zipf's law from a vocabulary of thousands of words, the commonest of them real ones.

Of real press (632 pages of 25 languages) the median text has 900 words, 414 of them different, in 27 paragraphs. An
article here is drawn to such a length, and has a few names of its own that come again and again, as real ones have.
"""

import itertools
import math
import random
from bisect import bisect
from functools import cache

from tasks.core.stories.commonest import commonest_words

N_WORDS = 30_000
EXPONENT = 1.10  # gives 900 drawn words about 414 different ones, names and numbers included
OWN_NAMES, OWN_SHARE = 12, 0.05  # names of an article, and their share of its words
ONSETS = {"en": "b br ch d f gr h l m n p r s st t th w", "fr": "b ch d f g j l m n p pr qu r s t tr v"}
RIMES = {"en": "a ea en er i in o or u", "fr": "a ai an e é eu i on ou"}
MEDIAN_WORDS, SPREAD = 885, 0.877  # of a text; half of the real ones have 502 to 1,639
LEAST_WORDS, MOST_WORDS = 150, 4_000
SENTENCES_A_PARAGRAPH = (1, 3)
WORDS_A_SENTENCE = (9, 26)
TITLE_FROM = 40  # titles are drawn from behind the words of any text


@cache
def vocabulary(language: str) -> tuple[list[str], list[float]]:
    """Return the words of *language*, the commonest first, and their cumulative weights."""
    chance = random.Random(f"words:{language}")
    found = dict.fromkeys(commonest_words(language))
    syllables = list(map("".join, itertools.product(ONSETS[language].split(), RIMES[language].split())))
    while len(found) < N_WORDS:
        found["".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 4))))] = None
    weights = itertools.accumulate(1 / rank**EXPONENT for rank in range(1, N_WORDS + 1))
    return list(found), list(weights)


def title(chance: random.Random, language: str) -> str:
    """Return a headline of 5 to 9 words."""
    words, weights = vocabulary(language)
    n, before = chance.randint(5, 9), weights[TITLE_FROM]
    drawn = (bisect(weights, before + chance.random() * (weights[-1] - before)) for _ in range(n))
    return " ".join(words[min(place, N_WORDS - 1)] for place in drawn).capitalize()


def teaser(chance: random.Random, language: str) -> str:
    """Return a sentence."""
    return _sentence(chance, language, ())


def text(chance: random.Random, language: str) -> tuple[str, ...]:
    """Return the paragraphs of an article."""
    n_left = min(MOST_WORDS, max(LEAST_WORDS, round(MEDIAN_WORDS * math.exp(chance.gauss(0, SPREAD)))))
    words, _ = vocabulary(language)
    names = [name.capitalize() for name in chance.choices(words[N_WORDS // 2 :], k=OWN_NAMES)]
    paragraphs: list[str] = []
    while n_left > 0:
        sentences = [_sentence(chance, language, names) for _ in range(chance.randint(*SENTENCES_A_PARAGRAPH))]
        paragraphs.append(" ".join(sentences))
        n_left -= sum(len(one.split()) for one in sentences)
    return tuple(paragraphs)


def _sentence(chance: random.Random, language: str, names: list[str] | tuple[()]) -> str:
    words, weights = vocabulary(language)
    drawn = chance.choices(words, cum_weights=weights, k=chance.randint(*WORDS_A_SENTENCE))
    drawn[0] = drawn[0].capitalize()
    for place in range(1, len(drawn)):
        if names and chance.random() < OWN_SHARE:
            drawn[place] = chance.choice(names)
    if chance.random() < 1 / 7:
        drawn[-1] += f" {chance.randint(2, 5_000)}"
    return f"{' '.join(drawn)}."
