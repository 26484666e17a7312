"""Hosts that asked for patience while we fetched: what they said, and until when they are left alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tasks.core.pace import Pace, due_after_failure
from tasks.fetch import Fetcher
from warehouse.records import HostState


def busy_hosts(fetcher: Fetcher, pace: Pace, now: datetime) -> list[HostState]:
    """Return the hosts that asked *fetcher* for patience, each with the time until which nothing of it is asked for.

    As long as it asked for, and no less than a first failure costs a feed.
    """
    states: list[HostState] = []
    for host, error in fetcher.busy.items():
        due = due_after_failure(pace, feed_id=host, polled_at=now, n_failures=1, retry_after_s=error.retry_after_s or 0)
        until = now + timedelta(seconds=due.wait_s)
        states.append(HostState(host, until, f"HTTP {error.status}, {due.reason}", now))
    return states


def sentences(states: Iterable[HostState]) -> dict[str, str]:
    """Return for each host of *states* what is said of what was not asked of it."""
    return {
        state.host: f"{state.host} is left alone until {state.blocked_until:%Y-%m-%d %H:%M} UTC ({state.reason})"
        for state in states
    }
