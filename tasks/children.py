"""Children that read what others wrote, and may die of it: a document has a time limit, a child a memory limit.

They come from a fork server, not from this process: under Prefect it has threads, and so have DuckDB and aiohttp; a
fork may copy a lock that one of them holds. The server starts once (0.3 s), a child of it in under 0.1 s.
"""

import multiprocessing
import resource
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

MEMORY_BYTES = 1_000_000_000  # of addresses; the largest honest feed (10 MB, 45,000 entries) takes 180 MB of them
TRIES = 3  # of a document whose child died: when memory runs out, the kernel may kill one that did no harm

Read = TypeVar("Read")


@dataclass(slots=True)
class Job(Generic[Read]):
    """A document that is being read."""

    function: Callable[..., Read]
    body: bytes
    said: dict[str, Any]
    future: ProcessFuture[Read]
    n_tries: int = 1


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a document was not read, in words."""

    detail: str


class Children:
    """A pool of children, opened again when it breaks; several threads may use it."""

    def __init__(self, preload: Sequence[str], *, max_workers: int, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self._max_workers = max_workers
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        self._turn = threading.Lock()
        self._pool = self._opened()

    def begin(self, function: Callable[..., Read], body: bytes, **said: Any) -> Job[Read]:
        """Have a child call *function*, one of a module, with *body* and what is *said*."""
        return Job(function, body, said, self._scheduled(function, body, said))

    def end(self, job: Job[Read]) -> Read | Unread:
        """Return what *job* read; a document that hangs its child, kills it each time, or fails in it is unread."""
        while isinstance(error := job.future.exception(), ProcessExpired | BrokenProcessPool) and job.n_tries < TRIES:
            job.n_tries += 1
            job.future = self._scheduled(job.function, job.body, job.said)
        if error is None:
            return job.future.result()
        if isinstance(error, TimeoutError):
            return Unread(f"could not be read within {self.timeout_s:g} s")
        if isinstance(error, ProcessExpired | BrokenProcessPool):
            return Unread(f"killed its reader, {TRIES} times: {error}")
        return Unread(f"cannot be read: {type(error).__name__}: {error}"[:500])

    def close(self) -> None:
        """Stop the children, at once."""
        self._pool.stop()
        self._pool.join()

    def _scheduled(self, function: Callable[..., Read], body: bytes, said: dict[str, Any]) -> ProcessFuture[Read]:
        with self._turn:
            if not self._pool.active:  # a child died while it had nothing to read: pebble (5.2) then gives up the pool
                self.close()
                self._pool = self._opened()
            return self._pool.schedule(function, args=[body], kwargs=said, timeout=self.timeout_s)

    def _opened(self) -> ProcessPool:
        return ProcessPool(max_workers=self._max_workers, context=self._context, initializer=limit_memory)


@contextmanager
def children(preload: Sequence[str], *, max_workers: int, timeout_s: float) -> Generator[Children]:
    """Open *max_workers* children, which have the modules of *preload*, each given *timeout_s* a document.

    They start with the first one.
    """
    opened = Children(preload, max_workers=max_workers, timeout_s=timeout_s)
    try:
        yield opened
    finally:
        opened.close()


def limit_memory() -> None:
    """Let this process have MEMORY_BYTES and no more: a document that wants more ends in a MemoryError."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(hard, MEMORY_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
