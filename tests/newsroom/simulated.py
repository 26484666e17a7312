"""A clock that is moved on while nothing is under way, so that a day of polling passes in minutes.

The pipeline waits in two ways: from run to run by its injected clock, and within a run on the event loop, for the gap
that each host is left. Both are moved here, together with the newsroom's clock; no line of the pipeline knows. Names
must come from the policy's own list: the answers of a DNS come from a thread that the loop knows nothing of.
"""

import asyncio
import selectors
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta

from tests.newsroom.client import Newsroom


class SimulatedClock:
    """The newsroom's time as ours, and a monotonic time that is moved on with it."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._at = datetime.fromisoformat(newsroom.stats()["now"])
        self._skipped_s = 0.0

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return time.monotonic() + self._skipped_s

    def skip(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)
        self._skipped_s += seconds
        # Set, not moved on: two clocks that each round their own sums come apart, and a wait ends too early.
        self._newsroom.set_clock(self._at)

    def skip_to(self, at: datetime) -> None:
        self.skip(max(0.0, (at - self._at).total_seconds()))

    @contextmanager
    def event_loops(self) -> Generator[None]:
        """Have every event loop made in the body go by this clock."""
        before = asyncio.get_event_loop_policy()
        asyncio.set_event_loop_policy(_Policy(self))
        try:
            yield
        finally:
            asyncio.set_event_loop_policy(before)


class _Policy(asyncio.DefaultEventLoopPolicy):
    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__()
        self._clock = clock

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return _Loop(self._clock)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop by the simulated clock."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._n_jobs = 0  # of other threads and processes, whose end nothing but a wake-up will tell
        super().__init__(_Selector(self))

    def time(self) -> float:
        return self._clock.monotonic()

    def run_in_executor(self, executor, func, *args):
        future = super().run_in_executor(executor, func, *args)
        self._n_jobs += 1
        future.add_done_callback(self._job_done)
        return future

    def _job_done(self, _: asyncio.Future) -> None:
        self._n_jobs -= 1

    def pass_over(self, seconds: float, n_sockets: int) -> bool:
        """Skip a wait when it is for nothing but the time: no request is under way, and no job."""
        is_idle = n_sockets == 1 and not self._n_jobs  # the one is the loop's own, for wake-ups
        if is_idle:
            self._clock.skip(seconds)
        return is_idle


class _Selector(selectors.DefaultSelector):
    """Waits for sockets; where there are none to wait for, the loop's clock moves instead."""

    def __init__(self, loop: _Loop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None):
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is not None and self._loop.pass_over(timeout, len(self.get_map())):
            return []
        return super().select(timeout)
