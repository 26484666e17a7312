"""`newsecho run` that is stopped, killed, or finds no room: it says so in a sentence, and the next one heals."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fetch.faults.test_rows_writers import fill
from tests.flows.serving import FEEDS, silent_names
from tests.flows.test_serve_faults import LOST, STOPPED
from tests.newsroom.chaos import small_disk
from warehouse.sql import audit
from warehouse.store import Warehouse

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
RUNS = "SELECT state, coalesce(error, '') FROM core.run ORDER BY started_at, run_id"
SETTINGS = """
[fetch]
nameservers = ["{names}"]
dns_timeout_s = 0.5
dns_tries = 1
feed_gap_s = {gap_s}
"""
PATIENCE_S = 200
LONG_S, SHORT_S = 300, 0.5  # between two feeds of one host: a run to be stopped in the middle, and one that ends


class Command:
    """Runs `newsecho run` over three feeds of one host whose name nobody resolves."""

    def __init__(self, folder, warehouse, names):
        self.folder, self.warehouse, self.names = folder, warehouse, names
        (folder / "feeds.toml").write_text(FEEDS)

    def start(self, gap_s):
        (self.folder / "my.toml").write_text(SETTINGS.format(names=self.names, gap_s=gap_s))
        command = ["env", "--default-signal=INT"]  # tests that run in the background are deaf to Ctrl-C
        command += [sys.executable, "-m", "flows.cli", "run", "--now", "--warehouse", self.warehouse]
        command += ["--feeds", self.folder / "feeds.toml", "--config", self.folder / "my.toml"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=ROOT, **pipes)

    def run(self):
        """Run to the end; return the exit code, what is said, and what is said on standard error beside the feeds."""
        with self.start(SHORT_S) as ran:
            said, complaint = ran.communicate(timeout=PATIENCE_S)
        return ran.returncode, said, [line for line in complaint.splitlines() if not line.startswith("feed slow")]

    def end_in_the_middle(self, how):
        """Send a signal to a run that has begun; return the exit code and the complaint, line by line."""
        with self.start(LONG_S) as running:
            deadline = time.monotonic() + PATIENCE_S
            while not (self.warehouse / ".writer").is_dir() or ("running", "") not in self.rows(RUNS):
                assert running.poll() is None, running.communicate()
                assert time.monotonic() < deadline, "it did not begin"
                time.sleep(0.2)
            os.kill(running.pid, how)
            _, complaint = running.communicate(timeout=PATIENCE_S)
        return running.returncode, complaint.splitlines()

    def rows(self, sql):
        with Warehouse(self.warehouse, lock_wait_s=PATIENCE_S).transaction("test looks") as tx:
            assert audit(tx) == []
            return tx.run(sql)


@pytest.fixture
def command(tmp_path):
    with silent_names() as names:
        yield Command(tmp_path, tmp_path / "w", names)


def states(command):
    return [state for state, _ in command.rows(RUNS)]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_run_that_is_told_to_stop_says_so_and_holds_the_next_one_back_in_nothing(command, how):
    code, complaint = command.end_in_the_middle(how)
    sentence = f"stopped by {how.name}; the next run goes on from there"
    assert command.rows(RUNS) == [("failed", sentence)]
    if how is signal.SIGTERM:
        assert (code, complaint[-1], ("failed", sentence)) == (128 + how, f"newsecho: {sentence}", STOPPED)
    assert not [line for line in complaint if "Traceback" in line]
    code, said, complaint = command.run()
    assert (code, complaint) == (1, [])
    assert said.splitlines()[-2].startswith("3 feeds polled")
    assert states(command) == ["failed", "degraded"]


def test_a_run_that_is_killed_is_made_up_for_by_the_next_one_which_says_so(command):
    assert command.end_in_the_middle(signal.SIGKILL)[0] == -signal.SIGKILL
    code, said, complaint = command.run()
    assert (code, complaint) == (1, [])
    assert said.splitlines()[0] == "1 run before this one never ended: made up for here"
    assert said.splitlines()[-2].startswith("3 feeds polled")
    assert command.rows(RUNS)[0] == LOST
    assert states(command) == ["failed", "degraded"]


@pytest.mark.parametrize("n_left", [0, 8_192, 1_500_000], ids=["none", "too little for the log", "too little to end"])
def test_a_disk_without_room_is_said_in_a_sentence_and_with_room_the_next_run_heals(tmp_path, command, n_left):
    with small_disk(tmp_path / "small", 48) as disk:
        command.warehouse = disk / "w"
        assert command.run()[0] == 1
        n_polls = command.rows("SELECT count(*) FROM core.feed_poll")
        (disk / "kept").write_bytes(bytes(n_left))
        fill(disk / "ballast")
        (disk / "kept").unlink()
        code, _, complaint = command.run()
        assert code == 2
        [sentence] = complaint
        assert sentence.startswith(f"newsecho: {disk}")
        assert "No space left on device" in sentence
        (disk / "ballast").unlink()
        assert n_polls == [(3,)]
        assert command.rows("SELECT count(*) FROM core.feed_poll") in ([(3,)], [(6,)]), "all of a batch or nothing"
        code, said, complaint = command.run()
        assert (code, complaint) == (1, [])
        assert said.splitlines()[-2].startswith("3 feeds polled")
        assert "running" not in states(command)
