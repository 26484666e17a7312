"""A week of serve under a clock of its own: every time of the schedule is accounted for, and memory stays flat.

`pytest -m long -s tests/flows/test_simulated_week.py` prints what became of the slots, and what the process held in
memory at the start, at the end of each day and of the week.
"""

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.context import context_for
from flows.maintain import maintain
from flows.monitor import monitor, recorded
from flows.serve import Job, serve_inline
from flows.slots import times_between
from tests.fetch.faults.test_rows_writers import RESTED_S, fill
from tests.newsroom.chaos import small_disk
from tests.newsroom.client import Newsroom
from tests.newsroom.invariants import all_stored_once
from tests.newsroom.scene import Scene
from tests.newsroom.worker import context_of
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import query

pytestmark = pytest.mark.long

START = datetime(2026, 11, 17, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOURLY, DAILY = "5 * * * *", "17 3 * * *"
# Of the mean of the last two days over that of the second, by when everything is imported and every cache is warm.
# The allocator's go up and down by some megabytes; a run that kept .4 MB, as one did, would be 35 MB over it.
GROWTH_BYTES = 20_000_000
MEGABYTE = 1_000_000
N_SITES, ARTICLES_A_DAY, WINDOW = 3, 6, 40


class Wall:
    """A clock that goes on when somebody sleeps, and by a second a run."""

    def __init__(self):
        self.at = START
        self.overslept = {START + timedelta(days=1, hours=4, minutes=5): timedelta(seconds=200)}  # a busy machine
        self.overslept[START + timedelta(days=4, hours=2, minutes=5)] = 6 * HOUR  # one that was suspended

    def now(self):
        return self.at

    def sleep(self, seconds):
        self.at += timedelta(seconds=seconds)
        self.at += self.overslept.pop(self.at, timedelta(0))


def memory_bytes():
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


@pytest.fixture
def scene(tmp_path):
    """Sites that go on publishing all week, from when the week begins."""
    with Newsroom("--seed", "7") as newsroom:
        newsroom.set_clock(START)
        scene = Scene(newsroom, tmp_path)
        for host in scene.open_sites(N_SITES, rate_per_day=ARTICLES_A_DAY):
            newsroom.profile(host, items=WINDOW)  # nothing falls out of it while the machine sleeps
        yield scene


def days_of(measured):
    """Return the mean of what was *measured* on each day, by its number, 0 the first; what ran over is of the last."""
    by_day = {}
    for at, n_bytes in measured:
        by_day.setdefault(min((at - START).days, 6), []).append(n_bytes)
    return {day: sum(some) / len(some) for day, some in by_day.items()}


def test_every_slot_of_a_week_is_run_skipped_with_its_reason_late_or_missed_and_memory_is_flat(scene):
    tmp_path = scene.folder
    wall = Wall()
    long_at = START + timedelta(days=2, hours=10, minutes=5)
    measured = [(START, memory_bytes())]
    serving = replace(context_of(scene.job()), clock=wall.now)

    def work(context):
        scene.newsroom.set_clock(wall.at)
        report = monitor(context, scene.feeds)
        wall.at += timedelta(seconds=1)
        return report

    def long_work(context):
        if context.slot_at != long_at:
            return work(context)
        with recorded(context, "monitor", {}, is_exclusive=True) as report:
            wall.at += timedelta(hours=2, minutes=30)
        return report

    jobs = {"monitor": Job(HOURLY, long_work), "maintain": Job(DAILY, maintain)}

    def serve(until):
        for _ in serve_inline(serving, jobs, sleep=wall.sleep):
            measured.append((wall.at, memory_bytes()))
            if wall.at >= until:
                return

    serve(START + timedelta(days=3, hours=6))
    wall.at += 5 * HOUR  # serve is down
    serve(START + timedelta(days=7))

    ask = "SELECT job, slot_at, ruling, late_s, reason, run_state FROM schedule_slots ORDER BY slot_at"
    rows = query(tmp_path / SNAPSHOT_NAME, ask).rows
    by_day = days_of(measured)
    tell(rows, measured, by_day)
    for job, cron in (("monitor", HOURLY), ("maintain", DAILY)):
        told = [row[1] for row in rows if row[0] == job]
        assert told == list(times_between(cron, START, told[-1])), f"every slot of {job} once"
    assert len(rows) >= 24 * 7 - 1 + 7 - 1

    ran = [row for row in rows if row[2] == "run"]
    assert {row[5] for row in ran} == {"completed"}
    all_stored_once(scene)
    skipped = [row for row in rows if row[2] == "skipped"]
    assert [row[1] for row in skipped] == [long_at + HOUR]
    assert f"was still running, since {long_at:%Y-%m-%d %H:%M:%S} UTC" in skipped[0][4]
    down = [row for row in rows if row[2] == "missed" and row[4] == "serve was down"]
    assert len([row for row in down if row[0] == "monitor"]) == 5
    slept = [row for row in rows if row[2] == "missed" and "serve was up" in row[4]]
    assert [row[1] for row in slept if row[0] == "monitor"] == [
        START + timedelta(days=4, hours=hour, minutes=5) for hour in range(2, 8)
    ]
    late = [(row[1], row[3]) for row in ran if row[0] == "monitor" and row[3] >= 60]
    assert (START + timedelta(days=1, hours=4, minutes=5), 200.0) in late
    assert (long_at + 2 * HOUR, 1800.0) in late

    assert sorted(by_day) == list(range(7))
    assert (by_day[5] + by_day[6]) / 2 - by_day[1] < GROWTH_BYTES


def tell(rows, measured, by_day):
    """Print what became of the slots, and the memory of the process that served."""
    found = Counter(
        (job, "late" if ruling == "run" and late_s >= 60 else ruling) for job, _, ruling, late_s, *_ in rows
    )
    for (job, what), n in sorted(found.items()):
        print(f"{job:<9} {what:<8} {n:>4} slots")
    print(f"{'start':<9} {measured[0][1] / MEGABYTE:>8.0f} MB")
    for day, mean in sorted(by_day.items()):
        print(f"day {day + 1:<5} {mean / MEGABYTE:>8.0f} MB (mean of its runs)")
    print(f"{'end':<9} {measured[-1][1] / MEGABYTE:>8.0f} MB")


def test_a_full_disk_fails_a_run_and_says_so_and_the_next_one_with_room_goes_on(tmp_path, capsys):
    wall = Wall()
    with small_disk(tmp_path / "small", 48) as disk:
        context = replace(context_for(disk / "w"), clock=wall.now)
        runs = serve_inline(context, {"monitor": Job(HOURLY, lambda own: monitor(own, []))}, sleep=wall.sleep)
        assert next(runs).state == "completed"
        fill(disk / "ballast")
        room_at = START + 3 * HOUR
        wall.overslept = Room(disk / "ballast", room_at)
        report = next(runs)
        assert report.started_at >= room_at, "the runs before failed"
        assert report.state == "completed"
        runs.close()
        assert "the next one makes it up" in capsys.readouterr().out
        time.sleep(RESTED_S)


class Room(dict):
    """Makes room on the disk once a time has come."""

    def __init__(self, ballast, at):
        super().__init__()
        self.ballast, self.at = ballast, at

    def pop(self, now, default):
        if now >= self.at:
            self.ballast.unlink(missing_ok=True)
        return default


def test_a_clock_two_days_ahead_and_right_again_keeps_no_run_back(tmp_path):
    wall = Wall()
    wall.overslept = {START + 2 * HOUR: timedelta(days=2), START + timedelta(days=2, hours=4): -timedelta(days=2)}
    reports = []
    for report in serve_inline(
        replace(context_for(tmp_path), clock=wall.now),
        {"monitor": Job(HOURLY, lambda own: monitor(own, []))},
        sleep=wall.sleep,
    ):
        reports.append(report.started_at - START)
        if len(reports) == 8:
            break
    ahead = [at for at in reports if at > timedelta(days=1)]
    assert len(ahead) >= 2, "it went on while the clock was wrong"
    hours = sorted(at for at in reports if at < timedelta(days=1))
    assert hours[-1] >= timedelta(hours=4, minutes=5), "and once it was right again"
    told = query(tmp_path / SNAPSHOT_NAME, "SELECT slot_at, ruling FROM schedule_slots WHERE ruling = 'run'").rows
    assert len(told) == len(reports) - 1, "each run but the one at the start has its slot"
