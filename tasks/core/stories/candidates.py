"""Which pairs are worth comparing. A pair comes in by what stands in its two texts, whatever other texts there are."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from tasks.core.stories.profile import Profile

# As `shared_marks` counts: every rewriting, .99 of the translations cut to a brief; eight candidates an article in all.
MIN_SHARED_MARKS, MIN_SHARED_MARKS_ABROAD = 0.18, 0.12
BY_FEWER = 0.8  # how much the text with fewer marks counts: a brief shares most it has, a long report little
MIN_SHARED_GRAMS = 2
NEARLY = 0.999  # a power is rounded otherwise in an array, in SQL and in Python: a first look lets in a little more


def candidates(profiles: Sequence[Profile], new: Iterable[int]) -> list[tuple[int, int]]:
    """Return pairs of positions in *profiles*, at least one of each pair in *new*, sorted and each once.

    A pair comes in when the two share enough marks, or some word sequences. Two texts in one language share more marks
    by chance: each writes what the other does in the same words.
    """
    marks = _postings(profiles, lambda profile: profile.marks)
    grams = _postings(profiles, lambda profile: profile.sample)
    n_marks = np.array([len(profile.marks) for profile in profiles])
    languages = np.array([profile.language for profile in profiles])
    found: set[tuple[int, int]] = set()
    for number in new:
        shared = _counts(profiles[number].marks, marks, len(profiles))
        needed = np.where(languages == languages[number], MIN_SHARED_MARKS, MIN_SHARED_MARKS_ABROAD)
        enough = shared >= NEARLY * needed * _against(n_marks[number], n_marks)
        is_likely = (enough & (shared > 0)) | (
            _counts(profiles[number].sample, grams, len(profiles)) >= MIN_SHARED_GRAMS
        )
        others = (int(other) for other in np.flatnonzero(is_likely) if other != number)
        found.update(
            (min(number, other), max(number, other))
            for other in others
            if are_candidates(profiles[number], profiles[other])
        )
    return sorted(found)


def are_candidates(one: Profile, other: Profile) -> bool:
    """Say whether two texts share enough to be worth comparing."""
    needed = MIN_SHARED_MARKS if one.language == other.language else MIN_SHARED_MARKS_ABROAD
    return shared_marks(one.marks, other.marks) >= needed or len(one.sample & other.sample) >= MIN_SHARED_GRAMS


def shared_marks(one: AbstractSet[int], other: AbstractSet[int]) -> float:
    """Return how many marks two texts share: of those of the one with fewer, and a little of those of the other.

    >>> [round(shared_marks({1, 2}, set(range(n))), 2) for n in (3, 64)]
    [0.92, 0.5]
    """
    few, many = sorted((len(one), len(other)))
    return len(one & other) / (few**BY_FEWER * many ** (1 - BY_FEWER)) if few else 0.0


def _against(n_marks: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
    few, many = np.minimum(n_marks, others), np.maximum(n_marks, others)
    return few**BY_FEWER * many ** (1 - BY_FEWER)


Postings = dict[int, NDArray[np.int64]]


def _postings(profiles: Sequence[Profile], hashes_of: Callable[[Profile], AbstractSet[int]]) -> Postings:
    lists: dict[int, list[int]] = {}
    for number, profile in enumerate(profiles):
        for hashed in hashes_of(profile):
            lists.setdefault(hashed, []).append(number)
    return {hashed: np.array(numbers) for hashed, numbers in lists.items() if len(numbers) > 1}


def _counts(hashes: AbstractSet[int], postings: Postings, n: int) -> NDArray[np.int64]:
    """Return how many of *hashes* each of *n* texts has."""
    lists = [postings[hashed] for hashed in hashes if hashed in postings]
    return np.bincount(np.concatenate(lists), minlength=n) if lists else np.zeros(n, dtype=np.int64)
