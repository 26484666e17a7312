"""Ctrl-C while DuckDB computes: it must end a query at once, not when the query is done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import duckdb

T = TypeVar("T")


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
