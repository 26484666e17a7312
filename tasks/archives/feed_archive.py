"""The feed itself, and the older documents that it leads to."""

import asyncio

from tasks.archives.source import Asker, Question
from tasks.core.archives.feed_pages import Place, first_place, has_wordpress_pages, listing, next_place
from tasks.core.archives.window import Found, oldest, within
from tasks.core.feed_document import FeedDocument
from tasks.errors import HttpStatusError, SourceError
from tasks.poll import ACCEPT
from warehouse.records import BackfillState, Rejection

NO_SUCH_PAGE = {400, 404, 410}


class FeedArchive:
    """Reads a feed backwards from its newest document; unless *is_followed*, that one alone."""

    def __init__(self, *, is_followed: bool = True) -> None:
        self.is_followed = is_followed

    async def read(self, ask: Asker, question: Question) -> Found:
        """Return the entries of the window in the next document."""
        place = Place.parse(question.cursor) if question.cursor else first_place(question.url)
        document = await _document(ask, question, place)
        if isinstance(document, Rejection):
            if not place.seen:
                raise SourceError(f"{document.detail} at {place.url}")
            return _ended(place, document.detail)
        if place.seen and listing(document.entries) == place.listed:
            return _ended(place, "lists the same again")
        return self._read_on(question, place, document)

    def _read_on(self, question: Question, place: Place, document: FeedDocument) -> Found:
        entries, reached_at = within(document.entries, question.span), oldest(document.entries)
        since = question.span.since
        # Some entries stay at the top of a feed for years: only a document that is older as a whole is past the start.
        newest = max((entry.published_at for entry in document.entries if entry.published_at), default=None)
        further = next_place(place, document, is_paged=has_wordpress_pages(question.url)) if self.is_followed else None
        if further and not (newest and newest < since):
            return Found(BackfillState.RUNNING, entries, str(further), reached_at=reached_at)
        if place.seen or document.is_complete or (reached_at and reached_at <= since):
            return Found(BackfillState.DONE, entries, reached_at=reached_at)
        if self.is_followed:
            said = "the feed leads to no older entries"
            return Found(BackfillState.NOT_OFFERED, entries, reached_at=reached_at, said=said)
        return Found(BackfillState.SHORT, entries, reached_at=reached_at)


async def _document(ask: Asker, question: Question, place: Place) -> FeedDocument | Rejection:
    """Return the document at *place*; that there is none is a rejection, unless it is the feed's own."""
    try:
        response = await ask.get(place.url, accept=ACCEPT, cap_bytes=ask.fetcher.policy.feed_cap_bytes)
    except HttpStatusError as error:
        if place.seen and error.status in NO_SUCH_PAGE:
            return Rejection("no_page", f"HTTP {error.status}")
        raise
    return await asyncio.to_thread(
        ask.reader.read,
        response.body,
        feed_id=question.feed.feed_id,
        url=response.final_url,
        now=ask.now,
        content_type=response.headers.get("content-type", ""),
    )


def _ended(place: Place, why: str) -> Found:
    """Return the end of the reading at a document that is none.

    So WordPress says that there are no more pages; of a server that has no pages, already the second one is none.
    What another document named should be there.
    """
    if not place.is_guess:
        return Found(BackfillState.SHORT, said=f"its archive is broken: {why} at {place.url}")
    if len(place.seen) > 1:
        return Found(BackfillState.DONE)
    return Found(BackfillState.NOT_OFFERED, said=f"the feed leads to no older entries ({why} at {place.url})")
