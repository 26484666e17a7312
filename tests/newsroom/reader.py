"""Our own reader in front of the newsroom: a warehouse, a fetcher and `poll_feeds`, as a run puts them together."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tasks.core.course import Doubts
from tasks.core.identity import content_id, event_id
from tasks.core.pace import Pace
from tasks.fetch import Fetcher, FetchPolicy
from tasks.poll import PolledFeed, poll_feeds
from tasks.turns import HostMemory
from tests.newsroom.client import Newsroom
from warehouse import feeds
from warehouse.records import Feed, FeedState
from warehouse.store import Transaction, Warehouse

RUN = content_id("run", "newsroom")


class Reader:
    """Polls feeds of the newsroom by its clock, and keeps what they leave behind in a real warehouse."""

    def __init__(self, newsroom: Newsroom, folder: Path, **changes: object) -> None:
        self.newsroom = newsroom
        self.warehouse = Warehouse(folder)
        self.policy: FetchPolicy = newsroom.policy(**changes)
        self.feeds: list[Feed] = []
        self.pace = Pace(jitter=0)
        self.memory = HostMemory()

    def add(self, url: str) -> None:
        name = f"feed{len(self.feeds)}"
        self.feeds.append(Feed(content_id("feed", url), url, name, "Gazette", "g", "en", 3_600))

    def now(self) -> datetime:
        return datetime.fromisoformat(self.newsroom.stats()["now"])

    def states(self, *, is_forced: bool = True) -> list[FeedState]:
        """Return what is known of the feeds that are due (of all when *is_forced*), in the order they were added."""
        with self.warehouse.transaction("newsroom") as tx:
            feeds.sync_feeds(tx, self.feeds, self.now())
            due = {state.feed.url: state for state in feeds.due_feeds(tx, self.now(), is_forced=is_forced)}
        return [due[feed.url] for feed in self.feeds if feed.url in due]

    def fetch(self, *, is_forced: bool = True) -> list[PolledFeed]:
        """Ask the feeds that are due, and store nothing."""
        states, now = self.states(is_forced=is_forced), self.now()

        async def run() -> list[PolledFeed]:
            async with Fetcher(self.policy, memory=self.memory) as fetcher:
                return await poll_feeds(
                    fetcher,
                    states,
                    run_id=RUN,
                    clock=lambda: now,
                    new_id=_new_id,
                    pace=self.pace,
                    doubts=Doubts(),
                )

        return asyncio.run(run())

    def ask(self, sql: str) -> list[tuple]:
        """Return what the warehouse answers."""
        with self.warehouse.transaction("newsroom") as tx:
            return tx.run(sql)

    def save(self, tx: Transaction, polled: Sequence[PolledFeed]) -> None:
        for one in polled:
            feeds.save_poll(tx, one.poll, one.entries, one.poll.polled_at, course=one.course, gap=one.gap)
        feeds.save_bodies(tx, [one.document[0] for one in polled if one.document])

    def poll(self, *, is_forced: bool = True) -> list[PolledFeed]:
        """Ask the feeds that are due and store what came, as a run does."""
        polled = self.fetch(is_forced=is_forced)
        with self.warehouse.transaction("newsroom") as tx:
            self.save(tx, polled)
        return polled


def _new_id(at: datetime) -> str:
    return event_id(at, uuid.uuid4().bytes)
