"""How others find what belongs together, each as its users use it: text in, groups out. None looks across languages.

What two texts share makes them one group, and groups that touch are one: that is what all of these come to in practice.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from tasks.core.stories.words import plain_words
from warehouse.records import Telling

N_PERM = 128  # the default of datasketch
SHINGLE = 3  # words: what the examples of these libraries use
HAMMING = 3  # of 64 bits: Manku, Jain and Das Sarma, 2007
TITLE_WORDS, TITLE_SHARE = 4, 0.8  # a shorter title matches by chance; so much of both has to agree

Edges = Iterable[tuple[int, int]]
Rival = Callable[[Sequence[Telling]], Edges]


def groups(n: int, edges: Edges) -> list[int]:
    """Return the group of each of *n* texts: those that *edges* connect are one."""
    parent = list(range(n))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    for one, other in edges:
        parent[max(root(one), root(other))] = min(root(one), root(other))
    return [root(at) for at in range(n)]


def _shingles(telling: Telling) -> list[str]:
    words = plain_words(f"{telling.title} {telling.body}")
    return [" ".join(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))]


def datasketch_lsh(threshold: float) -> Rival:
    """Return MinHash and LSH as datasketch has them."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415

    def find(tellings: Sequence[Telling]) -> Edges:
        index = MinHashLSH(threshold=threshold, num_perm=N_PERM)
        for number, telling in enumerate(tellings):
            made = MinHash(num_perm=N_PERM)
            made.update_batch([one.encode() for one in _shingles(telling)])
            yield from ((number, int(other)) for other in index.query(made))
            index.insert(number, made)

    return find


def rensa_lsh(threshold: float) -> Rival:
    """Return MinHash and LSH as rensa has them: as many bands as the threshold asks for, then its estimate."""
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415

    bands = min((8, 16, 32, 64), key=lambda n: abs((1 / n) ** (n / N_PERM) - threshold))

    def find(tellings: Sequence[Telling]) -> Edges:
        index, made = RMinHashLSH(threshold, N_PERM, bands), []
        for number, telling in enumerate(tellings):
            one = RMinHash(N_PERM, 42)
            one.update(_shingles(telling))
            yield from ((number, at) for at in index.query(one) if one.jaccard(made[at]) >= threshold)
            index.insert(number, one)
            made.append(one)

    return find


def simhash(tellings: Sequence[Telling]) -> Edges:
    """Find texts of which the 64 bits of Charikar's hash differ in three at most."""
    prints = np.array([_simhash(telling) for telling in tellings], dtype=np.uint64)
    for number in range(len(prints)):
        apart = np.bitwise_count(prints[:number] ^ prints[number])
        yield from ((number, int(at)) for at in np.flatnonzero(apart <= HAMMING))


def _simhash(telling: Telling) -> int:
    found = [zlib.crc32(one.encode()) | zlib.crc32(one[::-1].encode()) << 32 for one in _shingles(telling)]
    bits = np.unpackbits(np.array(found, dtype=">u8").view(np.uint8).reshape(-1, 8), axis=1)
    return int.from_bytes(np.packbits(2 * bits.sum(axis=0) > len(bits)).tobytes(), "big")


def tfidf(threshold: float, *, is_translated: bool = False) -> Rival:
    """Return TF-IDF and cosine; of the translation where there is one, when *is_translated*."""
    from scipy.sparse import csr_matrix, diags  # noqa: PLC0415

    def find(tellings: Sequence[Telling]) -> Edges:
        places: dict[str, int] = {}
        rows, columns = [], []
        for number, telling in enumerate(tellings):
            text = telling.pivot_body if is_translated and telling.pivot_body else f"{telling.title} {telling.body}"
            words = plain_words(text)
            rows += [number] * len(words)
            columns += [places.setdefault(word, len(places)) for word in words]
        counts = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(tellings), len(places)))
        shown_in = np.asarray((counts > 0).sum(axis=0)).ravel()
        weighted = counts @ diags(np.log((1 + len(tellings)) / (1 + shown_in)) + 1)
        lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
        unit = diags(1 / np.maximum(lengths, 1e-9)) @ weighted
        alike = (unit @ unit.T).tocoo()
        chosen = alike.data >= threshold
        yield from zip(alike.row[chosen].tolist(), alike.col[chosen].tolist(), strict=True)

    return find


def titles(tellings: Sequence[Telling]) -> Edges:
    """Find texts with one title, or nearly one, as NewsBlur groups them."""
    held: defaultdict[str, list[int]] = defaultdict(list)
    sets: list[frozenset[str]] = []
    for number, telling in enumerate(tellings):
        words = frozenset(re.findall(r"\w+", telling.title.lower()))
        sets.append(words)
        if len(words) < TITLE_WORDS:
            continue
        near = {other for word in words for other in held[word]}
        yield from (
            (number, other)
            for other in near
            if len(words & sets[other]) >= TITLE_SHARE * max(len(words), len(sets[other]))
        )
        for word in words:
            held[word].append(number)


# What is compared -> what makes it. Making it fails where its library is not installed.
RIVALS: dict[str, Callable[[], Rival]] = {
    "MinHash-LSH .5 (datasketch)": lambda: datasketch_lsh(0.5),
    "MinHash-LSH .8 (datasketch)": lambda: datasketch_lsh(0.8),
    "MinHash-LSH .5 (rensa)": lambda: rensa_lsh(0.5),
    "MinHash-LSH .8 (rensa)": lambda: rensa_lsh(0.8),
    "SimHash, 3 of 64 bits": lambda: simhash,
    "TF-IDF cosine .5": lambda: tfidf(0.5),
    "TF-IDF cosine .5, of the translation": lambda: tfidf(0.5, is_translated=True),
    "titles, as NewsBlur": lambda: titles,
}
