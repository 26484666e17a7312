"""Files that are there whole or not at all, also after a crash: written beside, synced, renamed, the folder synced."""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError

UNFINISHED = ".tmp"


@contextmanager
def written_whole(path: Path) -> Generator[Path]:
    """Hand out the name to write under; what is written there becomes *path* when the body ends without an error.

    Raises:
        WarehouseError: the file, or its folder, cannot be written; nothing is left of it.
    """
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        make_folder(path.parent)
        yield unfinished
        sync(unfinished)
        unfinished.rename(path)
        sync(path.parent)
    except (OSError, duckdb.IOException) as error:
        raise WarehouseError(f"{path}: cannot be written ({_reason(error)})") from error
    finally:
        with suppress(OSError):  # it must not hide why the file could not be written
            unfinished.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make *folder* and those above it; when it returns, a crash does not take them away again."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)


def sync(path: Path) -> None:
    """Wait until *path*, a file or the names in a folder, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error).strip().splitlines()[0]
