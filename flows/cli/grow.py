"""The command for a warehouse that outgrows its machine: migrate, from the file into a lake."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import ConfigOption, WarehouseOption


def register(app: typer.Typer) -> None:
    """Add the command of this module to *app*."""
    app.command("migrate", rich_help_panel="Tools")(migrate)


def migrate(
    to: Annotated[str, typer.Option("--to", help="An empty lake: 'ducklake:postgres:dbname=… host=…'.")],
    data_path: Annotated[
        str, typer.Option("--data-path", help="Where its data go: s3://bucket/prefix, or a folder.")
    ] = "",
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Copy the warehouse into a lake, many writers' and readers' own, and compare every table. Safe to repeat.

    The file stays as it is, and is not written to meanwhile. Killed, the command is run again and goes on.
    """
    from flows.context import context_for
    from flows.lakes import lake_at
    from warehouse.move import move

    context = context_for(warehouse, config=config)
    lake = lake_at(to, data_path, os.environ)
    n_rows, started = 0, time.perf_counter()
    for moved in move(context.warehouse, lake):
        n_rows += moved.found.n_rows
        what = "copied, equal" if moved.is_copied else "equal already"
        typer.echo(f"{moved.table:<24} {moved.found.n_rows:>10} rows  checksum {moved.found.checksum:024x}  {what}")
    elapsed_s = time.perf_counter() - started
    typer.echo(f"{lake}: {n_rows} rows in {elapsed_s:.1f} s ({n_rows / elapsed_s:.0f} a second), all equal")
    typer.echo(f"To work there, set in your settings:  [warehouse] lake = {_toml(to)}")
    typer.echo(f"Fetched pages stay where they are, in {Path(context.folder, 'raw')}.")


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
