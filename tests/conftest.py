"""The embedded newsroom taken through the pipeline, once a session, for everything that only looks at the result."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from flows.context import RunContext, context_for
from flows.demo import as_feed, demo_models, run_demo
from flows.monitor import monitor
from flows.report import RunReport
from tasks.press import serve_press
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import query


@dataclass(frozen=True)
class Demo:
    folder: Path
    reports: list[RunReport]

    def ask(self, sql: str) -> list[tuple]:
        return query(self.folder / SNAPSHOT_NAME, sql).rows


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    return Demo(folder, run_demo(context_for(folder)))


def press_context(folder: Path, press, **changes) -> RunContext:
    return replace(context_for(folder), hosts=press.hosts, models_folder=demo_models(folder), **changes)


def monitor_press(folder: Path, edition: str = "noon", **changes) -> RunReport:
    with serve_press(edition) as press:
        return monitor(press_context(folder, press, **changes), [as_feed(feed) for feed in press.feeds], is_forced=True)
