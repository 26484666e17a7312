"""How a step is carried out: called directly, or as a Prefect task. The steps themselves know nothing of either.

The zero-server default calls them: importing Prefect alone costs seconds, and its ephemeral server loses records
(98 of 300 task runs recorded), so the truth about a run is `core.run`, and Prefect is a view of it.
"""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Runner(Protocol):
    """Carries out one step over one batch and returns what it returned."""

    name: str  # as stored in core.run.orchestrator

    def __call__(self, step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry out *step* with its arguments."""
        ...


class InlineRunner:
    """Calls each step in this process, with no server and no Prefect."""

    name = "inline"

    def __call__(self, step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call *step*."""
        return step(*args, **kwargs)
