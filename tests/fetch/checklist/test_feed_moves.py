"""Moves: a feed is polled where it moved for good, once that was said often, long enough, and by what is a feed."""

import pytest

HOST, OTHER = "h0001.news.test", "h0002.news.test"
FEED = f"http://{HOST}/feed.xml"
HOUR_S = 3_600
COURSE = "SELECT poll_url, n_redirects FROM core.feed_course"


def at(path, host=HOST):
    return f"http://{host}{path}"


def poll_every(newsroom, ours, hours, n):
    for _ in range(n):
        ours.poll()
        newsroom.advance(hours * HOUR_S)


@pytest.mark.parametrize("kind", ["301", "308"])
def test_line_32_a_move_that_ten_polls_over_three_days_confirm_is_believed_and_not_before(newsroom, reader, rows, kind):
    ours = reader(at(f"/{kind}"))
    poll_every(newsroom, ours, 8, 9)
    assert [one.target for one in newsroom.ledger()] == [f"/{kind}", "/feed.xml"] * 9
    assert rows(COURSE) == [(None, 9)]
    poll_every(newsroom, ours, 8, 1)
    n_before = len(newsroom.ledger())
    assert rows("SELECT poll_url FROM core.feed_course") == [(FEED,)]
    poll_every(newsroom, ours, 8, 2)
    assert [one.target for one in newsroom.ledger(since=n_before)] == ["/feed.xml"] * 2
    assert rows("SELECT url FROM core.feed") == [(at(f"/{kind}"),)], "what a person wrote stays as it was written"
    [(state, reason)] = rows("SELECT state, reason FROM feed_health")
    assert (state, reason) == ("moved", f"has moved to {FEED}: put that address into feeds.toml; it is polled there")


@pytest.mark.parametrize(
    ("path", "every"),
    [
        ("/301", (24, 9)),
        ("/301", (4, 18)),
        ("/302", (12, 12)),
        ("/308?to=/302", (12, 12)),
        ("/301/9", (12, 12)),
        (f"/308?to=http://{OTHER}/feed.xml", (12, 12)),
    ],
    ids=["nine polls", "in less than three days", "for now", "in part for now", "and back", "to other items each time"],
)
def test_line_32_a_move_that_is_less_sure_is_followed_and_not_believed(newsroom, reader, rows, path, every):
    newsroom.profile(OTHER, items=3)
    ours = reader(at(path))
    poll_every(newsroom, ours, *every)
    assert [one.target for one in newsroom.ledger(HOST) if one.target == path] == [path] * every[1]
    assert rows("SELECT poll_url FROM core.feed_course") == [(None,)]
    assert rows("SELECT DISTINCT outcome FROM core.feed_poll WHERE outcome NOT IN ('ok', 'not_modified')") == []


@pytest.mark.parametrize("kind", ["302", "303", "307"])
def test_line_33_a_passing_move_is_followed_and_never_stored(newsroom, reader, rows, kind):
    ours = reader(at(f"/{kind}"))
    poll_every(newsroom, ours, 12, 12)
    assert [one.target for one in newsroom.ledger()] == [f"/{kind}", "/feed.xml"] * 12
    assert rows("SELECT DISTINCT final_url, moved_to FROM core.feed_poll") == [(FEED, None)]
    assert rows("SELECT poll_url, redirected_to FROM core.feed_course") == [(None, None)]
    assert rows("SELECT moved_to FROM core.feed_state") == [(None,)]


def test_line_35_a_redirect_to_a_home_page_is_no_success_however_often_it_is_said(newsroom, reader, rows):
    ours = reader(at("/301-to-html-homepage"))
    poll_every(newsroom, ours, 12, 12)
    assert {one.status for one in newsroom.ledger() if one.target == "/home"} == {200}
    assert rows("SELECT DISTINCT outcome FROM core.feed_poll") == [("parse_error",)]
    assert rows(COURSE) == [(None, 0)]
    assert rows("SELECT n_failures, etag FROM core.feed_state") == [(12, None)]
    [(state, reason)] = rows("SELECT state, reason FROM feed_health")
    assert state == "failing"
    assert at("/home") in reason


def test_line_35_a_feed_that_becomes_a_redirect_to_a_home_page_keeps_what_it_listed(newsroom, reader, rows):
    ours = reader(at("/feed-then-home"))
    poll_every(newsroom, ours, 12, 3)
    assert rows("SELECT outcome FROM core.feed_poll ORDER BY rowid") == [("ok",), ("parse_error",), ("parse_error",)]
    assert rows("SELECT count(*) FROM core.feed_entry") == [(30,)]
    ((etag,),) = rows("SELECT etag FROM core.feed_state")
    assert etag == newsroom.ledger()[0].answered["etag"], "of the last document that was a feed"


@pytest.mark.parametrize("others", [("/feed.xml",), ("/308",)], ids=["one is there", "both move there"])
def test_line_36_two_feeds_that_come_to_one_address_are_found_out(newsroom, reader, rows, others):
    reader(at("/301"), *map(at, others), at("/feed.xml", OTHER)).poll()
    found = rows("SELECT url FROM feed_health WHERE reason LIKE '%another feed is there already: keep one%' ORDER BY 1")
    assert found == [(at(path),) for path in ("/301", *others) if path != "/feed.xml"]
    states = rows("SELECT state, count(*) FROM core.feed_entry GROUP BY state ORDER BY state")
    assert states == [("known", 30), ("pending", 60)], "what both list is to be read once"
