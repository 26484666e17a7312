from dataclasses import replace
from datetime import timedelta

from warehouse import entries, feeds
from warehouse.feeds import EntrySums
from warehouse.records import PollOutcome, Rejection


def save(house, poll, listed):
    with house.transaction("test") as tx:
        return feeds.save_poll(tx, poll, listed, poll.polled_at)


def due(house, now, **more):
    with house.transaction("test") as tx:
        return feeds.due_feeds(tx, now, **more)


def test_a_poll_adds_up(house, make):
    listed = [make.entry("a"), make.entry("b"), make.entry("a"), replace(make.entry("c"), url=make.entry("b").url)]
    assert save(house, make.poll(), listed) == EntrySums(n_entries=4, n_new=2, n_changed=0, n_known=2)


def test_a_replayed_poll_adds_nothing(house, make, dump):
    listed = [make.entry("a"), make.entry("b")]
    save(house, make.poll(), listed)
    before = dump()
    assert save(house, make.poll(), listed) == EntrySums(2, 0, 0, 2)
    assert dump() == before


def test_the_same_url_from_another_feed_is_known_and_names_its_article(house, make, read_articles, rows):
    (article,) = read_articles("a")
    other = make.feed("herald")
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [other], make.now, is_complete=False)
    assert save(house, make.poll(other), [make.entry("x", other, url=article.url)]).n_known == 1
    assert rows("SELECT state, article_id::VARCHAR FROM core.feed_entry WHERE entry_key = 'x'") == [
        ("known", article.article_id)
    ]


def test_entries_without_an_address_are_not_taken_for_each_other(house, make):
    assert save(house, make.poll(), [make.entry("a", url=""), make.entry("b", url="")]).n_new == 2


def test_a_changed_entry_waits_again_once_its_page_was_read(house, make, read_articles):
    read_articles("a")
    changed = make.entry("a", entry_sha256="other")
    assert save(house, make.poll(n=2), [changed]) == EntrySums(1, 0, 1, 0)
    with house.transaction("test") as tx:
        assert [one.entry for one in entries.pending_entries(tx, make.now)] == [changed]
    assert save(house, make.poll(n=3), [make.entry("a", entry_sha256="third")]).n_known == 1  # it waits anyhow


def test_a_changed_entry_that_was_read_as_known_is_still_read_again(house, make, read_articles):
    (article,) = read_articles("a")
    for n in (2, 3):
        changed = make.entry("a", entry_sha256=f"sha {n}")
        assert save(house, make.poll(n=n), [changed]).n_changed == 1
        with house.transaction("test") as tx:
            page = make.page(changed, n=n)
            entries.save_pages(tx, [page], [], make.now, None)
            again = replace(article, page_id=page.page_id)
            assert entries.save_articles(tx, [again], [], make.now, make.run_id).n_known == 1


def test_a_rejected_entry_that_is_due_anyhow_is_not_counted_twice(house, make):
    save(house, make.poll(), [make.entry("a")])
    retry_at = make.now + timedelta(minutes=10)
    with house.transaction("test") as tx:
        (pending,) = entries.pending_entries(tx, make.now)
        entries.save_pages(
            tx, [], [(pending, Rejection("network_error", "no answer", is_transient=True))], make.now, retry_at
        )
        assert entries.count_pending(tx, make.now) == 0
        assert entries.count_pending(tx, retry_at) == 1
    assert save(house, make.poll(n=2), [make.entry("a", entry_sha256="other")]).n_known == 1


def test_validators_of_a_whole_answer_are_kept_through_304_and_failure(house, make):
    whole = make.poll(n=1, etag='"1"', last_modified="Mon", body_sha256="b1")
    save(house, whole, [])
    save(house, make.poll(n=2, outcome=PollOutcome.NOT_MODIFIED, http_status=304), [])
    save(house, make.poll(n=3, outcome=PollOutcome.HTTP_ERROR, http_status=503, error="feed gazette: HTTP 503"), [])
    (state,) = due(house, make.now + timedelta(days=1))
    assert (state.etag, state.last_modified, state.body_sha256, state.n_failures) == ('"1"', "Mon", "b1", 1)
    save(house, make.poll(n=4), [])
    (state,) = due(house, make.now + timedelta(days=1))
    assert (state.etag, state.n_failures) == (None, 0)


def test_a_feed_is_due_by_its_pace_by_name_or_by_force(house, make):
    save(house, make.poll(), [])
    assert due(house, make.now) == []
    assert [state.feed for state in due(house, make.now, is_forced=True)] == [make.feed()]
    assert due(house, make.now, is_forced=True, names=["herald"]) == []
    assert len(due(house, make.now + timedelta(hours=1), names=["gazette"])) == 1


def test_a_feed_no_longer_configured_is_kept_and_not_polled(house, make, rows):
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [make.feed("herald")], make.now)
    assert [state.feed.name for state in due(house, make.now)] == ["herald"]
    assert rows("SELECT name, is_active FROM core.feed ORDER BY name") == [("gazette", False), ("herald", True)]


def test_syncing_the_same_feeds_touches_no_row(house, make, dump):
    before = dump()
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [make.feed()], make.now + timedelta(days=1))
    assert dump() == before


def test_a_lone_surrogate_costs_nothing(house, make, rows):
    listed = [make.entry("a", title="caf\ud800"), make.entry("b\udfff")]
    assert save(house, make.poll(), listed).n_new == 2
    assert save(house, make.poll(n=2), listed) == EntrySums(2, 0, 0, 2)
    assert rows("SELECT title FROM core.feed_entry WHERE entry_key = 'a'") == [("caf\ufffd",)]
