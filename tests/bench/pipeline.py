"""Measure the pipeline end to end: CPU by stage, and articles a CPU-minute and fields kept beside two peers.

    python -m tests.bench.pipeline [--articles 2000] [--weights thin press] [--only NAME…]

The newsroom serves so many articles on twenty sites; each contender, a process of its own, fetches and reads all of
them, one contender after the other, after each has read one of another site: what is imported, compiled and learned
once is not counted. Wall times hang on what else the machine does; CPU does not, so that is compared. Right is what the
newsroom published: the title to the letter, the text paragraph by paragraph, the time to the second.

It serves them twice. Thin pages are a text of sixty different words and nothing around it. Pages with the weight of the
press have the furniture of a press page, as much of it as the median of 632 real ones, and texts by Zipf's law
(tests/newsroom/furniture.py, wording.py). Medians of the press, and of what is served: 164 and 170 kB, 834 and 849
elements, 141 and 134 links, 61 and 62 kB of attributes, 21 and 18 kB of scripts, 900 and 896 words of text, 414 and 404
of them different. The bench prints these and more; tests/bench/weights.py measures the real pages.

Ours does more than the others do: they are told every address, and store nothing. So that what is compared can be seen,
a line says what polling, fetching and reading alone cost, which is what the others do; it is no contender.
What Prefect costs on top is measured by tests/bench/orchestration.py.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any

from tests.bench.crawlers import CRAWLERS
from tests.bench.meter import table
from tests.bench.weights import PRESS, SEED, comparison, medians, served, weigh
from tests.newsroom.client import ROOT, Newsroom
from tests.newsroom.sites import WEIGHTS

N_SITES = 20
MINUTE_S = 60
WARM = "warm.news.test"
INSTALL = "not installed (uv pip install -c constraints.txt -e '.[bench]')"
THEIRS = ("poll", "fetch", "extract")  # the stages of ours that do what the others do
Truth = list[dict[str, Any]]


@dataclass
class Measured:
    """What came of one kind of pages: the figures of each contender, the truth, and the medians of what was served."""

    figures: dict[str, dict[str, Any]]
    truth: Truth
    weighed: dict[str, float]


def measure(n_articles: int, only: Sequence[str], weight: str) -> Measured:
    """Return what each of *only* that is installed comes to with pages of a *weight*."""
    with Newsroom("--seed", str(SEED)) as newsroom:
        hosts = [f"h{number:04}.news.test" for number in range(N_SITES)]
        for host, n_items in ((WARM, 1), *((host, n_articles // N_SITES) for host in hosts)):
            newsroom.profile(host, items=n_items, rate_per_day=0, weight=weight)
        truth = newsroom.truth()
        ports = {name: newsroom.ports[name] for name in ("address", "http", "https")}
        rounds = [{"ports": ports, **_round(truth, some)} for some in ([WARM], hosts)]
        figures: dict[str, dict[str, Any]] = {}
        for name in filter(is_installed, only):
            command = [sys.executable, "-m", "tests.bench.crawlers", name]
            ran = subprocess.run(
                command, cwd=ROOT, input=json.dumps(rounds), capture_output=True, text=True, check=False
            )
            if ran.returncode:  # what they log of a network that is not there is no figure
                raise RuntimeError(f"{name}: {ran.stderr}")
            figures[name] = json.loads(ran.stdout.splitlines()[-1])
    counted = [one for one in truth if one["host"] != WARM]
    return Measured(figures, counted, medians(weigh(page, one.text) for one, page in served(weight, seed=SEED)))


def _round(truth: Truth, hosts: Sequence[str]) -> dict[str, Any]:
    return {"hosts": list(hosts), "urls": [one["url"] for one in truth if one["host"] in hosts]}


def is_installed(name: str) -> bool:
    """Return whether the contender *name* can be called here."""
    return find_spec(CRAWLERS[name][1]) is not None


def n_right(figures: dict[str, Any], truth: Truth) -> dict[str, int]:
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


def stages(ours: dict[str, Any]) -> str:
    """Return a table: CPU by stage of ours."""
    n = len(ours["kept"])
    rows = [("stage", "CPU ms an article"), *((name, f"{1000 * s / n:.2f}") for name, s in ours["stages"].items())]
    return table([*rows, ("all", f"{1000 * ours['cpu_s'] / n:.2f}")])


def contenders(measured: Measured) -> str:
    """Return a table: the contenders side by side."""
    rows = [("", "articles", "a minute", "a CPU-minute", "fields", "titles", "texts", "times")]
    for name, one in measured.figures.items():
        right = n_right(one, measured.truth)
        share = [f"{100 * right[what] / len(measured.truth):.1f} %" for what in ("title", "text", "published")]
        n = len(one["kept"])
        minute = f"{n * MINUTE_S / one['wall_s']:.0f}"
        rows.append((name, str(n), minute, f"{per_cpu_minute(one):.0f}", f"{n_fields(one):.1f}", *share))
        if one["stages"]:
            alone = {**one, "cpu_s": sum(one["stages"][stage] for stage in THEIRS)}
            rows.append((f"({name}: {', '.join(THEIRS)} alone)", "", "", f"{per_cpu_minute(alone):.0f}", *[""] * 4))
    return table(rows)


def lines(measured: Measured, only: Sequence[str]) -> list[str]:
    """Return the tables: CPU by stage of ours, and the contenders."""
    said = [stages(measured.figures["newsecho"]), ""] if "newsecho" in measured.figures else []
    return [*said, contenders(measured), *(f"{name}: {INSTALL}" for name in only if name not in measured.figures)]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2_000, help=f"of {N_SITES} sites; {N_SITES} at least")
    parser.add_argument("--weights", nargs="+", choices=WEIGHTS, default=list(WEIGHTS), help="of the pages")
    parser.add_argument("--only", nargs="+", choices=CRAWLERS, default=list(CRAWLERS), help="these")
    args = parser.parse_args(arguments)
    if args.articles < N_SITES:
        parser.error(f"--articles {args.articles}: {N_SITES} sites have one each at least")
    columns = {"the press": PRESS}
    for weight in args.weights:
        measured = measure(args.articles, args.only, weight)
        columns[f"{weight} pages"] = measured.weighed
        print("\n".join([f"{weight} pages", "", *lines(measured, args.only), ""]), flush=True)
    print(comparison(columns))


if __name__ == "__main__":
    main()
