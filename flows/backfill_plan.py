"""What a backfill would read: a first request to each archive, and nothing written."""

from collections.abc import Sequence

from flows.archives import Wanted, question_of
from flows.backfill import Order, check_fillable, wanted_of
from flows.context import RunContext
from flows.steps import archive_step
from tasks.core.archives.window import Found
from tasks.core.briefs.telling import counted
from tasks.hosts import sentences
from warehouse import hosts
from warehouse.backfills import sites_of
from warehouse.records import Backfill, BackfillState, Feed, FeedState


def plan_backfill(context: RunContext, known_feeds: Sequence[Feed], order: Order) -> list[str]:
    """Return a line for each archive that a backfill would ask, up to the one that it would read.

    Raises:
        ConfigError: a feed is not configured, or not active.
    """
    check_fillable(known_feeds, order.names)
    is_meant = {feed.name for feed in known_feeds} if not order.names else set(order.names)
    states = [FeedState(feed) for feed in known_feeds if feed.is_active and feed.name in is_meant]
    now = context.clock()
    sites: dict[str, str] = {}
    closed: dict[str, str] = {}
    if context.lake is not None or context.warehouse.writer_path.exists():
        with context.warehouse.transaction("plan a backfill") as tx:
            sites = sites_of(tx, [state.feed.feed_id for state in states])
            closed = sentences(hosts.busy_hosts(tx, now, since=now).values())
    lines: list[str] = []
    for wanted in wanted_of(states, sites, known_feeds, order):
        lines += _lines(context, wanted, closed)
    return lines


def _lines(context: RunContext, wanted: Wanted, closed: dict[str, str]) -> list[str]:
    lines: list[str] = []
    now = context.clock()
    for source in wanted.sources:
        start = Backfill(wanted.feed.feed_id, source, wanted.span.since, wanted.span.until, "", now, now)
        (found,) = context.runner(archive_step, context, [question_of(wanted, start)], {}, closed).found
        lines.append(f"{wanted.feed.name}: {source}: {_told(found)}")
        if found.state in {BackfillState.DONE, BackfillState.RUNNING}:
            break
    return lines


def _told(found: Found) -> str:
    if found.said:
        return found.said
    first = f"the first request brings {counted(len(found.entries), 'entry', 'entries')} of the window"
    if found.n_expected is not None:
        first += f", of {found.n_expected} in all"
    if found.state is BackfillState.RUNNING:
        return f"{first}; more are to be asked for"
    if found.state is BackfillState.DONE:
        return f"{first}; that is all there is"
    reached = f"{found.reached_at:%Y-%m-%d %H:%M} UTC" if found.reached_at else "no date"
    return f"{first}; it reaches back to {reached} only"
