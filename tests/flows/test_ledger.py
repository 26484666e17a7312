"""The ledger beside runs that failed or were killed: no slot is put down to them that they did not serve."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.context import context_for
from flows.leases import AtWorkError, own_lease
from flows.ledger import served
from flows.monitor import recorded
from warehouse import runs, slots
from warehouse.leases import take_lease
from warehouse.records import Ruling, Run, Slot

SLOT = datetime(2026, 11, 18, 9, 5, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RUN_ID = "00000000-0000-0000-0000-000000000009"


@pytest.fixture
def at(tmp_path):
    """Return the context of a warehouse at a time after the slot."""

    def context(after, **more):
        return replace(context_for(tmp_path), clock=lambda: SLOT + after, trigger="schedule", **more)

    return context


def dead_pid():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def begin(context, *, last_beat, **lease):
    """Leave behind what a run does that began at the time of *context* and never says how it ended."""
    began = context.clock()
    with context.warehouse.transaction("test: begins") as tx:
        runs.start_run(tx, Run(RUN_ID, "monitor", "schedule", began))
        take_lease(tx, replace(own_lease("monitor", RUN_ID, began), beat_at=SLOT + last_beat, **lease))
        if began == SLOT:
            slots.save_slots(tx, [Slot("monitor", SLOT, Ruling.RUN, RUN_ID, 0.0, None, began)])


def rulings(context):
    """Return what became of the times of the schedule."""
    with context.warehouse.transaction("test looks") as tx:
        return tx.run("SELECT slot_at, ruling, reason FROM core.schedule_slot ORDER BY slot_at")


def test_times_after_a_run_was_killed_were_missed_and_not_within_it(at):
    begin(at(timedelta(0)), last_beat=1.5 * HOUR, pid=dead_pid())
    with served(at(5.5 * HOUR), {"monitor": "5 * * * *"}, is_sequential=False):
        pass
    still = f"run {RUN_ID} was still running, since 2026-11-18 09:05:00 UTC"
    assert rulings(at(5.5 * HOUR)) == [
        (SLOT, "run", None),
        (SLOT + HOUR, "skipped", still),
        *((SLOT + n * HOUR, "missed", "serve was down") for n in range(2, 6)),
    ]


def test_times_within_a_run_that_still_works_were_skipped_for_it(at):
    begin(at(timedelta(0)), last_beat=3 * HOUR)
    with served(at(3 * HOUR), {"monitor": "5 * * * *"}, is_sequential=False):
        pass
    assert [ruling for _, ruling, _ in rulings(at(3 * HOUR))] == ["run", *["skipped"] * 3]


def late_start(at):
    """Start a run for the slot, two minutes late."""
    with recorded(at(2 * MINUTE, slot_at=SLOT), "monitor", {}, is_exclusive=True) as report:
        return report


def test_a_late_start_does_what_a_run_that_failed_since_did_not(at):
    with pytest.raises(ZeroDivisionError), recorded(at(MINUTE), "monitor", {}, is_exclusive=True):
        _ = 1 / 0
    assert late_start(at).state == "completed"
    assert rulings(at(HOUR)) == [(SLOT, "run", None)]


def test_a_late_start_does_what_a_run_that_was_killed_since_did_not(at):
    begin(at(MINUTE), last_beat=MINUTE, pid=dead_pid())
    assert late_start(at).n_lost_runs == 1
    assert rulings(at(HOUR)) == [(SLOT, "run", None)]


def test_a_late_start_is_skipped_for_a_run_that_came_to_its_end_since(at):
    with recorded(at(MINUTE), "monitor", {}, is_exclusive=True) as done:
        pass
    with pytest.raises(AtWorkError, match=f"run {done.run_id} did what was due since"):
        late_start(at)
