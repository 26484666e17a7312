"""Runs: when they started, how they ended, what they counted."""

from collections.abc import Mapping
from datetime import datetime

from warehouse.records import Run
from warehouse.rows import storable
from warehouse.store import Transaction


def start_run(tx: Transaction, run: Run) -> None:
    """Record that *run* started; nothing when it is already recorded."""
    tx.run_file(
        "start_run",
        run_id=run.run_id,
        kind=run.kind,
        trigger=run.trigger,
        orchestrator=run.orchestrator,
        param_names=list(run.params),
        param_values=[storable(value) for value in run.params.values()],
        started_at=run.started_at,
    )


def finish_run(
    tx: Transaction, run_id: str, *, ended_at: datetime, state: str, counts: Mapping[str, int], error: str | None
) -> None:
    """Record how a run ended.

    Args:
        tx: the transaction.
        run_id: the run.
        ended_at: when, UTC.
        state: completed | degraded | failed.
        counts: what the run counted, by name.
        error: what went wrong, in sentences; None when nothing did.
    """
    tx.run_file(
        "finish_run",
        run_id=run_id,
        ended_at=ended_at,
        state=state,
        error=None if error is None else storable(error),
        names=list(counts),
        values=list(counts.values()),
    )


def end_lost_runs(tx: Transaction, kind: str, *, but: str) -> int:
    """Mark as failed the runs of *kind* that never said how they ended, *but* the one at work; return how many.

    Call it where no other run of that kind can be at work.
    """
    error = "it was ended before it could say how: killed, or the machine went down"
    [(n_lost,)] = tx.run_file("end_lost_runs", kind=kind, but=but, error=error)
    return int(n_lost)
