"""The search index: written in the transaction that stores a text, its segments merged now and then.

A segment holds the words of the documents of one transaction. Many small ones make searching slow and one large one
makes writing slow, so eight neighbours of a size become one of the next size (a log-structured merge, O'Neil 1996).
A merge takes neighbours only, so lists of documents stay sorted and are joined end to end, never sorted again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.rows import Row
from warehouse.store import Transaction

FANOUT = 8
SMALLEST = 64  # documents; below this all segments are of one size
N_LEVELS = 6
LARGEST = 200_000  # documents; a segment of this size is merged no more, so that a merge takes seconds at most


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of the postings, as the merge sees it."""

    segment: int
    n_docs: int
    first_doc: int

    @property
    def level(self) -> int:
        """Return its size class: 0 below SMALLEST documents, one more for each FANOUT times as many."""
        level, size = 0, SMALLEST
        while self.n_docs >= size:
            level, size = level + 1, size * FANOUT
        return level


def index_texts(tx: Transaction, texts: Sequence[Row]) -> None:
    """Make *texts* searchable, as one segment.

    Args:
        tx: the transaction that stores them.
        texts: rows with article_id, version, text_lang, published_on, title and body; none of them indexed before.
    """
    if texts:
        tx.run_file("tokenize_texts", rows=list(texts))
        tx.run_file("insert_documents")
        tx.run_file("insert_postings")
        tx.run_file("insert_segment")


def index_texts_anew(tx: Transaction, texts: Sequence[Row]) -> None:
    """Make *texts* searchable in place of what was indexed under the same article, version and language."""
    if texts:
        keys = ("article_id", "version", "text_lang")
        tx.run_file("forget_documents", rows=[{key: text[key] for key in keys} for text in texts])
        index_texts(tx, texts)


def merge_segments(tx: Transaction) -> int:
    """Merge one run of neighbouring segments of like size, the smallest first; return how many were merged.

    Call it until it returns 0. Killed or failed, the transaction leaves the index as it was.
    """
    segments = [
        Segment(*row) for row in tx.run("SELECT segment, n_docs, first_doc FROM core.search_segment ORDER BY first_doc")
    ]
    run = neighbours_to_merge(segments)
    if not run:
        return 0
    merged = [one.segment for one in run]
    number = 1 + max(one.segment for one in segments)
    tx.run_file("merge_postings", segment=number, merged=merged)
    tx.run_file("delete_postings", merged=merged)
    tx.run_file("delete_segments", merged=merged)
    one = {"segment": number, "first_doc": run[0].first_doc, "n_docs": sum(one.n_docs for one in run)}
    tx.insert("INSERT INTO core.search_segment", [one])
    return len(run)


def neighbours_to_merge(segments: Sequence[Segment]) -> list[Segment]:
    """Return the first FANOUT neighbours of one level among *segments*, of the lowest level that has as many.

    >>> small = [Segment(n, 50, n * 50) for n in range(1, 10)]
    >>> neighbours_to_merge(small[:7])
    []
    >>> [one.segment for one in neighbours_to_merge([Segment(0, 9000, 0), *small])]
    [1, 2, 3, 4, 5, 6, 7, 8]
    """
    for level in range(N_LEVELS):
        run: list[Segment] = []
        for one in segments:
            # A smaller one between two of a level goes with them: it would be in the way of their merge for ever.
            run = [*run, one] if one.level <= level and one.n_docs < LARGEST else []
            if sum(member.level == level for member in run) == FANOUT:
                return run
    return []
