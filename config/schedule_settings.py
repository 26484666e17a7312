"""Settings of what runs by itself: when it starts, how long who is silent is believed, and what upkeep does."""

from dataclasses import dataclass
from typing import Annotated

from config.reading import DAY_S, Between, Like

CRON = r"[\d*/,-]+( [\d*/,-]+){4}"


@dataclass(frozen=True, slots=True)
class MaintainSettings:
    """What upkeep does."""

    compact_share: Annotated[float, Between(0, 1)]
    fingerprint_days: Annotated[int, Between(1, 36_500)]
    memory_days: Annotated[int, Between(1, 36_500)]
    prefect_keep_days: Annotated[int, Between(1, 3650)]


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """When runs start by themselves, and how long who is silent is believed."""

    monitor_cron: Annotated[str, Like(CRON, 'five fields in UTC such as "5,35 * * * *"')]
    maintain_cron: Annotated[str, Like(rf"|{CRON}", 'five fields in UTC such as "17 3 * * *", or empty')]
    port: Annotated[int, Between(1024, 65_535)]
    start_s: Annotated[float, Between(5, 3600)]
    stop_s: Annotated[float, Between(1, 3600)]
    beat_s: Annotated[float, Between(0.1, 600)]
    lease_s: Annotated[float, Between(1, DAY_S)]
    heartbeat_s: Annotated[int, Between(30, 600)]
    silence_s: Annotated[int, Between(60, 3600)]
    pending_s: Annotated[int, Between(60, DAY_S)]
    account_s: Annotated[float, Between(1, DAY_S)]
