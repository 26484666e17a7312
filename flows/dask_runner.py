"""Steps on Dask workers: pages are read and sentences translated there; everything else, and every write, is done here.

A step's batch is divided among the workers, and the flow waits for all parts: what it then writes is what it would
write without them, in the same order. A worker that dies takes no part with it, since Dask gives the part to another;
and as no worker ever writes, none can write twice.

`prefect-dask` was the other way. It wraps each part into a Prefect task run (about 140 ms, a server, `task.submit` in
place of a call) and adds nothing that the warehouse does not say already; this needs `distributed` alone, and works
with and without Prefect around it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import chain, pairwise
from typing import Any, ParamSpec, TypeVar, cast

from config.errors import ConfigError
from config.settings import RunSettings
from flows.context import RunContext
from flows.progress import Quiet
from flows.runner import InlineRunner
from flows.steps import extract_step, translate_step
from tasks.translate.engine import TranslationEngine
from tasks.translate.sentences import Outcome
from tasks.turns import HostMemory
from warehouse.entries import PageWork
from warehouse.records import Article, Rejection

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

ON_WORKERS = "argos"  # the engine that costs processor time; the others ask a server, at the pace of one process
INSTALL = "uv pip install -c constraints.txt -e '.[dask]'"


class DaskRunner:
    """Divides batches of pages and sentences among the workers of a Dask scheduler; calls the other steps itself.

    Workers read bodies from the raw store and packages from the models folder, so those folders must be theirs too.
    They start children of their own for pages, so they are started with `--no-nanny`, or with
    `DASK_DISTRIBUTED__WORKER__DAEMON=False`.
    """

    name = "dask"

    def __init__(self, settings: RunSettings) -> None:
        self._settings = settings
        self._client: Any = None  # distributed.Client, whose package need not be there

    def __call__(self, step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry out *step*, on workers if it is one for them.

        Raises:
            ConfigError: there is no Dask, no scheduler, or no worker.
        """
        if step is extract_step:
            context, works, *_ = cast("tuple[RunContext, Sequence[PageWork], Any]", args)
            return cast("R", self._extract(context, works))  # the readers of this process stay unopened
        if step is translate_step and cast("TranslationEngine", args[0]).name == ON_WORKERS:
            return cast("R", self._translate(*cast("tuple[TranslationEngine, str, Sequence[str]]", args)))
        return step(*args, **kwargs)

    def close(self) -> None:
        """Leave the scheduler; a local cluster ends with it."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _extract(self, context: RunContext, works: Sequence[PageWork]) -> list[Article | Rejection]:
        # A worker needs places and limits of the context, and no runner that leads back here.
        there = replace(
            context, folder=context.folder.resolve(), runner=InlineRunner(), memory=HostMemory(), progress=Quiet()
        )
        return list(chain.from_iterable(self._divided(extract_step, [there], works)))

    def _translate(self, engine: TranslationEngine, source: str, sentences: Sequence[str]) -> Outcome:
        """Return what the workers made of *sentences*; the first thing that went wrong with one of them is told."""
        outcomes: list[Outcome] = self._divided(translate_step, [engine, source], sentences)
        return Outcome(
            {sentence: made for one in outcomes for sentence, made in one.made.items()},
            next((one.failure for one in outcomes if one.failure), ""),
            next((one.outage for one in outcomes if one.outage), None),
        )

    def _divided(self, step: Callable[..., Any], before: Sequence[Any], batch: Sequence[Any]) -> list[Any]:
        """Return what *step* makes of each part of *batch*, in order; *before* are the arguments before it."""
        client = self._connected()
        n_threads = max(1, sum(client.nthreads().values()))
        futures = [
            # Not pure: a step reads files, so the same arguments need not mean the same answer.
            client.submit(step, *before, part, pure=False)
            for part in parts(batch, n_threads)
        ]
        return client.gather(futures)

    def _connected(self) -> Any:
        if self._client is None:
            self._client = _client(self._settings)
        return self._client


def parts(batch: Sequence[T], n: int) -> list[Sequence[T]]:
    """Cut *batch* into *n* parts as even as can be, in order; none is empty.

    >>> parts("abcde", 2)
    ['abc', 'de']
    >>> parts("a", 4)
    ['a']
    """
    size, n_larger = divmod(len(batch), n)
    ends = [number * size + min(number, n_larger) for number in range(n + 1)]
    return [batch[start:end] for start, end in pairwise(ends) if end > start]


def _client(settings: RunSettings) -> Any:
    """Return a client of the scheduler of the settings, or of workers started on this machine.

    Raises:
        ConfigError: there is no Dask, no scheduler, or no worker.
    """
    try:
        dask, distributed = import_module("dask"), import_module("distributed")  # an extra: few outgrow one machine
    except ImportError as error:
        raise ConfigError(f'run.runner is "dask", and Dask is not installed: {INSTALL}') from error
    if settings.dask_scheduler:
        return _of_scheduler(distributed.Client, settings)
    with dask.config.set({"distributed.worker.daemon": False}):  # daemons may have no children to read pages
        local = distributed.LocalCluster(settings.dask_workers, threads_per_worker=1, dashboard_address=None)
    return distributed.Client(local)


def _of_scheduler(client_class: Any, settings: RunSettings) -> Any:
    where = settings.dask_scheduler
    try:
        client = client_class(where, timeout=settings.dask_wait_s)
    except (OSError, ValueError) as error:  # TimeoutError is an OSError; ValueError is of an address that is none
        said = f"run.dask_scheduler: no scheduler answers at {where} ({error}); start `dask scheduler` there"
        raise ConfigError(said) from error
    try:
        client.wait_for_workers(1, timeout=settings.dask_wait_s)
    except TimeoutError as error:
        client.close()
        raise ConfigError(f"the scheduler at {where} has no worker; start `dask worker {where} --no-nanny`") from error
    return client
