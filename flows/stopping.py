"""A run that is told to stop: it ends at once, says who stopped it, and leaves the rest to the next one."""

import signal
from types import FrameType


class StoppedError(BaseException):
    """SIGTERM, from `kill`, systemd, a container or a machine that goes down; like Ctrl-C, no failure of ours."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}; the next run goes on from there")
        self.signal = number


def stop_on_sigterm() -> None:
    """Have SIGTERM end this process as Ctrl-C does: what is under way is rolled back, and the run says how it ended."""
    signal.signal(signal.SIGTERM, _stop)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise StoppedError(number)


def why_ended(error: BaseException) -> str:
    """Return why a run did not come to its end: who stopped it, or the error.

    >>> why_ended(StoppedError(15)), why_ended(KeyboardInterrupt())
    ('stopped by SIGTERM; the next run goes on from there', 'stopped by SIGINT; the next run goes on from there')
    >>> why_ended(OSError("no such device"))
    'OSError: no such device'
    """
    number = signal.SIGINT if isinstance(error, KeyboardInterrupt) else getattr(error, "signal", None)
    if isinstance(number, int):  # Prefect's TerminationSignal has it too, and no words
        return str(StoppedError(number))
    return f"{type(error).__name__}: {error}"
