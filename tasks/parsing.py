"""Feed documents read in children that can be killed: some keep feedparser busy for ever."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from tasks.children import Children, Unread, children
from tasks.core.feed_document import FeedDocument, read_feed
from warehouse.records import Rejection

PARSE_TIMEOUT_S = 20.0
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Reads feed documents in a child process."""

    children: Children

    def read(
        self, body: bytes, *, feed_id: str, url: str, now: datetime, content_type: str = ""
    ) -> FeedDocument | Rejection:
        """Return what `read_feed` returns; a document that hangs or kills its child is a rejection of its own."""
        return self.run(read_feed, body, feed_id=feed_id, url=url, now=now, content_type=content_type)

    def run(self, function: Callable[..., Read], body: bytes, **said: Any) -> Read | Rejection:
        """Return what *function*, one of a module, makes of *body*; the same may befall it as `read`."""
        read = self.children.end(self.children.begin(function, body, **said))
        return Rejection("not_feed", read.detail) if isinstance(read, Unread) else read


@contextmanager
def feed_reader(*, max_workers: int = 1, timeout_s: float = PARSE_TIMEOUT_S) -> Generator[FeedReader]:
    """Open a reader with *max_workers* children, each given *timeout_s* a document; they start with the first one."""
    with children(["tasks.core.feed_document"], max_workers=max_workers, timeout_s=timeout_s) as opened:
        yield FeedReader(opened)
