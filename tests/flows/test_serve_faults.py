"""Serve and its Prefect server when something dies: nothing is lost, the next run heals, the message says why."""

import os
import signal
from pathlib import Path

import pytest

from tests.fetch.faults.test_rows_writers import fill
from tests.flows.serving import alive, serving, silent_names
from tests.newsroom.chaos import small_disk
from warehouse.sql import audit

pytestmark = pytest.mark.long

RUNS = "SELECT state, coalesce(error, '') FROM core.run WHERE kind = 'monitor' ORDER BY started_at, run_id"
ENDED = "SELECT run_id FROM core.run WHERE kind = 'monitor' AND state IN ('degraded', 'completed')"
STOPPED = ("failed", "stopped by SIGTERM; the next run goes on from there")
LOST = ("failed", "it was ended before it could say how: killed, or the machine went down")
SETTINGS = """
[fetch]
nameservers = ["{names}"]
dns_timeout_s = 1
dns_tries = 1
feed_gap_s = {gap_s}
[serve]
port = {port}
beat_s = 2
account_s = 60
start_s = 300
stop_s = 60
"""


@pytest.fixture
def slow(tmp_path):
    """Serve with a run that takes ten minutes."""
    with silent_names() as names, serving(tmp_path, SETTINGS.format(names=names, gap_s=300, port=4400)) as one:
        yield one


@pytest.fixture
def steady(tmp_path):
    """Serve with a run that takes half a minute: it goes on when something is killed, and comes to its end."""
    with silent_names() as names, serving(tmp_path, SETTINGS.format(names=names, gap_s=15, port=4400)) as one:
        yield one


def in_a_run(one, n_th=1):
    """Start, and wait until the *n_th* run of all goes on."""
    one.start()
    one.wait("a run", lambda: [state for state, _ in one.rows(RUNS)][n_th - 1 :] == ["running"])
    return one


def test_sigterm_of_serve_ends_the_run_and_the_server_and_the_run_says_so(slow):
    in_a_run(slow)
    children = slow.children()
    assert len(children) >= 3, "the server, what runs the schedule, and the run"
    assert slow.end() == 0
    assert alive(children) == []
    assert slow.rows(RUNS) == [STOPPED]
    assert slow.log().splitlines()[-1] == "stopped"


def test_kill_9_of_serve_leaves_no_process_and_the_next_serve_heals(slow):
    in_a_run(slow)
    children = slow.children()
    slow.end(signal.SIGKILL)
    slow.wait("its children to end", lambda: not alive(children), patience_s=180)
    in_a_run(slow, n_th=2)
    first, _ = slow.rows(RUNS)
    assert first in {STOPPED, LOST}, "the run was told to stop when serve was gone, if it had the time to hear it"
    assert "1 run of before never ended, now crashed" in slow.log_now() or first == STOPPED
    assert slow.rows("SELECT count(*) FROM core.run_lease WHERE name = 'serve' AND released_at IS NULL") == [(1,)]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_server_that_ends_in_the_middle_of_a_run_is_started_again_and_the_run_comes_to_its_end(steady, how):
    in_a_run(steady)
    [server] = [pid for pid in steady.children() if b"flows.prefect_server" in command_of(pid)]
    os.kill(server, how)
    steady.wait_for_line("the Prefect server ended (")
    assert " s; started again in 1 s" in steady.log_now()
    steady.wait("its pages again", lambda: steady.log_now().count("Prefect's pages: ") == 2)
    steady.wait("the run to end as any other", lambda: next(state for state, _ in steady.rows(RUNS)) == "degraded")
    [(_, error)] = steady.rows(RUNS)
    assert error.count("the name slow.example cannot be resolved") == 3, "it polled all it had to"
    steady.wait("the deployments again", lambda: len(steady.api("deployments/filter")) == 3)


def test_a_deleted_prefect_database_costs_history_there_and_nothing_here(slow):
    in_a_run(slow)
    for file in (slow.warehouse / "prefect").glob("prefect.db*"):
        file.unlink()
    slow.wait_for_line("is gone; a new one is made; what runs did is in core.run, and stays")
    slow.wait("its pages again", lambda: slow.log_now().count("Prefect's pages: ") == 2)
    slow.wait("the deployments again", lambda: len(slow.api("deployments/filter")) == 3)
    slow.wait("the next run", lambda: len(slow.rows(RUNS)) == 2)
    assert slow.rows(RUNS)[0] == STOPPED


def test_kill_9_of_a_run_is_marked_at_once_and_the_next_one_makes_it_up(steady):
    in_a_run(steady)
    [(pid,)] = steady.rows("SELECT pid FROM core.run_lease WHERE name = 'monitor'")
    os.kill(pid, signal.SIGKILL)
    steady.wait(
        "Prefect to know",
        lambda: [run for run in steady.api("flow_runs/filter") if run["state_name"] == "Crashed"],
        patience_s=120,
    )
    assert steady.monitor() == "Degraded"
    assert steady.rows(RUNS)[0] == LOST
    steady.wait_for_line("1 run before this one never ended: made up for here")


def test_a_full_disk_is_said_and_with_room_runs_go_on(tmp_path):
    """Prefect's database is on that disk too."""
    with small_disk(tmp_path / "small", 160) as disk, silent_names() as names:
        (tmp_path / "w").symlink_to(disk)  # what serve says goes elsewhere
        settings = SETTINGS.format(names=names, gap_s=0.5, port=4400) + 'monitor_cron = "* * * * *"\n'
        with serving(tmp_path, settings) as one:
            one.start()
            one.wait("the first run", lambda: one.rows(ENDED))
            fill(disk / "ballast")
            one.wait_for_line("! the schedule cannot be accounted for now: ")
            assert "No space left on device" in one.log_now().partition("! the schedule cannot")[2].splitlines()[0]
            (disk / "ballast").unlink()
            n_ended = len(one.rows(ENDED))
            one.wait("two runs with room", lambda: len(one.rows(ENDED)) >= n_ended + 2)
            with one.opened() as tx:
                assert audit(tx) == []


def test_a_second_serve_of_one_warehouse_is_refused(slow, tmp_path):
    in_a_run(slow)
    first = slow.process
    slow.start()
    assert slow.process.wait(200) == 2
    assert "serve one warehouse once" in slow.log_now()
    slow.process = first


def command_of(pid) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
