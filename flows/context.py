"""What a run works with: the warehouse, the raw store, the settings, the clock and the way steps are carried out."""

import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from config.errors import ConfigError
from config.settings import RunSettings, Settings, load_settings
from config.watchlists import Watchlist, load_watchlists
from flows.lakes import lake_of
from flows.progress import Progress, Quiet
from flows.runner import InlineRunner, Runner
from tasks.core.identity import event_id
from tasks.host_book import HostBook
from tasks.models import ModelStore
from tasks.turns import HostMemory
from warehouse.lake import Lake
from warehouse.raw import RawStore
from warehouse.store import WRITER_FOLDER, Warehouse

HOSTS_NAME = "hosts"  # the book of hosts, in the private folder
REST_S = 0.2  # of a writer session between two transactions of a run; longer than the code between them takes


def utc_now() -> datetime:
    """Return the time, aware and in UTC: the one place the pipeline's clock is read."""
    return datetime.now(UTC)


def new_event_id(at: datetime) -> str:
    """Return a fresh UUIDv7 for an event *at* a time."""
    return event_id(at, uuid.uuid4().bytes)


@dataclass(frozen=True, slots=True)
class RunContext:
    """Everything a run needs from outside, so that the stages take no global anything."""

    folder: Path  # the warehouse folder
    settings: Settings
    runner: Runner = field(default_factory=InlineRunner)
    clock: Callable[[], datetime] = utc_now
    new_id: Callable[[datetime], str] = new_event_id
    trigger: str = "manual"  # manual | schedule | demo
    hosts: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])  # the demo's press
    models_folder: Path | None = None  # None: as the settings say
    spares_hosts: bool = False  # whether gaps are kept to `hosts` too: for those who measure our manners
    lake: Lake | None = None  # where the tables are, instead of in the folder's file
    watchlists: tuple[Watchlist, ...] = ()
    slot_at: datetime | None = None  # the time of the schedule that the run starts for; None: nobody's but a person's
    progress: Progress = field(default_factory=Quiet)  # who is told how far a run has come
    memory: HostMemory = field(default_factory=HostMemory)  # of hosts, from batch to batch, stage to stage, run to run

    @property
    def warehouse(self) -> Warehouse:
        """Return the warehouse at the folder; opening nothing yet."""
        return Warehouse(self.folder, self.settings.warehouse.lock_wait_s, REST_S, self.lake)

    @property
    def raw(self) -> RawStore:
        """Return the store of fetched bodies."""
        return RawStore(self.folder)

    @property
    def models(self) -> ModelStore:
        """Return the translation packages."""
        settings = self.settings.models
        return ModelStore(self.models_folder or settings.folder, lock_wait_s=settings.lock_wait_s)


def context_for(folder: Path | None = None, *, config: Path | None = None, runner: Runner | None = None) -> RunContext:
    """Return a context with the settings of *config* (default: the repository's), for the warehouse at *folder*.

    Args:
        folder: the warehouse folder; None for the one of the settings, which the environment may override.
        config: a person's own settings.
        runner: how steps are carried out; None for as the settings say, less Prefect: in this process or on workers.

    Raises:
        ConfigError: a setting or a watchlist is unknown, of the wrong type or out of bounds.
        WarehouseError: the lake of the settings is none.
    """
    settings = load_settings(config, os.environ)
    own_folder = folder or settings.warehouse.folder
    lake = lake_of(settings.warehouse, own_folder, os.environ)
    watchlists = load_watchlists(Path(settings.watch.file) if settings.watch.file else None)
    if settings.translate.body == "watchlist" and not watchlists:
        raise ConfigError(
            f"{config or 'settings'}: translate.body is watchlist, and {settings.watch.file} lists none; list one, or"
            " choose all or none"
        )
    memory = HostMemory(book=HostBook(own_folder / WRITER_FOLDER / HOSTS_NAME))
    return RunContext(
        own_folder, settings, runner or _runner_of(settings.run), lake=lake, watchlists=watchlists, memory=memory
    )


def _runner_of(settings: RunSettings) -> Runner:
    if settings.runner != "dask":
        return InlineRunner()
    from flows.dask_runner import DaskRunner  # noqa: PLC0415  # it imports this module, and few need it

    return DaskRunner(settings)
