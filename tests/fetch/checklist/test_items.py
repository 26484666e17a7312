"""Items: which entry an item is, which page it stands for, and what of it is stored, poll after poll."""

from datetime import datetime, timedelta

import pytest

HOST, OTHER = "h0001.news.test", "h0002.news.test"
HOUR_S = 3_600
URLS = "SELECT coalesce(url, entry_key) FROM core.feed_entry ORDER BY position"
WHOLE = "SELECT * FROM core.feed_entry ORDER BY feed_id, entry_key"
N_ITEMS = 10


def at(path, host=HOST):
    return f"http://{host}{path}"


def pages_asked(newsroom):
    return [one.target for one in newsroom.ledger() if one.target.startswith("/20")]


def test_line_51_the_same_guids_in_two_feeds_are_entries_of_each(reader, rows):
    reader(at("/items/everything-every-time"), at("/items/everything-every-time", OTHER)).poll()
    assert rows("SELECT count(*), count(DISTINCT entry_key), count(DISTINCT feed_id) FROM core.feed_entry") == [
        (2 * N_ITEMS, N_ITEMS, 2)
    ]
    assert rows("SELECT DISTINCT state FROM core.feed_entry") == [("pending",)], "none is taken for one of the other"


@pytest.mark.parametrize("name", ["none", "same-for-all", "changes-every-fetch", "http-to-https", "case", "whitespace"])
def test_line_51_items_are_the_same_from_poll_to_poll_whatever_their_guids_do(newsroom, reader, rows, name):
    ours = reader(at(f"/guid/{name}"))
    for _ in range(3):
        ours.poll()
        newsroom.advance(HOUR_S)
    assert rows("SELECT count(*), count(DISTINCT coalesce(url, entry_key)) FROM core.feed_entry") == [
        (N_ITEMS, N_ITEMS)
    ]
    assert rows("SELECT n_new FROM core.feed_poll ORDER BY rowid") == [(N_ITEMS,), (0,), (0,)]


def test_line_51_a_guid_used_again_for_another_story_is_a_change_that_asks_for_its_page(newsroom, run, rows):
    for _ in range(2):
        run(at("/guid/reused-for-new-story"))
        newsroom.advance(HOUR_S)
    assert rows("SELECT count(*), min(title LIKE 'New %') FROM core.feed_entry") == [(N_ITEMS, True)]
    assert sum(target.endswith("-new") for target in pages_asked(newsroom)) == N_ITEMS


def test_line_52_an_address_is_one_whatever_tracking_it_carries(newsroom, run, rows):
    paths = ["everything-every-time", "link-utm", "link-utm-random"]
    for _ in range(2):
        run(*(at(f"/items/{path}") for path in paths))
    asked = pages_asked(newsroom)
    assert len(asked) == len(set(asked)) == N_ITEMS
    assert not any("utm" in target for target in asked)
    assert rows("SELECT count(*), count(DISTINCT coalesce(url, entry_key)) FROM core.feed_entry") == [(30, N_ITEMS)]
    assert rows("SELECT sum(n_new) FROM core.feed_poll") == [(N_ITEMS,)]


def test_line_53_an_edit_is_a_version_of_its_article_and_the_text_before_is_kept(newsroom, run, rows):
    newsroom.profile(HOST, items=3, rate_per_day=0, feed="atom")
    run(at("/feed.xml"))
    newsroom.advance(HOUR_S)
    newsroom.publish(HOST, edit=1)
    run(at("/feed.xml"))
    [edited] = [one["url"] for one in newsroom.truth() if one["is_edited"]]
    assert rows("SELECT count(*), count(DISTINCT url) FROM articles") == [(3, 3)]
    assert rows("SELECT url FROM core.article WHERE version = 2") == [(edited,)]
    texts = rows("SELECT body FROM core.article_text JOIN core.past_version USING (article_id)")
    assert len(texts) == len(set(texts)) == 2, "the text before and the text after"
    assert rows("SELECT count(*) FROM core.feed_entry") == [(3,)]


def test_line_54_a_document_with_the_same_items_in_another_order_writes_no_row(newsroom, reader, rows):
    ours = reader(at("/items/reordered"))
    ours.poll()
    before = rows(WHOLE)
    ours.poll()
    assert rows("SELECT outcome, n_new, n_changed, n_known FROM core.feed_poll ORDER BY rowid") == [
        ("ok", N_ITEMS, 0, 0),
        ("ok", 0, 0, N_ITEMS),
    ]
    assert rows(WHOLE) == before


def test_line_54_of_a_document_with_one_new_item_that_one_is_written(newsroom, reader, rows):
    newsroom.profile(HOST, rate_per_day=0)
    ours = reader(at("/feed.xml"))
    ours.poll()
    before = rows(WHOLE)
    newsroom.advance(HOUR_S)
    newsroom.publish(HOST, n=1)
    ours.poll()
    after = rows(WHOLE)
    assert set(map(str, before)) < set(map(str, after))
    assert len(after) == len(before) + 1


@pytest.mark.parametrize("path", ["/items/reordered", "/items/everything-every-time", "/dates/all-now"])
def test_line_54_what_did_not_change_is_not_fetched_again(newsroom, run, path):
    for _ in range(2):
        run(at(path))
    assert len(pages_asked(newsroom)) == N_ITEMS


@pytest.mark.parametrize(
    ("name", "is_dated"),
    [
        ("future", False),
        ("year-1", False),
        ("year-9999", False),
        ("french-month", False),
        ("no-zone", True),
        ("backdated", True),
        ("all-now", True),
    ],
)
def test_line_55_a_date_nobody_can_have_published_on_is_not_believed_and_is_kept_as_written(
    newsroom, reader, rows, name, is_dated
):
    reader(at(f"/dates/{name}")).poll()
    now = datetime.fromisoformat(newsroom.stats()["now"])
    found = rows("SELECT published_at, published_raw, first_seen_at FROM core.feed_entry")
    assert len(found) == N_ITEMS
    for published_at, raw, first_seen_at in found:
        assert (published_at is not None) == is_dated
        assert published_at is None or published_at <= now + timedelta(days=2)
        assert first_seen_at == now
        assert raw or is_dated, "stored once where it says what published_at says"
    written = {"future": str((now + timedelta(days=400)).year), "year-1": "0001", "year-9999": "9999"}
    assert all(written.get(name, "") in (raw or "") for _, raw, _ in found)


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("link-relative", "/items"),
        ("link-protocol-relative", "/2026/11/16"),
        ("link-xml-base", "/2026/11/16"),
    ],
)
def test_line_56_a_link_that_leaves_something_out_is_resolved(reader, rows, name, folder):
    reader(at(f"/items/{name}")).poll()
    assert rows(URLS) == [(at(f"{folder}/report-{number}"),) for number in range(N_ITEMS, 0, -1)]


@pytest.mark.parametrize(
    ("name", "scheme"), [("link-js", "javascript:"), ("link-mailto", "mailto:"), ("link-file", "file:")]
)
def test_line_57_a_link_that_is_not_of_the_web_is_never_followed_and_its_entry_says_so(
    newsroom, run, rows, name, scheme
):
    report = run(at(f"/items/{name}"))
    assert [one.target for one in newsroom.ledger()] == [f"/items/{name}"]
    [(url, written, *ended)] = rows("SELECT DISTINCT url, link, state, rejection_reason FROM core.feed_entry")
    assert (url, ended) == ("", ["rejected", "bad_url"])
    assert written.startswith(scheme), "what it was is kept"
    assert (report.rejected, report.conservation.n_missing) == ({"bad url": N_ITEMS}, 0)
    assert rows("SELECT count(*) FROM core.page") == [(0,)]
