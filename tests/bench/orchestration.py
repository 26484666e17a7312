"""Measure what orchestration costs: Prefect, logging and state, beside the work they are there for.

    python -m tests.bench.orchestration [--articles 2000] [--weight press]

Pages with the weight and the words of the press (tests/newsroom/furniture.py), or thin ones, go through the pipeline in
this process, with no Prefect: that is the work. Then a flow of as many task runs that do nothing runs against a Prefect
server of its own, started as `newsecho serve` starts it: that is Prefect, its logging and its state, in this process
and in the server. A difference of two whole runs would drown in their noise. All figures are CPU seconds; what the
server does anyway, measured in as long a time without runs, is taken off.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any

from flows.backfill_files import backfill_files
from flows.context import context_for
from flows.demo import as_feed, demo_models
from flows.monitor import monitor
from flows.own_server import OwnServer, own_server
from flows.runner import InlineRunner
from tasks.press import serve_press
from tests.bench.meter import cpu_s, helpers_cpu_s, table
from tests.bench.pipeline import N_SITES
from tests.bench.weights import served
from tests.newsroom.sites import WEIGHTS

SETTLE_S = 30  # in which the server writes down what it was told


@dataclass
class Counting:
    """Runs steps in this process, and remembers which there were."""

    name: str = "inline"
    steps: list[str] = field(default_factory=list)
    inner: InlineRunner = field(default_factory=InlineRunner)

    def __call__(self, step: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        self.steps.append(step.__name__)
        return self.inner(step, *args, **kwargs)


def write_pages(folder: Path, n_pages: int, weight: str) -> None:
    """Write pages of a *weight*, as the newsroom serves them."""
    pages = served(weight, n_articles=ceil(n_pages / N_SITES))
    for n, (_, page) in enumerate(islice(pages, n_pages)):
        (folder / f"{n:05}.html").write_bytes(page)


def own_cpu_s() -> float:
    """Return the CPU seconds of this process, its children that ended, and its readers."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system + helpers_cpu_s()


@contextmanager
def prefect_server(folder: Path) -> Iterator[OwnServer]:
    server = own_server(folder, context_for(folder).settings, os.environ)
    server.child.start()
    try:
        while not server.answers():
            time.sleep(1)
        yield server
    finally:
        server.child.stop(20)


def work(folder: Path, pages: Path) -> tuple[float, list[str]]:
    """Take *pages* through the pipeline; return its CPU seconds and the steps it made."""
    runner = Counting()
    before = own_cpu_s()
    report = backfill_files(replace(context_for(folder), runner=runner), [pages])
    print(report.conservation.sentence())
    return own_cpu_s() - before, runner.steps


def orchestrate(server: OwnServer, steps: list[str]) -> tuple[float, float]:
    """Run as many tasks that do nothing; return the CPU seconds of this process, and of the server."""
    from prefect import flow

    from flows.prefect_runner import PrefectRunner

    @flow(name="nothing", persist_result=False)
    def nothing(names: list[str]) -> None:
        runner = PrefectRunner(retries=2)
        for name in names:

            def step() -> None:
                """Do nothing, under the name of a step."""

            step.__name__ = name
            runner(step)

    nothing(steps[:1])  # imports and connects
    pid = server.child.process.pid
    time.sleep(SETTLE_S)
    idle_from, idle_at = cpu_s(pid), time.monotonic()
    time.sleep(SETTLE_S)
    idle_a_second = (cpu_s(pid) - idle_from) / (time.monotonic() - idle_at)
    own, served, at = own_cpu_s(), cpu_s(pid), time.monotonic()
    nothing(steps)
    own = own_cpu_s() - own
    time.sleep(SETTLE_S)
    return own, cpu_s(pid) - served - idle_a_second * (time.monotonic() - at)


def idle_runs(folder: Path) -> tuple[float, float]:
    """Return the seconds a run with nothing new takes, in this process and as a Prefect flow that has started."""
    from prefect import flow

    from flows.prefect_flows import as_state
    from flows.prefect_runner import PrefectRunner

    with serve_press("noon") as press:
        context = replace(context_for(folder), hosts=press.hosts, models_folder=demo_models(folder))
        feeds = [as_feed(feed) for feed in press.feeds]
        monitor(context, feeds, is_forced=True)
        at = time.monotonic()
        monitor(context, feeds)
        inline_s = time.monotonic() - at
        took: list[float] = []

        @flow(name="nothing-new", persist_result=False)
        def nothing_new() -> Any:
            at = time.monotonic()
            report = monitor(replace(context, runner=PrefectRunner(2)), feeds)
            took.append(time.monotonic() - at)
            return as_state(report)

        nothing_new()
    return inline_s, took[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--weight", choices=WEIGHTS, default="press", help="of the pages")
    options = parser.parse_args()
    n_articles = options.articles
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pages").mkdir()
        write_pages(folder / "pages", n_articles, options.weight)
        worked_s, steps = work(folder / "w", folder / "pages")
        from prefect.settings import PREFECT_API_URL, temporary_settings

        with prefect_server(folder / "p") as server, temporary_settings({PREFECT_API_URL: server.api}):
            own_s, server_s = orchestrate(server, steps)
            inline_s, prefect_s = idle_runs(folder / "idle")
    rows = [
        ("", "CPU s", "share"),
        (f"the work: {n_articles} articles, {options.weight} pages", f"{worked_s:.2f}", ""),
        (f"Prefect here: {len(steps)} task runs", f"{own_s:.2f}", f"{own_s / (worked_s + own_s):.1%}"),
        ("Prefect's server", f"{server_s:.2f}", f"{server_s / (worked_s + server_s):.1%}"),
        ("both", f"{own_s + server_s:.2f}", f"{(own_s + server_s) / (worked_s + own_s + server_s):.1%}"),
    ]
    print(table(rows))
    print(f"a run with nothing new: {inline_s:.2f} s wall in this process, {prefect_s:.2f} s as a flow once it runs")


if __name__ == "__main__":
    main()
