"""A read lock on the published file for as long as this process lives, so that nobody opens it for writing by mistake.

Mode 0444 stops everybody but root; and who writes to the file leaves a log beside it that the next reader would take
for the log of the next snapshot. DuckDB refuses to write to a file that another process reads.
"""

import fcntl
import os
import struct
from contextlib import suppress
from pathlib import Path

# Of the open file and not of the process (Linux 3.15): a POSIX lock would go with the first connection this process
# closes on the file. Elsewhere there is none, and mode 0444 must do.
F_OFD_SETLK = getattr(fcntl, "F_OFD_SETLK", None)
WHOLE_FILE = struct.pack("@hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)

_held: dict[Path, int] = {}


def keep_for_reading(path: Path) -> None:
    """Hold a read lock on the file at *path*, in place of the one on the file that was there before.

    Someone who has it open for writing already keeps it: they hold the file before this one.
    """
    release(path)
    if F_OFD_SETLK is None:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.fcntl(descriptor, F_OFD_SETLK, WHOLE_FILE)
    except OSError:
        os.close(descriptor)
    else:
        _held[path.resolve()] = descriptor


def release(path: Path) -> None:
    """Give the lock on *path* up, if this process holds one."""
    descriptor = _held.pop(path.resolve(), None)
    if descriptor is not None:
        with suppress(OSError):
            os.close(descriptor)
