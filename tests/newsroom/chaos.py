"""Faults outside HTTP: workers that are killed, stopped, starved or doubled, disks that are small, logs cut short."""

import contextlib
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest

from tests.newsroom.client import ROOT

WAIT_S = 600.0  # for what must come: it bounds a hang, and measures nothing; beside others a step may take minutes


@dataclass
class Worker:
    """A run in a process group of its own (`tests.newsroom.worker`), and what it has said so far."""

    process: subprocess.Popen[bytes]
    events: list[dict[str, Any]] = field(default_factory=list)
    _rest: bytes = b""

    @classmethod
    def start(cls, job: dict[str, Any], *, before: Sequence[str] = (), **environment: str) -> Self:
        """Start a worker on *job*; *before* is a command that starts it in turn, such as `unshare`."""
        # Not -m: the readers, children of it, would import this module and all beneath it first.
        code = "from tests.newsroom.worker import main; main()"
        command = [*before, sys.executable, "-c", code, json.dumps(job)]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        return cls(process)

    def listen(self, wait_s: float) -> bool:
        """Take in what it has said, after *wait_s* at most if that is nothing; False when it will say no more."""
        out = self.process.stdout.fileno()
        if not select.select([out], [], [], wait_s)[0]:
            return True
        piece = os.read(out, 65_536)
        *lines, self._rest = (self._rest + piece).split(b"\n")
        self.events += map(json.loads, lines)
        return bool(piece)

    def wait_for(self, what: Callable[[], bool]) -> bool:
        """Wait until *what* holds; False when the worker ended before."""
        until = time.monotonic() + WAIT_S
        while not what():
            if not self.listen(0.002):
                return what()
            assert time.monotonic() < until, f"not within {WAIT_S} s; it said {self.events[-3:]}"
        return True

    def wait_until(self, said: str) -> bool:
        """Wait until it has said *said*, the beginning of an event and what it is about."""
        return self.wait_for(lambda: any(f"{one['event']} {one['about']}".startswith(said) for one in self.events))

    def kill(self, *, with_children: bool = False) -> None:
        """Kill it as the kernel does when memory runs out: its children only *with_children*."""
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if with_children else os.kill)(self.process.pid, signal.SIGKILL)
        self.end()

    def end(self) -> tuple[int, str]:
        """Wait for its end; return its exit status and what stands on its standard error."""
        self.wait_for(lambda: False)
        self.process.stdin.close()
        self.process.stdout.close()
        error = self.process.stderr.read().decode()
        self.process.stderr.close()
        return self.process.wait(WAIT_S), error

    @property
    def done(self) -> dict[str, Any] | None:
        """Return what it said at the end of its run; None: it did not come to it."""
        return next((one for one in self.events if one["event"] == "done"), None)

    @property
    def last(self) -> str:
        """Return the last event it said."""
        return self.events[-1]["event"] if self.events else ""


def kill9_at(start: Callable[..., Worker], barrier: str, *, with_children: bool = False) -> Worker:
    """Start a worker that is held at *barrier* (as `committing poll`), and kill it there."""
    worker = start(hold=barrier)
    assert worker.wait_until(barrier), worker.end()
    worker.kill(with_children=with_children)
    return worker


@dataclass(frozen=True)
class Moment:
    """When to kill: after *n* of a *kind* (requests asked, or events of transactions), and seconds more."""

    kind: str
    n: int
    more_s: float
    is_read: bool  # whether the run goes on from feeds to pages


def kill9_random(seed: int, n: int) -> Iterator[Moment]:
    """Yield *n* moments to kill at, by progress and not by the clock: a slow machine is hit at the same places.

    The kinds take turns, so that few kills hit each of them too; every third run goes on to pages.
    """
    chance = random.Random(seed)
    kinds = ("asked", "committing", "asked", "begun", "committing", "committed")
    for number in range(n):
        kind, is_read = kinds[number % len(kinds)], number % 9 in {2, 4, 6}
        most = (18 if kind == "asked" else 10) if is_read else 5
        more_s = chance.choice((0.0, chance.uniform(0, 0.004), chance.uniform(0, 0.03)))
        yield Moment(kind, chance.randint(1, most), more_s, is_read)


def children_of(pid: int) -> list[int]:
    """Return the processes below *pid*."""
    return [one for child in _children(pid) for one in (child, *children_of(child))]


def readers_of(pid: int) -> list[int]:
    """Return the children of the fork server of *pid*: what reads documents for it."""
    servers = [child for child in _children(pid) if "multiprocessing.forkserver" in _read(f"/proc/{child}/cmdline")]
    return [reader for server in servers for reader in _children(server)]


def _children(pid: int) -> list[int]:
    return [int(one) for one in _read(f"/proc/{pid}/task/{pid}/children").split()]


def _cpu_s(pid: int) -> float:
    fields = _read(f"/proc/{pid}/stat").rpartition(") ")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def group_of(pid: int) -> list[int]:
    """Return the processes that run in the process group of *pid*, those of a dead leader too."""
    stats = {int(one.name): _read(f"/proc/{one.name}/stat") for one in Path("/proc").iterdir() if one.name.isdecimal()}
    fields = {number: stat.rpartition(") ")[2].split() for number, stat in stats.items() if stat}
    return [number for number, (state, _, group, *_) in fields.items() if int(group) == pid and state != "Z"]


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""  # it went


@contextmanager
def stop_cont(pid: int) -> Generator[None]:
    """Stop the process *pid* for the time of the body."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def two_workers(start: Callable[..., Worker]) -> tuple[Worker, Worker]:
    """Start two workers on one warehouse and let them come to their ends."""
    first, second = start(), start()
    assert first.end()[0] == 0
    assert second.end()[0] == 0
    return first, second


@contextmanager
def small_disk(folder: Path, n_mb: float) -> Generator[Path]:
    """Mount a file system of *n_mb* megabytes at *folder* for the time of the body.

    Where this process may not mount, the test is skipped; what is not permitted in the body fails it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={round(n_mb * 1_048_576)}"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a small disk takes a mount: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def corrupt_wal(log: Path, n_bytes: int) -> None:
    """Cut the last *n_bytes* off the write-ahead *log*, as a power loss does."""
    os.truncate(log, max(0, log.stat().st_size - n_bytes))


@contextmanager
def black_hole() -> Generator[tuple[str, int]]:
    """Yield an address and port at which no connection comes about, and none is refused: a queue that is full."""
    with contextlib.ExitStack() as stack:
        hole = stack.enter_context(socket.socket())
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(hole.getsockname())
        yield hole.getsockname()


@contextmanager
def nobody_there() -> Generator[tuple[str, int]]:
    """Yield an address and port at which every connection is refused: the port is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()


def own_dns(folder: Path, address: str, port: int) -> list[str]:
    """Return the command that starts a worker whose names are looked up at *address* and *port* alone.

    In a mount namespace of its own, so root's right is needed (`can_mount`).
    """
    file = folder / "resolv.conf"
    file.write_text(f"nameserver {address}:{port}\n", encoding="utf-8")
    bound = f'mount --bind {file} /etc/resolv.conf && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", bound, "sh"]


def can_mount() -> bool:
    """Say whether this process may mount, in a namespace of its own."""
    try:
        return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@contextmanager
def killing_readers(above_cpu_s: float) -> Generator[list[int]]:
    """Kill each child that reads for this process as soon as it has used so much CPU; yield those that were killed."""
    killed: list[int] = []
    over = threading.Event()

    def hunt() -> None:
        while not over.wait(0.01):
            for pid in readers_of(os.getpid()):
                if _cpu_s(pid) > above_cpu_s and pid not in killed:
                    killed.append(pid)
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        yield killed
    finally:
        over.set()
        hunter.join()
