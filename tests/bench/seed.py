"""A synthetic warehouse of any size, made in SQL from drawn sentences: what the benchmark measures on.

The words are invented. An article draws its sentences from one topic, and has 3.1 kB of text in 480 words, 255 of them
different: so have the articles of 2.5 to 3.7 kB in three sets of real press (475 to 486 words, 252 to 256 different).
One in eight is a copy, a translation or an adaptation of the one before it, one in four had something repaired, one in
twenty was edited later. Half of the feeds name an entry by its address, half as WordPress does, by a number.
"""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np

from warehouse.lock import exclusive
from warehouse.statements import statement
from warehouse.store import Warehouse, open_writer

N_WORDS = 60_000
N_COMMON = 150  # words of any text; real French and English ones make up 45 % of a text
COMMON_SHARE = 0.45
N_TOPICS = 1_000
WORDS_A_TOPIC = 1_000
SENTENCES_A_TOPIC = 400
N_SENTENCES = N_TOPICS * SENTENCES_A_TOPIC
CHUNK = 49_152  # articles: six row groups, so that no chunk leaves a short one behind, as single articles never do
LAST_DAY = date(2026, 11, 22)
ARTICLES_A_DAY = 1_000
SYLLABLES = list(map("".join, itertools.product("bcdfglmnprstvz", "aeiou")))[::2]
INDEX = ("insert_documents", "insert_postings", "insert_segment")
STATEMENTS = Path(__file__).with_name("seed.sql").read_text(encoding="utf-8").split("-- chunk\n")


def words(rng: np.random.Generator) -> np.ndarray:
    """Return the vocabulary, the commonest words the shortest, as in any language."""
    made: dict[str, None] = {}
    while len(made) < N_WORDS:
        n_syllables = 1 + min(3, int(len(made) ** 0.5 / 30 + len(made) / 120))
        made["".join(rng.choice(SYLLABLES, n_syllables)) + ("" if len(made) < 25 or n_syllables > 1 else "s")] = None
        if n_syllables == 1 and len(made) >= len(SYLLABLES):
            made["".join(rng.choice(SYLLABLES, 2))] = None
    return np.array(list(made))


def sentences(rng: np.random.Generator) -> list[str]:
    """Return sentences of 7 to 33 drawn words, some with a number; those of a topic stand together."""
    vocabulary = words(rng)
    sizes = rng.integers(7, 34, N_SENTENCES)
    ends = np.cumsum(sizes)
    drawn = vocabulary[_drawn(rng, np.repeat(np.arange(N_SENTENCES) // SENTENCES_A_TOPIC, sizes))]
    numbers = rng.integers(1, 5000, N_SENTENCES)
    made = []
    for place, (start, end) in enumerate(zip(ends - sizes, ends, strict=True)):
        text = " ".join(drawn[start:end]).capitalize()
        made.append(f"{text} {numbers[place]}." if place % 7 == 0 else f"{text}.")
    return made


def _drawn(rng: np.random.Generator, topics: np.ndarray) -> np.ndarray:
    """Return a word for each of *topics*: a common one, or one of the topic's own, of which the first are likeliest."""
    weights = np.log(1.0 / np.arange(N_COMMON + 1, N_WORDS + 1))
    # The largest of weights with Gumbel noise are a draw without replacement (Vieira, 2014).
    own = np.stack(
        [
            N_COMMON + np.argsort(weights + rng.gumbel(size=len(weights)))[: -WORDS_A_TOPIC - 1 : -1]
            for _ in range(N_TOPICS)
        ]
    )
    is_common = rng.random(len(topics)) < COMMON_SHARE
    return np.where(
        is_common, _ranks(rng, N_COMMON, 0.9, len(topics)), own[topics, _ranks(rng, WORDS_A_TOPIC, 0.8, len(topics))]
    )


def _ranks(rng: np.random.Generator, n_ranks: int, exponent: float, n: int) -> np.ndarray:
    """Return *n* ranks below *n_ranks* by Zipf's law with *exponent*."""
    cumulative = np.cumsum(1.0 / np.arange(1, n_ranks + 1) ** exponent)
    return np.minimum(np.searchsorted(cumulative / cumulative[-1], rng.random(n)), n_ranks - 1)


def seed(folder: Path, n_articles: int, *, rng_seed: int = 7) -> Iterator[int]:
    """Fill the warehouse at *folder*, which must be empty, with *n_articles* and all that goes with them.

    Yields:
        The articles there are, after each chunk; the file is closed then.
    """
    house = Warehouse(folder)
    with house.transaction("bench: make"):
        pass
    first_day = LAST_DAY - timedelta(days=max(1, n_articles // ARTICLES_A_DAY))
    pool = sentences(np.random.default_rng(rng_seed))
    sentence_file = folder / "sentences.csv"
    sentence_file.write_text("\n".join(pool), encoding="utf-8")
    once, prepare, *chunk = STATEMENTS
    for start in range(0, n_articles, CHUNK):
        stop = min(start + CHUNK, n_articles)
        with exclusive(house.writer_folder, "bench: seed", wait_s=5), open_writer(house.writer_path) as connection:
            connection.execute("SET preserve_insertion_order = true")
            _pool(connection, sentence_file)
            connection.execute(prepare)
            connection.execute(f"SET VARIABLE first_article = {start}; SET VARIABLE stop_article = {stop}")
            connection.execute(f"SET VARIABLE first_day = DATE '{first_day}'; SET VARIABLE per_day = {ARTICLES_A_DAY}")
            connection.execute("BEGIN")
            for statements in [*([] if start else [once]), *chunk, *map(statement, INDEX)]:
                connection.execute(statements)
            connection.execute("COMMIT; CHECKPOINT media")
        yield stop
    sentence_file.unlink()


def _pool(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE sentence AS SELECT (row_number() OVER ())::INTEGER - 1 AS n, words"
        " FROM read_csv(?, header = false, delim = '|', columns = {'words': 'VARCHAR'}, parallel = false)",
        [str(file)],
    )
