"""How much memory a process had at most; not `ru_maxrss`, which outlives exec: a child's is that of a large parent."""

from pathlib import Path


def peak_rss_mb(pid: int | str = "self") -> float:
    """Return the most memory, in MiB, that the process *pid* ever had in RAM."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1_024
