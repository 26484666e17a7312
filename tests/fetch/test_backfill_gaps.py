"""Gaps closed from each archive alone, or left open with the reason."""

from datetime import timedelta

import pytest

from flows.gaps import automatic, shared_hosts
from tests.newsroom.asserts import assert_complete
from tests.newsroom.desk import HOST, Desk, feed_at, overflow
from warehouse import hosts
from warehouse.records import HostState

OPENED = "2026-11-16T09:00:00+00:00"
ARCHIVES = {
    "wordpress": ("/feed.xml", []),
    "feed-archive": ("/feed/", ["wp-json"]),
    "feed-archive of RFC 5005": ("/archive/feed.xml", ["wp-json"]),
    "sitemap": ("/feed.xml", ["wp-json"]),
}


@pytest.fixture
def desk(newsroom, tmp_path):
    """A desk whose feed lists fifteen articles, of which the first were polled."""

    def opened(path="/feed.xml", off=()):
        newsroom.profile(HOST, items=15, rate_per_day=0, off=list(off))
        one = Desk(newsroom, tmp_path, path)
        one.run()
        return one

    return opened


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_gap_is_closed_by_one_archive_alone(newsroom, desk, name):
    path, off = ARCHIVES[name]
    one = desk(path, off)
    overflow(newsroom, 34)
    assert one.run().n_new_articles == 34
    stored = dict(one.stored())
    truth = [told for told in newsroom.truth() if told["url"] in stored or told["published_at"] > OPENED]
    assert_complete(truth, one.stored())
    ((closed_by,),) = one.rows("SELECT closed_by FROM core.feed_gap")
    assert closed_by.split("; ")[-1].startswith(name.split(" ", maxsplit=1)[0] + ": ")
    assert one.rows("SELECT count(*) FROM core.feed_identity") == [(0,)]


def test_without_an_archive_a_gap_stays_open_and_says_why_and_until_when(newsroom, desk):
    one = desk(off=["wp-json", "sitemap.xml", "news-sitemap.xml"])
    overflow(newsroom, 34)
    report = one.run()
    assert report.n_new_articles == 15
    ((closed_at, reason, n_tries, tried_at, next_at),) = one.rows(
        "SELECT closed_at, open_reason, n_tries, tried_at, next_try_at FROM core.feed_gap"
    )
    assert (closed_at, n_tries, next_at - tried_at) == (None, 1, timedelta(hours=6))
    assert reason.split("; ") == [
        f"wordpress: {HOST} offers no posts over WordPress REST (HTTP 404)",
        "feed-archive: the feed leads to no older entries",
        f"sitemap: {HOST} offers no sitemap",
    ]
    assert one.rows("SELECT DISTINCT said, next_try_at FROM holes WHERE n_gaps > 0") == [(reason, next_at)]
    ((told,),) = one.rows("SELECT reason FROM feed_health")
    assert told.endswith(f"({reason}; tried again from {next_at:%Y-%m-%d %H:%M} UTC)")

    n_asked = len(one.asked("/wp-json"))
    newsroom.advance(3_600)
    one.run()
    assert len(one.asked("/wp-json")) == n_asked, "not before the next try"
    newsroom.profile(HOST, off=[])
    newsroom.advance(6 * 3_600)
    assert one.run().n_new_articles == 19
    assert_complete(newsroom.truth(), one.stored())
    assert one.rows("SELECT closed_at IS NOT NULL FROM core.feed_gap") == [(True,)]


def test_a_gap_is_not_tried_while_its_host_asks_for_patience(newsroom, desk):
    one = desk()
    overflow(newsroom, 34)
    one.newsroom.profile(HOST, off=["wp-json", "sitemap.xml", "news-sitemap.xml"])
    one.run()
    newsroom.profile(HOST, off=[])
    newsroom.advance(7 * 3_600)
    patience = HostState(HOST, one.now + timedelta(hours=1), "HTTP 429", one.now)
    with one.context.warehouse.transaction("test") as tx:
        hosts.save_hosts(tx, [patience])
    n_asked = len(newsroom.ledger(HOST))
    one.run()
    assert len(newsroom.ledger(HOST)) == n_asked
    assert one.rows("SELECT n_tries FROM core.feed_gap") == [(1,)]
    newsroom.advance(3_601)
    assert one.run().n_new_articles == 19


def test_several_feeds_of_a_site_are_parts_of_it_and_its_sitemap_is_not_theirs():
    shared = shared_hosts([feed_at("/politics.xml"), feed_at("/sport.xml")])
    assert automatic(f"http://{HOST}/sport.xml", shared) == ("wordpress", "feed-archive")
    assert "sitemap" in automatic("http://other.test/feed", shared)
