"""Backfills of a window over feeds, from the archives of their sites; through the pipeline that monitors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from config.errors import ConfigError
from flows.archives import Filling, Limits, Reading, Wanted
from flows.context import RunContext
from flows.feeds import check_names
from flows.gaps import automatic, shared_hosts
from flows.monitor import after_polling, recorded
from flows.polling import may_be_asked, waits
from flows.report import RunReport
from tasks.core.archives.window import Span
from tasks.core.robots import origin_of
from warehouse import entries, feeds, hosts
from warehouse.backfills import coverage, sites_of
from warehouse.records import BackfillState, Feed, FeedState

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Window:
    """Days to fill, both included, in UTC.

    Raises:
        ConfigError: it ends before it starts.
    """

    since: date
    until: date

    def __post_init__(self) -> None:
        """Refuse a window without a day."""
        if self.until < self.since:
            raise ConfigError(f"the window ends ({self.until}) before it starts ({self.since})")

    def __contains__(self, day: date) -> bool:
        """Say whether *day* is to be filled."""
        return self.since <= day <= self.until

    def __str__(self) -> str:
        """Return it as a person reads it."""
        return f"{self.since} to {self.until}"

    @property
    def span(self) -> Span:
        """Return the window from its first moment to its last."""
        return Span(datetime.combine(self.since, time.min, UTC), datetime.combine(self.until, time.max, UTC))


@dataclass(frozen=True, slots=True)
class Order:
    """What a backfill is to fill, and from where."""

    window: Window
    names: tuple[str, ...] = ()  # of feeds; empty: all
    source: str = AUTO


def behind_the_polls(context: RunContext) -> RunContext:
    """Return *context* for work that asks hosts from the same budget as the live polling, and after it."""
    book = context.memory.book
    return replace(context, memory=replace(context.memory, book=book.patient())) if book else context


def backfill_feeds(
    context: RunContext, known_feeds: Sequence[Feed], window: Window, *, names: Sequence[str] = (), source: str = AUTO
) -> RunReport:
    """Fill *window* for the feeds *names* (all when empty) from archives of their sites, and read what is new.

    It may be killed, repeated, and run while feeds are polled: it goes on where it was, and nothing is stored twice.
    The report's holes name each feed and what of the window no archive answers for.

    Args:
        context: what the run works with.
        known_feeds: every feed as configured.
        window: the days.
        names: of the feeds to fill.
        source: one of `tasks.archives.ARCHIVES`, or "auto": the first that answers for the whole window.

    Raises:
        ConfigError: a feed is not configured or not active, or none of the sites offers *source*; nothing was stored.
    """
    check_fillable(known_feeds, names)
    context = behind_the_polls(context)
    params = {"since": window.since.isoformat(), "until": window.until.isoformat(), "feeds": ", ".join(names)}
    with recorded(context, "backfill", params | {"source": source}) as report:
        with report.stage("archives"):
            readings = _fill(context, report, known_feeds, Order(window, tuple(names), source))
        _check_offered(readings, source)
        after_polling(context, report)
        _tell(context, report, readings, window)
    return report


def check_fillable(known_feeds: Sequence[Feed], names: Sequence[str]) -> None:
    """Check that each of *names* is a feed that may be asked.

    Raises:
        ConfigError: one is not configured, or not active.
    """
    check_names(known_feeds, names)
    resting = [feed.name for feed in known_feeds if feed.name in names and not feed.is_active]
    if resting:
        raise ConfigError(f"feed {resting[0]} is not active, so its site is not asked; set active = true in its list")


def wanted_of(
    states: Sequence[FeedState], sites: dict[str, str], known_feeds: Sequence[Feed], order: Order
) -> list[Wanted]:
    """Return what is to be filled for each feed, and from which archives of its site."""
    shared = shared_hosts(known_feeds)
    return [
        Wanted(
            state.feed,
            state.url,
            sites.get(state.feed.feed_id, origin_of(state.url)),
            order.window.span,
            automatic(state.url, shared) if order.source == AUTO else (order.source,),
        )
        for state in states
    ]


def _fill(
    context: RunContext,
    report: RunReport,
    known_feeds: Sequence[Feed],
    order: Order,
) -> list[Reading]:
    now = report.started_at
    with context.warehouse.transaction("sync feeds") as tx:
        feeds.sync_feeds(tx, known_feeds, now)
        report.n_entries += entries.count_pending(tx, now)
        due = feeds.due_feeds(tx, now, names=order.names, is_forced=True)
        closed = hosts.busy_hosts(tx, now, since=now)
        context.memory.recall(hosts.slow_hosts(tx))
        sites = sites_of(tx, [state.feed.feed_id for state in due])
    open_states = may_be_asked(due, closed)
    report.waits += waits([state for state in due if state not in open_states], (), closed)
    wanted = wanted_of(open_states, sites, known_feeds, order)
    return Filling(context, report, Limits(context.settings.backfill.max_requests)).fill(wanted)


def _check_offered(readings: Sequence[Reading], source: str) -> None:
    """Check that a source that was asked for by name is one that some site has."""
    is_refused = all(one.state is BackfillState.NOT_OFFERED for reading in readings for one in reading.read)
    n_listed = sum(one.n_entries for reading in readings for one in reading.read)
    if readings and source != AUTO and is_refused and not n_listed:
        raise ConfigError("; ".join(f"{reading.wanted.feed.name}: {reading.sentence()}" for reading in readings))


def _tell(context: RunContext, report: RunReport, readings: Sequence[Reading], window: Window) -> None:
    """Say in the report what was read, what no archive answers for, and what became of each day."""
    for reading in readings:
        name = reading.wanted.feed.name
        if reading.closing:
            report.filled.append(f"{name}: {window}, {reading.sentence()}")
        elif any(one.state is BackfillState.FAILED for one in reading.read):
            report.failures.append(f"{name}: {window}, {reading.sentence()}")
        else:
            report.holes.append(f"{name}: {window}, {reading.sentence()}")
    with context.warehouse.transaction("read coverage") as tx:
        feed_ids = [reading.wanted.feed.feed_id for reading in readings]
        report.covered += coverage(tx, feed_ids, window.since, window.until)
