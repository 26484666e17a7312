"""Measure what grouping a few new articles costs when there are many: by sizes of a warehouse that covers thirty days.

    python -m tests.bench.story_costs [--sizes 10000 30000 100000] [--ticks 5]

The articles are invented: 480 words by Zipf's law, the commonest real ones, the rest syllables; each story has names of
its own and shares words of its subject. The background of each size is written as if it had been grouped, by SQL, since
thirty days take hours to group; then ticks of 50 new articles, of which one in four tells again what an article of the
last days told, go the way a run takes, in a process that has not filled anything. Counted is the processor's time of
the grouping alone, its threads included: the median but for the first tick, which makes the index of all that is there.
"""

import argparse
import json
import tempfile
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import duckdb
import numpy as np

from tasks.core.stories import RULE_VERSION, paragraph_hashes
from tasks.core.stories.commonest import commonest_words
from tasks.core.stories.profile import MAX_MARKS
from tasks.core.stories.rarity import TELLING_FROM, weight_of
from tasks.core.stories.words import concept_keys, lexicon_keys
from tests import grouped
from tests.bench.meter import peak_mb, table
from tests.bench.seed import words
from warehouse.lock import exclusive
from warehouse.records import Telling
from warehouse.store import open_writer

DAYS = 30
WORDS, SENTENCE = 480, 20
N_SUBJECTS, SUBJECT_WORDS, OWN_NAMES = 300, 200, 12
TICK, TOLD_AGAIN = 50, 4  # one in so many
START = datetime(2026, 10, 20, tzinfo=UTC)
FILL = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Press:
    """Invents articles, one after the other, each as the words of a vocabulary by their ranks."""

    def __init__(self, seed: int = 7) -> None:
        self._rng = np.random.default_rng(seed)
        real = dict.fromkeys([*commonest_words("en"), *sorted(lexicon_keys())])
        self._words = np.array([*real, *words(self._rng)])
        n = len(self._words)
        chances = 1 / np.arange(1, n + 1) ** 0.8
        self._cumulative = np.cumsum(chances / chances.sum())
        self._subjects = self._rng.integers(len(real), n, (N_SUBJECTS, SUBJECT_WORDS))
        keys = [concept_keys(str(word), "en") for word in self._words]
        self._marks = np.array(
            [zlib.crc32(one[0].encode()) if one and weight_of(one[0]) >= TELLING_FROM else 0 for one in keys],
            dtype=np.int64,
        )

    def story(self) -> np.ndarray:
        """Return the words of a new story: most by chance, some of its subject, some names that come again."""
        drawn = np.searchsorted(self._cumulative, self._rng.random(WORDS))
        names = self._rng.integers(len(self._words) // 2, len(self._words), OWN_NAMES)
        subject = self._subjects[self._rng.integers(N_SUBJECTS)]
        drawn[self._rng.random(WORDS) < 0.08] = 0
        for own, share in ((names, 0.06), (subject, 0.08)):
            at = np.flatnonzero(self._rng.random(WORDS) < share)
            drawn[at] = own[self._rng.integers(0, len(own), len(at))]
        return drawn

    def text(self, drawn: np.ndarray) -> str:
        """Return *drawn* as paragraphs of two sentences."""
        found = self._words[drawn]
        sentences = [" ".join(found[at : at + SENTENCE]).capitalize() + "." for at in range(0, len(found), SENTENCE)]
        return "\n\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2))

    def marks(self, drawn: np.ndarray) -> list[int]:
        """Return what `fingerprint_of` gives as marks of these words, from a table."""
        found = np.unique(self._marks[drawn])
        return [int(one) for one in found[found > 0][:MAX_MARKS]]

    def telling(self, drawn: np.ndarray, number: int, at: datetime) -> Telling:
        """Return *drawn* as the *number*-th article."""
        body = self.text(drawn)
        outlet = f"Outlet {number % 240}"
        url = f"https://outlet.example/{at:%Y/%m/%d}/{number}"
        return grouped.as_stored(Telling(url, url, outlet, outlet, "en", body[:60], body, at))

    def grams(self) -> list[int]:
        """Return word sequences that nobody else has."""
        return [int(one) for one in self._rng.integers(0, 2**32, WORDS // 8)]


def background(press: Press, size: int) -> Iterator[tuple[np.ndarray, Telling]]:
    """Yield *size* articles spread over the days."""
    step = timedelta(days=DAYS) / size
    for number in range(size):
        drawn = press.story()
        yield drawn, press.telling(drawn, number, START + number * step)


def fill(folder: Path, press: Press, size: int) -> list[np.ndarray]:
    """Write *size* articles into the warehouse at *folder* as if they had been grouped; return the last thousand."""
    context = grouped.context(folder)
    with context.warehouse.transaction("bench: make"):
        pass
    last: list[np.ndarray] = []
    lines = folder / "background.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for drawn, told in background(press, size):
            row = {"article_id": told.article_id, "url": told.url, "publisher": told.publisher, "title": told.title}
            row |= {"sha": told.content_sha256, "body": told.body, "published_at": f"{told.published_at}"}
            row |= {"paragraphs": paragraph_hashes(told), "marks": press.marks(drawn), "grams": press.grams()}
            file.write(json.dumps(row) + "\n")
            last = [*last[-999:], drawn]
    house = context.warehouse
    with exclusive(house.writer_folder, "bench: fill", wait_s=5), open_writer(house.writer_path) as connection:
        _insert(connection, lines)
    lines.unlink()
    return last


def _insert(connection: duckdb.DuckDBPyConnection, lines: Path) -> None:
    connection.execute(
        "CREATE TEMP TABLE background AS SELECT * FROM read_json(?, format = 'newline_delimited', columns ="
        " {article_id: 'UUID', url: 'VARCHAR', publisher: 'VARCHAR', sha: 'VARCHAR', title: 'VARCHAR', body: 'VARCHAR',"
        " published_at: 'TIMESTAMPTZ', paragraphs: 'BIGINT[]', marks: 'BIGINT[]', grams: 'BIGINT[]'})",
        [str(lines)],
    )
    for statement in FILL.split(";\n"):
        if statement.strip():
            given = {"rule_version": RULE_VERSION} if "$rule_version" in statement else None
            connection.execute(statement, given)
    connection.execute("DROP TABLE background; CHECKPOINT media")


def cost(size: int, n_ticks: int) -> tuple[str, ...]:
    """Return a row of the table: what grouping costs at a *size*, in a process of its own, as a run is one."""
    press = Press()
    with tempfile.TemporaryDirectory() as name:
        last = fill(Path(name), press, size)
        with ProcessPoolExecutor(1, get_context("spawn")) as child:
            return child.submit(grouped_in_ticks, Path(name), press, last, size, n_ticks).result()


def grouped_in_ticks(folder: Path, press: Press, last: list[np.ndarray], size: int, n_ticks: int) -> tuple[str, ...]:
    """Group a few new articles at a time in the warehouse at *folder*, and return the row of the table."""
    # As the settings say, but for what is compared at a time: a tick is one batch.
    context = grouped.context(folder, window_days=14)
    took: list[float] = []
    before = peak_mb()
    for tick in range(n_ticks):
        at = START + timedelta(days=DAYS, minutes=tick)
        new = [press.story() for _ in range(TICK)]
        for place in range(0, TICK, TOLD_AGAIN):
            new[place] = last[-1 - (tick * TICK + place) % len(last)]
        grouped.store(context, [press.telling(one, size + tick * TICK + n, at) for n, one in enumerate(new)])
        started = time.process_time()
        report = grouped.run(context)
        took.append((time.process_time() - started) / TICK * 1000)
        assert report.n_new_stories <= TICK
    with context.warehouse.transaction("bench: look") as tx:
        [(n_pairs,)] = tx.run("SELECT count(*) FROM core.pair WHERE compared_at >= $now", now=grouped.NOW)
        [(n_joined,)] = tx.run("SELECT count(*) FROM core.story_member WHERE parent_id IS NOT NULL")
    first, later = took[0], float(np.median(took[1:]))
    costs = f"{later:.1f}", f"{first:.1f}", f"{n_pairs / TICK / n_ticks:.1f}", f"{n_joined}"
    return (f"{size:,}", *costs, f"{before:.0f}", f"{peak_mb():.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--ticks", type=int, default=5)
    options = parser.parse_args()
    figures = ("ms of processor an article", "in the first tick", "pairs kept an article", "joined")
    rows = [("articles in 30 days", *figures, "MB before", "MB at most")]
    for size in options.sizes:
        rows.append(cost(size, options.ticks))
        print(f"  {size:,}: {rows[-1][1]} ms", flush=True)
    print(table(rows))


if __name__ == "__main__":
    main()
