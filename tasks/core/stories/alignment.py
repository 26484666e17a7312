"""Which sentence of one text says what which sentence of another says."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tasks.core.stories.profile import Profile, unit_vector
from tasks.core.stories.rarity import weight_of

OPENING = 3  # headline and first sentences: what a text is about stands there
ALIGNED = 0.45  # a best counterpart at least this alike says the same thing


@dataclass(frozen=True, eq=False)
class Vectors:
    """A profile as weighted vectors: of it whole, and of its sentences. Each is made when it is first asked for."""

    profile: Profile

    @cached_property
    def places(self) -> dict[str, int]:
        """Return the place of each of its concepts, in the order in which they come."""
        return {key: place for place, key in enumerate(self.profile.keys)}

    @cached_property
    def whole(self) -> NDArray[np.float64]:
        """Return the weight of each concept in the whole text, by place."""
        return np.array(list(unit_vector(self.profile.keys).values()), dtype=np.float64)

    @cached_property
    def idf(self) -> NDArray[np.float64]:
        """Return how telling each concept is, by place."""
        return np.array([weight_of(key) for key in self.profile.keys], dtype=np.float64)

    @cached_property
    def told(self) -> float:
        """Return how much there is to be told, by how telling its concepts are."""
        return sum(self.idf.tolist())

    @cached_property
    def sentences(self) -> "SentenceVectors":
        """Return the vectors of the sentences."""
        found = [
            (self.places[key], number, value)
            for number, sentence in enumerate(self.profile.sentences)
            for key, value in unit_vector(sentence.keys).items()
        ]
        places, numbers, values = zip(*found, strict=True) if found else ((), (), ())
        order = np.argsort(np.array(places, dtype=np.int64), kind="stable")
        counts = np.bincount(np.array(places, dtype=np.int64), minlength=len(self.places))
        starts = np.cumsum(counts) - counts
        return SentenceVectors(starts, counts, np.array(numbers, np.int64)[order], np.array(values, np.float64)[order])

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        """Return how many concepts each sentence has."""
        return np.array([len(sentence.keys) for sentence in self.profile.sentences], dtype=np.float64)

    @cached_property
    def n_keys(self) -> float:
        """Return how many concepts the sentences have, each counted as often as it comes."""
        return float(self.lengths.sum())


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """The weights of concepts in sentences, those of a concept beside each other, by sentence."""

    starts: NDArray[np.int64]  # of each concept, by place: where its weights begin
    counts: NDArray[np.int64]  # of each concept: in how many sentences it is
    numbers: NDArray[np.int64]  # the sentence of each weight
    values: NDArray[np.float64]


def vectors_of(profile: Profile) -> Vectors:
    """Return the vectors of *profile*."""
    return Vectors(profile)


@dataclass(frozen=True, slots=True)
class Common:
    """The concepts that two texts have in common: their places in one and in the other, in the order of the first."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]


def in_common(a: Vectors, b: Vectors) -> Common:
    """Return what concepts *a* and *b* have in common."""
    keys = a.places.keys() & b.places.keys()
    one, other = (np.fromiter(map(text.places.__getitem__, keys), np.int64, len(keys)) for text in (a, b))
    order = np.argsort(one)
    return Common(one[order], other[order])


def cosine(a: Vectors, b: Vectors, common: Common) -> float:
    """Return how alike two texts are by the weights of all their concepts, 0 to 1."""
    return sum((a.whole[common.a] * b.whole[common.b]).tolist())


def share_told(text: Vectors, places: NDArray[np.int64]) -> tuple[float, float]:
    """Return how much the concepts of *text* at *places* tell, by their weights; and as a share of all of it."""
    told = sum(text.idf[np.sort(places)].tolist())
    return told, told / max(1e-9, text.told)


def likeness_matrix(a: Vectors, b: Vectors, common: Common | None = None) -> NDArray[np.float64]:
    """Return the cosine of each sentence of *a* with each of *b*: shape (sentences of a, sentences of b).

    Every product of two weights of one concept is written down with its cell, then all are summed at once, in the order
    of the concepts: the same sums to the last bit on any machine, which a product of matrices does not promise.
    """
    common = common or in_common(a, b)
    one, other = a.sentences, b.sentences
    theirs = other.counts[common.b]
    n = one.counts[common.a] * theirs
    concept = np.repeat(np.arange(len(n)), n)
    nth = np.arange(len(concept)) - np.repeat(np.cumsum(n) - n, n)
    left = one.starts[common.a][concept] + nth // theirs[concept]
    right = other.starts[common.b][concept] + nth % theirs[concept]
    shape = len(a.profile.sentences), len(b.profile.sentences)
    cells = one.numbers[left] * shape[1] + other.numbers[right]
    products = one.values[left] * other.values[right]
    sums = np.asarray(np.bincount(cells, products, minlength=shape[0] * shape[1]), dtype=np.float64)
    return sums.reshape(shape)


def opening_likeness(matrix: NDArray[np.float64]) -> float:
    """Return how much of the opening of the first text the second one tells, anywhere in it, 0 to 1.

    A text put together of two others opens with what the first of them is about.
    """
    return float(matrix[:OPENING].max(axis=1).mean()) if matrix.size else 0.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two texts line up, seen from the one with fewer sentences and from the other."""

    mean_shorter: float  # each sentence's best counterpart, averaged by length over the shorter text
    mean_longer: float
    coverage: float  # share of the shorter text's sentences that have a counterpart
    coverage_longer: float
    n_aligned: int
    order: float  # share of neighbouring aligned sentences whose counterparts come in the same order


def align(matrix: NDArray[np.float64], a: Vectors, b: Vectors) -> Alignment:
    """Return how the texts behind *matrix* (from `likeness_matrix`) line up."""
    if matrix.size == 0:
        return Alignment(0.0, 0.0, 0.0, 0.0, 0, 0.0)
    if a.n_keys > b.n_keys:
        matrix, a, b = matrix.T, b, a
    best, best_longer = matrix.max(axis=1), matrix.max(axis=0)
    is_aligned = best >= ALIGNED
    places = matrix.argmax(axis=1)[is_aligned]
    steps = np.diff(places)
    return Alignment(
        mean_shorter=_mean_by_length(best, a),
        mean_longer=_mean_by_length(best_longer, b),
        coverage=_mean_by_length(is_aligned, a),
        coverage_longer=_mean_by_length(best_longer >= ALIGNED, b),
        n_aligned=int(is_aligned.sum()),
        order=float((steps >= 0).mean()) if steps.size else 0.0,
    )


def _mean_by_length(values: NDArray[np.float64] | NDArray[np.bool_], text: Vectors) -> float:
    """Return the mean of a value a sentence, by length: what `np.average` says, in a third of its time."""
    return float((values * text.lengths).sum()) / text.n_keys


def best_pairs(matrix: NDArray[np.float64], *, n: int) -> Sequence[tuple[int, int, float]]:
    """Return the *n* most alike pairs of sentences, each sentence at most once: (sentence of a, of b, likeness)."""
    left = matrix.copy()
    pairs: list[tuple[int, int, float]] = []
    while len(pairs) < n and left.size and left.max() >= ALIGNED:
        row, column = (int(at) for at in np.unravel_index(int(left.argmax()), left.shape))
        pairs.append((row, column, float(left[row, column])))
        left[row, :] = left[:, column] = 0
    return pairs
