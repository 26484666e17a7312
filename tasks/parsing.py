"""Feed documents read in children that can be killed: some keep feedparser busy for ever."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from tasks.children import Children, Unread, children
from tasks.core.discovery import Hint, feed_candidates
from tasks.core.feed_document import MAX_ENTRIES, FeedDocument, read_feed
from tasks.fetch import Response
from warehouse.records import Rejection

PARSE_TIMEOUT_S = 20.0
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Reads feed documents in a child process."""

    children: Children

    def read(
        self,
        body: bytes,
        *,
        feed_id: str,
        url: str,
        now: datetime,
        content_type: str = "",
        max_entries: int = MAX_ENTRIES,
    ) -> FeedDocument | Rejection:
        """Return what `read_feed` returns; a document that hangs or kills its child is a rejection of its own."""
        said = {"feed_id": feed_id, "url": url, "now": now, "content_type": content_type, "max_entries": max_entries}
        return self.run(read_feed, body, **said)

    def run(self, function: Callable[..., Read], body: bytes, **said: Any) -> Read | Rejection:
        """Return what *function*, one of a module, makes of *body*; the same may befall it as `read`."""
        read = self.children.end(self.children.begin(function, body, **said))
        return Rejection("not_feed", read.detail) if isinstance(read, Unread) else read


def advertised_feed(reader: FeedReader, page: Response) -> str:
    """Return the address of the feed that a *page* declares, or else links to; empty when it names none."""
    content_type = page.headers.get("content-type", "")
    found = reader.run(feed_candidates, page.body, url=page.final_url, content_type=content_type)
    named = [] if isinstance(found, Rejection) else [one.url for one in found if one.hint is not Hint.WELL_KNOWN]
    return next(iter(named), "")


@contextmanager
def feed_reader(*, max_workers: int = 1, timeout_s: float = PARSE_TIMEOUT_S) -> Generator[FeedReader]:
    """Open a reader with *max_workers* children, each given *timeout_s* a document; they start with the first one."""
    with children(max_workers=max_workers, timeout_s=timeout_s) as opened:
        yield FeedReader(opened)
