"""The poll stage: which feeds are due and may be asked, batch by batch, and what is said of those that were not."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from flows.context import RunContext
from flows.progress import watched
from flows.report import RunReport
from flows.stages import publish_when_due, save_documents
from flows.steps import poll_step
from tasks.core.canonical_url import host_of
from tasks.core.host_turns import in_turns
from tasks.core.outage import is_own_outage
from tasks.hosts import sentences
from warehouse import entries, feeds, hosts
from warehouse.feeds import EntrySums
from warehouse.records import ErrorClass, Feed, FeedState, HostState, Poll


def poll(
    context: RunContext, report: RunReport, known_feeds: Sequence[Feed], *, names: Sequence[str], is_forced: bool
) -> None:
    """Poll the feeds that are due (all of them when *is_forced*) and store what they list.

    Not those of a host that asked for patience: not even when forced.
    """
    now = report.started_at
    with context.warehouse.transaction("sync feeds") as tx:
        feeds.sync_feeds(tx, known_feeds, now)
        feeds.step_back(tx, now)
        report.n_entries += entries.count_pending(tx, now)  # left over by a run that was killed, or to be retried
        due = feeds.due_feeds(tx, now, names=names, is_forced=is_forced)
        closed = hosts.busy_hosts(tx, now, since=now)
        context.memory.recall(hosts.slow_hosts(tx))
    polls: list[Poll] = []
    feed_of = {state.feed.feed_id: state.feed for state in due}
    for batch in watched(context.progress, "poll", may_be_asked(due, closed), context.settings.poll.batch_size):
        polled, busy = context.runner(poll_step, context, batch, report.run_id, sentences(closed.values()))
        closed |= {state.host: state for state in busy}
        with context.warehouse.transaction("poll") as tx:
            hosts.save_hosts(tx, busy, context.memory.changed_paces(context.clock()))
            save_documents(context, tx, polled)
            listings = [feeds.Listing(one.poll, one.entries, one.poll.polled_at, one.course, one.gap) for one in polled]
            saved = list(zip(polled, feeds.save_polls(tx, listings), strict=True))
            for one, sums in saved:
                report.n_entries += sums.n_entries
                report.n_known += sums.n_known
                report.dropped += drops(feed_of[one.poll.feed_id], one.poll, sums)
        for one, sums in saved:
            context.progress.say(_line(feed_of[one.poll.feed_id], one.poll, sums))
        polls += [one.poll for one in polled]
        publish_when_due(context, report)
    report.n_feeds_polled += len(polls)
    report.waits += waits(due, polls, closed)
    report.failures += _failures(context, report, due, polls)


def may_be_asked(due: Iterable[FeedState], closed: Mapping[str, HostState]) -> list[FeedState]:
    """Return those of the feeds *due* whose host is not *closed*, every host's first before any host's second."""
    return in_turns((state for state in due if host_of(state.url) not in closed), lambda state: host_of(state.url))


def waits(due: Iterable[FeedState], polls: Iterable[Poll], closed: Mapping[str, HostState]) -> list[str]:
    """Return a sentence for each host of *closed* whose feeds were *due* and have no poll."""
    polled = {poll.feed_id for poll in polls}
    hosts_of_rest = (host_of(state.url) for state in due if state.feed.feed_id not in polled)
    counted = Counter(host for host in hosts_of_rest if host in closed)
    said = sentences(closed.values())
    return [f"{said[host]}: {n} {'feed' if n == 1 else 'feeds'} not asked" for host, n in sorted(counted.items())]


def drops(feed: Feed, poll: Poll, sums: EntrySums) -> Counter[str]:
    """Return how many items of a document became no entries, by what a reader is told of it."""
    n_read = poll.n_listed - poll.n_beyond_cap
    found = {
        f"of the {poll.n_listed} that feed {feed.name} lists, as {n_read} are read": poll.n_beyond_cap,
        "listed before in the same document": sums.n_repeated,
    }
    return Counter({what: n for what, n in found.items() if n})


def _line(feed: Feed, poll: Poll, sums: EntrySums) -> str:
    """Return what a journal says of a poll."""
    n_new = sums.n_entries - sums.n_known
    return f"feed {feed.name}: {poll.outcome}, {poll.n_listed} listed, {n_new} new" if not poll.error else poll.error


def _failures(context: RunContext, report: RunReport, due: Iterable[FeedState], polls: Sequence[Poll]) -> list[str]:
    """Return a sentence for each feed that failed; one for all that our own outage failed, which count no failure."""
    settings = context.settings.poll
    host_by_id = {state.feed.feed_id: host_of(state.url) for state in due}
    reached = [(host_by_id[poll.feed_id], poll.error_class is ErrorClass.TEMP) for poll in polls]
    if not is_own_outage(reached, min_hosts=settings.outage_min_hosts, share=settings.outage_share):
        return [poll.error for poll in polls if poll.error]
    with context.warehouse.transaction("forgive run") as tx:
        feeds.forgive_run(tx, report.run_id)
    n_lost = sum(is_lost for _, is_lost in reached)
    ours = f"our own network: no connection to {n_lost} of {len(polls)} feeds; no failure is counted to them"
    return [ours, *(poll.error for poll in polls if poll.error and poll.error_class is not ErrorClass.TEMP)]
