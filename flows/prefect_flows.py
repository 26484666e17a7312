"""The runs as Prefect flows, for those who want its schedule, its retries and its pages.

Parameters are bounded in their types, so that Prefect's form refuses what the command line refuses.
No `from __future__ import annotations` here: Prefect reads annotations.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from config.errors import ConfigError
from flows.backfill import Window, backfill_feeds
from flows.backfill_files import backfill_files
from flows.context import RunContext, context_for
from flows.demo import run_demo
from flows.feeds import configured_feeds
from flows.monitor import monitor
from flows.prefect_runner import PrefectRunner
from flows.report import RunReport
from flows.reprocess import Stage, reprocess

SCHEDULE = "monitor"  # the name of the deployment that `newsecho serve` registers


@flow(name="monitor", persist_result=False)
def monitor_flow(
    warehouse: str = "warehouse",
    feeds: list[str] | None = None,
    *,
    feeds_file: str | None = None,
    config: str | None = None,
    force: bool = False,
) -> State:
    """Poll what is due, read what is new, translate, group, publish.

    Args:
        warehouse: the warehouse folder, from where the flow runs.
        feeds: names of feeds; none means all.
        feeds_file: the list of feeds; none means the repository's.
        config: your own settings; none means the repository's.
        force: poll now whatever the pace says.
    """
    known = configured_feeds(Path(feeds_file) if feeds_file else None)
    return as_state(monitor(_context(warehouse, config), known, names=feeds or (), is_forced=force))


@flow(name="demo", persist_result=False)
def demo_flow(warehouse: str = "warehouse/demo") -> State:
    """Monitor the embedded newsroom. Its dead feed is part of the show: the run is completed all the same."""
    reports = run_demo(_context(warehouse))
    return Completed(message="\n".join(line for report in reports for line in report.lines()))


@flow(name="backfill", persist_result=False)
def backfill_flow(
    since: date,
    until: date,
    warehouse: str = "warehouse",
    feeds: list[str] | None = None,
    source: Literal["auto", "wordpress", "feed-archive", "sitemap", "feed"] = "auto",
) -> State:
    """Fill a window of days from archives of the feeds' sites, and say which days none of them answers for.

    Args:
        since: the first day, UTC.
        until: the last day, included.
        warehouse: the warehouse folder, from where the flow runs.
        feeds: names of feeds; none means all.
        source: which archive; auto is the first that answers for the whole window.
    """
    if until < since:
        raise ConfigError(f"the window ends ({until}) before it starts ({since})")
    known = configured_feeds()
    window = Window(since, until)
    return as_state(backfill_feeds(_context(warehouse), known, window, names=feeds or (), source=source))


@flow(name="backfill-files", persist_result=False)
def backfill_files_flow(paths: list[str], warehouse: str = "warehouse") -> State:
    """Take saved pages through the pipeline."""
    return as_state(backfill_files(_context(warehouse), [Path(path) for path in paths]))


@flow(name="reprocess", persist_result=False)
def reprocess_flow(stage: Stage, since: date, until: date, warehouse: str = "warehouse") -> State:
    """Do again, from a stage on, what was done under older rules."""
    return as_state(reprocess(_context(warehouse), stage, since=since, until=until))


def as_state(report: RunReport) -> State:
    """Return how the run ended: Completed, named Degraded when a source failed; an automation must know both names."""
    name = "Degraded" if report.state == "degraded" else "Completed"
    return Completed(name=name, message="\n".join(report.lines()))


def _context(warehouse: str, config: str | None = None) -> RunContext:
    context = context_for(Path(warehouse), config=Path(config) if config else None)
    return replace(context, runner=PrefectRunner(context.settings.run.task_retries))


def run_monitor_flow(
    warehouse: Path, feeds: Sequence[str], *, feeds_file: Path | None, config: Path | None, force: bool
) -> int:
    """Run the monitor as a flow now, print what it says, and return the command's exit code."""
    state = monitor_flow(
        str(warehouse),
        list(feeds),
        feeds_file=str(feeds_file) if feeds_file else None,
        config=str(config) if config else None,
        force=force,
        return_state=True,
    )
    print(state.message)
    return 0 if state.name == "Completed" else 1


def serve_on_prefect(*, warehouse: Path, cron: str) -> None:
    """Register the monitor with Prefect on a UTC *cron* schedule and run what falls due, until stopped.

    `limit` is always set (without it there is no cap); stopping does not pause the schedule. What is due is decided
    by the warehouse, never by the scheduled time, so a late or lost tick loses nothing.
    """
    monitor_flow.serve(
        name=SCHEDULE,
        cron=cron,
        parameters={"warehouse": str(warehouse)},
        limit=1,
        pause_on_shutdown=False,
    )
