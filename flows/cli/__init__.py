"""The command line `newsecho`. Commands import what they need when called: `newsecho sql` must not wait for Prefect."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from config.errors import ConfigError
from flows.cli import grow, look, operate, tools
from warehouse.errors import WarehouseError

EXIT_FAILURES = 1  # done, with failures said
EXIT_USAGE = 2  # wrong use: nothing was written

app = typer.Typer(
    name="newsecho",
    help="Say, with quoted evidence, who adapted whom, across languages.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


@app.callback()
def choose_warehouse(
    context: typer.Context,
    warehouse: Annotated[
        Path | None, typer.Option(envvar="NEWSECHO_WAREHOUSE", help="Warehouse folder, for any command.")
    ] = None,
) -> None:
    """Say, with quoted evidence, who adapted whom, across languages."""
    if warehouse is not None:
        own = {"warehouse": warehouse}
        context.default_map = {
            **{command.name or "": own for command in app.registered_commands},
            "feeds": {"health": own},
        }


for module in (operate, look, tools, grow):
    module.register(app)


def main() -> None:
    """Run the command line; what a person did wrong is one sentence and exit code 2."""
    try:
        app()
    except (ConfigError, WarehouseError, FileNotFoundError) as error:
        sys.stderr.write(f"newsecho: {error}\n")
        sys.exit(EXIT_USAGE)
