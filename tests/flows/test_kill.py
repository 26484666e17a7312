"""kill -9 in the middle of a run, then run again: nothing lost, nothing doubled."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time

from flows.demo import as_feed
from flows.monitor import monitor
from tasks.press import serve_press
from tests.conftest import press_context
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import audit, query

N_KILLS = 6
CONTENT = "SELECT url, version, title, story_id, relation FROM articles ORDER BY url"

# The killed process is another one than the press it reads, so that the press outlives it.
CHILD = """
import json, sys
from dataclasses import replace
from pathlib import Path
from flows.context import context_for
from flows.demo import as_feed, demo_models
from flows.monitor import monitor
from tasks.press import PressFeed
given = json.loads(sys.argv[1])
hosts = {host: tuple(address) for host, address in given["hosts"].items()}
folder = Path(given["folder"])
context = replace(context_for(folder), hosts=hosts, models_folder=demo_models(folder))
print("ready", flush=True)
monitor(context, [as_feed(PressFeed(**feed)) for feed in given["feeds"]], is_forced=True)
print("done", flush=True)
"""


def start_child(folder, press):
    feeds = [{name: getattr(feed, name) for name in feed.__dataclass_fields__} for feed in press.feeds]
    given = json.dumps({"folder": str(folder), "hosts": dict(press.hosts), "feeds": feeds})
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, given], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert child.stdout.readline() == "ready\n"
    return child


def test_a_killed_run_loses_nothing_and_doubles_nothing(tmp_path):
    with serve_press("noon") as press:
        clean = start_child(tmp_path / "clean", press)
        started = time.monotonic()  # of the run: imports take longer than it, on a busy machine several times as long
        assert clean.stdout.readline() == "done\n"
        whole_s = time.monotonic() - started
        clean.wait()

        chance = random.Random(20261116)
        n_killed = 0
        for _ in range(N_KILLS):
            child = start_child(tmp_path / "killed", press)
            time.sleep(chance.uniform(0.02, 0.7) * whole_s)
            n_killed += child.poll() is None
            with contextlib.suppress(ProcessLookupError):  # it may have come to its end
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        assert n_killed >= N_KILLS // 2, "most kills must hit a run that was going on"

        report = monitor(
            press_context(tmp_path / "killed", press), [as_feed(feed) for feed in press.feeds], is_forced=True
        )
    assert report.conservation.n_missing == 0, report.conservation.sentence()
    killed = query(tmp_path / "killed" / SNAPSHOT_NAME, CONTENT).rows
    assert killed == query(tmp_path / "clean" / SNAPSHOT_NAME, CONTENT).rows
    assert audit(tmp_path / "killed" / SNAPSHOT_NAME) == []
