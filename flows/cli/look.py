"""Commands that answer from the published snapshot: sql, story, doctor."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from warehouse.lake import Place

from flows.cli.formats import Format, render
from flows.cli.options import ConfigOption, WarehouseOption


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    for command in (sql, story, doctor):
        app.command(command.__name__, rich_help_panel="Look at what was found")(command)


def sql(
    query: Annotated[str | None, typer.Argument(help="One SELECT, or FROM stories. Omit with --file.")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="Read the query from this file.")] = None,
    output: Annotated[Format, typer.Option("--format", help="How to print the rows.")] = Format.TABLE,
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Ask the published snapshot a question in SQL; it answers while the pipeline writes.

    Start with: newsecho sql "FROM data_dictionary"
    """
    from warehouse.sql import query as ask

    if (query is None) == (file is None):
        raise typer.BadParameter('give one query, as "FROM stories" or with --file')
    text = query if query is not None else _read(file)
    table = ask(_snapshot(warehouse, config), text)
    sys.stdout.write(render(table, output))


def story(
    key: Annotated[str, typer.Argument(help="A story id (or its start), an article id, or an address.")],
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Draw the story as a tree: who was made from whom, and why we say so, quoted."""
    from flows.cli.drawing import print_chain
    from warehouse.chains import story_chain

    print_chain(story_chain(_snapshot(warehouse, config), key))


def doctor(warehouse: WarehouseOption = None, config: ConfigOption = None) -> None:
    """Check the warehouse: versions, lock, keys, size, models, feeds. Exit code 1 when something is wrong."""
    from flows.cli.checkup import check_up

    problems = check_up(warehouse, config)
    raise typer.Exit(1 if problems else 0)


def _read(file: Path | None) -> str:
    if file is None or not file.is_file():
        raise FileNotFoundError(f"{file}: no such file with a query")
    return file.read_text(encoding="utf-8")


def _snapshot(warehouse: Path | None, config: Path | None) -> "Place":
    from flows.cli.places import snapshot_of

    return snapshot_of(warehouse, config)
