"""What is registered with a Prefect server, by `serve` or by `deploy`, from one set of settings. Knows no Prefect."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.context import RunContext

TAG = "newsecho"
SERVED, DEPLOYED = "newsecho-serve", "newsecho-pool"  # names of deployments: never one by both ways
FLOWS = "flows.prefect_flows"


@dataclass(frozen=True, slots=True)
class Healing:
    """What frees the place of a run that died without a word."""

    heartbeat_s: int
    silence_s: int
    pending_s: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A deployment: which flow, when, with which parameters. One run of it at a time; a second one is cancelled."""

    flow: str  # its name, and that of its function less `_flow`
    name: str
    cron: str  # UTC; empty: by hand
    parameters: dict[str, Any]
    description: str

    @property
    def entrypoint(self) -> str:
        """Return where a worker that has newsecho installed finds the flow."""
        return f"{FLOWS}.{self.flow}_flow"

    def sentence(self) -> str:
        """Return it as a person reads it."""
        when = f"at {self.cron} (UTC)" if self.cron else "by hand"
        given = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.flow}/{self.name}: {when}; one at a time, a second one is cancelled; {given}"


def planned(context: RunContext, name: str, *, feeds: Path | None, config: Path | None) -> list[Planned]:
    """Return what is registered under *name*: the monitor and upkeep on their schedules, and backfill by hand."""
    settings = context.settings.serve
    where: dict[str, Any] = {"warehouse": str(context.folder.absolute())}
    where |= {"config": str(config.absolute())} if config else {}
    listed = {"feeds_file": str(feeds.absolute())} if feeds else {}
    by_hand = where | listed | {"max_requests": context.settings.backfill.max_requests}
    found = [
        Planned("monitor", name, settings.monitor_cron, where | listed, "Polls what is due, takes it to the stories."),
        Planned("backfill", name, "", by_hand, "Fills a window of days from archives of the feeds' sites."),
    ]
    if settings.maintain_cron:
        what = "Merges the search index, expires raw pages, compacts, says how the feeds are."
        found.append(Planned("maintain", name, settings.maintain_cron, where, what))
    return found


def healing(context: RunContext) -> Healing:
    """Return how long a silent run is believed."""
    settings = context.settings.serve
    return Healing(settings.heartbeat_s, settings.silence_s, settings.pending_s)
