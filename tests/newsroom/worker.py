"""A run in a process of its own, for tests that kill it, starve it or stop it: it says what it does as it does it.

Started with a job (JSON) as its argument: a monitor run, or a backfill where it names the days. Each line it prints is
JSON: an event, what it is about, and for a committed transaction what it holds, which is an acknowledgement: from then
on it must never be missed.
"""

import json
import os
import resource
import sys
import threading
from collections import ChainMap
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.backfill import Window, backfill_feeds
from flows.context import RunContext, context_for
from flows.monitor import monitor, recorded
from flows.polling import poll
from flows.report import RunReport
from tests.memory import peak_rss_mb
from tests.newsroom.client import Hosts
from warehouse import entries, feeds
from warehouse.records import Feed
from warehouse.store import Transaction, Warehouse


def context_of(job: dict[str, Any]) -> RunContext:
    """Return the context of a *job*: its folder, its settings by section, where names lead, and the time."""
    context = context_for(Path(job["folder"]))
    changed = {
        section: replace(getattr(context.settings, section), **values) for section, values in job["settings"].items()
    }
    now = datetime.fromisoformat(job["now"])
    listed = {name: (address, port) for name, (address, port) in job["listed"].items()}
    hosts = listed if job["hosts"] is None else ChainMap(listed, Hosts(*job["hosts"]))
    return replace(context, settings=replace(context.settings, **changed), hosts=hosts, clock=lambda: now)


def run(context: RunContext, listed: list[Feed], *, is_forced: bool, is_read: bool) -> RunReport:
    """Run the pipeline over the feeds *listed*; only its polling, with all that records a run, unless *is_read*."""
    if is_read:
        return monitor(context, listed, is_forced=is_forced)
    with recorded(context, "monitor", {}) as report:
        poll(context, report, listed, names=(), is_forced=is_forced)
    return report


class Told:
    """Says the events of transactions, and waits at the one it is to be held at until its standard input has a line."""

    def __init__(self, hold: str = "") -> None:
        self.hold = hold
        self.open: dict[str, list[str]] = {"polls": [], "articles": []}

    def say(self, event: str, about: str = "", **more: Any) -> None:
        os.write(1, json.dumps({"event": event, "about": about, **more}).encode() + b"\n")
        if self.hold and f"{event} {about}".startswith(self.hold):
            sys.stdin.readline()

    def watch(self) -> None:
        """Watch the transactions of this process, and what they store: each goes on exactly as it would."""
        plain_transaction, plain_poll, plain_articles = Warehouse.transaction, feeds.save_poll, entries.save_articles

        @contextmanager
        def transaction(house: Warehouse, owner: str) -> Generator[Transaction]:
            self.open = {"polls": [], "articles": []}
            with plain_transaction(house, owner) as tx:
                self.say("begun", owner)
                yield tx
                self.say("committing", owner)
            self.say("committed", owner, **self.open)

        def save_poll(tx: Transaction, poll: Any, listed: Any, *rest: Any, **more: Any) -> Any:
            self.open["polls"].append(poll.poll_id)
            return plain_poll(tx, poll, listed, *rest, **more)

        def save_articles(tx: Transaction, articles: Any, *rest: Any, **more: Any) -> Any:
            self.open["articles"] += [article.url for article in articles]
            return plain_articles(tx, articles, *rest, **more)

        Warehouse.transaction, feeds.save_poll, entries.save_articles = transaction, save_poll, save_articles


def usage() -> dict[str, float]:
    """Return what this process has used so far, or holds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "peak_rss_mb": peak_rss_mb(),
        "n_fds": len(list(Path("/proc/self/fd").iterdir())),
        "n_threads": threading.active_count(),
        "cpu_s": used.ru_utime + used.ru_stime,
    }


def main() -> None:
    job = json.loads(sys.argv[1])
    told = Told(job["hold"])
    for name, limit in job["limits"].items():  # before anything is opened or mapped
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
    told.watch()
    told.say("ready")
    listed = [Feed(**feed) for feed in job["feeds"]]
    if job["days"]:
        window = Window(*map(date.fromisoformat, job["days"]))
        report = backfill_feeds(context_of(job), listed, window)
    else:
        report = run(context_of(job), listed, is_forced=job["is_forced"], is_read=job["is_read"])
    told.say("done", counts=report.counts(), failures=report.failures, usage=usage())


if __name__ == "__main__":
    main()
