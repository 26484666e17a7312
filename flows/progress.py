"""How far a run has come, for whom it concerns: a bar on a terminal; elsewhere, as in a journal, one line a feed."""

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TextIO, TypeVar

T = TypeVar("T")
Advance = Callable[[int], None]  # by so many things of a stage


class Progress(Protocol):
    """What is told while a run goes on."""

    @contextmanager
    def stage(self, what: str, n: int) -> Generator[Advance]:
        """Open a stage that has *n* things to do."""
        ...

    def say(self, line: str) -> None:
        """Take a line: what became of a feed, or what is waited for."""
        ...


class Quiet:
    """Tells nobody: tests, and those who only want the report."""

    @contextmanager
    def stage(self, what: str, n: int) -> Generator[Advance]:
        """Open a stage."""
        del what, n
        yield _to_nobody

    def say(self, line: str) -> None:
        """Drop *line*."""
        del line


class Lines(Quiet):
    """Writes a line a feed, and what is waited for."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def say(self, line: str) -> None:
        """Write *line*, at once: a journal is read while the run goes on."""
        self._out.write(f"{line}\n")
        self._out.flush()


class Bar(Quiet):
    """Shows a bar for each stage that is open, and takes it away at its end."""

    @contextmanager
    def stage(self, what: str, n: int) -> Generator[Advance]:
        """Show a bar until the stage ends; none for a stage without work."""
        if not n:
            yield _to_nobody
            return
        from rich.console import Console  # noqa: PLC0415  # half a second that only a terminal needs
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=n)
            yield lambda n_more: bar.advance(task, n_more)


def shown() -> Progress:
    """Return what tells the person or the journal at standard error."""
    return Bar() if sys.stderr.isatty() else Lines(sys.stderr)


def watched(progress: Progress, what: str, items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut *items* into batches of *size*, and tell *progress* of each that is done."""
    with progress.stage(what, len(items)) as advance:
        for start in range(0, len(items), size):
            batch = items[start : start + size]
            yield batch
            advance(len(batch))


def _to_nobody(_: int) -> None:
    """Tell nobody."""
