"""A simulated day: the pipeline's own runs at the ticks of its schedule, by a clock that is moved from tick to tick.

What is judged is the newsroom's ledger and its truth, never our own word.
"""

import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from tests.newsroom.asserts import Manners, assert_complete, assert_polite, assert_safe
from tests.newsroom.client import Newsroom
from tests.newsroom.clock import as_utc
from tests.newsroom.ledger import Request
from tests.newsroom.simulated import SimulatedClock
from warehouse.records import Feed

CONTACT = "https://newsecho.example/about"
CONDITIONS = ("if-none-match", "if-modified-since")
VALIDATORS = ("etag", "last-modified")
SHOWN = {200, 304}  # by these a site has shown its feed, as a document or as what it was before
LEAST_CONDITIONAL = 0.99

Run = Callable[[RunContext, Sequence[Feed]], RunReport]


def poll_only(context: RunContext, feeds: Sequence[Feed]) -> RunReport:
    """Make a run of the poll stage alone: recorded, audited and published like any."""
    with recorded(context, "monitor", {"stages": "poll"}) as report, report.stage("poll"):
        poll(context, report, feeds, names=(), is_forced=False)
    return report


@dataclass
class Day:
    """What happened in a day, and what it cost."""

    sites: Sequence[SitePlan]
    began_at: datetime
    ledger: list[Request] = field(default_factory=list)
    truth: list[dict[str, Any]] = field(default_factory=list)
    entries: list[tuple[str, int]] = field(default_factory=list)  # URL and number of rows that stand for it
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
    end, line = clock.now() + timedelta(hours=hours), context.settings.run.schedule_cron
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
            " WHERE state <> 'known' OR (article_id IS NULL AND page_id IS NOT NULL)"
        )
        day.gaps = tx.run(
            "SELECT f.publisher, g.from_at, g.until_at FROM core.feed_gap AS g JOIN core.feed AS f USING (feed_id)"
        )
        day.n_polls.update(dict(tx.run("SELECT outcome, count(*) FROM core.feed_poll GROUP BY outcome")))


@dataclass(frozen=True)
class Verdict:
    """How the stored entries compare with the truth of the day."""

    due: Sequence[Mapping[str, Any]]  # what polls can have seen
    n_before: int  # articles that had left their feed before it was first shown to us
    n_later: int  # published after their feed was last shown to us
    n_outrun: int  # missing, and between two polls as the gaps say that the warehouse has noted
    n_lost: int  # missing, and noted nowhere
    n_doubled: int

    @property
    def recall(self) -> float:
        return 1 - self.n_lost / max(1, len(self.due))


def verdict(day: Day) -> Verdict:
    """Hold the entries against the truth: what each site published up to the last time that it showed its feed."""
    shown: dict[str, list[datetime]] = defaultdict(list)
    for one in day.ledger:
        if one.path == "/feed.xml" and one.status in SHOWN and not one.fault:
            shown[one.host].append(as_utc(one.t))
    stored = Counter(url for url, _ in day.entries)
    gaps: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for host, from_at, until_at in day.gaps:
        gaps[host].append((from_at, until_at))
    sites = {site.host: site for site in day.sites}
    due: list[Mapping[str, Any]] = []
    n_before = n_later = n_outrun = 0
    by_host: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in day.truth:
        by_host[one["host"]].append(one)
    for host, articles in by_host.items():
        times = shown[host]
        seen = [one for one in articles if times and _at(one) <= times[-1]]
        n_old = sum(_at(one) <= times[0] for one in seen) if times else 0
        n_gone = max(0, n_old - sites[host].profile["items"])
        outrun = [
            one["url"]
            for one in seen[n_gone:]
            if one["url"] not in stored and any(a <= _at(one) <= b for a, b in gaps[host])
        ]
        n_before, n_later, n_outrun = n_before + n_gone, n_later + len(articles) - len(seen), n_outrun + len(outrun)
        due += [one for one in seen[n_gone:] if one["url"] not in outrun]
    n_lost = sum(one["url"] not in stored for one in due)
    return Verdict(due, n_before, n_later, n_outrun, n_lost, sum(n > 1 for n in stored.values()))


def _at(article: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(article["published_at"])


def complaints(day: Day) -> list[str]:
    """Return what of all that must be is not: complete, nothing twice or invented, polite, safe; a line each."""
    due = verdict(day).due
    urls = {one["url"] for one in due} | {url for url, _ in day.entries} - {one["url"] for one in day.truth}
    checks = [
        lambda: assert_complete(due, [row for row in day.entries if row[0] in urls]),
        lambda: assert_polite(day.ledger, day.manners),
        lambda: assert_safe(day.ledger, n_canary_accepts=day.n_canary_accepts),
    ]
    found: list[str] = []
    for check in checks:
        try:
            check()
        except AssertionError as said:
            found += str(said).splitlines()
    ratio = conditional_ratio(day.ledger)
    return found + ([f"conditional: {ratio:.2%} of the requests that could be"] if ratio < LEAST_CONDITIONAL else [])


def conditional_ratio(ledger: Iterable[Request]) -> float:
    """Return the share of conditional ones among the requests for which a validator had been given."""
    known: dict[tuple[str, str], set[str]] = {}
    n_due = n_conditional = 0
    for one in ledger:
        if one.path != "/feed.xml":
            continue
        if known.get((one.host, one.target)):
            n_due += 1
            n_conditional += any(name in one.headers for name in CONDITIONS)
        if one.status == 200 and not one.fault:
            known[one.host, one.target] = {name for name in VALIDATORS if name in one.answered}
    return n_conditional / n_due if n_due else 1.0


def violations(day: Day) -> int:
    """Return how many times we were impolite by the ledger."""
    try:
        assert_polite(day.ledger, day.manners)
    except AssertionError as said:
        return len(str(said).splitlines()) - 1
    return 0


def figures(day: Day, hours: float) -> str:
    """Return the day as a table."""
    found = verdict(day)
    n_polls = day.n_polls.total()
    ours = day.own_cpu_s + day.helpers_cpu_s
    n_feeds = sum(site.n_feeds for site in day.sites)
    rows = [
        (f"{hours:g} simulated hours", f"{n_feeds} feeds at {len(day.sites)} sites, {day.n_runs} runs"),
        ("polls", f"{n_polls}: " + ", ".join(f"{n} {outcome}" for outcome, n in day.n_polls.most_common())),
        ("requests in the ledger", f"{len(day.ledger)}"),
        ("articles in the truth", f"{len(day.truth)}, {sum(_at(one) > day.began_at for one in day.truth)} of them new"),
        ("published after the last look at their site", f"{found.n_later}"),
        ("left their feed before the first look", f"{found.n_before}"),
        ("only a backfill can bring", f"{found.n_outrun}, all within the {len(day.gaps)} gaps noted"),
        ("recall of all others", f"{found.recall:.4%} of {len(found.due)}"),
        ("duplicates", f"{found.n_doubled}"),
        ("politeness violations", f"{violations(day)}"),
        ("canary connections", f"{day.n_canary_accepts}"),
        ("conditional, of requests with a validator", f"{conditional_ratio(day.ledger):.2%}"),
        ("wall", f"{day.wall_s / 60:.1f} min"),
        ("CPU, ours and our readers'", f"{ours:.0f} s ({ours / max(1, n_polls) * 1_000:.1f} ms a poll)"),
        ("CPU, the newsroom's", f"{day.newsroom_cpu_s:.0f} s"),
        ("peak RSS of the fetching process", f"{day.peak_rss_mb:.0f} MB"),
    ]
    return "\n".join(f"{name:<44} {value}" for name, value in rows)


def whole(context: RunContext, feeds: Sequence[Feed]) -> RunReport:
    """Make a whole run, pages and all."""
    report = monitor(context, feeds)
    assert report.conservation.n_missing == 0, report.lines()
    return report
