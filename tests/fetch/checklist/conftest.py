"""What the lines of the checklist are asserted on: the newsroom's ledger, and SQL on the warehouse behind our polls."""

from dataclasses import replace
from datetime import datetime

import pytest

from flows.context import context_for
from flows.monitor import monitor
from tasks.core.identity import content_id
from warehouse.records import Feed
from warehouse.store import Warehouse


def feed_at(url, **changes):
    """Return the feed at *url* as a list would have it."""
    return replace(Feed(content_id("feed", url), url, url.rpartition("/")[2], "Gazette", "g", "en", 3_600), **changes)


@pytest.fixture
def context(newsroom, tmp_path):
    """Return a way to set a run up before the newsroom, at the newsroom's time."""

    def made(config=None):
        now = datetime.fromisoformat(newsroom.stats()["now"])
        return replace(context_for(tmp_path, config=config), hosts=newsroom.policy().hosts, clock=lambda: now)

    return made


@pytest.fixture
def run(context):
    """Return a way to run the whole pipeline over feeds by their address: polled, fetched, read and stored."""

    def monitored(*urls, config=None, is_forced=True, **changes):
        return monitor(context(config), [feed_at(url, **changes) for url in urls], is_forced=is_forced)

    return monitored


@pytest.fixture
def rows(tmp_path):
    """Return a way to ask the warehouse in SQL, once something is in it."""

    def ask(sql):
        with Warehouse(tmp_path).transaction("a test looks") as tx:
            return tx.run(sql)

    return ask
