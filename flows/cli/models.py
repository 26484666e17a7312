"""What `newsecho models` does: the folder from the settings, the work in tasks."""

from collections.abc import Sequence
from pathlib import Path

import typer

from config.errors import ConfigError
from flows.cli.places import settings_of
from tasks.model_download import install_from_index
from tasks.models import ModelError, ModelPackage, ModelStore

N_LANGUAGES = 2


def install(what: Sequence[str], config: Path | None) -> ModelPackage:
    """Install a package from a file or folder, or from the index when *what* is two languages.

    Raises:
        ConfigError: *what* is neither.
        typer.Exit: with code 1, after one sentence, when the package cannot be had or is none.
    """
    settings = settings_of(config).models
    store = ModelStore(settings.folder)
    is_path = len(what) == 1 and Path(what[0]).exists()
    if not is_path and len(what) != N_LANGUAGES:
        raise ConfigError(f"models install {' '.join(what)}: give a package that exists, or two languages: fr en")
    try:
        if is_path:
            return store.install(Path(what[0]))
        return install_from_index(
            store,
            what[0],
            what[1],
            index_url=settings.index_url,
            timeout_s=settings.timeout_s,
            cap_bytes=settings.cap_bytes,
        )
    except ModelError as error:
        typer.echo(f"newsecho: {error}", err=True)
        raise typer.Exit(1) from error


def problems(config: Path | None) -> list[str]:
    """Return a sentence for each folder in the model store that is no sound package."""
    return [
        f"{check.path}: {check.problem}"
        for check in ModelStore(settings_of(config).models.folder).verify()
        if check.problem
    ]
