"""Measure translation: ours at beam 4, 2 and 1 beside argostranslate and LibreTranslate, on a model of the real shape.

    python -m tests.bench.translate [--json] [--articles N] [--rival-articles N] [--rss-articles N]
                                    [--libretranslate PYTHON]

The package has random weights and every decoder is told how long its output is (tests/bench/translators.py), so figures
are of speed alone. Each way runs in a process of its own, on one core where it lets itself be told so; words are those
of the source, CPU is all of the process, splitting and tokenizing included, loading left out. `as it comes`
argostranslate also spreads each small batch over all cores.

The second part runs the stage itself over so many articles in a warehouse: the most memory it ever had, then a run that
remembers every sentence. PYTHON is an interpreter with `libretranslate` installed: it asks for versions ours refuses.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tasks.press import MODELS_FOLDER
from tests.bench.meter import table
from tests.bench.random_package import add_splitter, articles, make_package

ROOT = Path(__file__).parents[2]
BEAMS = (4, 2, 1)
WANTED = {4: 4.0, 2: 6.5}  # times the words of argostranslate a CPU second
MAX_RSS_MB = 600
RIVAL = "argostranslate, as it comes"
ONE_CORE = {"ARGOS_INTRA_THREADS": "1", "OMP_NUM_THREADS": "1"}


def make_packages(folder: Path) -> Path:
    """Make the package, and the one back: LibreTranslate looks for others on the network when it finds only one."""
    for source, target in (("fr", "en"), ("en", "fr")):
        root = make_package(folder, source, target)
        add_splitter(root, MODELS_FOLDER / f"fixture_{source}_{target}.argosmodel")
    return folder


def measure(task: dict[str, Any], home: Path, *, python: str = sys.executable, **environment: str) -> dict[str, Any]:
    """Return what *task* cost; rivals make folders where they think they are at home."""
    at_home = {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    command = [python, "-P", str(ROOT / "tests" / "bench" / "translators.py"), json.dumps(task)]
    path = {"PYTHONPATH": str(ROOT)} if python == sys.executable else {}
    ran = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=home,
        env={**os.environ, **at_home, **path, **environment},
    )
    return json.loads(ran.stdout.splitlines()[-1])


def speeds(folder: Path, packages: Path, args: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Return what each way cost, ours on all articles, rivals on the first of them: they are slow."""
    told = articles(args.articles)
    some, few = folder / "articles.json", folder / "few.json"
    some.write_text(json.dumps(told))
    few.write_text(json.dumps(told[: args.rival_articles]))
    rival = {"who": "argostranslate", "packages": str(packages), "articles": str(few)}
    costs = {RIVAL: measure(rival, folder), "argostranslate, one core": measure(rival, folder, **ONE_CORE)}
    if args.libretranslate:
        task = {**rival, "who": "libretranslate"}
        costs["LibreTranslate, batch"] = measure(task, folder, python=args.libretranslate, **ONE_CORE)
    for beam in BEAMS:
        task = {"who": "newsecho", "packages": str(packages), "articles": str(some), "beam": beam}
        costs[f"newsecho, beam {beam}"] = measure(task, folder, **ONE_CORE)
    for cost in costs.values():
        cost["words_a_cpu_s"] = cost["n_words"] / cost["cpu_s"]
        cost["articles_a_min"] = 60 * cost["n_articles"] / cost["wall_s"]
    for cost in costs.values():
        cost["ratio"] = cost["words_a_cpu_s"] / costs[RIVAL]["words_a_cpu_s"]
        cost["ratio_one_core"] = cost["words_a_cpu_s"] / costs["argostranslate, one core"]["words_a_cpu_s"]
    return costs


def stage(folder: Path, packages: Path, n: int) -> dict[str, Any]:
    """Return what the stage cost over *n* articles, and what it cost again."""
    command = [sys.executable, "-m", "tests.bench.translate_stage", str(folder / "warehouse"), str(packages), str(n)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    return json.loads(ran.stdout.splitlines()[-1])


def print_speeds(costs: dict[str, dict[str, Any]], libretranslate: str | None) -> None:
    head = ("", "words/CPU s", "articles/min", "× as it comes", "× one core")
    rows = [
        (name, *(f"{cost[key]:.1f}" for key in ("words_a_cpu_s", "articles_a_min")), f"{cost['ratio']:.2f}",
         f"{cost['ratio_one_core']:.2f}")
        for name, cost in costs.items()
    ]  # fmt: skip
    print(table([head, *rows]))
    if not libretranslate:
        print("LibreTranslate, batch: not installed (name an interpreter that has it with --libretranslate)")
    for beam, wanted in WANTED.items():
        ratio = costs[f"newsecho, beam {beam}"]["ratio"]
        print(
            f"beam {beam}: {ratio:.2f} × argostranslate, wanted {wanted}: {'reached' if ratio >= wanted else 'MISSED'}"
        )


def print_stage(found: dict[str, Any]) -> None:
    first, second = found["first"], found["second"]
    for name, run in (("first run", first), ("second run", second)):
        print(
            f"{name}: {run['n_articles']} articles, {run['n_words']} words, {run['n_decoded']} sentences decoded"
            f" ({run['n_tokens']} tokens), {run['n_remembered']} remembered, {run['cpu_s']:.1f} s CPU,"
            f" {run['wall_s']:.1f} s wall, leads after {run['leads_s']:.1f} s"
        )
    print(f"{found['n_kept']} sentences remembered, of {found['bytes_a_sentence']:.0f} bytes before compression")
    reached = "reached" if found["peak_mb"] <= MAX_RSS_MB else "MISSED"
    print(f"peak RSS {found['peak_mb']:.0f} MB with {found['n_threads']} threads, wanted {MAX_RSS_MB}: {reached}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=32, help="that ours translates at each beam")
    parser.add_argument("--rival-articles", type=int, default=4, help="of them, that rivals translate")
    parser.add_argument("--rss-articles", type=int, default=500, help="that the stage translates; 0: no stage")
    parser.add_argument("--libretranslate", metavar="PYTHON", help="an interpreter with libretranslate installed")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packages = make_packages(folder / "packages")
        costs = speeds(folder, packages, args)
        if not args.json:
            print_speeds(costs, args.libretranslate)
        found = stage(folder, packages, args.rss_articles) if args.rss_articles else None
    if args.json:
        print(json.dumps({"speed": costs, "stage": found}))
    elif found:
        print_stage(found)


if __name__ == "__main__":
    main()
