"""Settings of what is asked of the servers of others: feeds, pages, robots.txt and archives; how much, how often."""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Annotated

from config.reading import DAY_S, MEGABYTE, BatchSize, Between, Like, Nameservers, Seconds

Gap = Annotated[float, Between(0.5, 300)]  # there is no way to be impolite by settings
BodyCap = Annotated[int, Between(10_000, 200 * MEGABYTE)]


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How we behave towards the servers of others."""

    contact: Annotated[str, Like(r"|https?://\S+|mailto:\S+@\S+", "an https:// page, a mailto: address, or empty")]
    connect_timeout_s: Seconds
    header_timeout_s: Seconds
    total_timeout_s: Seconds
    dns_timeout_s: Annotated[float, Between(0.1, 5)]  # c-ares, which asks, waits no longer for one answer
    dns_tries: Annotated[int, Between(1, 5)]
    max_redirects: Annotated[int, Between(0, 10)]
    max_header_bytes: Annotated[int, Between(8_190, 1_048_576)]
    nameservers: Annotated[tuple[str, ...], Nameservers()]
    feed_cap_bytes: BodyCap
    feed_wire_cap_bytes: BodyCap
    page_cap_bytes: BodyCap
    sitemap_cap_bytes: BodyCap
    max_entries: Annotated[int, Between(100, 100_000)]
    feed_gap_s: Gap
    page_gap_s: Gap
    concurrency: Annotated[int, Between(1, 256)]
    shared_names: Annotated[int, Between(1, 1_000)]
    shared_parallel: Annotated[int, Between(1, 64)]
    shared_gap_s: Annotated[float, Between(0.05, 60)]
    slow_weight: Annotated[float, Between(0.05, 1)]
    slow_factor: Annotated[float, Between(0.5, 10)]
    slow_cap_s: Annotated[float, Between(5, 300)]
    large_bodies_bytes: Annotated[int, Between(MEGABYTE, 4_000 * MEGABYTE)]

    @property
    def user_agent(self) -> str:
        """Return what we call ourselves to servers: name, version and where to complain."""
        name = f"newsecho/{version('newsecho')}"
        return f"{name} (+{self.contact})" if self.contact else name


@dataclass(frozen=True, slots=True)
class PollSettings:
    """When a feed is due again."""

    floor_s: Annotated[int, Between(60, DAY_S)]
    default_s: Annotated[int, Between(60, DAY_S)]
    cap_s: Annotated[int, Between(60, 30 * DAY_S)]
    retry_after_cap_s: Annotated[int, Between(60, 30 * DAY_S)]
    backoff_s: Annotated[int, Between(60, DAY_S)]
    jitter: Annotated[float, Between(0, 0.5)]
    quiet_s: Annotated[int, Between(DAY_S, 365 * DAY_S)]
    probe_after_s: Annotated[int, Between(DAY_S, 90 * DAY_S)]
    probe_every_s: Annotated[int, Between(DAY_S, 90 * DAY_S)]
    lie_memory_s: Annotated[int, Between(0, 365 * DAY_S)]
    gone_after_s: Annotated[int, Between(DAY_S, 90 * DAY_S)]
    move_after_polls: Annotated[int, Between(2, 1_000)]
    move_after_s: Annotated[int, Between(DAY_S, 90 * DAY_S)]
    move_back_after: Annotated[int, Between(1, 100)]
    gap_memory_s: Annotated[int, Between(0, 90 * DAY_S)]
    outage_min_hosts: Annotated[int, Between(2, 10_000)]
    outage_share: Annotated[float, Between(0.5, 1)]
    batch_size: BatchSize


@dataclass(frozen=True, slots=True)
class PageSettings:
    """How pages are fetched and read."""

    batch_size: BatchSize
    retry_after_s: Annotated[int, Between(60, 7 * DAY_S)]
    max_attempts: Annotated[int, Between(1, 20)]
    read_timeout_s: Annotated[int, Between(1, 600)]
    read_memory_bytes: Annotated[int, Between(600 * MEGABYTE, 64_000 * MEGABYTE)]


@dataclass(frozen=True, slots=True)
class RobotsSettings:
    """How far robots.txt is read, and how long it is gone by."""

    cache_s: Annotated[int, Between(60, DAY_S)]
    cap_bytes: Annotated[int, Between(512_000, 5 * MEGABYTE)]
    crawl_delay_cap_s: Annotated[float, Between(5, 300)]  # not to be switched off


@dataclass(frozen=True, slots=True)
class BackfillSettings:
    """How far archives are read in one run, and how often gaps are tried."""

    max_requests: Annotated[int, Between(1, 100_000)]
    gaps_a_run: Annotated[int, Between(0, 1_000)]
    gap_requests: Annotated[int, Between(1, 1_000)]
    gap_margin_s: Annotated[int, Between(0, 7 * DAY_S)]
    retry_s: Annotated[int, Between(600, 30 * DAY_S)]
    retry_cap_s: Annotated[int, Between(600, 90 * DAY_S)]
    refusal_memory_s: Annotated[int, Between(0, 90 * DAY_S)]
