"""Measure the pipeline end to end: CPU by stage, and articles a CPU-minute and fields kept beside two peers.

    python -m tests.bench.pipeline [--articles 2000] [--only NAME…]

The newsroom serves so many articles on twenty sites; each contender, a process of its own, fetches and reads all of
them, one contender after the other. Wall times hang on what else the machine does; CPU does not, so that is compared.
Right is what the newsroom published: the title to the letter, the text paragraph by paragraph, the time to the second.
What Prefect costs on top is measured by tests/bench/orchestration.py.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any

from tests.bench.crawlers import CRAWLERS
from tests.bench.meter import table
from tests.newsroom.client import ROOT, Newsroom

N_SITES = 20
MINUTE_S = 60
INSTALL = "not installed (uv pip install -c constraints.txt -e '.[bench]')"


def measure(n_articles: int, only: Sequence[str]) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Return the figures of each of *only* that is installed, and what there was to be read."""
    with Newsroom("--seed", "7") as newsroom:
        hosts = [f"h{number:04}.news.test" for number in range(N_SITES)]
        for host in hosts:
            newsroom.profile(host, items=n_articles // N_SITES, rate_per_day=0)
        truth = newsroom.truth()
        ports = {name: newsroom.ports[name] for name in ("address", "http", "https")}
        job = json.dumps({"ports": ports, "hosts": hosts, "urls": [one["url"] for one in truth]})
        figures: dict[str, dict[str, Any]] = {}
        for name in filter(is_installed, only):
            command = [sys.executable, "-m", "tests.bench.crawlers", name, job]
            ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if ran.returncode:  # what they log of a network that is not there is no figure
                raise RuntimeError(f"{name}: {ran.stderr}")
            figures[name] = json.loads(ran.stdout.splitlines()[-1])
    return figures, truth


def is_installed(name: str) -> bool:
    """Return whether the contender *name* can be called here."""
    return find_spec(CRAWLERS[name][1]) is not None


def n_right(figures: dict[str, Any], truth: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return how many titles, texts and times of publication are those that were published."""
    sums = {"title": 0, "text": 0, "published": 0}
    for one in truth:
        kept = figures["kept"].get(one["url"], {})
        sums["title"] += kept.get("title") == one["title"]
        sums["text"] += _sha256(kept.get("text") or "") == one["text_sha256s"][-1]
        sums["published"] += _time(kept.get("published")) == _time(one["published_at"])
    return sums


def n_fields(figures: dict[str, Any]) -> float:
    """Return the fields with a value, on average of the pages that were read."""
    pages = figures["kept"].values()
    return sum(bool(value) for page in pages for value in page.values()) / max(len(pages), 1)


def per_cpu_minute(figures: dict[str, Any]) -> float:
    """Return articles a CPU-minute."""
    return len(figures["kept"]) * MINUTE_S / figures["cpu_s"]


def _sha256(text: str) -> str:
    """Return the hash of the paragraphs of *text*, whatever stands between them."""
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    return hashlib.sha256("\n\n".join(paragraphs).encode()).hexdigest()


def _time(text: str | None) -> datetime | None:
    at = datetime.fromisoformat(text) if text else None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def lines(figures: dict[str, dict[str, Any]], truth: Sequence[dict[str, Any]], only: Sequence[str]) -> list[str]:
    """Return both tables: CPU by stage of ours, and the contenders side by side."""
    said: list[str] = []
    if "newsecho" in figures:
        ours = figures["newsecho"]
        n = len(ours["kept"])
        rows = [("stage", "CPU ms an article"), *((name, f"{1000 * s / n:.2f}") for name, s in ours["stages"].items())]
        said += [table([*rows, ("all", f"{1000 * ours['cpu_s'] / n:.2f}")]), ""]
    rows = [("", "articles", "a minute", "a CPU-minute", "fields", "titles", "texts", "times")]
    for name, one in figures.items():
        right = n_right(one, truth)
        share = [f"{100 * right[what] / len(truth):.1f} %" for what in ("title", "text", "published")]
        n = len(one["kept"])
        minute = f"{n * MINUTE_S / one['wall_s']:.0f}"
        rows.append((name, str(n), minute, f"{per_cpu_minute(one):.0f}", f"{n_fields(one):.1f}", *share))
    return [*said, table(rows), *(f"{name}: {INSTALL}" for name in only if name not in figures)]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000, help=f"of {N_SITES} sites; {N_SITES} at least")
    parser.add_argument("--only", nargs="+", choices=CRAWLERS, default=list(CRAWLERS), help="these")
    args = parser.parse_args(arguments)
    if args.articles < N_SITES:
        parser.error(f"--articles {args.articles}: {N_SITES} sites have one each at least")
    figures, truth = measure(args.articles, args.only)
    print("\n".join(lines(figures, truth, args.only)))


if __name__ == "__main__":
    main()
