"""Two runs at once: the second says who is at work, and a holder that is gone holds nothing."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.context import context_for
from flows.leases import AtWorkError, is_alive, is_held, own_lease
from flows.maintain import maintain
from flows.monitor import monitor, recorded
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import query

NOW = datetime(2026, 11, 18, 9, 5, tzinfo=UTC)
STALE = timedelta(seconds=180)
HOLD = """
import sys, time
from pathlib import Path
from flows.context import context_for
from flows.monitor import recorded
with recorded(context_for(Path(sys.argv[1])), "monitor", {}, is_exclusive=True):
    print("working", flush=True)
    time.sleep(600)
"""


def runs(folder):
    return query(folder / SNAPSHOT_NAME, "SELECT state, error FROM runs ORDER BY started_at, run_id").rows


@pytest.fixture
def mine():
    return own_lease("monitor", "00000000-0000-0000-0000-000000000001", NOW)


@pytest.fixture
def other(mine):
    return replace(mine, run_id="00000000-0000-0000-0000-000000000002")


def dead_pid():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_second_run_at_once_is_skipped_and_says_since_when_who_works(tmp_path):
    context = context_for(tmp_path)
    said = rf"\(monitor\) is working since .* UTC: process {os.getpid()}"
    with recorded(context, "monitor", {}, is_exclusive=True), pytest.raises(AtWorkError, match=said):
        monitor(context, [])
    assert [state for state, _ in runs(tmp_path)] == ["completed", "skipped"]


def test_a_run_that_is_over_holds_nobody_back(tmp_path):
    context = context_for(tmp_path)
    assert monitor(context, []).state == monitor(context, []).state == "completed"


def test_a_run_that_failed_holds_nobody_back(tmp_path):
    context = context_for(tmp_path)
    with pytest.raises(ZeroDivisionError), recorded(context, "monitor", {}, is_exclusive=True):
        _ = 1 / 0
    assert monitor(context, []).state == "completed"


def test_upkeep_runs_beside_the_monitor(tmp_path):
    context = context_for(tmp_path)
    with recorded(context, "monitor", {}, is_exclusive=True):
        assert maintain(context).state == "completed"


def test_a_run_killed_with_9_is_made_up_at_once_and_marked_as_failed(tmp_path):
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "working\n"
    with pytest.raises(AtWorkError, match=f"process {child.pid}"):
        monitor(context_for(tmp_path), [])
    child.kill()
    child.wait()
    report = monitor(context_for(tmp_path), [])
    assert report.lines()[0] == "1 run before this one never ended: made up for here"
    states = runs(tmp_path)
    assert sorted(state for state, _ in states) == ["completed", "failed", "skipped"]
    assert any(error and error.startswith("it was ended before it could say how") for _, error in states)


def test_a_holder_of_another_machine_is_believed_until_its_signs_of_life_stop(mine, other):
    away = replace(other, host="elsewhere", pid=dead_pid())
    assert is_held(away, replace(mine, taken_at=NOW + STALE), STALE)
    assert not is_held(away, replace(mine, taken_at=NOW + STALE * 1.01), STALE)


def test_a_sign_of_life_from_two_days_ahead_is_of_a_clock_that_was_wrong(mine, other):
    away = replace(other, host="elsewhere", beat_at=NOW + timedelta(days=2))
    assert not is_held(away, mine, STALE)


def test_a_holder_of_this_machine_that_is_gone_holds_nothing(mine, other):
    assert is_held(other, mine, STALE)
    assert not is_held(replace(other, pid=dead_pid()), mine, STALE)


def test_a_process_number_that_was_given_again_is_not_the_holder(other):
    assert is_alive(other)
    assert not is_alive(replace(other, born="1"))


def test_a_child_that_ended_and_was_not_waited_for_is_not_alive(other):
    child = subprocess.Popen([sys.executable, "-c", ""])
    deadline = time.monotonic() + 60
    while is_alive(replace(other, pid=child.pid, born="")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(replace(other, pid=child.pid, born=""))
    child.wait()
