"""The command line `newsecho`. Commands import what they need when called: `newsecho sql` must not wait for Prefect."""

import os
import sys
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from config.errors import ConfigError
from flows.cli import brief, decide, feeds, grow, look, operate, schedule, share, tools
from flows.cli.errors import InputError
from flows.stopping import StoppedError, stop_on_sigterm
from tasks.errors import ManifestError, SourceError
from warehouse.errors import OlderSnapshotWarning, WarehouseError

EXIT_FAILURES = 1  # done, with failures said
EXIT_USAGE = 2  # wrong use: nothing was written
EXIT_BY_SIGNAL = 128  # and the number of the signal: what a shell says of a program that it ended
EXIT_CLOSED_PIPE = EXIT_BY_SIGNAL + 13
WITH_WAREHOUSE = {  # commands of groups that work on one
    "feeds": ("health",),
    "models": ("list",),
    "story": ("show", "merge", "split", "confirm", "undo"),
    "article": ("language", "translation", "undo"),
}


class QuietGroup(TyperGroup):
    """Commands whose reader may leave before the end, as in `newsecho sql … | head`."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; when nobody reads what it prints, end without a word."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            # Else the interpreter, at its own end, tries once more to print what is left, and complains.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(EXIT_CLOSED_PIPE) from None


app = typer.Typer(
    name="newsecho",
    cls=QuietGroup,
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
        Path | None,
        typer.Option(envvar="NEWSECHO_WAREHOUSE", readable=False, help="Warehouse folder, for any command."),
    ] = None,
) -> None:
    """Say, with quoted evidence, who adapted whom, across languages."""
    if warehouse is not None:
        own = {"warehouse": warehouse}
        context.default_map = {
            **{command.name or "": own for command in app.registered_commands},
            **{group: dict.fromkeys(commands, own) for group, commands in WITH_WAREHOUSE.items()},
        }


for module in (operate, schedule, look, brief, decide, share, tools, feeds, grow):
    module.register(app)


def main() -> None:
    """Run the command line; what a person did wrong is one sentence and exit code 2."""
    warnings.showwarning = _warn
    stop_on_sigterm()
    try:
        app()
    except StoppedError as stopped:
        _end(str(stopped), EXIT_BY_SIGNAL + stopped.signal)
    except (ConfigError, InputError, ManifestError, WarehouseError) as error:
        _end(str(error), EXIT_USAGE)
    except SourceError as error:
        _end(str(error), EXIT_FAILURES)
    except (FileNotFoundError, FileExistsError, NotADirectoryError, IsADirectoryError, PermissionError) as error:
        _end(_sentence(error), EXIT_USAGE)
    except OSError as error:  # a full disk, a dying one: the world failed, not the person
        _end(_sentence(error), EXIT_FAILURES)


def _sentence(error: OSError) -> str:
    """Return what is wrong with which file; an error we raise ourselves is a sentence already."""
    if error.filename is None:
        return str(error)
    return f"{error.filename}: cannot be used ({error.strerror}); name another file or folder"


def _warn(message: Warning | str, category: type[Warning], *where: Any) -> None:
    """Say of an older snapshot what it is; other warnings are for developers and name their line."""
    if issubclass(category, OlderSnapshotWarning):
        sys.stderr.write(f"newsecho: {message}\n")
    else:
        sys.stderr.write(warnings.formatwarning(message, category, *where[:2]))


def _end(sentence: str, code: int) -> None:
    sys.stderr.write(f"newsecho: {sentence}\n")
    sys.exit(code)
