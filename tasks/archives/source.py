"""What every kind of archive offers, and how it asks: at the pace of its host, and where robots.txt allows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tasks.bodies import Take
from tasks.core.archives.window import Found, Span
from tasks.fetch import Admit, Fetcher, Response
from tasks.parsing import FeedReader
from tasks.robots import RobotsGate
from warehouse.records import Feed


@dataclass(frozen=True, slots=True)
class Question:
    """A window of a feed, to be read on from *cursor* (None: from the start)."""

    feed: Feed
    url: str  # where the feed is asked
    site: str  # scheme and host of its articles
    span: Span
    source: str
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks for the documents of one archive.

    Every request first rests as long as the host wants between two: the one before it may have been another batch's.
    """

    fetcher: Fetcher
    gate: RobotsGate
    reader: FeedReader
    now: datetime
    is_exempt: bool = False  # from robots.txt, as its owner allowed more

    async def get(self, url: str, *, accept: str, cap_bytes: int | None = None) -> Response:
        """Return the answer of *url*.

        Raises:
            SourceError: there is none, or it is not to be asked for.
        """
        policy = self.fetcher.policy
        return await self.fetcher.get(
            url,
            cap_bytes=cap_bytes or policy.page_cap_bytes,
            gap_s=policy.page_gap_s,
            headers={"Accept": accept},
            admit=self._admit,
        )

    async def stream(self, url: str, take: Take, *, accept: str) -> Response:
        """Give *take* the sitemap at *url*, as it comes.

        Raises:
            SourceError: as for `get`.
        """
        policy = self.fetcher.policy
        return await self.fetcher.stream(
            url,
            take,
            cap_bytes=policy.sitemap_cap_bytes,
            gap_s=policy.page_gap_s,
            headers={"Accept": accept},
            admit=self._admit,
        )

    @property
    def _admit(self) -> Admit | None:
        return None if self.is_exempt else self.gate.admit


class Archive(Protocol):
    """A kind of archive."""

    async def read(self, ask: Asker, question: Question) -> Found:
        """Make one request, and return what it brought.

        Raises:
            SourceError: there was no answer; the cursor of the question stands.
        """
        ...
