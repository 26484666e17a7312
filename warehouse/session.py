"""Sessions on the writer file, and their short rest between two transactions of one process.

Opening a warehouse of a million articles takes 30 ms and finds none of its blocks in memory; a run makes a dozen
transactions. So a session may rest for a moment, lock and all, for the next transaction to take up. It never rests long
enough to be felt, and never grows old: others wait for their turn.
"""

import os
import threading
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from warehouse.lock import Lock, exclusive

OLDEST_S = 2.0  # of a session that is taken up again and again

Opener = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]


@dataclass(slots=True)
class Session:
    """An open writer file, the lock on its folder, and what closes both."""

    lock: Lock
    connection: duckdb.DuckDBPyConnection
    closing: ExitStack
    opened_at: float = field(default_factory=time.monotonic)


_resting: dict[Path, tuple[Session, threading.Timer]] = {}
_turn = threading.Lock()
os.register_at_fork(after_in_child=_resting.clear)


@contextmanager
def session(
    folder: Path, owner: str, opener: Opener, *, wait_s: float, rest_s: float
) -> Generator[duckdb.DuckDBPyConnection]:
    """Open the writer file of *folder*, or take up the session that rests there.

    Args:
        folder: with the lock and the file.
        owner: what it is for; whoever waits for the lock reads it.
        opener: opens the file.
        wait_s: how long to wait for the lock.
        rest_s: how long the session may rest when this is over; 0: it is closed. One that failed is closed.

    Raises:
        WarehouseError: the lock is held for longer, or the file cannot be opened.
    """
    one = _take_up(folder) or _open(folder, owner, opener, wait_s)
    try:
        one.lock.say(owner)
        yield one.connection
    except BaseException:
        one.closing.close()
        raise
    if rest_s and time.monotonic() - one.opened_at < OLDEST_S:
        _rest(folder, one, rest_s)
    else:
        one.closing.close()


def end_rest(folder: Path) -> None:
    """Close the session that rests at *folder*, if one does."""
    one = _take_up(folder)
    if one is not None:
        one.closing.close()


def _open(folder: Path, owner: str, opener: Opener, wait_s: float) -> Session:
    with ExitStack() as stack:
        lock = stack.enter_context(exclusive(folder, owner, wait_s=wait_s))
        connection = stack.enter_context(opener())
        return Session(lock, connection, stack.pop_all())


def _rest(folder: Path, one: Session, rest_s: float) -> None:
    one.lock.say("resting")
    timer = threading.Timer(rest_s, end_rest, (folder,))
    timer.daemon = True
    with _turn:
        _resting[folder] = one, timer
    timer.start()


def _take_up(folder: Path) -> Session | None:
    with _turn:
        one, timer = _resting.pop(folder, (None, None))
    if timer is not None:
        timer.cancel()
    return one
