"""A child process that is kept alive: started again when it ends, and ended cleanly when we do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

LONGEST_WAIT_S = 60.0
GOOD_AFTER_S = 60.0  # a child that lived so long did not fail at its start


@dataclass(slots=True)
class Child:
    """A Python module as a child, in a session of its own; it ends when its standard input does, that is, with us."""

    name: str  # as a person is told of it
    arguments: Sequence[str]
    environ: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    n_failures: int = 0  # in a row
    started_at: float = field(default=0.0)
    start_at: float = field(default=0.0)  # not before

    def start(self) -> None:
        """Start it."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  our own modules
            [sys.executable, "-m", *self.arguments],
            env=dict(self.environ),
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def keep(self) -> str | None:
        """Start it again if it ended, each time a little later; return what is to be said of it, if anything is."""
        if self.process is None:
            if time.monotonic() < self.start_at:
                return None
            self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        lived_s = time.monotonic() - self.started_at
        self.n_failures = 1 if lived_s >= GOOD_AFTER_S else self.n_failures + 1
        wait_s = min(LONGEST_WAIT_S, 2.0 ** (self.n_failures - 1))
        self.close()
        self.start_at = time.monotonic() + wait_s
        return f"{self.name} ended ({_ending(code)}) after {lived_s:.0f} s; started again in {wait_s:.0f} s"

    def age_s(self) -> float:
        """Return for how many seconds it has been there."""
        return time.monotonic() - self.started_at

    def stop(self, wait_s: float) -> bool:
        """End it, and what it started; killed after *wait_s*. Return whether it ended by itself."""
        if self.process is None:
            return True
        is_clean = True
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(wait_s)
        except subprocess.TimeoutExpired:
            is_clean = False
        self.close()
        return is_clean

    def close(self) -> None:
        """Kill what is left of it and of what it started."""
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()
        self.process = None


def _ending(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
