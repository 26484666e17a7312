"""One request to each of many archives, side by side; what fails costs only itself."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from tasks.archives.feed_archive import FeedArchive
from tasks.archives.sitemaps import Sitemaps
from tasks.archives.source import Archive, Asker, Question
from tasks.archives.wordpress import WordPress
from tasks.core.archives.window import Found
from tasks.errors import BusyHostError, DisallowedError, SourceError
from tasks.fetch import Fetcher
from tasks.parsing import feed_reader
from tasks.robots import RobotsGate
from warehouse.records import BackfillState

ARCHIVES: dict[str, Archive] = {  # in order of value: the first ones know more of each article
    "wordpress": WordPress(),
    "feed-archive": FeedArchive(),
    "sitemap": Sitemaps(),
    "feed": FeedArchive(is_followed=False),
}


async def read_archives(
    fetcher: Fetcher, questions: Sequence[Question], *, gate: RobotsGate, now: datetime
) -> list[Found]:
    """Make one request for each of *questions*, and return in their order what it brought.

    A host that asked for patience was not asked: its reading runs on at the same cursor.
    """
    with feed_reader() as reader:

        async def read(question: Question) -> Found:
            ask = Asker(fetcher, gate, reader, now, is_exempt=question.feed.robots == "ignore")
            try:
                return await ARCHIVES[question.source].read(ask, question)
            except BusyHostError as error:
                return Found(BackfillState.RUNNING, cursor=question.cursor, said=str(error), was_asked=False)
            except DisallowedError as error:
                return Found(BackfillState.NOT_OFFERED, said=str(error))
            except SourceError as error:
                return Found(BackfillState.FAILED, cursor=question.cursor, said=str(error))

        return list(await asyncio.gather(*(read(question) for question in questions)))
