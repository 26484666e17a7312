"""Ctrl-C or SIGTERM while DuckDB computes: it must end a query at once, not when it is done, and stay what it is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import duckdb

T = TypeVar("T")
INTERRUPTED = "Query interrupted"


def signalled(error: RuntimeError) -> BaseException | None:
    """Return what a signal raised while DuckDB computed; None when *error* is of another cause.

    DuckDB raises a RuntimeError of its own from that; 2.0.1 loses what the handler raised: Ctrl-C, most likely.
    """
    cause = error.__cause__
    if cause is None and str(error) == INTERRUPTED:
        return KeyboardInterrupt()
    return None if isinstance(cause, Exception) else cause


def interruptible(connection: duckdb.DuckDBPyConnection, work: Callable[[], T]) -> T:
    """Return what *work* returns, which waits for *connection*; an interrupt ends both.

    DuckDB (1.5.5) looks for signals between its tasks only, and one task can be a join of minutes; closing the
    connection waits for it as well. So a thread does the work, and this one, free to hear the signal, stops it.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(work)
        try:
            return future.result()
        except BaseException:
            connection.interrupt()
            raise
