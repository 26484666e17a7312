"""Run the translation stage over articles of an invented language, then again; print what it cost as a line of JSON.

python -m tests.bench.translate_stage WAREHOUSE PACKAGES N     (tests/bench/translate.py starts it)
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from flows import translating
from flows.context import RunContext, context_for
from flows.engines import engine_of
from flows.report import RunReport
from tests.bench.meter import peak_mb
from tests.bench.random_package import articles
from tests.bench.translators import forced
from tests.warehouse.conftest import NOW, Samples, start
from warehouse import entries, feeds, queue

BATCH = 100


def fill(context: RunContext, n: int) -> int:
    """Store *n* articles and return their words."""
    make = Samples()
    start(context.warehouse)
    told = articles(n)
    for first in range(0, n, BATCH):
        listed = [make.entry(f"{number}") for number in range(first, min(first + BATCH, n))]
        with context.warehouse.transaction("bench") as tx:
            feeds.save_poll(tx, make.poll(n=first + 1), listed, NOW)
            pages = [make.page(entry) for entry in listed]
            entries.save_pages(tx, pages, [], NOW, None)
            made = [
                make.article(
                    page, title=title, body=body, body_as_found=body, lang="fr", credits=(), defects=(), links=()
                )
                for page, (title, body) in zip(pages, told[first : first + BATCH], strict=True)
            ]
            entries.save_articles(tx, made, [], NOW, make.run_id)
    return sum(len(f"{title} {body}".split()) for title, body in told)


def timed(context: RunContext, n: int, n_words: int) -> dict[str, Any]:
    """Run the stage; say when the last lead was there, too."""
    wall, cpu, leads = time.monotonic(), time.process_time(), [0.0]
    plain = translating._translate_batch

    def noted(*arguments: Any, is_lead: bool) -> Any:
        made = plain(*arguments, is_lead=is_lead)
        if is_lead:
            leads.append(time.monotonic() - wall)
        return made

    translating._translate_batch = noted
    report = RunReport(context.new_id(NOW), "monitor", context.clock())
    translating.translate(context, report)
    translating._translate_batch = plain
    assert report.n_translated == n, report.failures
    return {
        "n_articles": n,
        "n_words": n_words,
        "n_decoded": report.n_decoded,
        "n_tokens": report.n_decoded_tokens,
        "n_remembered": report.n_remembered,
        "wall_s": time.monotonic() - wall,
        "cpu_s": time.process_time() - cpu,
        "leads_s": leads[-1],
    }


def main() -> None:
    folder, packages, n = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    forced()
    context = replace(context_for(folder), models_folder=packages)
    n_words = fill(context, n)
    first = timed(context, n, n_words)
    peak = peak_mb()
    with context.warehouse.transaction("bench") as tx:
        ((n_kept, n_bytes),) = tx.run("SELECT count(*), sum(strlen(target)) FROM core.translation_memory")
        tx.run("DELETE FROM core.translation")
        tx.run("DELETE FROM core.search_doc WHERE text_lang = 'en'")
        tx.run("DELETE FROM core.queue")
        queue.enqueue_window(tx, NOW.date(), NOW.date(), queue.TRANSLATE)
    second = timed(context, n, n_words)
    n_threads = engine_of(context)._options.inter_threads
    found = {"first": first, "second": second, "peak_mb": peak, "n_threads": n_threads, "n_kept": n_kept}
    print(json.dumps(found | {"bytes_a_sentence": n_bytes / n_kept}), flush=True)


if __name__ == "__main__":
    main()
