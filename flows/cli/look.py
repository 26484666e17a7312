"""Commands that answer from the published snapshot: sql, doctor."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.errors import InputError
from flows.cli.formats import Format, render
from flows.cli.options import ConfigOption, FeedsOption, WarehouseOption

if TYPE_CHECKING:
    from warehouse.lake import Place
    from warehouse.sql import Table


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    for command in (sql, doctor):
        app.command(command.__name__, rich_help_panel="Look at what was found")(command)


def sql(
    query: Annotated[
        str | None, typer.Argument(help="One SELECT, or FROM stories; - reads it from standard input.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="Read the query from this file.")] = None,
    recipe: Annotated[
        str | None, typer.Option("--recipe", "-r", help="Ask one of the fifteen, by number or name; list: name them.")
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="How to print the rows.")] = Format.TABLE,
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
    *,
    pager: Annotated[bool, typer.Option("--pager/--no-pager", help="Show a long table a screen at a time.")] = True,
) -> None:
    """Ask the published snapshot a question in SQL; it answers while the pipeline writes.

    Start with: newsecho sql "FROM data_dictionary"
    """
    from flows.cli.paging import show
    from flows.cli.tables import CUT_LINES
    from warehouse.sql import query as ask

    if sum(one is not None for one in (query, file, recipe)) != 1:
        raise typer.BadParameter('give one query, as "FROM stories", with --file or with --recipe')
    answer = _recipes() if recipe == "list" else ask(_snapshot(warehouse, config), _question(query, file, recipe))
    show(render(answer, output, max_lines=CUT_LINES), is_paged=pager and output is Format.TABLE)


def doctor(warehouse: WarehouseOption = None, config: ConfigOption = None, feeds: FeedsOption = None) -> None:
    """Check the warehouse: versions, lock, keys, size, models, feeds. Exit code 1 when something is wrong."""
    from flows.cli.checkup import check_up

    problems = check_up(warehouse, config, feeds)
    raise typer.Exit(1 if problems else 0)


def _recipes() -> "Table":
    from warehouse.recipes import recipes
    from warehouse.sql import Table

    rows = [(one.number, one.name, one.question) for one in recipes()]
    return Table(["number", "name", "question"], ["INTEGER", "VARCHAR", "VARCHAR"], rows)


def _question(query: str | None, file: Path | None, recipe: str | None) -> str:
    from warehouse.recipes import recipe as recipe_of

    if recipe is not None:
        return recipe_of(recipe).sql
    if file is not None:
        return _read(file)
    return _read_standard_input() if query == "-" else query or ""


def _read(file: Path) -> str:
    """Return the query in *file*; a pipe will do, as in `-f <(…)`."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is no text in UTF-8 ({error.reason}); give a file with a query") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}); give a file with a query") from error


def _read_standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"standard input: is no text in UTF-8 ({error.reason}); give it a query") from error


def _snapshot(warehouse: Path | None, config: Path | None) -> "Place":
    from flows.cli.places import snapshot_of

    return snapshot_of(warehouse, config)
