"""A simulated day: the pipeline's own runs at the ticks of its schedule, by a clock that is moved from tick to tick."""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows.context import RunContext, context_for
from flows.cron import next_after
from flows.monitor import monitor, recorded
from flows.polling import poll
from flows.report import RunReport
from tests.bench.day_sites import Names, SitePlan, open_sites
from tests.bench.meter import cpu_s, helpers_cpu_s, peak_mb
from tests.newsroom.asserts import Manners
from tests.newsroom.client import Newsroom
from tests.newsroom.ledger import Request
from tests.newsroom.simulated import SimulatedClock
from warehouse.records import Feed

CONTACT = "https://newsecho.example/about"

Run = Callable[[RunContext, Sequence[Feed]], RunReport]


def poll_only(context: RunContext, feeds: Sequence[Feed]) -> RunReport:
    """Make a run of the poll stage alone: recorded, audited and published like any."""
    with recorded(context, "monitor", {"stages": "poll"}) as report, report.stage("poll"):
        poll(context, report, feeds, names=(), is_forced=False)
    return report


def whole(context: RunContext, feeds: Sequence[Feed]) -> RunReport:
    """Make a whole run, pages and all."""
    report = monitor(context, feeds)
    assert report.conservation.n_missing == 0, report.lines()
    return report


@dataclass
class Day:
    """What happened in a day, and what it cost."""

    sites: Sequence[SitePlan]
    began_at: datetime
    ledger: list[Request] = field(default_factory=list)
    truth: list[dict[str, Any]] = field(default_factory=list)
    entries: list[tuple[str, int]] = field(default_factory=list)  # URL and number of rows that stand for it
    n_twice: int = 0  # addresses that one feed has under two keys
    gaps: list[tuple[str, datetime, datetime]] = field(default_factory=list)  # host, from, until
    n_polls: Counter[str] = field(default_factory=Counter)  # by outcome
    n_runs: int = 0
    n_canary_accepts: int = 0
    wall_s: float = 0.0
    own_cpu_s: float = 0.0
    helpers_cpu_s: float = 0.0
    newsroom_cpu_s: float = 0.0
    peak_rss_mb: float = 0.0
    manners: Manners = field(default_factory=Manners)


def run_day(
    newsroom: Newsroom,
    folder: Path,
    sites: Sequence[SitePlan],
    *,
    hours: float,
    run: Run = poll_only,
    batch_size: int | None = None,
    is_loud: bool = False,
) -> Day:
    """Poll *sites* as `newsecho serve` would, and return what happened.

    Args:
        newsroom: as new.
        folder: for the warehouse.
        sites: what publishes.
        hours: how long, by the newsroom's clock.
        run: what a run does.
        batch_size: feeds a batch; None: as the settings say.
        is_loud: whether each run is told on the way.
    """
    context = _context(newsroom, folder, len(sites), batch_size)
    feeds = [feed for site in sites for feed in site.feeds()]
    open_sites(newsroom, list(sites))
    clock = SimulatedClock(newsroom)
    context = replace(context, clock=clock.now)
    day = Day(sites, clock.now())
    end, line = clock.now() + timedelta(hours=hours), context.settings.serve.monitor_cron
    began = _costs(newsroom)
    with clock.event_loops():
        while clock.now() <= end:
            report = run(context, feeds)
            day.n_runs += 1
            if is_loud:
                print(f"{clock.now():%d %H:%M} {report.n_feeds_polled} feeds polled", file=sys.stderr, flush=True)
            clock.skip_to(next_after(line, clock.now()))
    spent = [after - before for before, after in zip(began, _costs(newsroom), strict=True)]
    day.wall_s, day.own_cpu_s, day.helpers_cpu_s, day.newsroom_cpu_s = spent
    day.peak_rss_mb = peak_mb()
    day.manners = Manners(gap_s=context.settings.fetch.feed_gap_s, is_clock_moved=True)
    _look(day, newsroom, context)
    return day


def _context(newsroom: Newsroom, folder: Path, n_sites: int, batch_size: int | None) -> RunContext:
    context = context_for(folder)
    pace = context.settings.poll
    settings = replace(
        context.settings,
        fetch=replace(context.settings.fetch, contact=CONTACT),
        poll=replace(pace, batch_size=batch_size or pace.batch_size),
    )
    return replace(
        context, settings=settings, hosts=Names(newsroom.address, newsroom.ports["http"], n_sites), spares_hosts=True
    )


def _costs(newsroom: Newsroom) -> tuple[float, float, float, float]:
    return time.monotonic(), cpu_s(os.getpid()), helpers_cpu_s(), cpu_s(newsroom.pid)


def _look(day: Day, newsroom: Newsroom, context: RunContext) -> None:
    """Read what the newsroom saw and what the warehouse holds."""
    stats = newsroom.stats()
    day.n_canary_accepts = stats["n_canary_accepts"]
    day.ledger = newsroom.ledger()
    day.truth = newsroom.truth()
    with context.warehouse.transaction("day: look") as tx:
        day.entries = tx.run(
            "SELECT coalesce(url, entry_key), 1 FROM core.feed_entry"
            " WHERE state <> 'known' OR page_id IS NOT NULL"  # else another feed had brought it
        )
        ((day.n_twice,),) = tx.run(
            "SELECT count(*) FROM (SELECT 1 FROM core.feed_entry GROUP BY feed_id, coalesce(url, entry_key)"
            " HAVING count(*) > 1)"
        )
        day.gaps = tx.run(
            "SELECT f.publisher, g.from_at, g.until_at FROM core.feed_gap AS g JOIN core.feed AS f USING (feed_id)"
        )
        day.n_polls.update(dict(tx.run("SELECT outcome, count(*) FROM core.feed_poll GROUP BY outcome")))
