"""What `newsecho doctor` looks at, a line each: what is right, and what is wrong with the way out."""

import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from config.errors import ConfigError
from config.feeds import DEFAULT_PATH
from flows.cli.models import problems as problems_of_models
from flows.cli.models import store_of, waiting_lines
from flows.cli.places import folder_of, lake_for, snapshot_of
from flows.context import utc_now
from flows.feeds import configured_feeds
from warehouse.diagnosis import (
    RunState,
    feed_states,
    leftovers,
    look_at_snapshot,
    look_at_writer,
    problems_of_files,
    problems_of_folder,
    problems_of_lake,
    problems_of_runs,
)
from warehouse.errors import WarehouseError
from warehouse.inspection import WarehouseFacts, inspect, inspect_lake
from warehouse.lake import Lake, Place
from warehouse.listings import failing_feeds
from warehouse.publish import SNAPSHOT_NAME
from warehouse.writer_reading import why_not_the_writer

PACKAGES = ("newsecho", "duckdb", "prefect", "trafilatura", "feedparser", "ctranslate2", "argos-translate-lt")


def check_up(warehouse: Path | None, config: Path | None, feeds: Path | None = None) -> list[str]:
    """Print the state of everything and return the problems, a sentence each.

    Args:
        warehouse: its folder; None for that of the settings.
        config: a person's own settings.
        feeds: the list of feeds; None for the repository's.

    Raises:
        ConfigError: the settings are unusable.
        WarehouseError: there is no warehouse at the folder.
    """
    folder, lake, problems = folder_of(warehouse, config), lake_for(warehouse, config), _versions()
    if lake is not None:
        problems += _lake(lake, folder)
    else:
        left = list(leftovers(folder))
        facts = inspect(folder)
        problems += [*_warehouse(folder, facts), *left]
        problems += _files(folder, facts)
    problems += _models(warehouse, config)
    problems += _feeds(snapshot_of(warehouse, config)) + _list(feeds)
    for problem in problems:
        typer.echo(f"! {problem}")
    typer.echo("all is well" if not problems else f"{len(problems)} problem{'s' * (len(problems) != 1)}")
    return problems


def _versions() -> list[str]:
    found = {name: _version(name) for name in PACKAGES}
    named = ", ".join(f"{name} {number or 'missing'}" for name, number in found.items())
    typer.echo(f"versions   Python {sys.version.split()[0]}, {named}")
    return [f"{name} is not installed; install newsecho again" for name, number in found.items() if not number]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _lake(lake: Lake, folder: Path) -> list[str]:
    facts, found, now = inspect_lake(lake), look_at_snapshot(lake), utc_now()
    typer.echo(f"lake       {lake}: schema {facts.schema_version}, data in {facts.data_path}")
    if facts.committed_at is not None:
        typer.echo(f"commit     {facts.committed_at:%Y-%m-%d %H:%M} UTC, {_ago(now - facts.committed_at)} ago")
    typer.echo(f"lock       {facts.lock_holder or 'free'}")
    typer.echo(f"rows       {_rows(facts.n_rows)}")
    typer.echo(f"keys       {'broken' if found.broken else 'every declared key is unique'}, in the lake")
    typer.echo(f"runs       {_runs(found.runs)}")
    typer.echo(f"files      those of {folder} are not looked at: the warehouse is the lake")
    return [*problems_of_lake(lake, facts, found), *problems_of_runs(found.runs, now)]


def _rows(n_rows: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {table}" for table, n in n_rows.items() if n) or "none"


def _runs(runs: Sequence[RunState]) -> str:
    return ", ".join(f"{one.n_runs} {_ended(one.state)}" for one in runs) or "none"


def _warehouse(folder: Path, facts: WarehouseFacts) -> list[str]:
    age = utc_now() - facts.published_at
    typer.echo(f"warehouse  {folder}: schema {facts.schema_version}, {facts.n_bytes / 1e6:.1f} MB on disk")
    typer.echo(f"snapshot   published {facts.published_at:%Y-%m-%d %H:%M} UTC, {_ago(age)} ago")
    free, next_copy = facts.n_free_bytes / 1e6, facts.n_writer_bytes / 1e6
    typer.echo(f"disk       {free:,.0f} MB free, the next publish writes {next_copy:,.1f} MB")
    typer.echo(f"lock       {facts.lock_holder or 'free'}")
    typer.echo(f"rows       {_rows(facts.n_rows)}")
    return list(problems_of_folder(folder, facts))


def _files(folder: Path, facts: WarehouseFacts) -> list[str]:
    """Look at both database files: a key broken in one may be whole in the other."""
    now, snapshot, writer, problems = utc_now(), look_at_snapshot(folder / SNAPSHOT_NAME), None, list[str]()
    hindrance = why_not_the_writer(folder, facts.lock_holder)
    if hindrance is None:
        try:
            writer = look_at_writer(folder)
        except WarehouseError as error:
            hindrance = "the writer file cannot be read"
            problems.append(str(error))
    problems += problems_of_files(snapshot, writer, now)
    runs = (writer or snapshot).runs
    problems += problems_of_runs(runs, now)
    whole = "broken" if snapshot.broken or (writer and writer.broken) else "every declared key is unique"
    files = f"the published file; {hindrance}" if hindrance else "the published file and the writer file"
    typer.echo(f"keys       {whole}, in {files}")
    typer.echo(f"runs       {_runs(runs)}")
    return problems


def _ended(state: str) -> str:
    return "not ended (going on, or killed)" if state == "running" else state


def _ago(age: timedelta) -> str:
    """Return an age in the unit a person would use.

    >>> _ago(timedelta(minutes=5)), _ago(timedelta(hours=30)), _ago(timedelta(days=9))
    ('5 min', '30 h', '9 days')
    """
    hours = age.total_seconds() / 3600
    if hours < 1:
        return f"{age.total_seconds() / 60:.0f} min"
    return f"{hours:.0f} h" if hours < 2 * 24 else f"{age.days} days"


def _models(warehouse: Path | None, config: Path | None) -> list[str]:
    pairs = ", ".join(f"{package.source} → {package.target}" for package in store_of(config).installed())
    said = [pairs or "none: foreign articles wait; newsecho models install fr en", *waiting_lines(warehouse, config)]
    typer.echo(f"models     {'; '.join(said)}")
    return problems_of_models(config)


def _feeds(snapshot: Place) -> list[str]:
    states = ", ".join(f"{n} {state.replace('_', ' ')}" for state, n in feed_states(snapshot))
    typer.echo(f"feeds      polled by this warehouse: {states or 'none'}; newsecho feeds health says more")
    return failing_feeds(snapshot)


def _list(feeds: Path | None) -> list[str]:
    """Say how many feeds a run would poll, or why it could not read the list."""
    where = feeds or DEFAULT_PATH
    try:
        n_active = sum(feed.is_active for feed in configured_feeds(feeds))
    except ConfigError as error:
        typer.echo(f"list       {where}: cannot be used")
        return [str(error)]
    typer.echo(f"list       {where}: {n_active} active feed{'s' * (n_active != 1)}")
    return []
