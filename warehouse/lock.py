"""One writer at a time, across processes and threads: a lock file that says who holds it and since when.

The lock is the kernel's (`flock`), so that of a killed process vanishes with it; the file's content is only for the
reader of the message. The file is never removed: two processes could then hold locks on two files of one name.
"""

import fcntl
import json
import os
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError

POLL_S = 0.05
LOCK_NAME = "lock"


@dataclass(frozen=True, slots=True)
class LockHolder:
    """Who holds the lock: what it is doing, its process, and for how long."""

    owner: str
    pid: int
    age_s: float

    def __str__(self) -> str:
        return f"{self.owner} (pid {self.pid}, for {self.age_s:.0f} s)"


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that is held."""

    descriptor: int

    def say(self, owner: str) -> None:
        """Write into the lock file who holds it, and that it is since now."""
        _say(self.descriptor, {"owner": owner, "pid": os.getpid(), "since": time.monotonic()})


@contextmanager
def exclusive(folder: Path, owner: str, *, wait_s: float) -> Generator[Lock]:
    """Hold the lock of *folder* as *owner* while the body runs, after waiting *wait_s* for it at most.

    Raises:
        WarehouseError: it is still held after *wait_s*; names the holder. Or the folder cannot be written.
    """
    path = folder / LOCK_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise WarehouseError(
            f"{path}: cannot be written ({error.strerror}); choose a folder with --warehouse"
        ) from error
    try:
        _wait_for(descriptor, path, owner, wait_s)
        lock = Lock(descriptor)
        lock.say(owner)
        try:
            yield lock
        finally:
            _say(descriptor, None)
    finally:
        os.close(descriptor)


def holder(folder: Path) -> LockHolder | None:
    """Return who holds the lock of *folder* now, or None when it is free."""
    path = folder / LOCK_NAME
    if not path.is_file():
        return None
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if _taken(descriptor, fcntl.LOCK_SH):
            return None
        return _read(path)
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, path: Path, owner: str, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while not _taken(descriptor, fcntl.LOCK_EX):
        if time.monotonic() >= deadline:
            raise WarehouseError(
                f"{path.parent}: {owner!r} waited {wait_s:.0f} s for the writer lock, held by {_read(path)};"
                " try again when it is done"
            )
        time.sleep(POLL_S)


def _taken(descriptor: int, mode: int) -> bool:
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _say(descriptor: int, content: dict[str, str | int | float] | None) -> None:
    with suppress(OSError):  # a full disk: who waits is told of another process; what needs room will say so
        os.ftruncate(descriptor, 0)
        if content is not None:
            os.pwrite(descriptor, json.dumps(content).encode(), 0)


def _read(path: Path) -> LockHolder:
    """Return what the lock file says; it may be between two holders, and then it names nobody."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        # The monotonic clock of Linux and macOS is the machine's, so another process's reading can be compared.
        return LockHolder(content["owner"], content["pid"], max(0.0, time.monotonic() - content["since"]))
    except (ValueError, KeyError, OSError):
        return LockHolder("another process", 0, 0.0)
