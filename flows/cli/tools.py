"""Tools beside the pipeline: extract, group, models."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from flows.cli.options import ConfigOption, WarehouseOption

if TYPE_CHECKING:
    from tasks.extract import PageSource
    from warehouse.records import Rejection

Line = TypeVar("Line")
WEB = ("http://", "https://")

models_app = typer.Typer(help="List, install and verify translation packages.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    app.command("extract", rich_help_panel="Tools")(extract)
    app.command("group", rich_help_panel="Tools")(group)
    app.add_typer(models_app, name="models", rich_help_panel="Tools")


def extract(
    pages: Annotated[list[str] | None, typer.Argument(help="Saved pages (.html, also .gz), or addresses.")] = None,
    manifest: Annotated[Path | None, typer.Option(help='Lines {"id", "path", "url"}; paths relative to it.')] = None,
    out: Annotated[Path | None, typer.Option(help="With --manifest: where the lines go.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a page.")] = False,
    config: ConfigOption = None,
) -> None:
    """Read the article in pages, without storing anything.

    Saved files are read as they lie; an address is asked as a run would ask: robots.txt first.
    """
    from tasks.extract_manifest import extract_files, extract_manifest

    if (manifest is None) == (not pages) or (manifest is None) != (out is None):
        raise typer.BadParameter("give pages, or --manifest with --out")
    if manifest is not None and out is not None:
        sums = extract_manifest(manifest, out, watch=_watched)
        typer.echo(f"{out}: {sums.sentence()}")
        raise typer.Exit(1 if sums.n_failed else 0)
    failed = False
    names = pages or []
    lines = extract_files(names, _visited([name for name in names if name.startswith(WEB)], config))
    for line in lines if sys.stdout.isatty() else _watched(lines, len(names)):  # a bar would run through the text
        failed |= line.is_failed
        typer.echo(line.as_json() if as_json else line.as_text())
    raise typer.Exit(1 if failed else 0)


def _visited(urls: list[str], config: Path | None) -> "dict[str, PageSource | Rejection]":
    if not urls:
        return {}
    from flows.context import context_for
    from flows.page_visits import visit_pages

    return visit_pages(context_for(config=config), urls)


def _watched(lines: Iterable[Line], n_lines: int) -> Iterable[Line]:
    """Pass *lines* on, with a bar for how many of *n_lines* are done where somebody looks: on a terminal, on stderr."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    shown = console.is_terminal and n_lines > 1
    return track(lines, "reading", total=n_lines, console=console, transient=True, disable=not shown)


def group(
    manifest: Annotated[Path, typer.Option(help="Articles, a JSON object a line.")],
    out: Annotated[Path, typer.Option(help="Where the grouped lines go.")],
) -> None:
    """Group articles from a file into stories, without storing anything."""
    from tasks.core.briefs.telling import counted
    from tasks.group_manifest import group_manifest

    sums = group_manifest(manifest, out)
    rejected = f", {sums.n_rejected} rejected: see their remarks" if sums.n_rejected else ""
    typer.echo(
        f"{out}: {counted(sums.n_articles, 'article')} in {counted(sums.n_stories, 'story', 'stories')}{rejected}"
    )


@models_app.command("list")
def list_models(warehouse: WarehouseOption = None, config: ConfigOption = None) -> None:
    """List the translation packages, and the languages articles wait for.

    Of each package: version, size, whether it runs, where it came from and the SHA-256 of its file.
    """
    from flows.cli.models import installed_lines, waiting_lines

    for line in [*installed_lines(config), *waiting_lines(warehouse, config)]:
        typer.echo(line)


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
    """Check that every package is whole, as it was installed, and runs. Exit code 1 when one is not."""
    from flows.cli.models import checks, sentence_of

    found = checks(config)
    for check in found:
        if check.problem or check.note:
            typer.echo(sentence_of(check))
    n_unsound = sum(bool(check.problem) for check in found)
    typer.echo(f"{n_unsound} not sound" if n_unsound else "every installed package is sound")
    raise typer.Exit(1 if n_unsound else 0)
