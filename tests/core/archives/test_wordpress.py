"""What WordPress answers over REST, and where to go on."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tasks.core.archives.window import Span
from tasks.core.archives.wordpress import Place, first_place, next_place, posts_url, read_posts, root_of
from warehouse.records import Rejection

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
SPAN = Span(NOW - timedelta(days=1, microseconds=5), NOW)
ROOT = "https://gazette.example"


def post(number, minutes=0, **more):
    at = NOW - timedelta(minutes=minutes)
    return {"id": number, "date_gmt": f"{at:%Y-%m-%dT%H:%M:%S}", "link": f"{ROOT}/{number}", **more}


def read(*posts):
    return read_posts(json.dumps(posts).encode(), feed_id="f", url=ROOT, now=NOW)


def test_a_post_is_the_entry_that_the_feed_lists():
    told = {"guid": {"rendered": f"{ROOT}/?p=7&#038;x=1"}, "title": {"rendered": "Bakers &amp; <i>bread</i>"}}
    (one,) = read(post(7, excerpt={"rendered": "<p>They vote.</p>"}, **told))
    assert (one.entry.entry_key, one.entry.url, one.entry.title) == (f"{ROOT}/?p=7&x=1", f"{ROOT}/7", "Bakers & bread")
    assert (one.entry.published_at, one.entry.summary, one.entry.entry_hash) == (NOW, "They vote.", 0)


def test_a_post_without_a_guid_goes_by_its_address_and_one_of_no_day_has_no_date():
    (one,) = read(post(7) | {"date_gmt": "0000-00-00T00:00:00"})
    assert (one.entry.entry_key, one.entry.published_at) == (f"{ROOT}/7", None)


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'[{"id": "x"}]', b"[1]", b"[" * 200_000, b"\xff"])
def test_what_is_no_list_of_posts_is_a_rejection(body):
    assert isinstance(read_posts(body, feed_id="f", url=ROOT, now=NOW), Rejection)


def test_the_window_is_asked_for_to_the_second_since_both_ends_are_excluded():
    url = posts_url(first_place(ROOT, SPAN), SPAN)
    assert "after=2026-11-15T08%3A59%3A58Z&before=2026-11-16T09%3A00%3A01Z" in url


def test_the_next_request_asks_for_what_is_before_the_last_post_and_knows_those_of_its_second():
    place = next_place(first_place(ROOT, SPAN), read(post(3), post(2, 5), post(1, 5)), 2)
    assert place == Place(ROOT, NOW - timedelta(minutes=5) + timedelta(seconds=1), edge=(2, 1))
    assert Place.parse(str(place)) == place


def test_within_one_second_pages_are_counted():
    first = first_place(ROOT, SPAN)
    assert next_place(first, read(post(3), post(2)), 2) == Place(ROOT, first.before, page=2)
    assert next_place(Place(ROOT, first.before, page=2), read(post(1)), 2) is None


@pytest.mark.parametrize("n_pages", [1, None])
def test_the_last_page_ends_the_reading(n_pages):
    assert next_place(first_place(ROOT, SPAN), read(post(1)), n_pages) is None


@pytest.mark.parametrize(
    ("feed", "root"),
    [("/feed/", ROOT), ("/journal/feed/", f"{ROOT}/journal"), ("/journal/feed", f"{ROOT}/journal"), ("/rss.xml", ROOT)],
)
def test_a_site_in_a_folder_has_its_posts_there(feed, root):
    assert root_of(f"{ROOT}{feed}", ROOT) == root
