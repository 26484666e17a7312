"""What a process and its helpers cost, read from /proc: CPU seconds and peak memory."""

import os
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path

from tests.memory import peak_rss_mb

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
MEGABYTE = 1_000_000


def cpu_s(pid: int, *, with_children: bool = False) -> float:
    """Return user and system time of a process; with its children, those that ended and were waited for as well."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if with_children else 13])) * TICK_S


def helpers_cpu_s() -> float:
    """Return the CPU time of this process's fork server and of all children it ever had: they read the documents."""
    server = forkserver._forkserver._forkserver_pid
    if server is None:
        return 0.0
    return cpu_s(server, with_children=True) + sum(map(cpu_s, children(server)))


def children(pid: int) -> list[int]:
    """Return the processes whose parent is *pid*."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):  # it ended while we looked
                parent = (entry / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1]
                found += [int(entry.name)] if int(parent) == pid else []
    return found


def peak_mb(pid: int | None = None) -> float:
    """Return the most memory that a process (this one) ever had in RAM."""
    return peak_rss_mb(pid or "self") * 1_048_576 / MEGABYTE


def table(rows: list[tuple[str, ...]]) -> str:
    """Return *rows* as text, the first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        [
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        for row in rows
    )
    return "\n".join("  ".join(line) for line in lines)
