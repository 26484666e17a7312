"""Backfills: a window over feeds, or pages that lie in files. Both go through the pipeline that monitors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flows import stages
from flows.context import RunContext
from flows.monitor import after_polling, recorded
from flows.polling import drops, may_be_asked, waits
from flows.report import RunReport
from flows.steps import poll_step
from tasks.hosts import sentences
from tasks.poll import PolledFeed
from warehouse import entries, feeds, hosts
from warehouse.records import Course, Entry, Feed, FeedState, Poll


@dataclass(frozen=True, slots=True)
class Window:
    """Days to fill, both included, in UTC."""

    since: date
    until: date

    def __contains__(self, day: date) -> bool:
        """Say whether *day* is to be filled."""
        return self.since <= day <= self.until


def backfill_feeds(
    context: RunContext, known_feeds: Sequence[Feed], window: Window, *, names: Sequence[str] = ()
) -> RunReport:
    """Read again, in full, the feeds *names* (all when empty) and fetch what they list from the days of *window*.

    Entries of other days are left to the schedule: they are neither counted nor marked as seen. The report's holes
    name each feed that does not reach back to the start of the window.
    """
    params = {"since": window.since.isoformat(), "until": window.until.isoformat(), "feeds": ", ".join(names)}
    with recorded(context, "backfill", params) as report:
        with report.stage("poll"):
            _poll_window(context, report, known_feeds, window, names)
        after_polling(context, report)
    return report


def _poll_window(
    context: RunContext, report: RunReport, known_feeds: Sequence[Feed], window: Window, names: Sequence[str]
) -> None:
    now = report.started_at
    with context.warehouse.transaction("sync feeds") as tx:
        feeds.sync_feeds(tx, known_feeds, now)
        report.n_entries += entries.count_pending(tx, now)
        due = feeds.due_feeds(tx, now, names=names, is_forced=True)
        closed = hosts.busy_hosts(tx, now, since=now)
        context.memory.recall(hosts.slow_hosts(tx))
    # Without validators: a 304 would say nothing about the window.
    states = [
        FeedState(state.feed, next_poll_at=state.next_poll_at, course=Course(poll_url=state.course.poll_url))
        for state in may_be_asked(due, closed)
    ]
    polls: list[Poll] = []
    feed_of = {state.feed.feed_id: state.feed for state in states}
    for batch in stages.batches(states, context.settings.poll.batch_size):
        polled, busy = context.runner(poll_step, context, batch, report.run_id, sentences(closed.values()))
        closed |= {state.host: state for state in busy}
        with context.warehouse.transaction("poll window") as tx:
            hosts.save_hosts(tx, busy, context.memory.changed_paces(context.clock()))
            stages.save_documents(context, tx, polled)
            for one in polled:
                inside = tuple(entry for entry in one.entries if _is_inside(entry, window))
                poll = _as_unread(one.poll, len(one.entries) - len(inside))
                sums = feeds.save_poll(tx, poll, inside, one.poll.polled_at)
                report.dropped += drops(feed_of[one.poll.feed_id], poll, sums)
                report.n_entries += sums.n_entries
                report.n_known += sums.n_known
                report.holes += _holes(feed_of[one.poll.feed_id], one, window)
        report.n_feeds_polled += len(polled)
        polls += [one.poll for one in polled]
        report.failures += [one.poll.error for one in polled if one.poll.error]
    report.waits += waits(due, polls, closed)


def _as_unread(poll: Poll, n_outside: int) -> Poll:
    """Return *poll* without what it could vouch for: the next scheduled poll must see what lies outside the window."""
    return replace(poll, n_outside_window=n_outside, etag=None, last_modified=None, body_sha256=None)


def _is_inside(entry: Entry, window: Window) -> bool:
    return entry.published_at is not None and entry.published_at.date() in window


def _holes(feed: Feed, polled: PolledFeed, window: Window) -> list[str]:
    """Name the days of the window that the feed as it stands cannot answer for."""
    if polled.poll.error:
        return [f"{feed.name}: {window.since} to {window.until}, the feed could not be read"]
    days = [entry.published_at.date() for entry in polled.entries if entry.published_at]
    if not days:
        return [f"{feed.name}: {window.since} to {window.until}, the feed lists nothing with a date"]
    # The oldest day may be cut off in the middle, so it counts as reached only in part.
    if min(days) > window.since:
        return [f"{feed.name}: {window.since} to {min(days) - timedelta(days=1)}, the feed reaches back to {min(days)}"]
    return []
