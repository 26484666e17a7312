"""Measure the grouping on the shared sets: beside its rivals, and in every order articles can arrive in.

    python -m tests.bench.stories            # F1 and processor time an article, ours and theirs, same input, one run
    python -m tests.bench.stories --orders   # a hash of who is in which story, for each way the chains can arrive

Needs the shared evaluation data beside the checkout. Processor times are of one machine: compare those of one run.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tasks.core.stories import score_pairs, tell_stories
from tasks.group_manifest import read_manifest
from tests import grouped
from tests.bench.meter import table
from tests.bench.story_rivals import RIVALS, Rival, groups
from warehouse.records import Telling

SHARED = Path(__file__).parents[3] / "shared" / "eval"
FIGURES = {
    "chains": {"chains across": r"across languages.*F1 ([\d.]+)", "chains same": r"same language.*F1 ([\d.]+)"},
    "briefs": {"briefs across": r"across languages.*F1 ([\d.]+)"},
    "press": {"press": r"press pairs.*F1 ([\d.]+)"},
}
N_PARTS = 10

Grouper = Callable[[Sequence[Telling]], Sequence[object]]  # tellings -> the story of each


def ours(tellings: Sequence[Telling]) -> list[str]:
    """Group as `newsecho group --manifest` does."""
    memberships, _ = tell_stories(tellings, score_pairs(tellings, tellings, []))
    place = {one.article_id: one.story_id for one in memberships}
    return [place[telling.article_id] for telling in tellings]


def theirs(make: Callable[[], Rival]) -> Grouper | None:
    """Return a rival as a grouper; None where its library is not installed."""
    try:
        rival = make()
    except ImportError:
        return None
    return lambda tellings: groups(len(tellings), rival(tellings))


def measured(name: str, tellings: Sequence[Telling], group: Grouper) -> tuple[list[str], float]:
    """Return what the shared scorer says of a grouping of a set, and the processor time it took, in seconds."""
    started = time.process_time()
    found = group(tellings)
    took_s = time.process_time() - started
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as out:
        for telling, story in zip(tellings, found, strict=True):
            out.write(json.dumps({"id": telling.article_id, "story_id": str(story)}) + "\n")
        out.flush()
        command = [sys.executable, str(SHARED / "score_stories.py"), name, out.name]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [re.findall(pattern, printed)[0] for pattern in FIGURES[name].values()], took_s


def side_by_side() -> str:
    """Return the F1 of each grouper on each set, and its milliseconds an article."""
    sets = {name: read_manifest(SHARED / "stories" / f"{name}.articles.jsonl") for name in FIGURES}
    n = sum(map(len, sets.values()))
    rows = [("", *(column for columns in FIGURES.values() for column in columns), "ms an article")]
    for label, group in {"newsecho": ours, **{label: theirs(make) for label, make in RIVALS.items()}}.items():
        if group is None:
            rows.append((label, *["not installed"] * (len(rows[0]) - 1)))
            continue
        found = [measured(name, tellings, group) for name, tellings in sets.items()]
        figures = [figure for one, _ in found for figure in one]
        rows.append((label, *figures, f"{sum(took_s for _, took_s in found) / n * 1000:.2f}"))
    return table(rows)


def orders() -> str:
    """Return a hash of the stories of the chains for each way they can arrive; all are the same."""
    tellings = [grouped.as_stored(one) for one in read_manifest(SHARED / "stories" / "chains.articles.jsonl")]
    shuffled = random.Random(1).sample(tellings, len(tellings))
    rows = [("", "articles", "stories", "hash")]

    def add(way: str, story_of: dict[str, str]) -> None:
        rows.append((way, str(len(story_of)), str(len(set(story_of.values()))), grouped.digest(story_of)))

    add("all at once", dict(zip((one.article_id for one in tellings), ours(tellings), strict=True)))
    add("all at once, shuffled", dict(zip((one.article_id for one in shuffled), ours(shuffled), strict=True)))
    with tempfile.TemporaryDirectory() as folder:
        context = grouped.context(Path(folder))
        for part in range(N_PARTS):
            grouped.store(context, shuffled[part::N_PARTS])
            grouped.run(context)
        add(f"in a warehouse, shuffled, in {N_PARTS} parts", grouped.stories(context))
        grouped.run(context)
        add("the same, run again", grouped.stories(context))
    return table(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", action="store_true")
    print(orders() if parser.parse_args().orders else side_by_side())


if __name__ == "__main__":
    main()
