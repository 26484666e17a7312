"""The whole pipeline in front of the newsroom: a warehouse that monitors one feed of it, by the newsroom's clock."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flows.archives import Filling, Limits, Reading, Wanted
from flows.backfill import Window, backfill_feeds
from flows.context import RunContext, context_for
from flows.monitor import monitor, recorded
from flows.report import RunReport
from tasks.core.archives.window import Span
from tasks.core.identity import content_id
from tests.newsroom.asserts import stored_articles
from tests.newsroom.client import Hosts, Newsroom
from warehouse.publish import SNAPSHOT_NAME
from warehouse.records import Feed
from warehouse.sql import query

HOST = "h0000.news.test"
DAYS = Window(date(2026, 11, 1), date(2026, 11, 30))


def feed_at(path: str) -> Feed:
    url = f"http://{HOST}{path}"
    return Feed(content_id("feed", url), url, "gazette", "Gazette", "g", "en", 3_600)


def context_at(folder: Path, hosts: Hosts, now: datetime) -> RunContext:
    context = context_for(folder)
    fetch = replace(context.settings.fetch, contact="https://example.org/about")
    return replace(context, settings=replace(context.settings, fetch=fetch), hosts=hosts, clock=lambda: now)


class Desk:
    """Monitors and backfills the feed at *path* into the warehouse at *folder*."""

    def __init__(self, newsroom: Newsroom, folder: Path, path: str = "/feed.xml") -> None:
        self.newsroom, self.folder, self.feed = newsroom, folder, feed_at(path)

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.newsroom.stats()["now"]).astimezone(UTC)

    @property
    def context(self) -> RunContext:
        return context_at(self.folder, self.newsroom.policy().hosts, self.now)

    def run(self, *, is_forced: bool = True) -> RunReport:
        report = monitor(self.context, [self.feed], is_forced=is_forced)
        assert report.conservation.n_missing == 0, report.conservation.sentence()
        return report

    def backfill(self, source: str = "auto", window: Window = DAYS) -> RunReport:
        report = backfill_feeds(self.context, [self.feed], window, source=source)
        assert report.conservation.n_missing == 0, report.conservation.sentence()
        return report

    def read(self, source: str, span: Span, *, max_requests: int = 100) -> Reading:
        """Read one archive of the site, and leave its pages unread."""
        wanted = Wanted(self.feed, self.feed.url, f"http://{HOST}", span, (source,))
        with recorded(self.context, "backfill", {}) as report:
            (reading,) = Filling(self.context, report, Limits(max_requests)).fill([wanted])
        return reading

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return query(self.folder / SNAPSHOT_NAME, sql).rows

    def rows_now(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of what is committed, published or not."""
        with self.context.warehouse.transaction("test looks") as tx:
            return tx.run(sql)

    def stored(self) -> list[tuple[str, int]]:
        return stored_articles(self.folder / SNAPSHOT_NAME)

    def asked(self, start: str) -> list[str]:
        """Return what was asked for under paths that begin with *start*."""
        return [one.target for one in self.newsroom.ledger(HOST) if one.target.startswith(start)]


def overflow(newsroom: Newsroom, n: int) -> None:
    """Publish *n* articles, a minute after each other."""
    for _ in range(n):
        newsroom.advance(60)
        newsroom.publish(HOST, n=1)
    newsroom.advance(60)
