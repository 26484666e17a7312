"""What `newsecho models` does: the folder from the settings, the work in tasks."""

import sys
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from config.errors import ConfigError
from flows.cli.places import settings_of, snapshot_of
from tasks.core.language import primary_subtag
from tasks.model_download import install_from_index
from tasks.models import ModelCheck, ModelError, ModelPackage, ModelStore, details_of, running_problem
from tasks.resumable import Watch
from warehouse.listings import waiting_for_models

N_LANGUAGES = 2
MEGABYTE = 1_000_000
UNKNOWN = "und"  # BCP 47 for a language nobody could tell


def store_of(config: Path | None) -> ModelStore:
    """Return the model store of the settings."""
    settings = settings_of(config).models
    return ModelStore(settings.folder, lock_wait_s=settings.lock_wait_s)


def install(what: Sequence[str], config: Path | None) -> ModelPackage:
    """Install a package from a file or folder, or from the index when *what* is two languages.

    Raises:
        ConfigError: *what* is neither.
        typer.Exit: with code 1, after one sentence, when the package cannot be had or is none.
    """
    settings, store = settings_of(config).models, store_of(config)
    is_path = len(what) == 1 and Path(what[0]).exists()
    if not is_path and len(what) != N_LANGUAGES:
        raise ConfigError(f"models install {' '.join(what)}: give a package that exists, or two languages: fr en")
    try:
        if is_path:
            return store.install(Path(what[0]))
        with _watched(" → ".join(what)) as watch:
            return install_from_index(
                store,
                what[0],
                what[1],
                index_url=settings.index_url,
                timeout_s=settings.timeout_s,
                cap_bytes=settings.cap_bytes,
                watch=watch,
            )
    except ModelError as error:
        typer.echo(f"newsecho: {error}", err=True)
        raise typer.Exit(1) from error


@contextmanager
def _watched(pair: str) -> Generator[Watch]:
    """Yield what shows a download on stderr: a bar on a terminal, one line elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(f"fetching {pair}", total=None)
        is_said = console.is_terminal

        def watch(n_bytes: int, total: int | None) -> None:
            nonlocal is_said
            progress.update(bar, completed=n_bytes, total=total)
            if not is_said:
                rest = f", {n_bytes / MEGABYTE:.1f} MB are here already" if n_bytes else ""
                size = f"{total / MEGABYTE:.1f} MB" if total is not None else "of a size the server does not say"
                sys.stderr.write(f"fetching {pair}: {size}{rest}\n")
                is_said = True

        yield watch


def installed_lines(config: Path | None) -> Iterator[str]:
    """Yield what `models list` says of each package."""
    store = store_of(config)
    packages = store.installed()
    for package in packages:
        details = details_of(package)
        state = running_problem(package) or "runs"
        size = f"{details.n_bytes / MEGABYTE:.1f} MB"
        yield f"{package.source} → {package.target}  {package.version}  {size}  {state}"
        yield f"    from    {details.origin or 'put there by hand'}"
        if details.package_sha256:
            yield f"    sha256  {details.package_sha256}"
        yield f"    folder  {package.path}"
    if not packages:
        yield f"no package in {store.folder}; newsecho models install fr en"


def waiting_lines(warehouse: Path | None, config: Path | None) -> Iterator[str]:
    """Yield a sentence for each pair of languages that articles of the warehouse wait for, if there is one."""
    snapshot = snapshot_of(warehouse, config)
    if isinstance(snapshot, Path) and not snapshot.exists():
        return
    store, waiting = store_of(config), Counter[tuple[str, str]]()
    for pair, n_articles in waiting_for_models(snapshot).items():
        source, target = (primary_subtag(tag) or UNKNOWN for tag in pair.split(" → "))
        waiting[source, target] += n_articles
    for (source, target), n_articles in sorted(waiting.items()):
        if source == UNKNOWN:
            way_out = "no package helps: their language is not known"
        elif store.find(source, target):
            way_out = "the next run translates them"
        else:
            way_out = f"newsecho models install {source} {target}"
        wait = "article waits" if n_articles == 1 else "articles wait"
        yield f"{n_articles} {wait} for {source} → {target}: {way_out}"


def checks(config: Path | None) -> list[ModelCheck]:
    """Return what is found of each package and each folder or file in the model store that should be one."""
    return store_of(config).verify()


def sentence_of(check: ModelCheck) -> str:
    """Return what a check found, as a line."""
    return f"{check.path}: {check.problem or f'runs; {check.note}'}"


def problems(config: Path | None) -> list[str]:
    """Return a sentence for each folder or file in the model store that is no sound package."""
    return [sentence_of(check) for check in checks(config) if check.problem]
