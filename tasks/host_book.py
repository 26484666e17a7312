"""The book of hosts of a warehouse: who asks a host now and when it was last asked, for all processes of this machine.

A backfill runs beside the live polling, and a person's command beside both; a host sees one client, and one budget. The
book is a file with a place for each host, found by the hash of its name. Whoever asks a host holds the lock on its
place, which ends with the process, however it ends; what stands there is when the last answer was over.
"""

import asyncio
import fcntl
import os
import struct
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from zlib import crc32

ENTRY = struct.Struct("<dd")  # when the last answer was over, on the machine's monotonic clock; seconds of peace then
N_PLACES = 2**20  # two hosts of one place wait for each other: one pair among 1,400
LOOK_S = 0.05  # how long until it is tried again, where another process asks
STUCK_S = 120.0  # a request and the wait before it take half of that at most: who holds a turn for longer was stopped
PATIENT_LOOK_S = 1.0  # and by a backfill: as long as a poll takes that it is not to be in the way of


class HostBook:
    """The book in a file, opened when it is first needed; without its folder there is nobody else, and no book.

    Args:
        path: of the file.
        look_s: until it is tried again where another process asks the host: who looks less often comes later.
        stuck_s: how long a turn is waited for while no answer of the host is noted. A process that is stopped, and not
            dead, keeps its locks; it may not keep others from a host for good.
    """

    def __init__(self, path: Path, *, look_s: float = LOOK_S, stuck_s: float = STUCK_S) -> None:
        self._path = path
        self._look_s = look_s
        self._stuck_s = stuck_s

    def patient(self) -> "HostBook":
        """Return the book for work that lets others go first: it looks less often whether a host is free."""
        return HostBook(self._path, look_s=PATIENT_LOOK_S, stuck_s=self._stuck_s)

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncGenerator[None]:
        """Hold the turn of the host *name*, once nobody else of this machine, or host of its place, does."""
        file, at = self._opened(), _place(name)
        if file is None:
            yield
            return
        loop = asyncio.get_running_loop()
        noted, since = os.pread(file, ENTRY.size, at), loop.time()
        while not (is_taken := _taken(file, at)) and loop.time() - since < self._stuck_s:
            await asyncio.sleep(self._look_s)
            if (now := os.pread(file, ENTRY.size, at)) != noted:
                noted, since = now, loop.time()
        try:
            yield
        finally:
            if is_taken:
                _let_go(file, at)

    def last(self, name: str, now: float) -> tuple[float, float] | None:
        """Return when the last answer of *name* was over and how long it is left alone since; None: not known.

        A time after *now* is of before the machine started.
        """
        file = self._opened()
        entry = os.pread(file, ENTRY.size, _place(name)) if file is not None else b""
        ended_at, left_s = ENTRY.unpack(entry) if len(entry) == ENTRY.size else (0.0, 0.0)
        return (ended_at, left_s) if 0 < ended_at <= now else None

    def note(self, name: str, ended_at: float, left_s: float) -> None:
        """Write down that an answer of *name* was over at a time, and how long it is to be left alone."""
        file = self._opened()
        if file is not None:
            with suppress(OSError):  # a full disk, which the warehouse says itself: this process knows it by heart
                os.pwrite(file, ENTRY.pack(ended_at, left_s), _place(name))

    def _opened(self) -> int | None:
        with _opening:
            file = _files.get(self._path)
            if file is None or not _is_there(file, self._path):
                _close_lost()
                if self._path.parent.is_dir():
                    with suppress(OSError):
                        _files[self._path] = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            return _files.get(self._path)


# One descriptor a file for all of this process, however many books: to close any of a file gives up all locks on it.
_files: dict[Path, int] = {}
_opening = threading.Lock()
# Places of files: a second lock of one process on one would be granted, and ended with the first.
_held: set[tuple[int, int]] = set()
_holding = threading.Lock()
os.register_at_fork(after_in_child=_held.clear)  # a child has no locks of its parent's


def _is_there(file: int, path: Path) -> bool:
    """Say whether *path* names what is open as *file*; not so once its folder was removed."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except OSError:
        return False


def _close_lost() -> None:
    for path, file in list(_files.items()):
        if not _is_there(file, path):
            os.close(_files.pop(path))


def _place(name: str) -> int:
    return crc32(name.encode()) % N_PLACES * ENTRY.size


def _taken(file: int, at: int) -> bool:
    """Take a place of the file if it is free; return whether it was."""
    with _holding:
        if (file, at) in _held:
            return False
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, ENTRY.size, at)
        except (BlockingIOError, PermissionError):  # by system
            return False
        _held.add((file, at))
        return True


def _let_go(file: int, at: int) -> None:
    with _holding:
        _held.discard((file, at))
        with suppress(OSError):  # closed, as its folder was removed meanwhile
            fcntl.lockf(file, fcntl.LOCK_UN, ENTRY.size, at)
