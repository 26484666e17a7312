"""The runs: poll what is due, close gaps, read what is new, translate, group, watch, alert, publish, sum up."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress

from flows import stages
from flows.alerts import alert
from flows.context import RunContext
from flows.gaps import close_gaps
from flows.grouping import group
from flows.metrics import write_metrics
from flows.polling import poll
from flows.report import RunReport
from flows.translating import translate
from flows.watching import watch
from warehouse import runs
from warehouse.errors import WarehouseError
from warehouse.records import Feed, Run


@contextmanager
def recorded(context: RunContext, kind: str, params: dict[str, str]) -> Generator[RunReport]:
    """Record a run of *kind* in `core.run`: its start, and how it ended, whatever ends it."""
    started_at = context.clock()
    report = RunReport(run_id=context.new_id(started_at), kind=kind, started_at=started_at)
    run = Run(report.run_id, kind, context.trigger, started_at, params, context.runner.name)
    with context.warehouse.transaction(kind) as tx:
        runs.start_run(tx, run)
    try:
        yield report
    except BaseException as error:
        with suppress(WarehouseError):  # it would hide why the run failed; the doctor says which runs have no end
            _finish(context, report, state="failed", error=f"{type(error).__name__}: {error}")
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
    """
    with recorded(context, "monitor", {"feeds": ", ".join(names), "forced": str(is_forced).lower()}) as report:
        with report.stage("poll"):
            poll(context, report, known_feeds, names=names, is_forced=is_forced)
        with report.stage("gaps"):
            close_gaps(context, report, known_feeds, names=names)
        after_polling(context, report)
        with report.stage("alert"):
            alert(context, report)
        with report.stage("expire"):
            stages.expire_raw(context, report)
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


def _finish(context: RunContext, report: RunReport, *, state: str, error: str | None) -> None:
    with context.warehouse.transaction("finish run") as tx:
        runs.finish_run(tx, report.run_id, ended_at=context.clock(), state=state, counts=report.counts(), error=error)
