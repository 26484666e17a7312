"""Copies the writer file, in a process of its own: `python -m warehouse.copy_snapshot SOURCE TARGET`.

A POSIX lock belongs to the process: to open and close a file that DuckDB holds, even for reading, drops DuckDB's lock
on it. A child can close what it likes.
"""

import os
import shutil
import sys
from pathlib import Path


def copy(source: Path, target: Path) -> None:
    """Copy *source* to *target*; when it returns, the copy is on disk."""
    shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())


if __name__ == "__main__":
    copy(Path(sys.argv[1]), Path(sys.argv[2]))
