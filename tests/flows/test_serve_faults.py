"""Serve and its Prefect server when something dies: nothing is lost, the next run heals, the message says why."""

import os
import signal
from pathlib import Path

import pytest

from tests.flows.serving import alive, serving, silent_names

pytestmark = pytest.mark.long

RUNS = "SELECT state, coalesce(error, '') FROM core.run WHERE kind = 'monitor' ORDER BY started_at, run_id"
SETTINGS = """
[fetch]
nameservers = ["{names}"]
dns_timeout_s = {dns_s}
dns_tries = 1
connect_timeout_s = 500
header_timeout_s = 500
total_timeout_s = 600
[serve]
port = {port}
beat_s = 2
account_s = 60
start_s = 300
stop_s = 60
"""


@pytest.fixture
def slow(tmp_path):
    """Serve with a run that takes as long as a name server that never answers is waited for."""
    with silent_names() as names, serving(tmp_path, SETTINGS.format(names=names, dns_s=500, port=4400)) as one:
        yield one


def in_a_run(one):
    one.start()
    one.wait("a run", lambda: [state for state, _ in one.rows(RUNS) if state == "running"])
    return one


def test_sigterm_of_serve_ends_the_run_and_the_server_and_the_run_says_so(slow):
    in_a_run(slow)
    children = slow.children()
    assert len(children) >= 3, "the server, what runs the schedule, and the run"
    assert slow.end() == 0
    assert alive(children) == []
    [(state, error)] = slow.rows(RUNS)
    assert state == "failed"
    assert "Termination" in error or "Cancel" in error or "Exit" in error
    assert "stopped" in slow.log()


def test_kill_9_of_serve_leaves_no_process_and_the_next_serve_heals(slow):
    in_a_run(slow)
    children = slow.children()
    slow.end(signal.SIGKILL)
    slow.wait("its children to end", lambda: not alive(children), patience_s=180)
    in_a_run(slow)
    states = [state for state, _ in slow.rows(RUNS)]
    assert states == ["failed", "running"]
    assert slow.rows("SELECT count(*) FROM core.run_lease WHERE name = 'serve' AND released_at IS NULL") == [(1,)]


def test_a_server_that_dies_in_the_middle_of_a_run_is_started_again(slow):
    in_a_run(slow)
    [server] = [pid for pid in slow.children() if b"flows.prefect_server" in command_of(pid)]
    os.kill(server, signal.SIGKILL)
    slow.wait_for_line("the Prefect server ended (by SIGKILL)")
    slow.wait("its pages again", lambda: slow.log_now().count("Prefect's pages: ") == 2)
    slow.wait("the run to end as any other", lambda: next(state for state, _ in slow.rows(RUNS)) == "degraded")
    slow.wait("the deployments again", lambda: len(slow.api("deployments/filter")) == 3)


def test_a_deleted_prefect_database_costs_history_there_and_nothing_here(slow):
    in_a_run(slow)
    for file in (slow.warehouse / "prefect").glob("prefect.db*"):
        file.unlink()
    slow.wait_for_line("is gone; a new one is made")
    slow.wait("its pages again", lambda: slow.log_now().count("Prefect's pages: ") == 2)
    slow.wait("the deployments again", lambda: len(slow.api("deployments/filter")) == 3)
    slow.wait("the next run", lambda: len(slow.rows(RUNS)) == 2)
    assert next(state for state, _ in slow.rows(RUNS)) in {"failed", "degraded"}, "ended by us, or by itself before"


def test_kill_9_of_a_run_is_marked_at_once_and_the_next_one_makes_it_up(slow):
    in_a_run(slow)
    [(pid,)] = slow.rows("SELECT pid FROM core.run_lease WHERE name = 'monitor'")
    os.kill(pid, signal.SIGKILL)
    slow.wait(
        "Prefect to know",
        lambda: [run for run in slow.api("flow_runs/filter") if run["state_name"] == "Crashed"],
        patience_s=120,
    )


def test_a_second_serve_of_one_warehouse_is_refused(slow, tmp_path):
    in_a_run(slow)
    first = slow.process
    slow.start()
    assert slow.process.wait(200) == 2
    assert "serve one warehouse once" in slow.log_now()
    slow.process = first


def command_of(pid) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
