"""Segments of the index that similar articles are found by: files beside the tables, written once and never changed.

Nothing is lost with them. A segment holds fingerprints by their digest (core.fingerprint), and counts for those whose
digest is in the tables: one that is missing, cut, of another warehouse or of a restored one is only less to be read,
and what no segment holds is read from the tables. They are read where they lie (mmap): a search touches the pages that
its own hashes stand on.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.durable import written_whole

SUFFIX = ".segment"
MAGIC = 0x6E65777365636F35  # another one for each layout of the file
DOC_BITS = np.uint64(16)
MOST_DOCS = 16_384  # of a segment: places fit in 16 bits, what is counted at a time in the cache

Numbers = NDArray[Any]


def among(numbers: Numbers, those: Numbers) -> Numbers:
    """Return which *numbers* are among *those*, which are sorted: a mask."""
    if not len(those):
        return np.zeros(len(numbers), dtype=bool)
    return those[np.minimum(np.searchsorted(those, numbers), len(those) - 1)] == numbers


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Fingerprints as they stand in the tables, by digest, and beside them their hashes, in any order."""

    digest: Numbers
    day: Numbers  # since 1970
    lang: Numbers  # as a number
    n_marks: Numbers
    owner: Numbers  # the digest each hash is of
    hashes: Numbers
    is_mark: Numbers  # else of a word sequence

    def only(self, digests: Numbers) -> "Fingerprints":
        """Return those of *digests*, which are sorted."""
        rows, hashes = among(self.digest, digests), among(self.owner, digests)
        whole = (self.digest, self.day, self.lang, self.n_marks)
        return Fingerprints(
            *(one[rows] for one in whole), *(one[hashes] for one in (self.owner, self.hashes, self.is_mark))
        )

    @staticmethod
    def joined(parts: Sequence["Fingerprints"]) -> "Fingerprints":
        """Return *parts* as one; each ends before the next begins."""
        return Fingerprints(*(np.concatenate([getattr(one, f.name) for one in parts]) for f in fields(Fingerprints)))

    def of_kind(self, kind: str) -> tuple[Numbers, Numbers]:
        """Return the hashes of the marks or of the grams (*kind*): the place of the fingerprint, the hash."""
        chosen = self.is_mark if kind == "marks" else ~self.is_mark
        return np.searchsorted(self.digest, self.owner[chosen]), self.hashes[chosen].astype(np.uint32)


@dataclass(frozen=True, slots=True)
class Hashes:
    """The hashes of several fingerprints: each hash once, and where among them those of each fingerprint are."""

    distinct: Numbers  # uint32, sorted
    places: Sequence[Numbers]

    @staticmethod
    def of(fingerprints: Fingerprints, kind: str) -> "Hashes":
        """Return the hashes of *fingerprints* that are of a *kind*."""
        numbers, hashes = fingerprints.of_kind(kind)
        distinct, places = np.unique(hashes, return_inverse=True)
        order = np.argsort(numbers, kind="stable")
        cuts = np.searchsorted(numbers[order], np.arange(1, len(fingerprints.digest)))
        return Hashes(distinct, np.split(places[order], cuts))


@dataclass(frozen=True, slots=True)
class Postings:
    """Which documents of a segment hold a hash."""

    hashes: Numbers  # uint32, sorted, each once
    starts: Numbers  # uint32, one more than hashes: where the documents of each begin
    docs: Numbers  # uint16, places in the segment


@dataclass(frozen=True, slots=True)
class Segment:
    """Fingerprints, and the documents that hold each of their hashes: a document is the place of a fingerprint."""

    digest: Numbers  # uint64, sorted
    day: Numbers  # int32, since 1970
    lang: Numbers  # uint64
    n_marks: Numbers  # int32
    marks: Postings
    grams: Postings

    def counts(self, kind: str, asked: Hashes) -> Iterator[tuple[int, Numbers]]:
        """Yield how many hashes of a *kind* each document has of each fingerprint *asked* for: (its number, counts)."""
        postings: Postings = getattr(self, kind)
        at = np.searchsorted(postings.hashes, asked.distinct)
        is_there = among(asked.distinct, postings.hashes)
        for number, places in enumerate(asked.places):
            found = at[places[is_there[places]]]
            ends = zip(postings.starts[found].tolist(), postings.starts[found + 1].tolist(), strict=True)
            lists = [postings.docs[begin:end] for begin, end in ends]
            if lists:
                yield number, np.bincount(np.concatenate(lists), minlength=len(self.digest))


def built(found: Fingerprints) -> Segment:
    """Return a segment of fingerprints, at most MOST_DOCS."""
    marks, grams = (_postings(*found.of_kind(kind)) for kind in ("marks", "grams"))
    types = zip((found.digest, found.day, found.lang, found.n_marks), TYPES[:4], strict=True)
    digest, day, lang, n_marks = (np.asarray(one, dtype=kind) for one, kind in types)
    return Segment(digest, day, lang, n_marks, marks, grams)


def _postings(docs: Numbers, hashes: Numbers) -> Postings:
    return _sorted(hashes.astype(np.uint64) << DOC_BITS | docs.astype(np.uint64))


def _sorted(both: Numbers) -> Postings:
    """Return what *both* says, each a hash and behind it a document: as one number they are sorted much faster."""
    both.sort()
    both = both[np.append(True, both[1:] != both[:-1])] if len(both) else both
    distinct, starts = np.unique((both >> DOC_BITS).astype(np.uint32), return_index=True)
    return Postings(distinct, np.append(starts, len(both)).astype(np.uint32), both.astype(np.uint16))


def merged(segments: Sequence[Segment], kept: Sequence[Numbers]) -> Segment:
    """Return *segments* as one, of the documents that are *kept* (a mask for each segment)."""
    parts = list(zip(segments, kept, strict=True))
    digest, order = np.unique(np.concatenate([one.digest[mask] for one, mask in parts]), return_index=True)
    day, lang, n_marks = (
        np.concatenate([getattr(one, name)[mask] for one, mask in parts])[order] for name in ("day", "lang", "n_marks")
    )
    marks, grams = (
        _sorted(
            np.concatenate([_moved(getattr(one, kind), np.searchsorted(digest, one.digest), m) for one, m in parts])
        )
        for kind in ("marks", "grams")
    )
    return Segment(digest, day, lang, n_marks, marks, grams)


def _moved(postings: Postings, places: Numbers, mask: Numbers) -> Numbers:
    """Return *postings* as `_sorted` takes them, each document at its new place; those of *mask* alone."""
    both = np.repeat(postings.hashes.astype(np.uint64) << DOC_BITS, np.diff(postings.starts.astype(np.int64)))
    both |= places.astype(np.uint64)[postings.docs]
    return both if mask.all() else both[mask[postings.docs]]


def write(folder: Path, segment: Segment) -> Path:
    """Write *segment* into *folder*, under a name of its own; it is there whole or not at all.

    Raises:
        WarehouseError: it cannot be written.
    """
    path = folder / f"{segment.day.min()}_{segment.day.max()}_{uuid.uuid4().hex}{SUFFIX}"
    with written_whole(path) as unfinished, unfinished.open("wb") as file:
        arrays = _arrays(segment)
        file.write(np.array([MAGIC, *(len(one) for one in arrays)], dtype=np.uint64).tobytes())
        for one in arrays:
            file.write(one.tobytes())
            file.write(bytes(-one.nbytes % 8))
    return path


TYPES = (np.uint64, np.int32, np.uint64, np.int32, *(2 * (np.uint32, np.uint32, np.uint16)))


def _arrays(segment: Segment) -> list[Numbers]:
    own = [segment.digest, segment.day, segment.lang, segment.n_marks]
    return [*own, *(getattr(one, field.name) for one in (segment.marks, segment.grams) for field in fields(one))]


def paths(folder: Path, first: int, last: int) -> list[Path]:
    """Return the files in *folder* that may hold fingerprints of the days from *first* to *last* (since 1970)."""
    found: list[Path] = []
    for path in sorted(folder.glob(f"*_*_*{SUFFIX}")):
        since, until, _ = path.name.split("_")
        if int(since) <= last and int(until) >= first:
            found.append(path)
    return found


def opened(path: Path) -> Segment | None:
    """Return the segment in a file, read when it is used; None when it is not one, not whole or not there any more."""
    with suppress(OSError, ValueError):
        whole = np.memmap(path, np.uint8, mode="r")
        head = 8 * (1 + len(TYPES))
        magic, *sizes = whole[:head].view(np.uint64).tolist() if len(whole) >= head else [0]
        if magic == MAGIC:
            return _laid_out(whole[head:], sizes)
    return None


def _laid_out(whole: Numbers, sizes: Sequence[int]) -> Segment | None:
    """Return the segment whose arrays stand one behind the other in *whole*; None when they are not as long as that."""
    arrays: list[Numbers] = []
    at = 0
    for kind, size in zip(map(np.dtype, TYPES), sizes, strict=True):
        n_bytes = size * kind.itemsize
        arrays.append(np.asarray(whole[at : at + n_bytes]).view(kind))
        at += n_bytes + -n_bytes % 8
    if at != len(whole):
        return None
    digest, day, lang, n_marks = arrays[:4]
    return Segment(digest, day, lang, n_marks, Postings(*arrays[4:7]), Postings(*arrays[7:]))
