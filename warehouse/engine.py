"""The DuckDB engine that writer sessions borrow: made once, since making one costs more than most transactions.

An engine has no file of its own; a session attaches the writer file and detaches it. Two sessions at once, on two
warehouses, have an engine each. What an engine was lent leaves something in it: .4 MB a run that stored two articles.
In a process that serves for weeks that would be all memory there is, so an engine is lent so often and no more.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import duckdb

# DuckDB looks for pandas anew for each parameter of a statement, 35 µs a time, 200 times for a batch of articles. Where
# there is none this says so at once, and an import of it fails as it would without.
if find_spec("pandas") is None:
    sys.modules["pandas"] = None  # pyright: ignore[reportArgumentType]

MOST_LOANS = 64  # some ten runs; to make an engine takes 20 ms
# A session on a million articles goes through 300 MB of blocks, most of them for an instant. DuckDB gives freed memory
# back to the kernel within a second, so the next session got every page of it anew: 50,000 faults, 70 ms. Blocks up to
# this size in all are kept instead (each thread sets some of them aside), for a file from a size on: a small one gains
# nothing, and a process that served one for a week held 500 MB for 220.
KEPT_BLOCKS, KEPT_FROM_BYTES = "384MB", 500_000_000

_idle: list[tuple[Path, int, duckdb.DuckDBPyConnection]] = []  # one at most: where it spills to, how often it was lent
os.register_at_fork(after_in_child=_idle.clear)  # the threads of an engine do not survive a fork


@contextmanager
def borrowed_engine(temp_folder: Path, *, n_bytes: int = 0) -> Generator[duckdb.DuckDBPyConnection]:
    """Lend a connection in UTC, to be left as it was found; one that fails is thrown away.

    DuckDB does not checkpoint by itself what it attaches: the log keeps what was committed, and the next session reads
    it. See `warehouse.checkpoint`.

    Args:
        temp_folder: where it spills to.
        n_bytes: of the file it is to work on: one made for a large file keeps its blocks.
    """
    n_loans, engine = _idle_engine(temp_folder) or (0, _new_engine(temp_folder, n_bytes))
    with engine.cursor() as connection:
        # Under `python -c` DuckDB takes itself to be talked with, and draws on the output of who runs it.
        connection.execute("SET enable_progress_bar = false")
        yield connection
    if _idle or n_loans + 1 >= MOST_LOANS:
        engine.close()
    else:
        _idle.append((temp_folder, n_loans + 1, engine))


def _idle_engine(temp_folder: Path) -> tuple[int, duckdb.DuckDBPyConnection] | None:
    try:
        spills_to, n_loans, engine = _idle.pop()
    except IndexError:
        return None
    if spills_to == temp_folder:
        return n_loans, engine
    engine.close()
    return None


def _new_engine(temp_folder: Path, n_bytes: int) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(temp_folder)}
    if n_bytes >= KEPT_FROM_BYTES:
        config["block_allocator_memory"] = KEPT_BLOCKS
    engine = duckdb.connect(":memory:", config=config)
    engine.execute("SET TimeZone = 'UTC'; PRAGMA disable_checkpoint_on_shutdown; SET checkpoint_threshold = '1TB'")
    return engine
