"""Measure reading pages, ours beside its rivals: CPU a page, and how well each reads them.

    python -m tests.bench.extract [TRUTH.jsonl] [--limit N] [--lang fr] [--rounds N] [--only NAME…] [--json]

Every reader has a process of its own; the pages go to them one by one, to each reader in turn, so that whatever else
the machine does falls on all of them alike. Figures are CPU times of the reader's process; a first page, which imports
and compiles, is read before the clock starts. Quality is what the shared scorer prints about the very readings timed.

TRUTH.jsonl has lines `{"id", "set", "path", "url", "lang", "title", "authors", "date", "text"}` (the shared pages, when
none is named). `--lang fr` keeps the pages of one language and lists each with its scores and titles.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.bench.readers import OURS, READERS, RIVAL, installed_version, read_and_measure

SHARED_TRUTH = Path(__file__).parents[3] / "shared" / "eval" / "extract" / "truth.jsonl"
SCORER = Path("..") / "score_extract.py"  # from the folder of the truth
WARM_UP = b"<html><head><title>A first page</title></head><body><p>" + b"Words read first. " * 60 + b"</p></body>"


@dataclass
class Figures:
    """What one reader did with all pages; times in CPU seconds, the least of the rounds for each page."""

    name: str
    version: str
    seconds: dict[str, float] = field(default_factory=dict)
    read: dict[str, dict[str, Any]] = field(default_factory=dict)
    scores: str = ""

    def ms_a_page(self) -> float:
        return 1000 * sum(self.seconds.values()) / len(self.seconds)


def load_pages(truth: Path, *, lang: str | None = None, limit: int | None = None) -> list[dict[str, Any]]:
    """Return the lines of *truth*, evenly thinned to *limit* so that every set in it is still there."""
    pages = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines() if line.strip()]
    pages = [page for page in pages if lang is None or page.get("lang") == lang]
    step = max(1, len(pages) // limit) if limit else 1
    return pages[::step][:limit]


def read_body(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def measure(
    pages: Sequence[dict[str, Any]], folder: Path, *, only: Sequence[str] = tuple(READERS), rounds: int = 1
) -> list[Figures]:
    """Return the figures of those readers of *only* that are installed here."""
    figures = [Figures(name, version) for name in only if (version := installed_version(name))]
    with ExitStack() as stack:
        process = get_context("spawn")  # a fork would share what this process and the others have imported
        pools = {
            one.name: stack.enter_context(ProcessPoolExecutor(max_workers=1, mp_context=process)) for one in figures
        }
        for name, pool in pools.items():
            pool.submit(read_and_measure, name, WARM_UP, "https://first.example/").result()
        for number, page in enumerate(list(pages) * rounds):
            body = read_body(folder / page["path"])
            first = number % len(figures)  # who goes first changes, since the first finds colder caches
            for one in figures[first:] + figures[:first]:
                task = pools[one.name].submit(read_and_measure, one.name, body, page["url"] or "https://page.invalid/")
                one.read[page["id"]], seconds = task.result()
                one.seconds[page["id"]] = min(seconds, one.seconds.get(page["id"], seconds))
    return figures


def score(one: Figures, pages: Sequence[dict[str, Any]], scorer: Path) -> str:
    """Return what *scorer* prints about one reader's readings, "" where there is no scorer or no text to judge."""
    if not scorer.is_file() or not any(page.get("text") for page in pages):
        return ""
    with tempfile.TemporaryDirectory() as folder:
        truth, predictions = Path(folder) / "truth.jsonl", Path(folder) / "predictions.jsonl"
        truth.write_text("".join(json.dumps(page) + "\n" for page in pages), encoding="utf-8")
        lines = (json.dumps({"id": name, **found}) + "\n" for name, found in one.read.items())
        predictions.write_text("".join(lines), encoding="utf-8")
        command = [sys.executable, scorer, predictions, "--truth", truth, "--worst", str(len(pages))]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def costs(figures: Sequence[Figures]) -> dict[str, dict[str, float]]:
    """Return CPU ms a page and its ratio to trafilatura's, by reader."""
    rival = next(one for one in figures if one.name == RIVAL).ms_a_page()
    return {one.name: {"ms": one.ms_a_page(), "ratio": one.ms_a_page() / rival} for one in figures}


def page_scores(printed: str) -> dict[str, str]:
    """Return the body F1 of each page from the scorer's `--worst` lines."""
    lines = (line.split(maxsplit=1) for line in printed.splitlines() if line.startswith("  "))
    return {name: f1 for f1, name in lines}


def print_table(figures: Sequence[Figures], n_pages: int) -> None:
    print(f"{n_pages} pages, CPU of one process a reader\n")
    for name, cost in costs(figures).items():
        one = next(one for one in figures if one.name == name)
        print(f"{name:17}{one.version:8}{cost['ms']:7.1f} ms a page  {cost['ratio']:5.2f} × {RIVAL}")
    for name in filter(lambda name: installed_version(name) is None, READERS):
        print(f"{name:17}not installed (uv pip install -c constraints.txt -e '.[bench]')")
    for one in figures:
        print(f"\n{one.name}")
        summary = [line for line in one.scores.splitlines() if not line.startswith("  ")]
        print("\n".join(f"  {line}" for line in summary) or "  not scored: no text to judge, or no shared scorer")


def print_pages(figures: Sequence[Figures], pages: Sequence[dict[str, Any]]) -> None:
    """Print each page with the body F1 of ours and the rival's, what is wanted as title and what we read."""
    ours, rival = (next(one for one in figures if one.name == name) for name in (OURS, RIVAL))
    scored, rivals = page_scores(ours.scores), page_scores(rival.scores)
    print(f"\nbody F1 {OURS} / {RIVAL}; title wanted (=) and read (>)")
    for page in pages:
        found, name = ours.read[page["id"]], page["id"]
        print(f"\n{scored.get(name, '-'):5} / {rivals.get(name, '-'):5}  {name}")
        print(f"  = {page.get('title') or '(not judged)'}\n  > {found.get('title', '(nothing read)')}")
        print(f"    {found.get('published_at', '')}  {', '.join(found.get('authors', []))}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path, nargs="?", default=SHARED_TRUTH)
    parser.add_argument("--limit", type=int, help="so many pages, evenly spread")
    parser.add_argument("--lang", help="only pages of this language, each listed")
    parser.add_argument("--rounds", type=int, default=1, help="readings of each page; the cheapest counts")
    parser.add_argument("--only", nargs="+", choices=READERS, default=list(READERS), help="these readers")
    parser.add_argument("--json", action="store_true", help="only the costs, as JSON")
    args = parser.parse_args(arguments)
    if not args.truth.is_file():
        parser.error(f"{args.truth}: no such file")
    if RIVAL not in args.only:
        parser.error(f"--only without {RIVAL}: the others are measured by it")
    pages = load_pages(args.truth, lang=args.lang, limit=args.limit)
    if not pages:
        parser.error(f"{args.truth}: no page in it" + (f" is in {args.lang}" if args.lang else ""))
    figures = measure(pages, args.truth.parent, only=args.only, rounds=args.rounds)
    for one in figures:
        one.scores = score(one, pages, args.truth.parent / SCORER)
    if args.json:
        print(json.dumps(costs(figures)))
        return
    print_table(figures, len(pages))
    if args.lang:
        print_pages(figures, pages)


if __name__ == "__main__":
    main()
