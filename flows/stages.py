"""The stages, in order. Each reads its work from the warehouse, does it in batches, and writes each batch at once.

So any stage can be killed and run again: what was written is not done twice, what was not is still waiting.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from flows.context import RunContext
from flows.progress import watched
from flows.report import RunReport
from flows.steps import Fetched, extract_step, fetch_step, page_readers_of
from tasks.core.canonical_url import host_of
from tasks.core.conservation import count_rejections
from tasks.core.extract.change import classify_change
from tasks.core.host_turns import in_turns
from tasks.core.robots import BELIEVED
from tasks.hosts import sentences
from tasks.pages import BUSY_HOST
from tasks.poll import PolledFeed
from warehouse import entries, feeds, hosts, robots
from warehouse.entries import PageWork
from warehouse.publish import publish
from warehouse.records import Article, HostState, Page, PendingEntry, Rejection
from warehouse.retention import Expired, expire
from warehouse.search import merge_segments
from warehouse.sql import audit
from warehouse.store import Transaction

T = TypeVar("T")
MERGES_A_RUN = 4  # so that tending the index never takes a run longer than a few seconds; the next run goes on


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut *items* into runs of *size*, the last one shorter."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def save_documents(context: RunContext, tx: Transaction, polled: Sequence[PolledFeed]) -> None:
    """Store the documents that polls brought, bodies first, in the transaction that stores what they list."""
    documents = [one.document for one in polled if one.document is not None]
    if documents:
        feeds.save_bodies(tx, context.raw.put_many(tx, documents, context.new_id(context.clock())))


def fetch(context: RunContext, report: RunReport) -> None:
    """Fetch the page of every entry that waits for one."""
    with context.warehouse.transaction("read pending entries") as tx:
        pending = entries.pending_entries(tx, report.started_at)
        known = robots.robots_in_use(tx, report.started_at, report.started_at - BELIEVED)
        closed = hosts.busy_hosts(tx, report.started_at, since=report.started_at)
        context.memory.recall(hosts.slow_hosts(tx))
    ordered = in_turns(pending, lambda waiting: host_of(waiting.entry.url))
    for batch in watched(context.progress, "fetch", ordered, context.settings.pages.batch_size):
        done = context.runner(fetch_step, context, batch, report.run_id, known, sentences(closed.values()))
        closed |= {state.host: state for state in done.busy}
        known |= {file.origin: file for file in done.asked}
        save_fetched(context, report, done, closed)
        publish_when_due(context, report)


def save_fetched(context: RunContext, report: RunReport, done: Fetched, closed: Mapping[str, HostState]) -> None:
    """Store bodies first, then their rows: a row never points at a body that is not there.

    What failed is tried again when its host is asked again, should that be *closed*. What was not asked at all, as its
    host had asked for patience, is left as it is: that was no attempt.
    """
    bodies: list[tuple[Page, bytes]] = []
    rejected: dict[datetime, list[tuple[PendingEntry, Rejection]]] = defaultdict(list)
    now = context.clock()
    settings, said = context.settings.pages, sentences(closed.values())
    for entry, outcome in done.pages:
        if not isinstance(outcome, Rejection):
            bodies.append(outcome)
            continue
        host = closed.get(host_of(entry.entry.url))
        if outcome.reason == BUSY_HOST:
            report.waiting[said.get(host_of(entry.entry.url), "a host it is redirected to asked for patience")] += 1
            continue
        is_last = entry.n_attempts + 1 >= settings.max_attempts
        retry_at = max(now + timedelta(seconds=settings.retry_after_s), host.blocked_until if host else now)
        rejected[retry_at].append((entry, replace(outcome, is_transient=outcome.is_transient and not is_last)))
    with context.warehouse.transaction("save pages") as tx:
        pages = context.raw.put_many(tx, bodies, context.new_id(now))
        entries.save_pages(tx, pages, [], now, None)
        for retry_at, some in rejected.items():
            entries.save_pages(tx, [], some, now, retry_at, run_id=report.run_id)
        robots.save_robots(tx, done.asked)
        hosts.save_hosts(tx, done.busy, context.memory.changed_paces(now))
    report.rejected += count_rejections(rejection for some in rejected.values() for _, rejection in some)


def extract(context: RunContext, report: RunReport) -> None:
    """Read the article in every fetched page that has not been read."""
    with context.warehouse.transaction("read fetched pages") as tx:
        works = entries.pages_to_extract(tx)
    extract_works(context, report, works)


def extract_works(context: RunContext, report: RunReport, works: Sequence[PageWork]) -> None:
    """Read the article in each of *works* and store it, or why there is none; the same children read every batch."""
    with page_readers_of(context) as readers:
        for batch in watched(context.progress, "extract", works, context.settings.pages.batch_size):
            save_read(context, report, batch, context.runner(extract_step, context, batch, readers))
            publish_when_due(context, report)


def save_read(
    context: RunContext, report: RunReport, works: Sequence[PageWork], outcomes: Sequence[Article | Rejection]
) -> None:
    """Store what became of a batch of *works*, in one transaction."""
    articles = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    rejected = [(work, got) for work, got in zip(works, outcomes, strict=True) if isinstance(got, Rejection)]
    with context.warehouse.transaction("save articles") as tx:
        sums = entries.save_articles(tx, articles, rejected, context.clock(), report.run_id, judge=classify_change)
    report.n_new_articles += sums.n_new
    report.n_updated_articles += sums.n_updated
    report.n_known += sums.n_known
    report.rejected += count_rejections(rejection for _, rejection in rejected)


def expire_raw(context: RunContext, report: RunReport) -> Expired:
    """Remove the bodies that are past their days, and what killed runs left in the raw store; return how many."""
    return expire(context.warehouse, report.started_at, context.settings.warehouse.raw_keep_days)


def audit_keys(context: RunContext, report: RunReport) -> bool:
    """Check that every declared key names one row: no index does, and counting a million articles takes a second.

    Returns:
        whether all do; else the report says which do not, and nothing should be published.
    """
    with context.warehouse.transaction("audit keys") as tx:
        broken = [f"{sentence}; see newsecho doctor" for sentence in audit(tx)]
    report.failures += [sentence for sentence in broken if sentence not in report.failures]
    return not broken


def publish_snapshot(context: RunContext) -> None:
    """Publish what is committed, and audited, as the file people query, its search index tended first.

    A lake is queried as it is.
    """
    for _ in range(MERGES_A_RUN):
        with context.warehouse.transaction("merge search segments") as tx:
            if not merge_segments(tx):
                break
    if context.lake is None:
        publish(context.folder, context.clock(), is_audited=True)


def publish_when_due(context: RunContext, report: RunReport) -> None:
    """Publish what a long run has committed so far, when its last publication is a while ago."""
    if context.lake is not None:
        return
    now = context.clock()
    waited_s = (now - (report.published_at or report.started_at)).total_seconds()
    if waited_s >= context.settings.warehouse.publish_every_s:
        if audit_keys(context, report):
            publish(context.folder, now, is_audited=True)
        report.published_at = now
