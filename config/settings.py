"""Settings: `newsecho.toml` as frozen records, one per section, checked whole before anything runs.

The file beside this module holds every value with its unit and reason; a person's own file needs only what differs.
The annotations of the records are the schema: what is not in them is refused, what is out of bounds too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from config.errors import ConfigError
from config.fetch_settings import BackfillSettings, FetchSettings, PageSettings, PollSettings, RobotsSettings
from config.reading import (
    HIDDEN,
    LANGUAGE_TAG,
    MEGABYTE,
    BatchSize,
    Between,
    Like,
    OneOf,
    Seconds,
    Texts,
    read_toml,
    record_from,
    refuse_unknown,
)
from config.schedule_settings import MaintainSettings, ServeSettings

DEFAULT_PATH = Path(__file__).with_name("newsecho.toml")
SAFE_URL = r"https://\S+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?/\S*"
FROM_ENVIRONMENT = {
    "NEWSECHO_WAREHOUSE": ("warehouse", "folder"),
    "NEWSECHO_MODELS": ("models", "folder"),
    "NEWSECHO_LIBRETRANSLATE_KEY": ("translate", "libretranslate_key"),
}

Folder = Annotated[Path, Like(r"\S(.*\S)?", "a folder, not an empty text")]


@dataclass(frozen=True, slots=True)
class WarehouseSettings:
    """Where everything is kept. `NEWSECHO_WAREHOUSE` overrides the folder."""

    folder: Folder
    lock_wait_s: Annotated[float, Between(0, 3600)]
    publish_every_s: Annotated[float, Between(10, 86_400)]
    raw_keep_days: Annotated[int, Between(0, 36_500)]
    lake: str  # checked by the warehouse, which repeats no password it finds there
    lake_data: str


@dataclass(frozen=True, slots=True)
class TranslateSettings:
    """What is translated into, what by, and how much. `NEWSECHO_LIBRETRANSLATE_KEY` overrides the key."""

    target_lang: Annotated[str, LANGUAGE_TAG]
    engine: Annotated[str, OneOf(("argos", "libretranslate", "none"))]
    gist_engine: Annotated[str, OneOf(("apertium", "none"))]
    body: Annotated[str, OneOf(("all", "watchlist", "none"))]
    lead_batch_size: BatchSize
    batch_size: BatchSize
    beam_size: Annotated[int, Between(1, 8)]
    max_batch_tokens: Annotated[int, Between(64, 65_536)]
    inter_threads: Annotated[int, Between(0, 64)]
    min_token_score: Annotated[float, Between(-20, 0)]
    max_flagged_share: Annotated[float, Between(0, 1)]
    libretranslate_url: Annotated[str, Like(r"|https?://[^\s/]\S*", "an http:// or https:// address, or empty")]
    libretranslate_key: str
    libretranslate_sentences: Annotated[int, Between(1, 1_000)]
    libretranslate_chars: Annotated[int, Between(100, 1_000_000)]
    libretranslate_timeout_s: Seconds
    libretranslate_patience_s: Annotated[float, Between(0, 600)]


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Where translation packages lie and come from. `NEWSECHO_MODELS` overrides the folder."""

    folder: Folder
    index_url: Annotated[str, Like(SAFE_URL, "an https:// address (or http:// on this machine)")]
    timeout_s: Annotated[float, Between(1, 9)]
    cap_bytes: Annotated[int, Between(MEGABYTE, 4_000 * MEGABYTE)]
    lock_wait_s: Annotated[float, Between(0, 3_600)]


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """How far apart in time two articles may be and still tell one story, and how many are compared at a time."""

    window_days: Annotated[int, Between(1, 90)]
    batch_size: Annotated[int, Between(1, 1000)]


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """Where the watchlists are, and how far back a new one is looked for."""

    file: str
    window_days: Annotated[int, Between(1, 3_650)]
    batch_size: BatchSize


@dataclass(frozen=True, slots=True)
class BriefSettings:
    """What is news of a day."""

    late_days: Annotated[int, Between(0, 30)]


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """Who is told. `NEWSECHO_NOTIFY_URLS` overrides the addresses, which may hold secrets: they are never printed."""

    urls: Annotated[tuple[str, ...], Texts()] = field(repr=False, metadata={HIDDEN: True})
    alert_days: Annotated[int, Between(1, 30)]
    stories_a_message: Annotated[int, Between(1, 1_000)]


@dataclass(frozen=True, slots=True)
class MetricsSettings:
    """Where Prometheus' node exporter finds a file of ours."""

    textfile: Annotated[str, Like(r"|.*[^/]\.prom", "a file that ends in .prom, which alone the node exporter reads")]


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What carries the steps out."""

    runner: Annotated[str, OneOf(("inline", "prefect", "dask"))]
    task_retries: Annotated[int, Between(0, 10)]
    dask_scheduler: Annotated[str, Like(r"|(tcp|tls|ws|wss)://[^\s/]+:\d+/?", 'an address such as "tcp://host:8786"')]
    dask_workers: Annotated[int, Between(1, 64)]
    dask_wait_s: Annotated[float, Between(1, 600)]


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, one record per section of the file."""

    warehouse: WarehouseSettings
    fetch: FetchSettings
    poll: PollSettings
    pages: PageSettings
    robots: RobotsSettings
    backfill: BackfillSettings
    translate: TranslateSettings
    models: ModelSettings
    group: GroupSettings
    watch: WatchSettings
    brief: BriefSettings
    notify: NotifySettings
    metrics: MetricsSettings
    run: RunSettings
    maintain: MaintainSettings
    serve: ServeSettings


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Return the settings of *path* laid over those of the repository's `newsecho.toml`.

    Args:
        path: a person's own file, holding only what differs; None for the repository's alone.
        environ: the environment; the variables of `FROM_ENVIRONMENT`, and `NEWSECHO_NOTIFY_URLS` (addresses between
            spaces), win over both files.

    Raises:
        ConfigError: the file is missing or not TOML; a key is unknown, of the wrong type or out of bounds.
    """
    tables = read_toml(DEFAULT_PATH)
    if path is not None:
        _lay_over(tables, read_toml(path), path)
    for variable, (section, key) in FROM_ENVIRONMENT.items():
        if environ.get(variable):
            tables[section][key] = environ[variable]
    if environ.get("NEWSECHO_NOTIFY_URLS"):
        tables["notify"]["urls"] = environ["NEWSECHO_NOTIFY_URLS"].split()
    where = str(path or DEFAULT_PATH)
    sections = get_type_hints(Settings)
    refuse_unknown(where, "", tables, list(sections))
    settings = Settings(
        **{
            name: record_from(kind, tables.get(name, {}), where=where, prefix=f"{name}.")
            for name, kind in sections.items()
        }
    )
    _check_order(settings.poll, where)
    _check_translation(settings.translate, where)
    return settings


def _lay_over(tables: dict[str, Any], own: Mapping[str, Any], path: Path) -> None:
    """Put the values of *own* into *tables*, in place; a section that is no table is an error."""
    known = [item.name for item in fields(Settings)]
    refuse_unknown(str(path), "", own, known)
    for name, table in own.items():
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: {name} is {table!r}; it is a section: write [{name}] and its keys below")
        tables[name] = {**tables[name], **table}


def _check_order(poll: PollSettings, where: str) -> None:
    """Raise unless floor ≤ default ≤ cap: a pace that contradicts itself would silently be something else."""
    if not poll.floor_s <= poll.default_s <= poll.cap_s:
        raise ConfigError(
            f"{where}: poll.floor_s {poll.floor_s}, poll.default_s {poll.default_s} and poll.cap_s {poll.cap_s} "
            "must rise in this order"
        )


def _check_translation(translate: TranslateSettings, where: str) -> None:
    """Raise where a choice lacks what it is about: nothing would be translated, and nothing say why."""
    if translate.engine == "libretranslate" and not translate.libretranslate_url:
        raise ConfigError(
            f"{where}: translate.engine is libretranslate, and translate.libretranslate_url is empty; give the address "
            "of the server"
        )
