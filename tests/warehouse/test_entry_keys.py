"""Feeds whose guids name nothing: told by address, and nothing is new twice."""

from dataclasses import replace

import pytest

from warehouse import entries, feeds
from warehouse.feeds import EntrySums


@pytest.fixture
def poll(house, make):
    """Save the n-th poll of a feed with these items: their address by their guid."""

    def saved(n, address_of, **more):
        listed = [
            make.entry(guid, url=f"https://gazette.example/{page}" if page else "", **more)
            for guid, page in address_of.items()
        ]
        with house.transaction("test") as tx:
            return feeds.save_poll(tx, make.poll(n=n), listed, make.now)

    return saved


def renamed(n, pages):
    return {f"guid {n} {page}": page for page in pages}


def test_a_feed_that_renames_all_its_items_lists_nothing_new(poll, rows):
    assert poll(1, renamed(1, "abcdef")) == EntrySums(6, 6, 0, 0)
    for n in (2, 3, 4):
        assert poll(n, renamed(n, "abcdef"), entry_hash=1) == EntrySums(6, 0, 0, 6)
    assert rows("SELECT count(*) FROM core.feed_entry") == [(6,)]
    assert rows("SELECT reason FROM core.feed_identity") == [
        ("6 of 6 items came under other guids than before, at the same addresses",)
    ]


def test_a_new_item_among_renamed_ones_is_new(poll):
    poll(1, renamed(1, "abcdefgh"))
    assert poll(2, renamed(2, "bcdefghi")).n_new == 1
    assert poll(3, renamed(3, "cdefghij")).n_new == 1


def test_an_edit_under_another_guid_is_an_edit_of_the_same_entry(house, make, poll):
    poll(1, renamed(1, "abcdef"))
    poll(2, renamed(2, "abcdef"))
    with house.transaction("test") as tx:
        pages = [make.page(one.entry) for one in entries.pending_entries(tx, make.now)]
        entries.save_pages(tx, pages, [], make.now, None)
        entries.save_articles(tx, [make.article(page) for page in pages], [], make.now, make.run_id)
    assert poll(3, renamed(3, "abcdef"), entry_hash=2) == EntrySums(6, 0, 6, 0)
    with house.transaction("test") as tx:
        assert len(entries.pending_entries(tx, make.now)) == 6


@pytest.mark.parametrize(
    "second",
    [
        {"guid 1 a": "a", "guid 1 b": "b", "guid 2 c": "c", "guid 2 d": "d", "guid 2 e": "e", "guid 2 f": "f"},
        {f"guid 2 {page}": page for page in "ghijkl"},
        {f"guid 2 {page}": page for page in "abcd"},
        {f"guid 2 {page}": "" for page in "abcdef"},
    ],
    ids=["a third keeps its guid", "all are new pages", "too few to tell", "no addresses"],
)
def test_guids_are_believed_until_most_of_a_document_says_otherwise(poll, rows, second):
    poll(1, renamed(1, "abcdef"))
    poll(2, second)
    assert rows("SELECT count(*) FROM core.feed_identity") == [(0,)]


def test_another_feed_s_items_under_its_own_guids_are_no_sign(house, make, poll, rows):
    poll(1, renamed(1, "abcdef"))
    herald = make.feed("herald")
    listed = [
        replace(make.entry(f"h {page}", herald), url=f"https://gazette.example/{page}", link="") for page in "abcdef"
    ]
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [herald], make.now, is_complete=False)
        assert feeds.save_poll(tx, make.poll(herald), listed, make.now) == EntrySums(6, 0, 0, 6)
    assert rows("SELECT count(*) FROM core.feed_identity") == [(0,)]


def test_the_poll_that_shows_it_may_come_twice(poll, rows):
    poll(1, renamed(1, "abcdef"))
    for _ in range(2):
        assert poll(2, renamed(2, "abcdef"), entry_hash=1).n_known == 6
    assert rows("SELECT count(*) FROM core.feed_identity") == [(1,)]
