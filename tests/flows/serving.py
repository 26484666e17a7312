"""A `newsecho serve` as a process of its own, with a Prefect server of its own, for tests that stop and kill it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.store import Warehouse

PATIENCE_S = 400  # a loaded machine: the server alone takes a minute there
FEED = """[[feeds]]
name = "slow{n}"
url = "http://slow.example/feed{n}"
publisher = "S"
owner_group = "s"
language = "en"
"""
# Three of one host: a run waits the gap of that host twice, whatever becomes of the requests.
FEEDS = "".join(FEED.format(n=n) for n in range(3))


@contextmanager
def silent_names() -> Generator[str]:
    """Return the address of a name server that never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{listener.getsockname()[1]}"


@dataclass
class Serving:
    folder: Path
    settings: str
    feeds: str = FEEDS
    process: subprocess.Popen | None = None
    starts: list[int] = field(default_factory=list)

    @property
    def warehouse(self) -> Path:
        return self.folder / "w"

    def start(self):
        (self.folder / "feeds.toml").write_text(self.feeds)
        (self.folder / "my.toml").write_text(self.settings)
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
        command = [sys.executable, "-c", "from flows.cli import main; main()", "serve", "--warehouse", "w"]
        command += ["--feeds", "feeds.toml", "--config", "my.toml"]
        root = Path(__file__).parents[2]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, env=environ | {"PYTHONPATH": str(root)}
            )
        self.starts.append(len(self.log()))
        return self

    def log(self) -> str:
        with suppress(FileNotFoundError):
            return (self.folder / "log").read_text()
        return ""

    def log_now(self) -> str:
        """Return what was said since the last start."""
        return self.log()[self.starts[-1] :]

    def wait(self, what, is_so, patience_s=PATIENCE_S):
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if found := is_so():
                return found
            time.sleep(0.5)
        raise AssertionError(f"{what}: not within {patience_s} s; {self.log()[-3000:]}")

    def wait_for_line(self, part, patience_s=PATIENCE_S):
        return self.wait(part, lambda: part in self.log_now(), patience_s)

    def opened(self):
        return Warehouse(self.warehouse).transaction("look")

    def rows(self, sql):
        with suppress(WarehouseError), self.opened() as tx:
            return tx.run(sql)
        return []

    def api(self, path, **body):
        port = self.log_now().partition("Prefect's pages: http://127.0.0.1:")[2].split()[0]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def monitor(self) -> str:
        """Start a run of the monitor by hand; return how it ended. One that comes too early is cancelled: once more."""
        [deployment] = [one for one in self.api("deployments/filter") if one["entrypoint"].endswith("monitor_flow")]
        state = "Cancelled"
        while state == "Cancelled":
            run = self.api(f"deployments/{deployment['id']}/create_flow_run")
            state = self.wait("the run to end", lambda run=run: self._end_of(run["id"]))
        return state

    def _end_of(self, flow_run_id: str) -> str | None:
        [run] = self.api("flow_runs/filter", flow_runs={"id": {"any_": [flow_run_id]}})
        return run["state_name"] if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"} else None

    def children(self) -> list[int]:
        """Return the processes that the serving process started, and theirs, and theirs."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        found, newest = [], [self.process.pid]
        while newest:
            newest = [pid for pid, parent in parents.items() if parent in newest]
            found += newest
        return found

    def end(self, how=signal.SIGTERM, patience_s=PATIENCE_S):
        """Send a signal and wait for the process; return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(patience_s)


def alive(pids) -> list[int]:
    found = []
    for pid in pids:
        with suppress(OSError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                found.append(pid)
    return found


@contextmanager
def serving(folder: Path, settings: str, feeds: str = FEEDS) -> Generator[Serving]:
    one = Serving(folder, settings, feeds)
    try:
        yield one
    finally:
        if one.process is not None and one.process.poll() is None:
            children = one.children()
            one.process.kill()
            one.process.wait()
            for pid in children:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
