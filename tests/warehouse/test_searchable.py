"""What can be searched is what articles say now, whatever they said before and however they were read."""

from datetime import timedelta

import pytest

from warehouse import entries, feeds, translations
from warehouse.records import Translation, TranslationStatus
from warehouse.sql import audit


@pytest.fixture
def told(house, make):
    """Save what the article at key "a" says now, as the n-th poll of its feed brings it; return the article."""

    def saved(n, body, sha=None, **more):
        with house.transaction("test") as tx:
            entry = make.entry("a", entry_hash=n + 10)
            feeds.sync_feeds(tx, [make.feed()], make.now)
            feeds.save_poll(tx, make.poll(n=n), [entry], make.now)
            page = make.page(entry, n=n)
            entries.save_pages(tx, [page], [], make.now, None)
            article = make.article(page, body=body, content_sha256=sha or f"sha of {body}", **more)
            entries.save_articles(tx, [article], [], make.now + timedelta(hours=n), make.run_id)
        return article

    return saved


@pytest.fixture
def translate(house, make):
    def saved(article, body, target="en"):
        one = Translation(article.article_id, article.content_sha256, article.lang, target, TranslationStatus.OK,
                          "argos", "1.9", make.now, "", body)  # fmt: skip
        with house.transaction("test") as tx:
            translations.save_translations(tx, [one])

    return saved


@pytest.fixture
def finds(house, rows):
    def found(words, **more):
        with house.transaction("test") as tx:
            assert audit(tx) == []
        return rows("SELECT count(*) FROM search($q)", q=words)[0][0]

    return found


def test_a_translation_saved_twice_is_found_once_and_what_it_replaced_no_more(told, translate, finds):
    article = told(1, "Bonjour le monde", lang="fr")
    for _ in range(2):
        translate(article, "hello world")
        assert finds("hello") == finds("world") == finds("bonjour") == 1
    translate(article, "hello there")
    assert (finds("hello"), finds("there"), finds("world")) == (1, 1, 0)


def test_a_text_that_comes_back_is_found_by_the_translation_it_had(told, translate, finds):
    first = told(1, "Bonjour", lang="fr")
    translate(first, "hello")
    told(2, "Bonsoir", lang="fr")
    assert (finds("hello"), finds("bonjour"), finds("bonsoir")) == (0, 0, 1)
    told(3, "Bonjour", lang="fr")
    assert (finds("hello"), finds("bonjour"), finds("bonsoir")) == (1, 1, 0)


def test_ninety_versions_of_one_page_leave_room_for_the_others(told, read_articles, finds, rows):
    for n in range(1, 12):
        told(n, f"The budget, minute {n}")
    read_articles("b", body="The budget of another town")
    assert rows("SELECT count(*) FROM search('budget', lim := 2)") == [(2,)]
    assert rows("SELECT count(*) FROM core.search_doc") == [(2,)]


def test_a_language_that_a_later_reading_corrects_breaks_no_key(told, translate, finds, rows):
    told(1, "Bonjour", lang="en", extractor_version="1")
    article = told(2, "Bonjour", lang="fr", extractor_version="2")
    translate(article, "hello")
    assert finds("bonjour") == finds("hello") == 1
    assert rows("SELECT text_lang FROM core.search_doc ORDER BY text_lang") == [("en",), ("fr",)]


def test_a_day_that_a_later_reading_corrects_is_the_day_searched_for(make, told, rows):
    told(1, "Budget", extractor_version="1")
    told(2, "Budget", extractor_version="2", published_at=make.now - timedelta(days=5))
    assert rows("SELECT count(*) FROM search('budget', until := DATE '2026-11-12')") == [(1,)]
    assert rows("SELECT count(*) FROM search('budget', since := DATE '2026-11-14')") == [(0,)]


def test_two_translations_of_one_article_at_once_keep_their_texts_apart(house, make, told, finds, rows):
    article = told(1, "Hola", lang="es")
    common = article.article_id, article.content_sha256, "es"
    made = [
        Translation(*common, target, TranslationStatus.OK, "argos", "1.9", make.now, "", body)
        for target, body in (("en", "hello"), ("fr", "bonjour"))
    ]
    with house.transaction("test") as tx:
        translations.save_translations(tx, made)
    assert finds("hello") == finds("bonjour") == finds("hola") == 1


def test_an_edit_of_an_undated_article_keeps_the_day_it_had(make, told, rows):
    told(1, "One", published_source="first_seen", published_at=make.now)
    told(2, "Two", published_source="first_seen", published_at=make.now + timedelta(days=3))
    assert rows("SELECT version, published_at, published_on FROM articles") == [(2, make.now, make.now.date())]
    assert rows("SELECT DISTINCT published_on FROM core.article_text") == [(make.now.date(),)]


def test_each_edit_is_silent_by_what_its_own_version_says(make, told, rows):
    told(1, "One")
    told(2, "Two", modified_at=make.now + timedelta(hours=1))
    told(3, "Three", modified_at=make.now + timedelta(hours=1))
    assert rows("SELECT version, is_silent FROM edits ORDER BY version") == [(2, False), (3, True)]


def test_an_entry_known_before_its_page_was_read_names_the_article_it_led_to(house, make, told, rows):
    herald = make.feed("herald")
    url = make.entry("a").url
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [make.feed(), herald], make.now)
        feeds.save_poll(tx, make.poll(), [make.entry("a")], make.now)
        feeds.save_poll(tx, make.poll(herald), [make.entry("h", herald, url=url)], make.now)
    article = told(2, "One")
    assert rows("SELECT article_id::VARCHAR FROM core.feed_entry WHERE state = 'known'") == [(article.article_id,)]


def test_an_item_that_changes_while_its_page_waits_to_be_read_is_fetched_again(house, make):
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [make.feed()], make.now)
        feeds.save_poll(tx, make.poll(), [make.entry("a")], make.now)
        entries.save_pages(tx, [make.page(make.entry("a"))], [], make.now, None)
        assert entries.pending_entries(tx, make.now) == []
        sums = feeds.save_poll(tx, make.poll(n=2), [make.entry("a", entry_hash=2)], make.now)
        assert (sums.n_changed, sums.n_known) == (0, 1), "it is counted among those left over"
        assert [one.entry.entry_hash for one in entries.pending_entries(tx, make.now)] == [2]
        assert entries.pages_to_extract(tx) == []
