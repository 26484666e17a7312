"""Which few articles are like these: found by the hashes they share, in an index that stands beside the tables.

To take apart the hashes of a month of articles, for fifty new ones, took longer than all that is done with these. So
they are kept by hash, in segments (`warehouse.fingerprint_segments`): a fingerprint that no segment holds is read from
the tables, and when there are many such, they become a segment. Four of a size become one of the next (O'Neil 1996).

Measured (tests/bench/story_costs.py, 46,000 articles in the days around): to find what is like an article took 15 ms of
a processor by a join and takes 1 with the index; to make the index anew takes 1.2 s, and 1 kB an article on the disk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from warehouse.durable import UNFINISHED
from warehouse.fingerprint_segments import (
    MOST_DOCS,
    Fingerprints,
    Hashes,
    Numbers,
    Segment,
    among,
    built,
    merged,
    opened,
    paths,
    write,
)
from warehouse.store import Transaction

FOLDER = "fingerprints"  # beside the writer file
LOOSE = 256  # fingerprints that are read from the tables each time; more become a segment
READ_AT_ONCE = 4_096  # of them, when the index is made anew: more take more memory than all else of a run
FANOUT = 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two articles share, at the least, for them to be compared."""

    window_days: int
    min_marks: float  # within a language
    min_marks_abroad: float
    by_fewer: float
    min_grams: int


def counterparts(
    tx: Transaction, article_ids: Sequence[str], likeness: Likeness, folder: Path
) -> list[tuple[str, str]]:
    """Return which articles share enough with these to be compared: (one of these, the other), sorted.

    What is found hangs on the tables alone, whatever there is of the index and whatever it once was made of.

    Args:
        tx: the transaction.
        article_ids: these; those without a fingerprint have no counterparts.
        likeness: how much is enough.
        folder: the private folder of the warehouse; the index is in it.
    """
    asked = {"ids": list(article_ids)}
    own = tx.columns("digests_of", **asked)["digest"]
    if not len(own):
        return []
    near = tx.columns("digests_near", **asked, window_days=likeness.window_days)
    found = _found(tx, np.sort(own), near, likeness, folder / FOLDER)
    name_of = dict(tx.run_file("articles_with", digests=sorted({one for pair in found for one in pair})))
    return sorted((name_of[one], name_of[other]) for one, other in found)


def _found(
    tx: Transaction, own: Numbers, near: dict[str, Numbers], likeness: Likeness, folder: Path
) -> set[tuple[int, int]]:
    """Return the counterparts of the fingerprints *own* among those *near*: (digest of one, of the other)."""
    there = np.sort(near["digest"])
    days = int(near["day"].min()), int(near["day"].max())
    segments, loose = _standing(folder, days, there)
    if len(loose) >= LOOSE:
        _keep(tx, folder, loose, list(segments))
        segments, loose = _standing(folder, days, there)
    read = _read(tx, np.union1d(own, loose))
    asked = read.only(own)
    hashes = {kind: Hashes.of(asked, kind) for kind in ("marks", "grams")}
    found: set[tuple[int, int]] = set()
    for segment in (built(read), *segments.values()):
        is_near = among(segment.digest, there)
        if is_near.any():
            found.update(_in_segment(asked, hashes, segment, is_near, likeness))
    return found


def _standing(folder: Path, days: tuple[int, int], there: Numbers) -> tuple[dict[Path, Segment], Numbers]:
    """Return the segments in *folder* that may hold something of these days, and those *there* that none holds."""
    segments = _opened(paths(folder, *days))
    held = np.sort(np.concatenate([there[:0], *(one.digest for one in segments.values())]))
    return segments, there[~among(there, held)]


def _in_segment(
    asked: Fingerprints,
    hashes: dict[str, Hashes],
    segment: Segment,
    is_near: Numbers,
    likeness: Likeness,
) -> Iterator[tuple[int, int]]:
    """Yield the counterparts among those documents of *segment* that are near (a mask)."""
    least: dict[tuple[int, int], Numbers] = {}
    for kind, wanted in hashes.items():
        for number, counts in segment.counts(kind, wanted):
            needed: Numbers | int = likeness.min_grams
            if kind == "marks":
                key = int(asked.n_marks[number]), int(asked.lang[number])
                if key not in least:
                    least[key] = _needed(segment, *key, likeness)
                needed = least[key]
            docs = np.flatnonzero(counts >= needed)
            apart = np.abs(segment.day[docs] - asked.day[number])
            one = int(asked.digest[number])
            others = segment.digest[docs[is_near[docs] & (apart <= likeness.window_days)]].tolist()
            yield from ((one, other) for other in others if other != one)


def _needed(segment: Segment, n_marks: int, lang: int, likeness: Likeness) -> Numbers:
    """Return how many marks each document of *segment* has to share with an article of so many, in a language."""
    sizes, place = np.unique(segment.n_marks, return_inverse=True)  # a power a number of marks, not one a document
    few, many = np.minimum(n_marks, sizes), np.maximum(n_marks, sizes)
    against = few**likeness.by_fewer * many ** (1 - likeness.by_fewer)
    home, abroad = (np.ceil(one * against).astype(np.int64) for one in (likeness.min_marks, likeness.min_marks_abroad))
    return np.maximum(1, np.where(segment.lang == np.uint64(lang), home[place], abroad[place]))


def _opened(files: Sequence[Path]) -> dict[Path, Segment]:
    """Return the segments in *files*; a file that is none is removed."""
    found: dict[Path, Segment] = {}
    for path in files:
        segment = opened(path)
        if segment is None:
            path.unlink(missing_ok=True)
        else:
            found[path] = segment
    return found


def _read(tx: Transaction, digests: Numbers) -> Fingerprints:
    rows = tx.columns("fingerprints_of", digests=digests.tolist())
    hashes = tx.columns("hashes_of", digests=digests.tolist())
    return Fingerprints(**rows, owner=hashes["digest"], hashes=hashes["hash"], is_mark=hashes["is_mark"])


def _keep(tx: Transaction, folder: Path, loose: Numbers, files: Sequence[Path]) -> None:
    """Write the *loose* fingerprints, merge what has grown to a size, and remove what the tables know nothing of.

    Killed at any moment, it leaves a fingerprint in two segments or a segment too many, which change nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)  # of a lake there may be no private folder yet
    parts = [loose[start : start + READ_AT_ONCE] for start in range(0, len(loose), READ_AT_ONCE)]
    segments = _opened([*files, *(write(folder, built(_read(tx, part))) for part in parts)])
    known = np.sort(tx.columns("digests")["digest"])
    alive = {path: among(one.digest, known) for path, one in segments.items()}
    n_alive = {path: int(mask.sum()) for path, mask in alive.items()}
    while run := _to_merge(n_alive):
        whole = merged([segments[path] for path in run], [alive[path] for path in run])
        path = write(folder, whole)
        segments[path], alive[path] = whole, np.ones(len(whole.digest), dtype=bool)
        n_alive = {path: n for path, n in n_alive.items() if path not in run} | {path: len(whole.digest)}
    gone = set(segments) - {path for path, n in n_alive.items() if n}
    for path in (*gone, *folder.glob(f"*{UNFINISHED}")):  # of a process that was killed: nobody else writes here now
        path.unlink(missing_ok=True)


def _to_merge(n_docs: dict[Path, int]) -> list[Path]:
    """Return FANOUT segments of a size that fit in one, of the smallest size that has as many, or nothing."""
    size = LOOSE
    while size < MOST_DOCS:
        run = [path for path, n in n_docs.items() if 0 < n < size * FANOUT][:FANOUT]
        if len(run) == FANOUT and sum(n_docs[path] for path in run) <= MOST_DOCS:
            return run
        size *= FANOUT
    return []
