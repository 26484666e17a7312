"""The runs: poll what is due, close gaps, read what is new, translate, group, watch, alert, publish, sum up."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager, nullcontext, suppress

from flows import leases, stages
from flows.alerts import alert
from flows.context import RunContext
from flows.gaps import close_gaps
from flows.grouping import group
from flows.ledger import begin_slot
from flows.metrics import write_metrics
from flows.polling import poll
from flows.report import RunReport
from flows.stopping import why_ended
from flows.translating import translate
from flows.watching import watch
from tasks.core.feed_changes import feed_changes
from warehouse import runs
from warehouse.errors import WarehouseError
from warehouse.feeds import feed_words
from warehouse.leases import take_lease
from warehouse.records import Feed, FeedWord, Run


@contextmanager
def recorded(
    context: RunContext, kind: str, params: dict[str, str], *, is_exclusive: bool = False
) -> Generator[RunReport]:
    """Record a run of *kind* in `core.run`: its start, and how it ended, whatever ends it.

    Raises:
        AtWorkError: it *is_exclusive*, and another run of its kind is at work; recorded as skipped.
    """
    started_at = context.clock()
    report = RunReport(run_id=context.new_id(started_at), kind=kind, started_at=started_at)
    run = Run(report.run_id, kind, context.trigger, started_at, params, context.runner.name)
    with context.warehouse.transaction(kind) as tx:
        lease = leases.own_lease(kind, report.run_id, started_at) if is_exclusive else None
        other = leases.taken_by_another(context, tx, lease) if lease else None
        why_not = begin_slot(tx, run, context.slot_at, other)
        runs.start_run(tx, run)
        if why_not is not None:
            runs.finish_run(tx, run.run_id, ended_at=started_at, state="skipped", counts={}, error=why_not)
        elif lease:
            take_lease(tx, lease)
            report.n_lost_runs = runs.end_lost_runs(tx, kind, but=report.run_id)
    if why_not is not None:
        raise leases.AtWorkError(why_not)
    with leases.kept(context, lease) if lease else nullcontext():
        try:
            yield report
        except BaseException as error:
            with suppress(WarehouseError):  # it would hide why the run failed; the doctor says which runs have no end
                _finish(context, report, state="failed", error=why_ended(error))
                write_metrics(context)
            raise
        with report.stage("audit"):
            is_sound = stages.audit_keys(context, report)
        _finish(context, report, state=report.state, error="; ".join(report.failures) or None)
    if is_sound:
        with report.stage("publish"):
            stages.publish_snapshot(context)
    try:
        write_metrics(context)
    except WarehouseError as error:  # the run is over, and what it found is published
        report.failures.append(f"metrics: {error}")


def monitor(
    context: RunContext, known_feeds: Sequence[Feed], *, names: Sequence[str] = (), is_forced: bool = False
) -> RunReport:
    """Run the whole pipeline once over the feeds that are due.

    Args:
        context: what the run works with.
        known_feeds: every feed as configured; ones no longer listed are kept, and not polled.
        names: poll these feeds only; empty means all.
        is_forced: poll now whatever the pace says.

    Raises:
        AtWorkError: another one polls already.
    """
    params = {"feeds": ", ".join(names), "forced": str(is_forced).lower()}
    with recorded(context, "monitor", params, is_exclusive=True) as report:
        before = _feed_words(context)
        with report.stage("poll"):
            poll(context, report, known_feeds, names=names, is_forced=is_forced)
        with report.stage("gaps"):
            close_gaps(context, report, known_feeds, names=names)
        after_polling(context, report)
        with report.stage("alert"):
            alert(context, report)
        with report.stage("expire"):
            stages.expire_raw(context, report)
        report.changes += feed_changes(before, _feed_words(context))
    return report


def after_polling(context: RunContext, report: RunReport) -> None:
    """Carry listed entries the rest of the way: fetched, read, translated, grouped."""
    with report.stage("fetch"):
        stages.fetch(context, report)
    with report.stage("extract"):
        stages.extract(context, report)
    after_extraction(context, report)


def after_extraction(context: RunContext, report: RunReport, *, is_renewing: bool = False) -> None:
    """Carry new articles the rest of the way: translated, grouped, then held against the watchlists.

    *is_renewing*: articles that wait are translated anew where another model or other settings translated them.
    """
    with report.stage("translate"):
        translate(context, report, is_renewing=is_renewing)
    after_translation(context, report)


def after_translation(context: RunContext, report: RunReport) -> None:
    """Group what is new or told in another language now, and hold it against the watchlists."""
    with report.stage("group"):
        group(context, report)
    with report.stage("watch"):
        watch(context, report)


def _feed_words(context: RunContext) -> list[FeedWord]:
    with context.warehouse.transaction("read feed health") as tx:
        return feed_words(tx)


def _finish(context: RunContext, report: RunReport, *, state: str, error: str | None) -> None:
    with context.warehouse.transaction("finish run") as tx:
        runs.finish_run(tx, report.run_id, ended_at=context.clock(), state=state, counts=report.counts(), error=error)
