"""Feed documents read in children that can be killed: some keep feedparser busy for ever."""

from collections.abc import Generator
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pebble import ProcessExpired, ProcessPool

from tasks.core.feed_document import FeedDocument, read_feed
from warehouse.records import Rejection

PARSE_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Reads feed documents in a child process."""

    pool: ProcessPool

    def read(self, body: bytes, *, feed_id: str, url: str, now: datetime) -> FeedDocument | Rejection:
        """Return what `read_feed` returns; a document that hangs or kills its child is a rejection of its own."""
        task = self.pool.schedule(
            read_feed, args=[body], kwargs={"feed_id": feed_id, "url": url, "now": now}, timeout=PARSE_TIMEOUT_S
        )
        try:
            return task.result()
        except FutureTimeoutError:
            return Rejection("not_feed", f"could not be read within {PARSE_TIMEOUT_S:.0f} s")
        except ProcessExpired as error:
            return Rejection("not_feed", f"killed its reader: {error}")


@contextmanager
def feed_reader(*, max_workers: int = 1) -> Generator[FeedReader]:
    """Open a reader with *max_workers* children; started when the first document comes."""
    pool = ProcessPool(max_workers=max_workers)
    try:
        yield FeedReader(pool)
    finally:
        pool.stop()
        pool.join()
