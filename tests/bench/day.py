"""Simulate a day of polling against the newsroom, by a clock that is moved: recall, manners and cost, as a table.

    nice python -m tests.bench.day                       # 5,000 feeds, 24 hours
    python -m tests.bench.day --feeds 500 --hours 6

Of each site the feed alone is polled: recall is of the entries stored. tests/fetch/test_simulated_day.py takes a small
day through the whole pipeline, pages too. Exits 1 when anything was lost, doubled, or impolite.
"""

import argparse
import sys
import tempfile
from pathlib import Path

SHOWN_LINES = 40


def main() -> int:
    # Not at the top: children that read documents load this module anew, and have no use for these.
    from tests.bench.day_run import run_day  # noqa: PLC0415
    from tests.bench.day_sites import plan_sites  # noqa: PLC0415
    from tests.bench.day_verdict import complaints, figures  # noqa: PLC0415
    from tests.newsroom.client import Newsroom  # noqa: PLC0415

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=5_000)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    sites = plan_sites(options.feeds, options.seed)
    with tempfile.TemporaryDirectory() as folder, Newsroom("--seed", str(options.seed)) as newsroom:
        day = run_day(newsroom, Path(folder), sites, hours=options.hours, is_loud=True)
    print(figures(day, options.hours))
    found = complaints(day)
    print("\n".join(found[:SHOWN_LINES]))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
