"""One schedule, in this process: a run at each time of the cron line, one after the other, never two at once."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from flows.context import RunContext
from flows.cron import next_after
from flows.monitor import monitor
from flows.report import RunReport
from warehouse.records import Feed

NAP_S = 30.0  # a machine that slept, or a clock that jumped, is noticed after this


def serve_inline(context: RunContext, known_feeds: Sequence[Feed], *, n_runs: int | None = None) -> Iterator[RunReport]:
    """Run the monitor now, then at each scheduled time; yield each report.

    What is due is decided by the warehouse, so times missed while a run went on, or while the machine slept, are
    made up by the next run and not queued.
    """
    scheduled = replace(context, trigger="schedule")
    done = 0
    while True:
        yield monitor(scheduled, known_feeds)
        done += 1
        if n_runs is not None and done >= n_runs:
            return
        _sleep_until(next_after(context.settings.run.schedule_cron, context.clock()), context)


def _sleep_until(at: datetime, context: RunContext) -> None:
    while (left := (at - context.clock()).total_seconds()) > 0:
        time.sleep(min(left, NAP_S))
