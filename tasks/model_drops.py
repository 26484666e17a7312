"""Package files that a person dropped into the model folder: which were unpacked, which cannot be, which are new.

A note in the folder's hidden one remembers each by size and time of change, so that a file is read once: damaged ones
too, until another one takes the place.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tasks.model_files import SUFFIX
from tasks.model_lock import WORK_NAME

NOTES_NAME = "drops.json"


@dataclass(frozen=True, slots=True)
class DropNote:
    """What came of a dropped file of this size and time of change."""

    size: int
    mtime_ns: int
    folder: str = ""  # the name of the folder it was unpacked in
    problem: str = ""  # or why it is no package


def dropped_files(folder: Path) -> list[Path]:
    """Return the package files in the model *folder*, by name."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file() and not path.name.startswith("."))


def new_drops(folder: Path) -> list[Path]:
    """Return the dropped files nothing was made of yet, or whose package is gone."""
    files = dropped_files(folder)
    if not files:
        return []
    notes = read_notes(folder)
    return [path for path in files if not _is_settled(path, notes.get(path.name), folder)]


def _is_settled(path: Path, note: DropNote | None, folder: Path) -> bool:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return True  # it went
    if note is None or (note.size, note.mtime_ns) != (stat.st_size, stat.st_mtime_ns):
        return False
    return bool(note.problem) or (folder / note.folder).is_dir()


def note_of(path: Path, *, folder: str = "", problem: str = "") -> DropNote:
    """Return the note of a dropped file as it is now."""
    stat = path.stat()
    return DropNote(stat.st_size, stat.st_mtime_ns, folder, problem)


def read_notes(folder: Path) -> dict[str, DropNote]:
    """Return the notes on dropped files, by file name; none where they cannot be read."""
    try:
        notes = json.loads((folder / WORK_NAME / NOTES_NAME).read_text(encoding="utf-8"))
        return {name: DropNote(**note) for name, note in notes.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_notes(folder: Path, notes: dict[str, DropNote], files: Sequence[Path]) -> None:
    """Write the *notes* on those of *files* that are there; the lock must be held."""
    kept = {path.name: asdict(notes[path.name]) for path in files if path.name in notes}
    aside = folder / WORK_NAME / f"{NOTES_NAME}.new"
    aside.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    aside.replace(folder / WORK_NAME / NOTES_NAME)
