"""Gaps closed, after what is due was polled: what feeds listed while nobody looked is read from archives."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from flows.archives import Filling, Limits, Wanted
from flows.context import RunContext
from flows.report import RunReport
from tasks.core.archives.window import Span
from tasks.core.canonical_url import host_of
from tasks.core.robots import origin_of
from warehouse import hosts
from warehouse.backfills import close_gap, open_gaps, postpone_gap, sites_of
from warehouse.records import Feed, OpenGap

OF_THE_FEED = ("wordpress", "feed-archive")  # they list what the feed lists
OF_THE_SITE = ("sitemap",)  # they list what its site has


def close_gaps(context: RunContext, report: RunReport, known_feeds: Sequence[Feed], *, names: Sequence[str]) -> None:
    """Try some of the gaps of the feeds *names* (all when empty), and store what came of each.

    Not those of a host that asked for patience.
    """
    settings = context.settings.backfill
    now = report.started_at
    with context.warehouse.transaction("read open gaps") as tx:
        closed = hosts.busy_hosts(tx, now, since=now)
        gaps = [
            one
            for one in open_gaps(tx, now)
            if host_of(one.poll_url) not in closed and (not names or one.feed.name in names)
        ][: settings.gaps_a_run]
        sites = sites_of(tx, sorted({one.feed.feed_id for one in gaps}))
    margin = timedelta(seconds=settings.gap_margin_s)
    shared = shared_hosts(known_feeds)
    wanted = [
        Wanted(
            one.feed,
            one.poll_url,
            sites.get(one.feed.feed_id, origin_of(one.poll_url)),
            Span(one.gap.from_at - margin, one.gap.until_at),
            automatic(one.poll_url, shared),
        )
        for one in gaps
    ]
    limits = Limits(settings.gap_requests, now - timedelta(seconds=settings.refusal_memory_s))
    readings = Filling(context, report, limits).fill(wanted) if wanted else []
    with context.warehouse.transaction("save what became of gaps") as tx:
        for gap, reading in zip(gaps, readings, strict=True):
            at = context.clock()
            if reading.closing:
                close_gap(tx, gap.gap, at, f"{reading.sentence()}, of {reading.wanted.span}")
            else:
                next_try_at = at if reading.goes_on else at + _wait(context, gap)
                postpone_gap(tx, gap.gap, at, reason=reading.sentence(), next_try_at=next_try_at)


def automatic(url: str, shared: Counter[str]) -> tuple[str, ...]:
    """Return the sources that are asked when nobody names one, in order of value.

    A sitemap lists the whole site. Where several feeds of it are read, each is a part of it, and would bring all.
    """
    return OF_THE_FEED if shared[host_of(url)] > 1 else OF_THE_FEED + OF_THE_SITE


def shared_hosts(known_feeds: Sequence[Feed]) -> Counter[str]:
    """Count the active feeds of each host."""
    return Counter(host_of(feed.url) for feed in known_feeds if feed.is_active)


def _wait(context: RunContext, gap: OpenGap) -> timedelta:
    settings = context.settings.backfill
    return timedelta(seconds=min(settings.retry_s * 2 ** min(gap.n_tries, 20), settings.retry_cap_s))
