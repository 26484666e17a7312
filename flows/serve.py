"""One schedule, in this process: a run at each time of its cron line, one after the other, never two at once."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from flows.context import RunContext
from flows.cron import next_after
from flows.leases import AtWorkError
from flows.ledger import Ledger, served
from flows.maintain import maintain
from flows.monitor import monitor
from flows.report import RunReport
from flows.slots import times_between
from warehouse.records import Feed
from warehouse.trouble import TROUBLE

NAP_S = 30.0  # a machine that slept, or a clock that jumped, is noticed after this

Work = Callable[[RunContext], RunReport]


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of run, when it falls due, and how it is run."""

    cron: str  # empty: never
    work: Work


def jobs_of(context: RunContext, known_feeds: Sequence[Feed]) -> dict[str, Job]:
    """Return what the settings schedule, by kind."""
    settings = context.settings.serve
    return {
        "monitor": Job(settings.monitor_cron, lambda own: monitor(own, known_feeds)),
        "maintain": Job(settings.maintain_cron, maintain),
    }


def serve_inline(
    context: RunContext,
    jobs: Mapping[str, Job],
    *,
    n_runs: int | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[RunReport]:
    """Run the first of *jobs* now, then each at its times; yield each report.

    What is due is decided by the warehouse, so times missed while a run went on, or while the machine slept, are made
    up by the next run and not queued; what became of each is a row of `schedule_slots`.

    Args:
        context: what the runs work with; its clock decides what falls due.
        jobs: by kind.
        n_runs: stop after so many; None: never.
        sleep: how to wait for some seconds.

    Raises:
        AtWorkError: this warehouse is served already.
    """
    scheduled = replace(context, trigger="schedule")
    crons = {name: job.cron for name, job in jobs.items()}
    with served(scheduled, crons, is_sequential=True) as ledger:
        runs = _runs(scheduled, jobs, ledger, sleep)
        for n_done, report in enumerate(runs, 1):
            yield report
            if n_done == n_runs:
                return


def _runs(
    context: RunContext, jobs: Mapping[str, Job], ledger: Ledger, sleep: Callable[[float], None]
) -> Iterator[RunReport]:
    looked_at = dict.fromkeys(jobs, ledger.started_at)
    first = next(iter(jobs.values()))
    yield from _run(first, context)
    while True:
        for name, job in jobs.items():
            now = context.clock()
            times = list(times_between(job.cron, looked_at[name], now))
            looked_at[name] = now  # also where the clock was put back: what was done since is not done again
            if times:
                yield from _run(job, replace(context, slot_at=times[-1]))
                with suppress(*TROUBLE):  # it is put down the next time
                    ledger.account(until=times[-1])
        due_at = min(next_after(job.cron, looked_at[name]) for name, job in jobs.items() if job.cron)
        _sleep_until(due_at, context, sleep)


def _run(job: Job, context: RunContext) -> Iterator[RunReport]:
    try:
        yield job.work(context)
    except AtWorkError as error:  # a person's own run, or a program's: it does what is due
        print(f"skipped: {error}", flush=True)
    except TROUBLE as error:  # a full disk, a lock held for too long: there may be room when the next one is due
        print(f"! the run failed: {str(error).splitlines()[0]}; the next one makes it up", flush=True)


def _sleep_until(at: datetime, context: RunContext, sleep: Callable[[float], None]) -> None:
    """Sleep until *at*, or until the clock was put back: what falls due is then another time."""
    last = context.clock()
    while (left := (at - last).total_seconds()) > 0:
        sleep(min(left, NAP_S))
        now = context.clock()
        if now < last:
            return
        last = now
