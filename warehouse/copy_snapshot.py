"""Copies the writer file, in a process of its own: `python -m warehouse.copy_snapshot SOURCE TARGET PATCHED_FROM`.

A POSIX lock belongs to the process: to open and close a file that DuckDB holds, even for reading, drops DuckDB's lock
on it. A child can close what it likes.

Where TARGET is an older copy, only the blocks that differ are written: after fifty articles, a hundredth of a file of
three gigabytes. DuckDB puts a checksum of 64 bits before each block, so sixteen bytes tell whether two are the same.
"""

import fcntl
import os
import shutil
import sys
from pathlib import Path

HEADERS_BYTES = 3 * 4096  # one of the file and two of the database, taken in turn
BLOCK_BYTES = 262_144  # DuckDB's default, and the only size we make
CHECKSUM_BYTES = 8
PATCHED_FROM_BYTES = 500_000_000  # below this a whole copy takes under half a second


def copy(source: Path, target: Path, *, patched_from: int) -> int:
    """Make *target* equal *source* and return the bytes written; when it returns, they are on disk.

    Args:
        source: a DuckDB file that nobody writes meanwhile.
        target: an older copy of it, or nothing yet. A copy that somebody reads is replaced, not written.
        patched_from: size of *source* in bytes from which an older copy is brought up to date by blocks.
    """
    if source.stat().st_size >= patched_from and target.is_file():
        descriptor = os.open(target, os.O_RDWR)
        try:
            if _is_ours_alone(descriptor):
                n_written = _patch(source, descriptor)
                os.fsync(descriptor)
                return n_written
        finally:
            os.close(descriptor)
    target.unlink(missing_ok=True)
    _copy_whole(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return source.stat().st_size


def _copy_whole(source: Path, target: Path) -> None:
    """Copy all of *source*; a file system that can share blocks (btrfs, XFS) copies none of them until they change."""
    try:
        with source.open("rb") as origin, target.open("xb") as copied:
            left = source.stat().st_size
            while left and (n_copied := os.copy_file_range(origin.fileno(), copied.fileno(), left)):
                left -= n_copied
    except (AttributeError, OSError):  # not on macOS, nor on every file system of Linux; a full disk fails again below
        left = 1
    if left:
        shutil.copyfile(source, target)


def _is_ours_alone(descriptor: int) -> bool:
    """Say whether nobody reads the file: no other name leads to it, and DuckDB's readers hold a lock while they do."""
    if os.fstat(descriptor).st_nlink != 1:
        return False
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _patch(source: Path, target: int) -> int:
    """Write the blocks of *source* that *target* does not have, the headers last."""
    origin = os.open(source, os.O_RDONLY)
    try:
        size, n_written = os.fstat(origin).st_size, 0
        os.ftruncate(target, size)
        for offset in range(HEADERS_BYTES, size, BLOCK_BYTES):
            checksum = os.pread(origin, CHECKSUM_BYTES, offset)
            if os.pread(target, CHECKSUM_BYTES, offset) != checksum:
                n_written += _write(target, os.pread(origin, BLOCK_BYTES, offset), offset)
        return n_written + _write(target, os.pread(origin, HEADERS_BYTES, 0), 0)
    finally:
        os.close(origin)


def _write(target: int, content: bytes, offset: int) -> int:
    """Write all of *content*: on a disk nearly full a single write may take only a part of it."""
    n_written = 0
    while n_written < len(content):
        n_written += os.pwrite(target, content[n_written:], offset + n_written)
    return n_written


if __name__ == "__main__":
    copy(Path(sys.argv[1]), Path(sys.argv[2]), patched_from=int(sys.argv[3]))
