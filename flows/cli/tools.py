"""Tools beside the pipeline: extract, group, feeds, models."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import ConfigOption, FeedsOption, WarehouseOption

feeds_app = typer.Typer(help="List the configured feeds, and how they are.", no_args_is_help=True)
models_app = typer.Typer(help="List, install and verify translation packages.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    app.command("extract", rich_help_panel="Tools")(extract)
    app.command("group", rich_help_panel="Tools")(group)
    app.add_typer(feeds_app, name="feeds", rich_help_panel="Tools")
    app.add_typer(models_app, name="models", rich_help_panel="Tools")


def extract(
    files: Annotated[list[Path] | None, typer.Argument(help="Saved pages (.html, also .gz).")] = None,
    manifest: Annotated[Path | None, typer.Option(help='Lines {"id", "path", "url"}; paths relative to it.')] = None,
    out: Annotated[Path | None, typer.Option(help="With --manifest: where the lines go.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a page.")] = False,
) -> None:
    """Read the article in saved pages, without storing anything."""
    from tasks.extract_manifest import extract_files, extract_manifest

    if (manifest is None) == (not files) or (manifest is None) != (out is None):
        raise typer.BadParameter("give pages, or --manifest with --out")
    if manifest is not None and out is not None:
        sums = extract_manifest(manifest, out)
        typer.echo(f"{out}: {sums.sentence()}")
        raise typer.Exit(1 if sums.n_failed else 0)
    failed = False
    for line in extract_files(files or []):
        failed |= line.is_failed
        typer.echo(line.as_json() if as_json else line.as_text())
    raise typer.Exit(1 if failed else 0)


def group(
    manifest: Annotated[Path, typer.Option(help="Articles, a JSON object a line.")],
    out: Annotated[Path, typer.Option(help="Where the grouped lines go.")],
) -> None:
    """Group articles from a file into stories, without storing anything."""
    from tasks.group_manifest import group_manifest

    sums = group_manifest(manifest, out)
    typer.echo(f"{out}: {sums.n_articles} articles in {sums.n_stories} stories")


@feeds_app.command("list")
def list_feeds(feeds: FeedsOption = None) -> None:
    """List the configured feeds."""
    from config.feeds import load_feeds
    from flows.cli.formats import Format, render
    from warehouse.sql import Table

    rows = [(one.name, one.language, one.publisher, one.owner_group, one.url) for one in load_feeds(feeds)]
    columns = ["name", "language", "publisher", "owner_group", "url"]
    typer.echo(render(Table(columns, ["VARCHAR"] * len(columns), rows), Format.TABLE), nl=False)


@feeds_app.command("health")
def feeds_health(warehouse: WarehouseOption = None, config: ConfigOption = None) -> None:
    """Say how each feed is: failing, blocked, gone, lying, moved, silent, slowing or fine, and why."""
    from flows.cli.formats import Format, render
    from flows.cli.places import snapshot_of
    from warehouse.listings import list_feed_health

    typer.echo(render(list_feed_health(snapshot_of(warehouse, config)), Format.TABLE), nl=False)


@models_app.command("list")
def list_models(config: ConfigOption = None) -> None:
    """List the installed translation packages."""
    from flows.cli.places import settings_of
    from tasks.models import ModelStore

    folder = settings_of(config).models.folder
    packages = ModelStore(folder).installed()
    for package in packages:
        typer.echo(f"{package.source} → {package.target}  {package.version}  {package.path}")
    if not packages:
        typer.echo(f"no package in {folder}; newsecho models install fr en")


@models_app.command("install")
def install_models(
    what: Annotated[list[str], typer.Argument(help="A package file or folder, or two languages: fr en.")],
    config: ConfigOption = None,
) -> None:
    """Install a translation package from a file, or from the Argos index by its languages."""
    from flows.cli.models import install

    package = install(what, config)
    typer.echo(f"installed {package.source} → {package.target} {package.version} in {package.path}")


@models_app.command("verify")
def verify_models(config: ConfigOption = None) -> None:
    """Check that every file of every installed package is as it was installed. Exit code 1 when one is not."""
    from flows.cli.models import problems

    found = problems(config)
    for problem in found:
        typer.echo(problem)
    typer.echo("every installed package is sound" if not found else f"{len(found)} not sound")
    raise typer.Exit(1 if found else 0)
