"""What becomes of the times of a schedule, decided from what is given."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.slots import MOST_SLOTS, Presence, ruling_of_start, ruling_without_start, times_between, unaccounted
from warehouse.records import Ruling, Work

SLOT = datetime(2026, 11, 18, 9, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HALF_HOURLY = "5,35 * * * *"


def work(start_min, end_min, run_id="other"):
    ended_at = None if end_min is None else SLOT + end_min * MINUTE
    return Work(run_id, SLOT + start_min * MINUTE, ended_at, is_done=ended_at is not None)


def test_times_are_those_after_the_first_moment_up_to_the_last():
    assert list(times_between(HALF_HOURLY, SLOT, SLOT + 30 * MINUTE)) == [SLOT + 30 * MINUTE]


def test_an_empty_line_never_falls_due():
    assert list(times_between("", SLOT, SLOT + 9000 * MINUTE)) == []


def test_a_start_at_its_time_runs():
    slot = ruling_of_start("monitor", SLOT, SLOT, "mine", [])
    assert (slot.ruling, slot.run_id, slot.late_s, slot.reason) == (Ruling.RUN, "mine", 0.0, None)


def test_a_late_start_runs_and_says_by_how_much():
    slot = ruling_of_start("monitor", SLOT, SLOT + 7 * MINUTE, "mine", [work(-20, -10)])
    assert (slot.ruling, slot.late_s) == (Ruling.RUN, 420.0)


def test_of_many_late_starts_one_runs_and_the_others_are_skipped():
    now, works, rulings = SLOT + 300 * MINUTE, [], []
    for n, at in enumerate(times_between(HALF_HOURLY, SLOT - MINUTE, now)):
        slot = ruling_of_start("monitor", at, now + n * MINUTE, f"run {n}", works)
        rulings.append(slot.ruling)
        if slot.ruling is Ruling.RUN:
            works.append(Work(f"run {n}", now + n * MINUTE, now + n * MINUTE, is_done=True))
    assert rulings == [Ruling.RUN] + [Ruling.SKIPPED] * 10


def test_a_run_that_failed_since_keeps_no_start_back():
    failed = replace(work(1, 2), is_done=False)
    slot = ruling_of_start("monitor", SLOT, SLOT + 7 * MINUTE, "mine", [failed])
    assert (slot.ruling, slot.run_id) == (Ruling.RUN, "mine")


def test_a_run_of_a_clock_that_was_two_days_ahead_keeps_no_start_back():
    slot = ruling_of_start("monitor", SLOT, SLOT, "mine", [work(48 * 60, 48 * 60 + 1)])
    assert slot.ruling is Ruling.RUN


@pytest.mark.parametrize("end_min", [12, None])
def test_a_slot_within_a_run_was_skipped_and_names_the_run(end_min):
    slot = ruling_without_start("monitor", SLOT, SLOT + 20 * MINUTE, [work(-10, end_min)], [])
    assert (slot.ruling, slot.run_id) == (Ruling.SKIPPED, "other")
    assert slot.reason == "run other was still running, since 2026-11-18 08:55:00 UTC"


def test_a_slot_while_nobody_served_was_missed():
    slot = ruling_without_start("monitor", SLOT, SLOT + 20 * MINUTE, [work(-10, -5)], [])
    assert (slot.ruling, slot.run_id, slot.reason) == (Ruling.MISSED, None, "serve was down")


def test_a_slot_that_was_served_and_started_nothing_says_so():
    slot = ruling_without_start("monitor", SLOT, SLOT + 20 * MINUTE, [], [Presence(SLOT - MINUTE, SLOT + MINUTE)])
    assert slot.ruling is Ruling.MISSED
    assert slot.reason is not None
    assert slot.reason.startswith("serve was up and started none")


def test_years_without_serving_are_accounted_for_from_the_newest_back():
    times = unaccounted(HALF_HOURLY, SLOT - timedelta(days=400), SLOT)
    assert (len(times), times[-1]) == (MOST_SLOTS, SLOT)


def test_a_slot_while_a_run_was_starting_was_skipped_and_names_it():
    slot = ruling_without_start("monitor", SLOT, SLOT + 20 * MINUTE, [work(1, 2)], [], start_within=5 * MINUTE)
    assert (slot.ruling, slot.run_id) == (Ruling.SKIPPED, "other")
    assert slot.reason == "run other was starting, and began at 2026-11-18 09:06:00 UTC"
