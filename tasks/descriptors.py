"""How many connections this process can afford: each takes a descriptor, and some systems give few."""

import resource
from pathlib import Path

RESERVE = 32  # for the children that read, the writer file, its log, the look-up of names


def affordable(wanted: int) -> int:
    """Return how many of the *wanted* connections can be open at once, 1 at least.

    As many descriptors as that takes are asked for first; a hard limit is not ours to raise.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    taken = sum(1 for _ in Path("/dev/fd").iterdir()) + RESERVE
    if soft < taken + wanted:
        soft = taken + wanted if hard == resource.RLIM_INFINITY else min(hard, taken + wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(wanted, soft - taken))
