"""The robots.txt of hosts come back as they were stored, the newest of each."""

from dataclasses import replace
from datetime import timedelta

from warehouse import feeds
from warehouse.entries import pending_entries
from warehouse.records import RobotsFile
from warehouse.robots import robots_in_use, save_robots

HOUR = timedelta(hours=1)
TEXT = "User-agent: *\nDisallow: /été\n# “quoted” \U0001f6a7\n"


def file_at(at, origin="https://a.example", **more):
    return RobotsFile(origin, at, at + 24 * HOUR, 200, **({"good_at": at, "body": TEXT} | more))


def in_use(house, now):
    with house.transaction("test") as tx:
        return robots_in_use(tx, now, now - 24 * HOUR)


def save(house, *files):
    with house.transaction("test") as tx:
        save_robots(tx, files)


def test_what_is_stored_comes_back(house, make):
    good = file_at(make.now)
    failed = RobotsFile("https://b.example", make.now, make.now + HOUR, None, "no connection (refused)")
    save(house, good, failed)
    assert in_use(house, make.now) == {"https://a.example": good, "https://b.example": failed}


def test_the_newest_stays_and_the_same_again_changes_nothing(house, make, dump):
    old, new = file_at(make.now), replace(file_at(make.now + HOUR), http_status=404, body=None)
    save(house, old)
    save(house, new)
    before = dump()
    save(house, new)
    save(house, old)
    assert dump() == before
    assert in_use(house, make.now) == {"https://a.example": new}


def test_one_that_expired_is_of_use_while_its_good_copy_is_believed(house, make):
    save(house, replace(file_at(make.now), expires_at=make.now))
    assert set(in_use(house, make.now + 24 * HOUR)) == {"https://a.example"}
    assert in_use(house, make.now + 25 * HOUR) == {}


def test_whether_a_feed_obeys_is_stored_and_changed(house, make):
    feed = make.feed()
    for told in ("ignore", "obey"):
        with house.transaction("test") as tx:
            feeds.sync_feeds(tx, [replace(feed, robots=told)], make.now)
            feeds.save_poll(tx, make.poll(feed), [make.entry("a", feed)], make.now)
            assert [one.feed.robots for one in pending_entries(tx, make.now)] == [told]
