"""The runs as Prefect flows, for those who want its schedule, its retries and its pages.

Parameters are bounded in their types and described in their docstrings (Prefect 3.8.8 shows those, and drops a
description of pydantic's), so that its form refuses what the command line refuses. No `from __future__ import
annotations` here: Prefect reads annotations.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.runtime import flow_run
from prefect.states import Completed
from pydantic import Field, WithJsonSchema

from config.errors import ConfigError
from flows.backfill import Window, backfill_feeds
from flows.backfill_files import backfill_files
from flows.context import RunContext, context_for
from flows.demo import run_demo
from flows.feeds import check_names, configured_feeds
from flows.leases import AtWorkError
from flows.maintain import maintain
from flows.monitor import monitor
from flows.prefect_runner import PrefectRunner
from flows.prefect_shown import show
from flows.report import RunReport
from flows.reprocess import Stage, reprocess

WarehouseFolder = Annotated[str, Field(min_length=1)]
# Older dates in feeds are mistakes. Prefect's server checks a pattern, and not that a text of the format "date" is one.
DAY_SCHEMA = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
Day = Annotated[date, Field(ge=date(1990, 1, 1)), WithJsonSchema(DAY_SCHEMA)]
MAX_REQUESTS = 200  # as in newsecho.toml; a deployment has that of the settings


def _run_name() -> str:
    """Return what a run is called: the flow, and the time it was scheduled or started for, UTC."""
    return f"{flow_run.flow_name} {flow_run.scheduled_start_time:%Y-%m-%d %H:%M}"


@flow(name="monitor", flow_run_name=_run_name, persist_result=False)
def monitor_flow(
    warehouse: WarehouseFolder = "warehouse",
    feeds: list[str] | None = None,
    *,
    feeds_file: str | None = None,
    config: str | None = None,
    force: bool = False,
) -> State:
    """Poll what is due, read what is new, translate, group, publish.

    Args:
        warehouse: Warehouse folder, from where the flow runs.
        feeds: Names of feeds, as in feeds.toml; none: all.
        feeds_file: The list of feeds; none: the repository's.
        config: Your own settings; none: the repository's.
        force: Poll now whatever the pace says, less hosts that asked for patience.
    """
    known = configured_feeds(Path(feeds_file) if feeds_file else None)
    context = _context(warehouse, config)
    return _state_of(lambda: monitor(context, known, names=feeds or (), is_forced=force))


@flow(name="maintain", flow_run_name=_run_name, persist_result=False)
def maintain_flow(warehouse: WarehouseFolder = "warehouse", config: str | None = None) -> State:
    """Merge the search index, expire raw pages, compact, and say how the feeds are.

    Args:
        warehouse: Warehouse folder, from where the flow runs.
        config: Your own settings; none: the repository's.
    """
    context = _context(warehouse, config)
    return _state_of(lambda: maintain(context))


@flow(name="demo", persist_result=False)
def demo_flow(warehouse: WarehouseFolder = "warehouse/demo") -> State:
    """Monitor the embedded newsroom. Its dead feed is part of the show: the run is completed all the same."""
    reports = run_demo(_context(warehouse))
    return Completed(message="\n".join(line for report in reports for line in report.lines()))


@flow(name="backfill", flow_run_name="backfill {since} to {until}", persist_result=False)
def backfill_flow(
    since: Day,
    until: Day,
    warehouse: WarehouseFolder = "warehouse",
    feeds: list[str] | None = None,
    *,
    source: Literal["auto", "wordpress", "feed-archive", "sitemap", "feed"] = "auto",
    max_requests: Annotated[int, Field(ge=1, le=100_000)] = MAX_REQUESTS,
    feeds_file: str | None = None,
    config: str | None = None,
) -> State:
    """Fill a window of days from archives of the feeds' sites, and say which days none of them answers for.

    Safe to kill and to repeat: it goes on where it was, and nothing is stored twice.

    Args:
        since: The first day to fill, UTC.
        until: The last day to fill, included, UTC; not before the first.
        warehouse: Warehouse folder, from where the flow runs.
        feeds: Names of feeds, as in feeds.toml; none: all.
        source: Which archive; auto: the first that answers for the whole window.
        max_requests: Of one archive in this run, 1 to 100,000; the next run goes on where it stopped.
        feeds_file: The list of feeds; none: the repository's.
        config: Your own settings; none: the repository's.
    """
    if until < since:
        raise ConfigError(f"the window ends ({until}) before it starts ({since})")
    known = configured_feeds(Path(feeds_file) if feeds_file else None)
    check_names(known, feeds or ())
    context = _context(warehouse, config)
    own = replace(context.settings.backfill, max_requests=max_requests)
    context = replace(context, settings=replace(context.settings, backfill=own))
    window = Window(since, until)
    return _state_of(lambda: backfill_feeds(context, known, window, names=feeds or (), source=source))


@flow(name="backfill-files", persist_result=False)
def backfill_files_flow(
    paths: Annotated[list[str], Field(min_length=1)], warehouse: WarehouseFolder = "warehouse"
) -> State:
    """Take saved pages through the pipeline.

    Args:
        paths: Saved pages, or folders of them.
        warehouse: Warehouse folder, from where the flow runs.
    """
    return as_state(backfill_files(_context(warehouse), [Path(path) for path in paths]))


@flow(name="reprocess", persist_result=False)
def reprocess_flow(stage: Stage, since: Day, until: Day, warehouse: WarehouseFolder = "warehouse") -> State:
    """Do again, from a stage on, what was done under older rules.

    Args:
        stage: Where it starts; what follows is done where something changed.
        since: The first day, UTC.
        until: The last day, included, UTC.
        warehouse: Warehouse folder, from where the flow runs.
    """
    return as_state(reprocess(_context(warehouse), stage, since=since, until=until))


def as_state(report: RunReport) -> State:
    """Return how the run ended: Completed, named Degraded when a source failed; an automation must know both names."""
    name = "Degraded" if report.state == "degraded" else "Completed"
    return Completed(name=name, message="\n".join(report.lines()))


def _state_of(work: Callable[[], RunReport]) -> State:
    """Do *work* and show its report; where another run is at it already, end as Completed, named Skipped."""
    try:
        report = work()
    except AtWorkError as error:
        return Completed(name="Skipped", message=str(error))
    show(report)
    return as_state(report)


def _context(warehouse: str, config: str | None = None) -> RunContext:
    context = context_for(Path(warehouse), config=Path(config) if config else None)
    slot_at = _slot_at()
    return replace(
        context,
        runner=PrefectRunner(context.settings.run.task_retries),
        trigger=context.trigger if slot_at is None else "schedule",
        slot_at=slot_at,
    )


def _slot_at() -> datetime | None:
    """Return the time of the schedule that this flow run was made for; None: a person started it."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    if run is None or not run.auto_scheduled or run.expected_start_time is None:
        return None
    return datetime.fromtimestamp(run.expected_start_time.timestamp(), UTC)  # Prefect's is a class of its own


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
    return 0 if state.name in ("Completed", "Skipped") else 1
