"""What `newsecho doctor` looks at, a line each: what is right, and what is wrong with the way out."""

import sys
from importlib.metadata import version
from pathlib import Path

import typer

from config.errors import ConfigError
from config.feeds import load_feeds
from flows.cli.models import problems as problems_of_models
from flows.cli.places import folder_of, lake_of_settings, settings_of, snapshot_of
from tasks.models import ModelStore
from warehouse.inspection import inspect
from warehouse.listings import failing_feeds
from warehouse.sql import audit

PACKAGES = ("newsecho", "duckdb", "prefect", "trafilatura", "feedparser", "ctranslate2", "argos-translate-lt")


def check_up(warehouse: Path | None, config: Path | None) -> list[str]:
    """Print the state of everything and return the problems, a sentence each.

    Raises:
        ConfigError: the settings are unusable.
        WarehouseError: there is no warehouse at the folder.
    """
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    typer.echo(f"versions   Python {sys.version.split()[0]}, {versions}")
    problems = _warehouse(warehouse, config)
    problems += _models(config)
    problems += _feeds()
    for problem in problems:
        typer.echo(f"! {problem}")
    typer.echo("all is well" if not problems else f"{len(problems)} problem{'s' * (len(problems) != 1)}")
    return problems


def _warehouse(warehouse: Path | None, config: Path | None) -> list[str]:
    folder, lake = folder_of(warehouse, config), lake_of_settings(config)
    facts = inspect(folder, lake)
    if lake is not None:
        typer.echo(f"lake       {lake}")
    typer.echo(f"warehouse  {folder}: schema {facts.schema_version}, {facts.n_bytes / 1e6:.1f} MB on disk")
    typer.echo(f"lock       {facts.lock_holder or 'free'}")
    rows = ", ".join(f"{n} {table}" for table, n in facts.n_rows.items() if n)
    typer.echo(f"rows       {rows or 'none'}")
    problems = audit(snapshot_of(warehouse, config))
    typer.echo(f"keys       {'every declared key is unique' if not problems else 'broken'}")
    return problems + failing_feeds(snapshot_of(warehouse, config))


def _models(config: Path | None) -> list[str]:
    store = ModelStore(settings_of(config).models.folder)
    pairs = ", ".join(f"{package.source} → {package.target}" for package in store.installed())
    typer.echo(f"models     {pairs or 'none: foreign articles wait; newsecho models install fr en'}")
    return problems_of_models(config)


def _feeds() -> list[str]:
    try:
        feeds = load_feeds(None)
    except ConfigError as error:
        return [str(error)]
    typer.echo(f"feeds      {len(feeds)} configured, {sum(feed.active for feed in feeds)} active")
    return []
