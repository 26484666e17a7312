"""Steps as Prefect tasks: one task run a batch, named after the step."""

from collections.abc import Callable
from functools import partial
from typing import Any, ParamSpec, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

P = ParamSpec("P")
R = TypeVar("R")

NETWORK_STEPS = ("poll", "fetch", "archive")  # the only ones worth a second try: the rest fail for good reasons
BACKOFF_S = 2.0


def _is_outage(_task: Any, _run: Any, state: Any) -> bool:
    """Say whether a step failed for want of a network: refused pages are rows, so what is raised is our own outage."""
    return isinstance(state.result(raise_on_failure=False), OSError)


@task(cache_policy=NO_CACHE, persist_result=False)
def _carry_out(call: "partial[Any]") -> Any:
    """Run a bound step: Prefect walks through arguments it can see into, and a batch of pages is long to walk."""
    return call()


class PrefectRunner:
    """Runs each step as a task of the current flow run.

    Results are neither cached nor persisted: every step's outcome is written to the warehouse, which is the truth,
    and hashing a batch of pages for a cache key would cost more than extracting them.
    """

    name = "prefect"

    def __init__(self, retries: int) -> None:
        self._retries = retries  # of a network step, when our own network fails

    def __call__(self, step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run *step* as a task and wait for it; what it raises is raised here."""
        name = step.__name__.removesuffix("_step")
        named = _carry_out.with_options(name=name)
        if name in NETWORK_STEPS:
            named = named.with_options(
                retries=self._retries,
                retry_delay_seconds=exponential_backoff(BACKOFF_S),
                retry_jitter_factor=0.5,
                retry_condition_fn=_is_outage,
            )
        return named(partial(step, *args, **kwargs))
