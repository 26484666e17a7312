from dataclasses import replace
from datetime import timedelta

import pytest

from warehouse import entries, feeds
from warehouse.entries import ArticleSums
from warehouse.records import Alternate, Quote, Rejection

TRANSIENT = Rejection("http_error", "HTTP 503 at https://gazette.example/a", is_transient=True)
FINAL = Rejection("http_error", "HTTP 404 at https://gazette.example/b")


@pytest.fixture
def polled(house, make):
    listed = [make.entry(key) for key in "abc"]
    with house.transaction("test") as tx:
        feeds.save_poll(tx, make.poll(), listed, make.now)
    return listed


def pending(house, now):
    with house.transaction("test") as tx:
        return entries.pending_entries(tx, now)


def save_pages(house, make, pages, rejected=(), retry_at=None, *, now=None):
    with house.transaction("test") as tx:
        entries.save_pages(tx, pages, rejected, now or make.now, retry_at)


def save_articles(house, make, articles, rejected=(), now=None):
    with house.transaction("test") as tx:
        return entries.save_articles(tx, articles, rejected, now or make.now, make.run_id)


def states(rows):
    return dict(rows("SELECT entry_key, state FROM core.feed_entry"))


def test_an_entry_and_its_feed_come_back_as_they_went_in(house, make, polled):
    found = pending(house, make.now)
    assert [one.entry for one in found] == polled
    assert {one.feed for one in found} == {make.feed()}


def test_a_transient_rejection_is_tried_again_and_a_final_one_is_not(house, make, polled):
    retry_at = make.now + timedelta(hours=1)
    a, b, _ = pending(house, make.now)
    save_pages(house, make, [], [(a, TRANSIENT), (b, FINAL)], retry_at)
    assert [one.entry.entry_key for one in pending(house, make.now)] == ["c"]
    later = pending(house, retry_at)
    assert [(one.entry.entry_key, one.n_attempts) for one in later] == [("a", 1), ("c", 0)]


def test_replayed_rejections_add_nothing_even_later(house, make, polled, dump):
    a, b, _ = pending(house, make.now)
    save_pages(house, make, [make.page(polled[2])], [(a, TRANSIENT), (b, FINAL)])
    before = dump()
    save_pages(house, make, [make.page(polled[2])], [(a, TRANSIENT), (b, FINAL)], now=make.now + timedelta(days=1))
    assert dump() == before


def test_a_fetched_page_waits_to_be_read_and_is_not_fetched_again(house, make, polled):
    page = make.page(polled[0])
    save_pages(house, make, [page])
    assert [one.entry.entry_key for one in pending(house, make.now)] == ["b", "c"]
    with house.transaction("test") as tx:
        (work,) = entries.pages_to_extract(tx)
        assert entries.count_pending(tx, make.now) == 3
    assert (work.page, work.entry, work.feed) == (page, polled[0], make.feed())


def test_an_article_settles_its_entry_and_a_replay_adds_nothing(house, make, polled, rows, dump):
    page = make.page(polled[0])
    save_pages(house, make, [page])
    article = make.article(page)
    assert save_articles(house, make, [article]) == ArticleSums(1, 0, 0)
    assert states(rows) == {"a": "article", "b": "pending", "c": "pending"}
    before = dump()
    assert save_articles(house, make, [article], now=make.now + timedelta(days=1)) == ArticleSums(0, 0, 1)
    save_pages(house, make, [page])
    assert dump() == before


def test_two_entries_that_lead_to_one_article_are_new_and_known(house, make, polled, rows):
    pages = [make.page(entry) for entry in polled[:2]]
    save_pages(house, make, pages)
    first = make.article(pages[0])
    second = replace(first, entry_key="b", page_id=pages[1].page_id)
    assert save_articles(house, make, [first, second]) == ArticleSums(1, 0, 1)
    assert states(rows) == {"a": "article", "b": "known", "c": "pending"}
    assert rows("SELECT count(DISTINCT article_id), count(article_id) FROM core.feed_entry") == [(1, 2)]


def test_another_content_is_a_new_version_and_the_old_one_stays(house, make, polled, rows):
    page = make.page(polled[0])
    save_pages(house, make, [page])
    article = make.article(page)
    save_articles(house, make, [article])
    edited = replace(article, content_sha256="other", body="Edited.", credits=(), published_at=None)
    assert save_articles(house, make, [edited]) == ArticleSums(0, 1, 0)
    assert rows("SELECT version, body FROM core.article_text ORDER BY version") == [(1, article.body), (2, "Edited.")]
    assert rows("SELECT version, content_sha256 FROM core.article") == [(2, "other")]
    assert rows("SELECT version, count(*) FROM core.credit GROUP BY ALL") == [(1, 1)]
    assert rows("SELECT published_on FROM core.article") == [(make.now.date(),)]


def test_two_contents_of_one_article_in_one_call_are_two_versions(house, make, polled, rows):
    pages = [make.page(entry) for entry in polled[:2]]
    save_pages(house, make, pages)
    first = make.article(pages[0])
    second = replace(first, entry_key="b", page_id=pages[1].page_id, content_sha256="other")
    assert save_articles(house, make, [first, second]) == ArticleSums(1, 1, 0)
    assert rows("SELECT version, content_sha256 FROM core.article") == [(2, "other")]
    assert rows("SELECT count(*) FROM article_versions") == [(2,)]


def test_a_better_extractor_renews_credits_of_the_same_content(house, make, polled, rows):
    page = make.page(polled[0])
    save_pages(house, make, [page])
    article = make.article(page)
    save_articles(house, make, [article])
    reread = replace(article, extractor_version="2", credits=(article.credits[0],) * 2, lang="fr", defects=())
    assert save_articles(house, make, [reread]) == ArticleSums(0, 0, 1)
    assert rows("SELECT version, count(*) FROM core.credit GROUP BY ALL") == [(1, 2)]
    assert rows("SELECT count(*) FROM core.defect") == [(0,)]
    assert rows("SELECT lang, version, extractor_version FROM core.article") == [("fr", 1, "2")]


def test_a_page_without_an_article_is_rejected_with_its_reason_once(house, make, polled, rows, dump):
    save_pages(house, make, [make.page(polled[0])])
    with house.transaction("test") as tx:
        works = entries.pages_to_extract(tx)
    rejected = [(works[0], Rejection("consent_wall", "asks for cookies"))]
    assert save_articles(house, make, [], rejected) == ArticleSums(0, 0, 0, {"consent_wall": 1})
    assert rows("SELECT state, rejection_reason, n_attempts FROM core.feed_entry WHERE entry_key = 'a'") == [
        ("rejected", "consent_wall", 1)
    ]
    before = dump()
    save_articles(house, make, [], rejected, now=make.now + timedelta(days=1))
    save_pages(house, make, [make.page(polled[0])])
    assert dump() == before


def test_an_entry_that_changed_while_it_was_read_still_waits(house, make, polled, rows):
    page = make.page(polled[0])
    save_pages(house, make, [page])
    save_articles(house, make, [make.article(page)])
    with house.transaction("test") as tx:
        feeds.save_poll(tx, make.poll(n=2), [make.entry("a", entry_hash=2)], make.now)
    save_articles(house, make, [replace(make.article(page), content_sha256="late reader")])
    assert states(rows)["a"] == "pending"


def test_reextraction_gives_the_page_of_each_article_of_the_window(house, make, polled):
    page = make.page(polled[0])
    save_pages(house, make, [page])
    article = make.article(page)
    save_articles(house, make, [article])
    day = article.published_at.date()
    with house.transaction("test") as tx:
        assert [work.page for work in entries.articles_for_reextraction(tx, day, day)] == [page]
        assert entries.articles_for_reextraction(tx, day + timedelta(days=1), day + timedelta(days=2)) == []


def addresses(rows):
    """Return what the stored rows of pages say of their feed, entry and address: nothing where their entry says it."""
    return rows("SELECT entry_key, url FROM core.page ORDER BY fetched_at, url")


def test_a_page_says_what_it_was_fetched_for_once_its_entry_says_something_else(house, make, polled, rows):
    page = make.page(polled[0])
    save_pages(house, make, [page])
    article = make.article(page)
    save_articles(house, make, [article])
    assert addresses(rows) == [(None, None)]
    moved = make.entry("a", entry_hash=2, url="https://gazette.example/moved")
    with house.transaction("test") as tx:
        feeds.save_poll(tx, make.poll(n=2), [moved], make.now)
    assert addresses(rows) == [("a", page.url)]
    save_pages(house, make, [make.page(moved, n=2, fetched_at=make.now + timedelta(hours=1))])
    assert addresses(rows) == [("a", page.url), (None, None)]
    day = article.published_at.date()
    with house.transaction("test") as tx:
        assert [work.page for work in entries.articles_for_reextraction(tx, day, day)] == [page]
        [work] = entries.pages_to_extract(tx)
        assert (work.page.url, work.page.feed_id, work.page.entry_key) == (moved.url, moved.feed_id, "a")


def test_of_two_pages_of_one_entry_one_waits_and_the_other_says_what_it_was_fetched_for(house, make, polled, rows):
    one, other = (make.page(polled[0], n=n) for n in (1, 2))
    save_pages(house, make, [one, other])
    assert sorted(addresses(rows), key=str) == [("a", one.url), (None, None)]
    save_pages(house, make, [make.page(polled[0], n=3)])
    assert sorted(addresses(rows), key=str) == [("a", one.url), ("a", one.url), (None, None)]
    assert rows("SELECT count(*) FROM core.page ANTI JOIN core.feed_entry USING (page_id)") == [(2,)]


def test_a_page_fetched_from_another_address_than_its_entry_has_keeps_it(house, make, polled, rows):
    page = make.page(replace(polled[0], url="https://gazette.example/elsewhere"))
    save_pages(house, make, [page])
    assert addresses(rows) == [("a", page.url)]
    with house.transaction("test") as tx:
        assert [work.page for work in entries.pages_to_extract(tx)] == [page]


def test_every_entry_ends_once(house, make, polled, rows):
    a, b, c = pending(house, make.now)
    save_pages(house, make, [make.page(a.entry), make.page(c.entry)], [(b, FINAL)])
    with house.transaction("test") as tx:
        works = entries.pages_to_extract(tx)
    sums = save_articles(house, make, [make.article(works[0].page)], [(works[1], Rejection("no_text", "3 words"))])
    assert sums == ArticleSums(1, 0, 0, {"no_text": 1})
    assert states(rows) == {"a": "article", "b": "rejected", "c": "rejected"}
    assert rows("SELECT stage, reason FROM core.rejection ORDER BY stage") == [
        ("extract", "no_text"),
        ("fetch", "http_error"),
    ]


def test_what_a_page_asks_of_those_who_keep_it_comes_back(house, make, polled, rows):
    asked = [("noindex", "tdm-reservation"), (), ()]
    save_pages(house, make, [make.page(entry, reservations=told) for entry, told in zip(polled, asked, strict=True)])
    with house.transaction("test") as tx:
        works = entries.pages_to_extract(tx)
    assert {work.page.entry_key: work.page.reservations for work in works} == dict(zip("abc", asked, strict=True))
    assert rows("SELECT count(reservations) FROM core.page") == [(1,)]


def test_a_change_is_stored_with_what_it_was_and_what_stood_there(house, make, polled, rows):
    def judge(**texts):
        return "correction", f"{texts['old_title']}: {len(texts['body']) - len(texts['old_body'])} characters more"

    article = make.article(make.page(polled[0]))
    save_articles(house, make, [article])
    edited = replace(article, body="First.\n\nAnother.", content_sha256="edited")
    with house.transaction("test") as tx:
        entries.save_articles(tx, [edited], [], make.now + timedelta(days=1), make.run_id, judge=judge)
    [(change, reason, differences)] = rows("SELECT change, change_reason, differences FROM edits")
    assert (change, reason) == ("correction", f"{article.title}: 1 characters more")
    assert [edited.body[one["span_start"] : one["span_end"]] for one in differences] == ["Another."]
    assert [one["found"] for one in differences] == ["Second."]


def test_quotations_with_a_speaker_and_alternates_come_back_as_they_were_read(house, make, polled, rows):
    article = replace(
        make.article(make.page(polled[0])),
        body="“We go home now,” said Odile Roy.",
        body_as_found="“We go home now,” said Odile Roy.",
        quotes=(Quote("We go home now", 1, 15, "Odile Roy", "said Odile Roy"), Quote("no one knows who", 20, 30)),
        alternates=(Alternate("fr", "https://a.example/fr"),),
        status="live_blog",
        status_reason="its data call it a live blog",
    )
    save_articles(house, make, [article])
    assert rows("SELECT speaker, quote FROM quotes") == [("Odile Roy", "We go home now")]
    found = rows("SELECT alternates, status, status_reason FROM core.article")
    assert found == [([{"lang": "fr", "url": "https://a.example/fr"}], "live_blog", "its data call it a live blog")]
    save_articles(house, make, [replace(article, quotes=(), extractor_version="2")])
    assert rows("SELECT * FROM quotes") == []
