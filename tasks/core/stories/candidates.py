"""Which pairs are worth comparing: a few likely ones for each new telling, out of everything in its window."""

from collections.abc import Iterable, Sequence

import numpy as np

from tasks.core.stories.alignment import Vectors

TOP_EACH = 8  # likeliest by concepts: so many in its own language, and so many in others
MAX_SHARE = 0.2  # a concept in more of the window than this finds nobody
MIN_WINDOW = 20  # in a smaller window every concept counts
MIN_COSINE = 0.05
MIN_SHARED_GRAMS = 2


def candidates(vectors: Sequence[Vectors], new: Iterable[int]) -> list[tuple[int, int]]:
    """Return pairs of positions in *vectors*, at least one of each pair in *new*, sorted and each once.

    A pair comes in when the two share word sequences, or when one is among the likeliest of the other by concepts,
    counted within its own language and apart from it: copies must not crowd translations out.
    """
    found: set[tuple[int, int]] = set()
    languages = np.array([vector.profile.language for vector in vectors])
    concepts = _postings([vector.whole for vector in vectors])
    grams: dict[int, list[int]] = {}
    for number, vector in enumerate(vectors):
        for gram in vector.profile.sample:
            grams.setdefault(gram, []).append(number)
    for number in new:
        likely = _by_concepts(number, vectors[number], concepts, languages) | _by_grams(number, vectors[number], grams)
        found.update((min(number, other), max(number, other)) for other in likely)
    return sorted(found)


Postings = dict[str, tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.float64]]]]


def _postings(wholes: Sequence[dict[str, float]]) -> Postings:
    lists: dict[str, tuple[list[int], list[float]]] = {}
    for number, whole in enumerate(wholes):
        for key, value in whole.items():
            numbers, values = lists.setdefault(key, ([], []))
            numbers.append(number)
            values.append(value)
    most = max(MIN_WINDOW, MAX_SHARE * len(wholes))
    return {
        key: (np.array(numbers), np.array(values)) for key, (numbers, values) in lists.items() if len(numbers) <= most
    }


def _by_concepts(number: int, vector: Vectors, concepts: Postings, languages: np.ndarray) -> set[int]:
    scores = np.zeros(len(languages))
    for key, value in vector.whole.items():
        if key in concepts:
            numbers, values = concepts[key]
            scores[numbers] += value * values
    scores[number] = 0.0
    likely: set[int] = set()
    is_own = languages == vector.profile.language
    for group in (np.flatnonzero(is_own), np.flatnonzero(~is_own)):
        top = group[np.argsort(-scores[group], kind="stable")[:TOP_EACH]]
        likely.update(int(other) for other in top if scores[other] >= MIN_COSINE)
    return likely


def _by_grams(number: int, vector: Vectors, grams: dict[int, list[int]]) -> set[int]:
    shared: dict[int, int] = {}
    for gram in vector.profile.sample:
        for other in grams[gram]:
            shared[other] = shared.get(other, 0) + 1
    return {other for other, count in shared.items() if other != number and count >= MIN_SHARED_GRAMS}
