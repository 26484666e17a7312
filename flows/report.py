"""What a run says when it is over: the sums, the failures, and what each stage cost."""

import os
import time
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from tasks.core.briefs.telling import counted
from tasks.core.conservation import Conservation
from tasks.core.feed_changes import FeedChange
from warehouse.records import Coverage

FAILURES = ("failing", "gone", "blocked")  # changes of feeds that are said at every run as it is
MOST_DAYS = 31  # that are told one by one


@dataclass(frozen=True, slots=True)
class StageCost:
    """What one stage of one run cost this process; its helpers, children of a fork server, are not counted."""

    name: str
    wall_s: float
    cpu_s: float


@dataclass(slots=True)
class RunReport:
    """Fills up while a run goes on; printed by the command line, stored in `core.run`, shown by Prefect."""

    run_id: str
    kind: str
    started_at: datetime  # what is due is what is due now: a retry that falls due meanwhile waits for the next run
    published_at: datetime | None = None  # when it last published what it had so far; None: not yet
    n_lost_runs: int = 0  # of this kind that were killed before; what they left is made up by this one
    kept: list[str] = field(default_factory=list[str])  # what a run of upkeep did, a sentence each
    sums: dict[str, int] = field(default_factory=dict[str, int])  # of upkeep, by name
    changes: list[FeedChange] = field(default_factory=list[FeedChange])  # feeds that are no longer as they were
    n_entries: int = 0
    n_new_articles: int = 0
    n_updated_articles: int = 0
    n_known: int = 0
    rejected: Counter[str] = field(default_factory=Counter[str])
    waiting: Counter[str] = field(default_factory=Counter[str])  # what is said of a busy host -> pages not asked for
    n_feeds_polled: int = 0
    n_translated: int = 0
    n_decoded: int = 0  # sentences that an engine translated
    n_decoded_tokens: int = 0
    n_remembered: int = 0  # sentences that had been translated before
    waiting_pairs: Counter[str] = field(default_factory=Counter[str])  # "es → en" -> articles that wait for a model
    n_stories: int = 0
    n_new_stories: int = 0
    n_watch_hits: int = 0  # articles that are new hits of a watchlist
    n_alerted: int = 0  # stories that an address was told of
    dropped: Counter[str] = field(default_factory=Counter[str])  # why -> items of documents that became no entries
    failures: list[str] = field(default_factory=list[str])  # one sentence a feed: what, where, the way out
    waits: list[str] = field(default_factory=list[str])  # hosts that asked for patience, and how much was not asked
    holes: list[str] = field(default_factory=list[str])  # a backfill's: what it could not reach
    filled: list[str] = field(default_factory=list[str])  # and what it read
    covered: list[Coverage] = field(default_factory=list[Coverage])  # day by day
    stages: list[StageCost] = field(default_factory=list[StageCost])

    @property
    def conservation(self) -> Conservation:
        """Return the sums so far."""
        return Conservation(
            self.n_entries,
            self.n_new_articles + self.n_updated_articles,
            self.n_known,
            dict(self.rejected),
            self.waiting.total(),
        )

    @property
    def state(self) -> str:
        """Return how the run ended: degraded when a source failed or the sums are off."""
        return "degraded" if self.failures or self.conservation.n_missing else "completed"

    def counts(self) -> dict[str, int]:
        """Return the counts `core.run` keeps."""
        named = {
            "feeds_polled": self.n_feeds_polled,
            "entries": self.n_entries,
            "articles_new": self.n_new_articles,
            "articles_updated": self.n_updated_articles,
            "known": self.n_known,
            "rejected": self.rejected.total(),
            "waiting": self.waiting.total(),
            "dropped": self.dropped.total(),
            "translated": self.n_translated,
            "sentences_decoded": self.n_decoded,
            "tokens_decoded": self.n_decoded_tokens,
            "sentences_remembered": self.n_remembered,
            "waiting_for_model": self.waiting_pairs.total(),
            "stories": self.n_stories,
            "stories_new": self.n_new_stories,
            "watch_hits": self.n_watch_hits,
            "alerted": self.n_alerted,
            "failures": len(self.failures),
        }
        if self.kind == "maintain":
            named = self.sums | {"failures": len(self.failures)}
        return named | {f"{stage.name}_cpu_ms": round(stage.cpu_s * 1000) for stage in self.stages}

    @contextmanager
    def stage(self, name: str) -> Generator[None]:
        """Measure what runs inside as one stage: wall seconds, and CPU seconds of this process."""
        wall, cpu = time.monotonic(), _cpu_s()
        try:
            yield
        finally:
            self.stages.append(StageCost(name, time.monotonic() - wall, _cpu_s() - cpu))

    def lines(self) -> list[str]:
        """Return the closing lines of the run, the sums last."""
        n = self.n_lost_runs
        lines = [f"{counted(n, 'run')} before this one never ended: made up for here"] if n else []
        lines += [f"! {failure}" for failure in self.failures]
        lines += [change.sentence() for change in self.changes if change.kind not in FAILURES]
        if self.kind == "maintain":
            return lines + self.kept
        lines += [f"waits: {wait}" for wait in self.waits]
        lines += [f"waits: {said}: {counted(n, 'page')} not asked" for said, n in sorted(self.waiting.items())]
        lines += [f"not taken: {counted(n, 'item')} {why}" for why, n in sorted(self.dropped.items())]
        lines += [f"filled: {filled}" for filled in self.filled]
        lines += [f"hole: {hole}" for hole in self.holes]
        lines += coverage_lines(self.covered)
        lines += [
            f"{n} {'article waits' if n == 1 else 'articles wait'} for a translation model {pair}: "
            f"newsecho models install {pair.replace(' → ', ' ')}"
            for pair, n in sorted(self.waiting_pairs.items())
        ]
        lines.append(
            f"{counted(self.n_feeds_polled, 'feed')} polled, {counted(self.n_new_articles, 'new article')}, "
            f"{self.n_updated_articles} updated, {self.n_translated} translated, "
            f"{counted(self.n_new_stories, 'new story', 'new stories')}"
        )
        if self.n_watch_hits or self.n_alerted:
            alerted = f", {counted(self.n_alerted, 'story', 'stories')} told" if self.n_alerted else ""
            lines.append(f"{counted(self.n_watch_hits, 'article')} newly on watchlists{alerted}: newsecho brief")
        lines.append(self.conservation.sentence())
        return lines


def coverage_lines(days: Sequence[Coverage]) -> list[str]:
    """Return a line for each feed, and one for each of its first days of which something is not stored."""
    lines: list[str] = []
    for name, some in groupby(days, key=lambda one: one.feed):
        listed = list(some)
        n_listed, n_stored = sum(one.n_listed for one in listed), sum(one.n_stored for one in listed)
        on_days = f"{counted(n_listed, 'entry', 'entries')} on {counted(len(listed), 'day')}"
        lines.append(f"{name}: {on_days}, {n_stored} stored")
        lacking = [one for one in listed if one.n_stored < one.n_listed]
        lines += [
            f"  {one.day}: {one.n_listed} listed, {one.n_stored} stored, {one.n_waiting} waiting, "
            f"{one.n_rejected} rejected"
            for one in lacking[:MOST_DAYS]
        ]
        if len(lacking) > MOST_DAYS:
            more = counted(len(lacking) - MOST_DAYS, "more day")
            lines.append(f"  and {more}: FROM coverage WHERE n_stored < n_listed")
    return lines


def _cpu_s() -> float:
    """Return CPU seconds of this process and of its children that ended.

    The readers of pages and feeds are not counted: they are children of a fork server, which lives as long as we do.
    """
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
