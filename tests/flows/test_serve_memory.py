"""Serve and its Prefect server, run after run: neither keeps what a run was.

SERVE_RUNS=168 is an hourly monitor's week; the suite takes fewer. `-s` prints what each process held in memory.
"""

import os
from pathlib import Path

import pytest

from tests.flows.serving import serving, silent_names
from tests.flows.test_serve_faults import SETTINGS, command_of

pytestmark = pytest.mark.long

RUNS = int(os.environ.get("SERVE_RUNS", "16"))
ENDED = "SELECT count(*) FROM core.run WHERE kind = 'monitor' AND state = 'degraded'"  # no feed of it is there
MEGABYTE = 1_000_000
# Of the last quarter's mean over the second's, which lie half of the runs apart. The server fills caches of its own and
# of SQLite's for some dozens of runs. What left 1 MB a run would be over it in 80 runs, what left 5 MB in sixteen.
GROWTH_BYTES = 40 * MEGABYTE


def rss_bytes(pid):
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def mean(values):
    return sum(values) / len(values)


def test_serve_and_its_prefect_server_hold_no_more_memory_after_many_runs_than_after_some(tmp_path):
    with silent_names() as names, serving(tmp_path, SETTINGS.format(names=names, gap_s=0.5, port=4440)) as one:
        one.start()
        one.wait("the first run", lambda: one.rows(ENDED) == [(1,)])
        child = {command_of(pid).decode().split("\0")[2]: pid for pid in one.children() if b"flows." in command_of(pid)}
        processes = {
            "serve": one.process.pid,
            "server": child["flows.prefect_server"],
            "runner": child["flows.prefect_serve"],
        }
        measured = [{name: rss_bytes(pid) for name, pid in processes.items()}]
        for _ in range(1, RUNS):
            assert one.monitor() == "Degraded"
            measured.append({name: rss_bytes(pid) for name, pid in processes.items()})
        tell(measured)
        quarter = RUNS // 4
        for name in processes:
            second, last = (
                [held[name] for held in part] for part in (measured[quarter : 2 * quarter], measured[-quarter:])
            )
            assert mean(last) - mean(second) < GROWTH_BYTES, name


def tell(measured):
    """Print what each process held, by runs; eight lines of them."""
    print("runs  " + "".join(f"{name:>10}" for name in measured[0]))
    for n in sorted({1, *range(max(1, RUNS // 8), RUNS, max(1, RUNS // 8)), RUNS}):
        print(f"{n:>4}  " + "".join(f"{held / MEGABYTE:>7.0f} MB" for held in measured[n - 1].values()))
