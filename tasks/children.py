"""Children that read what others wrote, and may die of it: each document has a limit of processor time and of memory.

Time on the wall decides only where a child sleeps: on a busy machine it says nothing about a document, and cost real
articles. The children come from a fork server, not from this process: under Prefect it has threads, and so have DuckDB
and aiohttp; a fork may copy a lock that one of them holds. The server starts once (0.3 s), a child in under 0.1 s.
"""

import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

MEMORY_BYTES = 1_000_000_000  # of addresses; the largest honest feed (10 MB, 45,000 entries) takes 180 MB of them
MEMORY_PER_BYTE = 8  # a document comes into its child twice, as sent and as bytes, and takes four times that as text
TRIES = 3  # of a document whose child died: when memory runs out, the kernel may kill one that did no harm
WALL_FACTOR = 15  # a child that still runs after so many times its limit waits for what will not come
TOO_LARGE = "needs more memory than a document may have"

# The fork server is one for all children and loads what its first pool names: opened by the feeds, it would leave the
# page readers of every batch to import their own, 13 ms a page.
READERS = ("tasks.core.feed_document", "tasks.core.extract.read")

Read = TypeVar("Read")


@dataclass(slots=True)
class Job(Generic[Read]):
    """A document that is being read; without a future it is not even tried."""

    function: Callable[..., Read]
    body: bytes
    said: dict[str, Any]
    future: ProcessFuture[Read] | None
    n_tries: int = 1


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a document was not read, in words."""

    detail: str


class Children:
    """A pool of children, opened again when it breaks; several threads may use it."""

    def __init__(self, preload: Sequence[str], *, max_workers: int, timeout_s: float, memory_bytes: int) -> None:
        self.timeout_s = timeout_s
        self.max_workers = max_workers
        self._memory_bytes = memory_bytes
        self._context = multiprocessing.get_context("forkserver")
        # This module too: a child imports what a task names while it holds the pool's only pipe, and whoever kills it
        # then leaves the others waiting for ever. Last what has children leave the main module alone.
        self._context.set_forkserver_preload([__name__, *READERS, *preload, "tasks.fork_server"])
        self._turn = threading.Lock()
        self._pool = self._opened()

    def begin(self, function: Callable[..., Read], body: bytes, **said: Any) -> Job[Read]:
        """Have a child call *function*, one of a module, with *body* and what is *said*."""
        is_too_large = len(body) > self._memory_bytes // MEMORY_PER_BYTE  # its child would never take it, nor answer
        return Job(function, body, said, None if is_too_large else self._scheduled(function, body, said))

    def end(self, job: Job[Read]) -> Read | Unread:
        """Return what *job* read; a document that hangs its child, kills it each time, or fails in it is unread."""
        if job.future is None:
            return Unread(TOO_LARGE)
        while _is_unexplained(error := job.future.exception()) and job.n_tries < TRIES:
            job.n_tries += 1
            job.future = self._scheduled(job.function, job.body, job.said)
        if error is None:
            return job.future.result()
        if isinstance(error, TimeoutError) or _is_over_time(error):
            return Unread(f"could not be read within {self.timeout_s:g} s")
        if isinstance(error, ProcessExpired | BrokenProcessPool):
            return Unread(f"killed its reader, {TRIES} times: {error}")
        if isinstance(error, MemoryError):
            return Unread(TOO_LARGE)
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
            args = [self.timeout_s, function, body, said]
            return self._pool.schedule(call_within, args=args, timeout=WALL_FACTOR * self.timeout_s)

    def _opened(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.max_workers,
            context=self._context,
            initializer=limit_memory,
            initargs=[self._memory_bytes],
        )


@contextmanager
def children(
    preload: Sequence[str] = (), *, max_workers: int, timeout_s: float, memory_bytes: int = MEMORY_BYTES
) -> Generator[Children]:
    """Open *max_workers* children; they start with the first document.

    Args:
        preload: modules that the fork server imports once, beside READERS, where this pool is the first.
        max_workers: children reading at once.
        timeout_s: of processor time for one document, counted in whole seconds.
        memory_bytes: what a child may map into its memory.
    """
    opened = Children(preload, max_workers=max_workers, timeout_s=timeout_s, memory_bytes=memory_bytes)
    try:
        yield opened
    finally:
        opened.close()


def call_within(cpu_s: float, function: Callable[..., Read], body: bytes, said: Mapping[str, Any]) -> Read:
    """Return what *function* makes of *body*; after *cpu_s* more of processor time SIGXCPU ends this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, ceil(usage.ru_utime + usage.ru_stime + cpu_s))
    return function(body, **said)


def limit_memory(n_bytes: int) -> None:
    """Let this process map *n_bytes* of memory: what it asks for beyond fails. No core is dumped."""
    _lower(resource.RLIMIT_AS, n_bytes)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(limit: int, value: int) -> None:
    """Set the soft *limit* of this process, as far as the hard one lets."""
    _, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _is_over_time(error: BaseException | None) -> bool:
    return isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGXCPU


def _is_unexplained(error: BaseException | None) -> bool:
    """Say whether a child died of what may not have been its document."""
    return isinstance(error, ProcessExpired | BrokenProcessPool) and not _is_over_time(error)
