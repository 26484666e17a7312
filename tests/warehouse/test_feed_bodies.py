"""The documents of feeds are kept like pages: in packs, once, for as long as the settings say."""

import uuid
from datetime import timedelta

import pytest

from tasks.core.identity import body_hash, event_id
from warehouse import feeds
from warehouse.publish import publish
from warehouse.raw import RawStore
from warehouse.records import FeedBody
from warehouse.retention import expire
from warehouse.warc import export_warc

DOCUMENT = b"<rss><channel><title>Gazette</title></channel></rss>"


@pytest.fixture
def raw(house):
    return RawStore(house.folder)


@pytest.fixture
def save(house, make, raw):
    """Take the document of a poll into the warehouse, as the pipeline does; return it as stored."""

    def saved(n, body=DOCUMENT, at=make.now):
        feed = make.feed()
        poll = make.poll(feed, n=n, polled_at=at)
        url = feed.url
        one = FeedBody(poll.poll_id, feed.feed_id, url, url, at, 200, "text/xml", len(body), body_hash(body))
        with house.transaction("test") as tx:
            feeds.sync_feeds(tx, [feed], make.now)
            feeds.save_poll(tx, poll, [], at)
            [stored] = raw.put_many(tx, [(one, body)], event_id(at, uuid.uuid4().bytes))
            feeds.save_bodies(tx, [stored])
        return stored

    return saved


def test_a_document_is_read_as_it_was_fetched_and_the_same_poll_again_adds_nothing(house, raw, save, rows):
    stored = save(1)
    assert raw.read(stored) == DOCUMENT
    with house.transaction("test") as tx:
        feeds.save_bodies(tx, [stored])
    assert rows("SELECT url, final_url, content_type, pack_id::VARCHAR FROM core.feed_body") == [
        (stored.url, None, "text/xml", stored.pack_id)
    ]


def test_a_document_that_comes_back_is_stored_once(raw, save):
    first, other, again = save(1), save(2, b"<rss/>"), save(3)
    assert again.pack_id == first.pack_id != other.pack_id
    assert len(list((raw.folder / "raw").rglob("*.parquet"))) == 2


def test_a_document_past_its_days_goes_and_its_row_stays(house, make, raw, save, rows):
    old, young = save(1, at=make.now - timedelta(days=40)), save(2, b"<rss/>")
    assert expire(house, make.now, 30).n_packs == 1
    assert not raw.path_of(old.pack_id).exists()
    assert raw.read(young) == b"<rss/>"
    assert rows("SELECT count(*), count(pack_id) FROM core.feed_body") == [(2, 1)]


def test_a_pack_that_only_a_document_names_is_not_taken_for_a_leftover(house, make, raw, save):
    stored = save(1, at=make.now - timedelta(days=40))
    assert expire(house, make.now, 0).n_packs == 0
    assert raw.read(stored) == DOCUMENT


def test_documents_go_into_the_web_archive_too(house, make, raw, save, tmp_path):
    save(1)
    publish(house.folder, make.now)
    day = make.now.date()
    done = export_warc(house.folder, raw, tmp_path / "x.warc.gz", since=day, until=day)
    assert (done.n_pages, done.n_documents, done.missing) == (0, 1, ())
