"""Three questions that the demo asks of what it found, each with its query, as a person would ask them."""

from pathlib import Path

import typer

from flows.cli.formats import Format, render
from flows.cli.tables import CUT_LINES
from warehouse.publish import SNAPSHOT_NAME
from warehouse.recipes import recipes
from warehouse.sql import query

ASKED = (2, 13, 11)  # of the fifteen: independent sources, edits that nobody announced, how the feeds are


def print_answers(folder: Path) -> None:
    """Print the answers of the demo at *folder*."""
    found = {recipe.number: recipe for recipe in recipes()}
    for number in ASKED:
        recipe = found[number]
        lines = [line for line in recipe.sql.splitlines() if not line.startswith("--")]
        typer.echo(f"\n{recipe.question}\n\n$ newsecho --warehouse {folder} sql --recipe {number}")
        typer.echo("\n".join(f"    {line}" for line in lines) + "\n")
        typer.echo(render(query(folder / SNAPSHOT_NAME, recipe.sql), Format.TABLE, max_lines=CUT_LINES).rstrip())
    typer.echo("")
