"""A month of four feeds filled while it is killed, doubled and overlapped by polling: what is stored is the truth.

BACKFILL_ARTICLES=3000 KILLS=20 is the size the README speaks of; the suite takes less of both. The moments are drawn
from a seed that is printed when a test fails.
"""

import os
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from flows.backfill import Window, backfill_feeds
from tests.newsroom.asserts import Manners, assert_complete, assert_polite
from tests.newsroom.invariants import nothing_acknowledged_is_missing
from tests.newsroom.scene import Scene
from tests.newsroom.worker import context_of
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import audit, query

ARTICLES = int(os.environ.get("BACKFILL_ARTICLES", "240"))
KILLS = int(os.environ.get("KILLS", "4"))
N_DAYS, LISTED = 30, 15
ARCHIVES = ("wp-json", "sitemap.xml", "news-sitemap.xml")
# The path of each feed, and what its site does not have: so each is filled from an archive of another kind.
SITES = {
    "h0000.news.test": ("/feed.xml", ()),  # WordPress
    "h0001.news.test": ("/feed/", ARCHIVES),  # pages of the feed
    "h0002.news.test": ("/feed.xml", ("wp-json",)),  # sitemap
    "h0003.news.test": ("/archive/feed.xml", ARCHIVES),  # RFC 5005
}
LIVE = tuple(SITES)[:3]  # the archive of the fourth takes over what its feed lists at every tenth article


@dataclass
class Month:
    """A scene in which each site has published for thirty days and a while before, and the days."""

    scene: Scene
    days: Window

    def start(self):
        """Start a backfill in a process of its own."""
        return self.scene.start(days=(str(self.days.since), str(self.days.until)))

    def fill(self):
        """Backfill in this process."""
        report = backfill_feeds(context_of(self.scene.job()), self.scene.feeds, self.days)
        assert report.conservation.n_missing == 0, report.conservation.sentence()
        return report

    def ask(self, sql):
        """Return the rows of what is published."""
        return query(self.scene.folder / SNAPSHOT_NAME, sql).rows

    def truth(self):
        """Return what was published from the first of the days on."""
        return self.scene.newsroom.truth(since=f"{self.days.since}T00:00:00+00:00")

    def is_whole(self):
        """Hold what is stored against what was published."""
        stored = self.ask("SELECT url, max(version) FROM articles GROUP BY url, article_id")
        assert_complete(self.truth(), stored)
        sums = self.ask("SELECT count(*), count(DISTINCT coalesce(url, entry_key)) FROM core.feed_entry")
        assert sums == [(len(stored), len(stored))]
        assert self.ask("SELECT count(*) FROM core.feed_identity") == [(0,)], "no entry was known by two names"
        assert audit(self.scene.folder / SNAPSHOT_NAME) == []


@pytest.fixture
def month(scene):
    def opened(sites):
        newsroom = scene.newsroom
        for host, (path, off) in sites.items():
            # The window of a feed is what a site opens with, so it opens with none.
            newsroom.profile(host, items=0, rate_per_day=ARTICLES / len(SITES) / N_DAYS, cache_control="", ttl=0)
            newsroom.profile(host, items=LISTED, off=list(off))
            scene.add(f"http://{host}{path}")
        first = datetime.fromisoformat(newsroom.stats()["now"]).date() + timedelta(days=1)
        month = Month(scene, Window(first, first + timedelta(days=N_DAYS - 1)))
        newsroom.set_clock(month.days.span.until)
        for host in sites:
            newsroom.publish(host)  # what is due
            newsroom.profile(host, rate_per_day=0)
        assert len(month.truth()) == ARTICLES // len(SITES) * len(sites)
        newsroom.advance(86_400)
        return month

    return opened


def drawn_seed():
    drawn = int(os.environ.get("KILL_SEED", "0")) or random.randrange(10**6)
    print(f"KILL_SEED={drawn}")
    return drawn


def live(month, hosts):
    """Publish at *hosts*, and poll all feeds, while whatever else goes on."""
    for host in hosts:
        month.scene.publish(host, n=1)
    month.scene.is_read = False
    month.scene.run(is_forced=True)
    month.scene.is_read = True


def place(worker):
    """Say where a kill hit: after which transaction, in which commit, or too late."""
    if worker.done:
        return "too late"
    return " ".join((worker.events[-1]["event"], worker.events[-1]["about"])).strip() if worker.events else "starting"


def wait_for(worker, n_events):
    """Wait until *worker* has said so much, or has ended; it may take its time as long as it gets on."""

    def gets_on(n_said):
        return len(worker.events) > n_said

    while len(worker.events) < n_events and worker.wait_for(partial(gets_on, len(worker.events))):
        pass


def kill_some(month, chance, n):
    """Start *n* backfills at once, poll beside them, and kill each at a moment of its own; return where it hit."""
    since = month.scene.n_requests()
    workers = [month.start() for _ in range(n)]
    with ThreadPoolExecutor() as beside:
        polled = beside.submit(live, month, chance.sample(LIVE, 2))
        for worker in workers:
            # Twice the share of a kill at most: so the last kills hit the end of the work, and not its start again.
            n_events = chance.randint(1, 12 + 2 * ARTICLES // (3 * KILLS))
            wait_for(worker, n_events)
            worker.listen(chance.choice((0.0, chance.uniform(0, 0.03), chance.uniform(0, 1))))
            worker.kill()
        polled.result()
    for worker in workers:
        month.scene.settle(worker, since)
    return [place(worker) for worker in workers]


def test_a_month_filled_among_kills_doubles_and_polling_is_the_truth(month):
    chance = random.Random(drawn_seed())
    filled = month(SITES)
    places = Counter()
    while places.total() < KILLS:
        n_at_once = min(1 + places.total() % 2, KILLS - places.total())
        places.update(kill_some(filled, chance, n_at_once))
        print(f"{places.total()} of {KILLS} killed")
        with filled.scene.warehouse.transaction("test looks") as tx:
            assert audit(tx) == []
        nothing_acknowledged_is_missing(filled.scene)
    print(f"{KILLS} kills: {dict(places)}")
    assert places["too late"] <= KILLS // 2

    both = [filled.start() for _ in range(2)]
    for host in LIVE:
        filled.scene.publish(host, n=1)
    filled.scene.run(is_forced=True)
    for worker in both:
        wait_for(worker, sys.maxsize)  # of 3,000 articles, each of them has many minutes of work
        code, said = worker.end()
        assert (code, worker.done["failures"]) == (0, []), said

    report = filled.fill()
    print("\n".join(report.lines()))
    assert (report.n_new_articles, report.failures, report.holes) == (0, [], [])
    assert sorted(line.split(":")[0] for line in report.filled) == [feed.name for feed in filled.scene.feeds]
    assert filled.ask("FROM holes") == []
    filled.is_whole()
    assert len(filled.truth()) > ARTICLES


def test_a_source_that_is_switched_off_is_a_hole_of_its_feed_and_days_until_it_is_on_again(month):
    host, other = tuple(SITES)[:2]
    filled = month({host: ("/feed.xml", ARCHIVES), other: SITES[other]})
    report = filled.fill()
    (hole,) = report.holes
    assert hole.startswith(f"feed0: {filled.days}, wordpress: {host} offers no posts over WordPress REST (HTTP 404); ")
    assert [line.split(":")[0] for line in report.filled] == ["feed1"]
    listed = [one for one in filled.truth() if one["host"] == host][-LISTED:]
    last = date.fromisoformat(listed[0]["published_at"][:10])
    n_days = (last - filled.days.since).days + 1
    days = [("feed0", filled.days.since + timedelta(days=day), 1) for day in range(n_days)]
    assert filled.ask("SELECT feed, hole_on, n_unread FROM holes ORDER BY ALL") == days

    filled.scene.newsroom.profile(host, off=[])
    filled.scene.newsroom.advance(60)  # of two readings that began at one instant, the first counts
    report = filled.fill()
    assert (report.holes, filled.ask("FROM holes")) == ([], [])
    filled.is_whole()
    assert_polite(filled.scene.newsroom.ledger(), Manners(gap_s=0))
