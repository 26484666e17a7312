"""One run at a time: a lease in the warehouse, renewed while its holder lives, free again when that is gone.

The lock of the warehouse is for one transaction. A run makes many and asks other people's servers between them: two at
once would each keep their own pace with a host, and together ask it twice as often.
"""

import os
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from flows.context import RunContext
from warehouse import leases
from warehouse.records import Lease
from warehouse.store import Transaction

STAT_STATE, STAT_START = 0, 19  # fields of /proc/PID/stat after the name of the program (proc(5))


class AtWorkError(Exception):
    """Another process does this work already: no failure, there is nothing to do."""


def own_lease(name: str, run_id: str, now: datetime) -> Lease:
    """Return the lease *name* for this process, as of *now*."""
    pid = os.getpid()
    return Lease(name, run_id, socket.gethostname(), pid, _born(pid) or "", now, now)


def taken_by_another(context: RunContext, tx: Transaction, lease: Lease) -> str | None:
    """Return who has *lease*, in a sentence; None when it is free."""
    found = leases.lease_of(tx, lease.name)
    if found is not None and is_held(found, lease, timedelta(seconds=context.settings.serve.lease_s)):
        since = f"{found.taken_at:%Y-%m-%d %H:%M:%S} UTC"
        return f"run {found.run_id} ({found.name}) is working since {since}: process {found.pid} on {found.host}"
    return None


def is_held(found: Lease, by: Lease, stale_after: timedelta) -> bool:
    """Say whether the holder of *found* is still at it, seen from the process and the time of *by*.

    On one machine, one that is gone is gone at once. On another it is believed for *stale_after* from its last beat;
    one that lies in the future by more than that is from before a clock was put right.
    """
    if found.released_at is not None or found.run_id == by.run_id:
        return False
    if found.host == by.host and not is_alive(found):
        return False
    return abs(by.taken_at - found.beat_at) <= stale_after


def is_alive(lease: Lease) -> bool:
    """Say whether the process of *lease*, of this machine, is there and the same one."""
    try:
        os.kill(lease.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's: the number was given again, or it runs as another user
        pass
    born = _born(lease.pid)
    return born != "" and (not lease.born or born is None or born == lease.born)


def _born(pid: int) -> str | None:
    """Return when process *pid* started, as its kernel counts; empty when it is dead, None where nobody knows."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    stat = text.rpartition(")")[2].split()
    return "" if stat[STAT_STATE] == "Z" else stat[STAT_START]


@contextmanager
def kept(context: RunContext, lease: Lease) -> Generator[None]:
    """Renew *lease*, taken before, while the body runs; give it back afterwards, whatever ends it."""
    # No rest between transactions: the next one is half a minute away.
    own = replace(context.warehouse, rest_s=0.0)
    is_over = threading.Event()

    def renew() -> None:
        while not is_over.wait(context.settings.serve.beat_s):
            leases.beat(own, lease, context.clock())

    thread = threading.Thread(target=renew, name=f"{lease.name}-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
        leases.beat(context.warehouse, lease, context.clock(), is_done=True)
