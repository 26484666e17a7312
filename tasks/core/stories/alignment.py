"""Which sentence of one text says what which sentence of another says."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.core.stories.profile import Profile, unit_vector
from tasks.core.stories.rarity import weight_of

OPENING = 3  # headline and first sentences: what a text is about stands there
ALIGNED = 0.45  # a best counterpart at least this alike says the same thing


@dataclass(frozen=True, slots=True)
class Vectors:
    """The sentences of a profile as weighted vectors, findable by key."""

    profile: Profile
    postings: dict[str, list[tuple[int, float]]]  # key → (sentence, weight)
    whole: dict[str, float]
    idf: dict[str, float]  # of each of its concepts: how telling it is
    lengths: NDArray[np.float64]  # keys a sentence


def vectors_of(profile: Profile) -> Vectors:
    """Return the vectors of *profile*."""
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, sentence in enumerate(profile.sentences):
        for key, value in unit_vector(sentence.keys).items():
            postings.setdefault(key, []).append((number, value))
    lengths = np.array([len(sentence.keys) for sentence in profile.sentences], dtype=np.float64)
    idf = {key: weight_of(key) for key in profile.keys}
    return Vectors(profile, postings, unit_vector(profile.keys), idf, lengths)


def likeness_matrix(a: Vectors, b: Vectors) -> NDArray[np.float64]:
    """Return the cosine of each sentence of *a* with each of *b*: shape (sentences of a, sentences of b)."""
    matrix = np.zeros((len(a.profile.sentences), len(b.profile.sentences)))
    for key, rows in a.postings.items():
        columns = b.postings.get(key)
        if columns:
            for row, left in rows:
                for column, right in columns:
                    matrix[row, column] += left * right
    return matrix


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
    if a.lengths.sum() > b.lengths.sum():
        matrix, a, b = matrix.T, b, a
    best, best_longer = matrix.max(axis=1), matrix.max(axis=0)
    is_aligned = best >= ALIGNED
    places = matrix.argmax(axis=1)[is_aligned]
    steps = np.diff(places)
    return Alignment(
        mean_shorter=float(np.average(best, weights=a.lengths)),
        mean_longer=float(np.average(best_longer, weights=b.lengths)),
        coverage=float(np.average(is_aligned, weights=a.lengths)),
        coverage_longer=float(np.average(best_longer >= ALIGNED, weights=b.lengths)),
        n_aligned=int(is_aligned.sum()),
        order=float((steps >= 0).mean()) if steps.size else 0.0,
    )


def best_pairs(matrix: NDArray[np.float64], *, n: int) -> Sequence[tuple[int, int, float]]:
    """Return the *n* most alike pairs of sentences, each sentence at most once: (sentence of a, of b, likeness)."""
    left = matrix.copy()
    pairs: list[tuple[int, int, float]] = []
    while len(pairs) < n and left.size and left.max() >= ALIGNED:
        row, column = (int(at) for at in np.unravel_index(int(left.argmax()), left.shape))
        pairs.append((row, column, float(left[row, column])))
        left[row, :] = left[:, column] = 0
    return pairs
