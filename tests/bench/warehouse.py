"""Measure the warehouse on synthetic articles: what writing, publishing, asking and searching cost, and its size.

    python -m tests.bench.warehouse --articles 100000 [--folder DIR] [--cycles 20] [--json]

The folder is made when it is empty, and kept for another measure when it is given. Wall times of one machine: compare
them with each other, in one run; on a busy one read what the processors took instead.
"""

import argparse
import itertools
import json
import os
import re
import statistics
import tempfile
import time
import uuid
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import duckdb

from tasks.core.identity import body_hash, content_hash, content_id, page_id
from tests.bench.seed import LAST_DAY, seed
from warehouse import entries, feeds, grouping, runs, search, stories, translations
from warehouse.copy_snapshot import PATCHED_FROM_BYTES, copy
from warehouse.lock import exclusive
from warehouse.publish import SNAPSHOT_NAME, publish
from warehouse.records import (
    Article,
    Credit,
    Entry,
    Feed,
    Link,
    Membership,
    Method,
    Page,
    Poll,
    PollOutcome,
    Relation,
    Run,
    Translation,
    TranslationStatus,
)
from warehouse.session import end_rest
from warehouse.sql import audit, open_snapshot
from warehouse.store import Transaction, Warehouse, open_writer

NOW = datetime.combine(LAST_DAY + timedelta(days=1), datetime.min.time(), UTC)
BATCH = 50
RECIPES = Path(__file__).parents[2] / "warehouse" / "recipes"


class Stopwatch:
    """Gathers the wall times of named steps, and what they took of the processors, children included."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.cpu_times: dict[str, list[float]] = defaultdict(list)
        self.n_rows_a_cycle = 0.0

    @contextmanager
    def step(self, name: str):
        started, cpu_started = time.perf_counter(), sum(os.times()[:4])
        yield
        self.times[name].append(time.perf_counter() - started)
        self.cpu_times[name].append(sum(os.times()[:4]) - cpu_started)

    def lines(self) -> list[str]:
        cycle_s = statistics.median(self.times["cycle of 50 articles, all of it"])
        ingest = f"{BATCH / cycle_s:.0f} articles and {self.n_rows_a_cycle / cycle_s:.0f} rows a second"
        return [f"  ingest, {BATCH} articles at a time: {ingest}, beside the words of the index"] + [
            f"  {name:<34} median {statistics.median(times) * 1000:9.1f} ms   max {max(times) * 1000:9.1f} ms"
            f"   processors {statistics.median(self.cpu_times[name]) * 1000:9.1f} ms   n {len(times)}"
            for name, times in self.times.items()
        ]


def uid(*parts: object) -> str:
    return content_id("bench", *map(str, parts))


def event_id(*parts: object) -> str:
    made = uuid.uuid5(uuid.NAMESPACE_URL, " ".join(map(str, parts)))
    return f"{int(NOW.timestamp() * 1000):012x}"[:8] + str(made)[8:]


def cycle(house: Warehouse, watch: Stopwatch, feed: Feed, texts: list[tuple[str, str]], round_: int) -> None:
    """Take *texts* from the poll of *feed* to their stories, each stage in the transactions the pipeline uses."""
    size = len(texts)
    now = NOW + timedelta(minutes=round_)
    run_id = event_id("run", round_)
    # As long as the addresses there are, and of a feed that there is: nothing is found by its beginning alone.
    urls = [f"https://www.outlet0.example/{now:%Y/%m/%d}/{title[:60].replace(' ', '-')}-{round_}-{n}"
            for n, (title, _) in enumerate(texts)]  # fmt: skip
    listed = [
        Entry(feed.feed_id, url, round_ * BATCH + n + 1, url, url, title, "Summary.", ("Ann",), now, str(now), n)
        for n, (url, (title, _)) in enumerate(zip(urls, texts, strict=True))
    ]
    with watch.step("cycle: start, sync feeds"):
        with house.transaction("bench: start") as tx:
            runs.start_run(tx, Run(run_id, "monitor", "schedule", now))
        with house.transaction("bench: sync") as tx:
            feeds.sync_feeds(tx, [feed], now, is_complete=False)
            entries.count_pending(tx, now)
            feeds.due_feeds(tx, now)
    with watch.step("cycle: save poll"), house.transaction("bench: poll") as tx:
        poll = Poll(event_id("poll", round_), feed.feed_id, run_id, now, PollOutcome.OK, now, 200, n_entries=size)
        feeds.save_poll(tx, poll, listed, now)
    with watch.step("cycle: save pages"):
        with house.transaction("bench: pending") as tx:
            waiting = entries.pending_entries(tx, now)
        pages = [
            Page(page_id(event_id("page", one.entry.entry_key)), run_id, feed.feed_id, one.entry.entry_key,
                 one.entry.url, one.entry.url, now, 200, "text/html", 90_000, body_hash(one.entry.entry_key.encode()))
            for one in waiting
        ]  # fmt: skip
        with house.transaction("bench: pages") as tx:
            entries.save_pages(tx, pages, [], now, None, run_id=run_id)
    with watch.step("cycle: save articles"):
        with house.transaction("bench: fetched") as tx:
            works = entries.pages_to_extract(tx)
        articles = [
            _article(work.page, feed, *text, now) for work, text in zip(works, itertools.cycle(texts), strict=False)
        ]
        with house.transaction("bench: articles") as tx:
            sums = entries.save_articles(tx, articles, [], now, run_id)
        assert sums.n_new >= size, sums  # more when a cycle before was killed
    with watch.step("cycle: save translations"):
        with house.transaction("bench: untranslated") as tx:
            jobs = translations.articles_to_translate(tx, "en", {"fr": Method("argos", "fr_en 1.9")})
            bodies = translations.bodies_to_translate(tx, jobs)
        made = [
            Translation(job.article_id, job.content_sha256, job.lang, "en", TranslationStatus.OK, "argos", "fr_en 1.9",
                        now, job.title[::-1], bodies[job.article_id][:600], -0.2)
            for job in jobs
        ]  # fmt: skip
        assert len(made) >= size
        with house.transaction("bench: translations") as tx:
            translations.save_translations(tx, made)
            translations.waiting_pairs(tx)
    with watch.step("cycle: read articles to group"), house.transaction("bench: to group") as tx:
        new = grouping.tellings(tx, grouping.ids_to_group(tx, "stories-1"))
        known = grouping.pairs_touching(tx, [one.article_id for one in new], "stories-1")
    assert len(new) >= size, len(new)
    members = [
        Membership(one.article_id, one.article_id, Relation.ORIGINAL, None, 0.9, ("first",), (), "stories-1")
        for one in new
    ]
    with watch.step("cycle: save stories"), house.transaction("bench: stories") as tx:
        found = {"pairs": known[:20], "memberships": members, "links": [], "grouped": new}
        stories.save_grouping(tx, **found, rule_version="stories-1", now=now, run_id=run_id)
    with watch.step("cycle: finish"), house.transaction("bench: finish") as tx:
        runs.finish_run(tx, run_id, ended_at=now, state="completed", counts={"entries": size}, error=None)


def _article(page: Page, feed: Feed, title: str, body: str, now: datetime) -> Article:
    return Article(
        uid(page.url), page.url, "bench.example", feed.feed_id, page.entry_key, page.page_id, "Bench", "bench", title,
        f"{title} - Bench", body[:160], body, f"photo.jpg\n\n{body}", content_hash(page.url), "fr", 0.99,
        "its words", now, "page", "full", authors=("Ann",), n_words=500, extractor_version="1",
        credits=(Credit("agency", "(AFP)", 0, 5, organisation="AFP"),), links=(Link("https://a.example/", "here", 3),),
    )  # fmt: skip


def ask(snapshot: Path, watch: Stopwatch, terms: list[str]) -> None:
    """Run every recipe, and searches for one word (common, middling, rare) and two, five times each."""
    with open_snapshot(snapshot) as connection:
        for path in sorted(RECIPES.glob("*.sql")):
            recipe = edited(path.read_text(encoding="utf-8"), connection)
            for _ in range(5):
                with watch.step(f"recipe {path.stem}"):
                    connection.execute(recipe).fetchall()
        for term in [*terms, " ".join(terms[:2])]:
            for _ in range(5):
                with watch.step(f"search {term!r}"):
                    connection.execute("FROM search($q)", {"q": term}).fetchall()


def edited(recipe: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Return *recipe* as a person would edit it for this warehouse: with an article that it has."""
    [(url,)] = connection.execute(
        "SELECT child_url FROM lineage ORDER BY published_on DESC, child_url LIMIT 1"
    ).fetchall()
    return re.sub(r"'http://[^']+'", f"'{url}'", recipe)


def terms_of(snapshot: Path) -> list[str]:
    """Return a common, a middling and a rare word of the index."""
    with open_snapshot(snapshot) as connection:
        found = connection.execute(
            "SELECT term, sum(n_docs) AS n FROM core.search_posting"
            " WHERE segment = (SELECT arg_max(segment, n_docs) FROM core.search_segment)"
            " GROUP BY term ORDER BY n DESC, term"
        ).fetchall()
    return [found[place][0] for place in (20, 1000, len(found) // 2)]


def measure(folder: Path, n_articles: int, n_cycles: int) -> Stopwatch:
    house = Warehouse(folder, rest_s=0.2)
    # What filling leaves in a process, gigabytes that came and went, no run begins with.
    with ProcessPoolExecutor(1, get_context("spawn")) as filling:
        watch = Stopwatch() if house.writer_path.is_file() else filling.submit(fill, folder, n_articles).result()
    with house.transaction("bench: look") as tx:
        texts = tx.run(
            "SELECT title, body FROM core.article JOIN core.article_text USING (article_id, version) LIMIT 50"
        )
        n_before = tx.run("SELECT count(*) FROM core.run")[0][0]
        feed = feeds.due_feeds(tx, NOW, names=["outlet-0"], is_forced=True)[0].feed
        rows_before = n_rows(tx)
    with watch.step("publish, as it was left"):
        publish(folder, NOW)
    for round_ in range(n_before, n_before + n_cycles):
        cycle(house, watch, feed, texts, round_)
        end_rest(house.writer_folder)
        with (
            watch.step("cycle: checkpoint"),
            exclusive(house.writer_folder, "bench", wait_s=1),
            open_writer(house.writer_path, checkpoint_from=0),
        ):
            pass
        for times in (watch.times, watch.cpu_times):
            parts = [known[-1] for name, known in times.items() if name.startswith("cycle: ")]
            times["cycle of 50 articles, all of it"].append(sum(parts))
        with watch.step("merge segments"), house.transaction("bench: merge") as tx:
            search.merge_segments(tx)
        with watch.step("publish, after 50 articles"):
            publish(folder, NOW)
    with watch.step("copy of the whole file, on its own"):
        copy(house.writer_path, folder / "whole.duckdb", patched_from=PATCHED_FROM_BYTES)
    (folder / "whole.duckdb").unlink()
    with watch.step("audit of all keys"), house.transaction("bench: audit") as tx:
        assert audit(tx) == []
        watch.n_rows_a_cycle = (n_rows(tx) - rows_before) / n_cycles
    ask(folder / SNAPSHOT_NAME, watch, terms_of(folder / SNAPSHOT_NAME))
    return watch


def fill(folder: Path, n_articles: int) -> Stopwatch:
    """Make the warehouse, published as it grows: a run publishes every five minutes, after fewer than a chunk."""
    chunks, watch = seed(folder, n_articles), Stopwatch()
    while True:
        with watch.step("seed: a chunk of articles"):
            n_made = next(chunks, None)
        if n_made is None:
            return watch
        with watch.step("publish, a chunk more"):
            publish(folder, NOW)


def n_rows(tx: Transaction) -> int:
    tables = tx.run("SELECT table_name FROM core.contract WHERE table_name <> 'core.search_posting'")
    return sum(tx.run("SELECT count(*) FROM query_table($name)", name=name)[0][0] for (name,) in tables)


def sizes(folder: Path) -> list[str]:
    """Return what the published file takes an article, by table."""
    with open_snapshot(folder / SNAPSHOT_NAME) as connection:
        n_articles = connection.execute("SELECT count(*) FROM core.article").fetchone()[0]
        used = connection.execute("SELECT used_blocks * block_size FROM pragma_database_size()").fetchone()[0]
    n_bytes = (folder / SNAPSHOT_NAME).stat().st_size
    return [
        f"  {n_articles} articles, {used / n_articles:.0f} bytes an article in use, {n_bytes / n_articles:.0f} of file"
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--cycles", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        watch = measure(folder, options.articles, options.cycles)
        if options.json:
            print(json.dumps(watch.times))
            return
        print(f"DuckDB {duckdb.__version__}, {options.articles} articles")
        print("\n".join([*watch.lines(), *sizes(folder)]))


if __name__ == "__main__":
    main()
