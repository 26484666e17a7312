"""Measure polling: feeds a minute, CPU a poll and peak memory, beside httpx and aiohttp with feedparser, in one run.

    nice python -m tests.bench.fetch                 # 3,000 hosts; ten minutes, most of them waiting for slow hosts
    python -m tests.bench.fetch --hosts 300 --slow-s 0.2 0.5

Three rounds of the same feeds for each: all of them new; 30 % changed and the others unchanged; and the newsroom's
default mix (70 % unchanged, 20 % changed, 4 % 5xx or 429, 2 % dead names, 2 % slow, 1 % reset, 1 % malformed), twice,
as who is slow is known the second time. Ours stores what it polled, with the documents, in a warehouse, and publishes
it; its CPU is that of its process and of the children that read documents. The others keep nothing but validators, and
take a feed that was cut off for a whole one: they have fewer failures.
Last, 64 bombs of 2 GiB at once among healthy feeds: the memory of our process.

Compare within a run: seconds of one machine say little, and CPU more than wall.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self

from tests.bench.meter import table
from tests.newsroom.client import ROOT, Newsroom

CHANGED, CHANGED_IN_MIX = 0.3, 0.2
MIX = {"busy": 0.04, "dead": 0.02, "slow": 0.02, "reset": 0.01, "malformed": 0.01}
TROUBLES = {
    "busy": ["/503?ra=120", "/429?ra=120", "/status/500"],
    "reset": ["/rst-mid-body"],
    "malformed": ["/truncgz", "/200-login-html", "/garbage"],
}
N_BOMBS = 64
BOMB = "/bomb/gzip"
NAMES = ("newsecho", "httpx", "aiohttp")


class Contender:
    """A process that polls what it is told to."""

    def __init__(self, name: str) -> None:
        command = [sys.executable, "-m", "tests.bench.contenders", name]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def round(self, newsroom: Newsroom, hosts: Sequence[str], path: str = "/feed.xml") -> dict[str, Any]:
        """Have it poll the feeds of *hosts*, some days after the last time, and return what that cost."""
        now = newsroom.advance(timedelta(days=2).total_seconds())
        task = {"hosts": list(hosts), "port": newsroom.ports["http"], "path": path, "now": now}
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def hosts_of(n_hosts: int) -> dict[str, list[str]]:
    """Return the hosts by kind, spread evenly among each other by their numbers."""
    found: dict[str, list[str]] = {kind: [] for kind in ("well", *MIX)}
    taken = dict.fromkeys(MIX, 0)
    for number in range(n_hosts):
        kind = next((kind for kind, share in MIX.items() if taken[kind] < share * (number + 1) - 0.5), "well")
        if kind != "well":
            taken[kind] += 1
        found[kind].append(f"{'dead' if kind == 'dead' else 'h'}{number:04}.news.test")
    return found


def measure(newsroom: Newsroom, name: str, n_hosts: int, slow_s: Sequence[float]) -> dict[str, dict[str, Any]]:
    """Return the cost of each round for the contender *name*; the newsroom starts anew."""
    newsroom.reset()
    kinds = hosts_of(n_hosts)
    well, everyone = kinds["well"], sorted(host for hosts in kinds.values() for host in hosts)
    for host in everyone:
        newsroom.profile(host, rate_per_day=0, ttl=0, items=20)
    costs: dict[str, dict[str, Any]] = {}
    with Contender(name) as contender:
        costs["all new"] = contender.round(newsroom, everyone)
        _publish(newsroom, well, CHANGED)
        costs["30 % changed"] = contender.round(newsroom, well)
        for kind, paths in TROUBLES.items():
            for host in kinds[kind]:
                newsroom.profile(host, troubles=paths, trouble_share=1)
        for host in kinds["slow"]:
            newsroom.profile(host, latency_ms=[seconds * 1_000 for seconds in slow_s])
        for label in ("mix", "mix again"):
            _publish(newsroom, well, CHANGED_IN_MIX * n_hosts / len(well))
            costs[label] = contender.round(newsroom, everyone)
    return costs


def _publish(newsroom: Newsroom, hosts: Sequence[str], share: float) -> None:
    """Publish an article at a *share* of the hosts, evenly spread."""
    for number, host in enumerate(hosts):
        if int((number + 1) * share) > int(number * share):
            newsroom.publish(host, n=1)


def measure_bombs(newsroom: Newsroom, n_healthy: int, n_bombs: int = N_BOMBS) -> dict[str, Any]:
    """Return the cost of polling *n_bombs* at once among *n_healthy* feeds, by a process that did nothing before."""
    newsroom.reset()
    healthy = [f"h{number:04}.news.test" for number in range(n_healthy)]
    bombs = [f"h{number:04}.news.test" for number in range(n_healthy, n_healthy + n_bombs)]
    for host in bombs:
        newsroom.profile(host, troubles=[BOMB], trouble_share=1)
    with Contender("newsecho") as contender:
        return contender.round(newsroom, sorted([*bombs, *healthy[n_healthy // 2 :]]) + healthy[: n_healthy // 2])


def figures(costs: dict[str, dict[str, dict[str, Any]]]) -> str:
    """Return what each round cost each contender, ratios to ours behind."""
    rows = [("round", "by", "ok", "304", "failed", "feeds/min", "CPU ms a poll", "of it readers", "CPU", "peak RSS MB")]
    for label in next(iter(costs.values())):
        own = _cpu_ms(costs["newsecho"][label])
        for name, rounds in costs.items():
            one, outcomes = rounds[label], rounds[label]["outcomes"]
            n_polls = sum(outcomes.values())
            rows.append(
                (
                    label,
                    name,
                    str(outcomes.get("ok", 0)),
                    str(outcomes.get("not_modified", 0) + outcomes.get("unchanged", 0)),
                    str(outcomes.get("failed", 0)),
                    f"{n_polls / one['wall_s'] * 60:.0f}",
                    f"{_cpu_ms(one):.2f}",
                    f"{one['helpers_cpu_s'] / n_polls * 1_000:.2f}",
                    f"{_cpu_ms(one) / own:.2f} ×",
                    f"{one['peak_mb']:.0f}",
                )
            )
    return table(rows)


def _cpu_ms(cost: dict[str, Any]) -> float:
    n_polls = sum(cost["outcomes"].values())
    return (cost["own_cpu_s"] + cost["helpers_cpu_s"]) / n_polls * 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=3_000)
    parser.add_argument("--slow-s", type=float, nargs=2, default=(10, 25), metavar=("LEAST", "MOST"))
    options = parser.parse_args()
    with Newsroom() as newsroom:
        print(figures({name: measure(newsroom, name, options.hosts, options.slow_s) for name in NAMES}))
        bombs = measure_bombs(newsroom, min(1_000, options.hosts))
        print(f"{N_BOMBS} bombs among healthy feeds: peak RSS {bombs['peak_mb']:.0f} MB, {bombs['outcomes']}")


if __name__ == "__main__":
    main()
