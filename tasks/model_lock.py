"""One process at a time changes a model folder; what a killed one left is put right by the next.

All that is unfinished lies in one hidden folder of it, `.newsecho/`: the lock, packages being unpacked (`incoming-*`),
those being replaced (`replaced/`), and downloads that can go on (`*.part`). So every change is a rename on one disk.
"""

import shutil
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tasks.model_files import ModelError, told_of_the_disk
from warehouse.errors import WarehouseError
from warehouse.lock import exclusive, holder

WORK_NAME = ".newsecho"
INCOMING = "incoming-"
REPLACED_NAME = "replaced"
OLD_INCOMING = ".incoming-*"  # what killed installs of earlier versions left in the folder itself


@contextmanager
def working(folder: Path, owner: str, *, wait_s: float) -> Generator[Path]:
    """Hold the lock of the model *folder* while the body runs, and yield its folder for unfinished things.

    What a killed process left is cleaned up first. The lock is the kernel's: that of a dead process is free.

    Raises:
        ModelError: another process still holds it after *wait_s*; says which. Or the folder cannot be written.
    """
    work = folder / WORK_NAME
    with told_of_the_disk(folder):
        work.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            stack.enter_context(exclusive(work, owner, wait_s=wait_s))
        except WarehouseError as error:
            raise ModelError(_why(folder, error, wait_s)) from error
        with told_of_the_disk(folder):
            _heal(folder, work)
        yield work


def needs_healing(folder: Path) -> bool:
    """Return whether a killed process may have left a package aside that belongs in *folder*."""
    replaced = folder / WORK_NAME / REPLACED_NAME
    return replaced.is_dir() and any(replaced.iterdir())


def put_in_place(root: Path, home: Path, work: Path) -> None:
    """Rename the package folder *root* to *home*, what is there aside until it is done; the lock must be held."""
    aside = work / REPLACED_NAME / home.name
    if home.exists():
        aside.parent.mkdir(exist_ok=True)
        home.rename(aside)
    root.rename(home)
    if aside.exists():
        shutil.rmtree(aside.parent)


def _heal(folder: Path, work: Path) -> None:
    """Put back a package that was aside when its process was killed, and remove what was unfinished."""
    for aside in (work / REPLACED_NAME).glob("*"):
        if (folder / aside.name).exists():
            shutil.rmtree(aside)
        else:
            aside.rename(folder / aside.name)
    for left in [*work.glob(f"{INCOMING}*"), *folder.glob(OLD_INCOMING)]:
        shutil.rmtree(left)


def _why(folder: Path, error: WarehouseError, wait_s: float) -> str:
    if isinstance(error.__cause__, OSError):
        return f"{folder}: cannot be written ({error.__cause__.strerror}); choose another folder: models.folder"
    other = holder(folder / WORK_NAME) or "another process"
    return f"{folder}: waited {wait_s:g} s for {other}; try again when it is done"
