"""Languages: where the declared one and the text's disagree can be asked, and a person has the last word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from warehouse import articles, grouping, stories, translations
from warehouse.queue import TRANSLATE
from warehouse.records import Method, Override, Translation, TranslationStatus
from warehouse.sql import audit

PACKAGES = {"fr": Method("argos", "fr_en 1.9"), "es": Method("argos", "es_en 1.0")}
ASK = "SELECT url[-1:], lang, page_lang, feed_lang, reason, decided_by FROM language_conflicts ORDER BY url"


def decision(article, lang, who="ann", hours=1):
    at = article.published_at + timedelta(hours=hours)
    return Override(article.article_id, "language", who, at, lang=lang, note="I read it")


@pytest.fixture
def decide(house):
    def run(*decisions):
        with house.transaction("test decides") as tx:
            for one in decisions:
                stories.save_override(tx, one)
            assert audit(tx) == []

    return run


def test_a_language_that_page_or_feed_declare_otherwise_is_a_conflict(read_articles, rows):
    read_articles(
        "a", lang="fr", page_lang="en", feed_lang="fr", lang_reason="detected fr, though the page declares en"
    )
    read_articles(
        "b", lang="fr", page_lang="fr", feed_lang="en", lang_reason="detected fr, though the feed declares en"
    )
    read_articles("c", lang="fr-CA", page_lang="fr", feed_lang="fr")
    read_articles("d", lang="en")
    read_articles("e", lang="und", page_lang="fr", feed_lang="en")
    assert rows(ASK) == [
        ("a", "fr", "en", "fr", "detected fr, though the page declares en", None),
        ("b", "fr", "fr", "en", "detected fr, though the feed declares en", None),
    ]


def test_a_reading_under_another_rule_renews_what_was_declared(house, make, read_articles, rows):
    (article,) = read_articles("a", lang="fr", page_lang="en")
    again = replace(article, page_lang="fr", feed_lang="fr", extractor_version="2")
    with house.transaction("test") as tx:
        articles.write_articles(tx, [again], make.now, make.run_id)
    assert rows(ASK) == []
    assert rows("SELECT page_lang, feed_lang FROM core.article") == [("fr", "fr")]


def test_what_a_person_says_outlives_every_reading(house, make, read_articles, decide, rows):
    (article,) = read_articles("a", lang="en", page_lang="fr", lang_reason="detected en, though the page declares fr")
    decide(decision(article, "fr"))
    asked = "SELECT lang, lang_confidence, lang_reason FROM core.article"
    said = [("fr", 1.0, "decided by ann; detected en, though the page declares fr")]
    assert rows(asked) == said
    same_text, new_text = (
        replace(article, extractor_version="2"),
        replace(article, extractor_version="2", content_sha256="other", body="Other.", lang_reason="detected en"),
    )
    with house.transaction("test") as tx:
        articles.write_articles(tx, [same_text], make.now, make.run_id)
    assert rows(asked) == said
    with house.transaction("test") as tx:
        articles.write_articles(tx, [new_text], make.now, make.run_id)
    assert rows(asked) == [("fr", 1.0, "decided by ann; detected en")]
    assert rows("SELECT DISTINCT text_lang FROM core.search_doc") == [("fr",)]


def test_a_conflict_names_the_person_who_decided_it(read_articles, decide, rows):
    (article,) = read_articles("a", lang="en", page_lang="fr", feed_lang="fr", lang_reason="detected en")
    decide(decision(article, "de"))
    assert rows(ASK) == [("a", "de", "fr", "fr", "decided by ann; detected en", "ann")]
    decide(decision(article, "fr", hours=2))
    assert rows(ASK) == []


def test_the_last_word_counts_and_the_same_word_again_changes_nothing(read_articles, decide, rows, dump):
    (article,) = read_articles("a", lang="en", lang_reason="detected en")
    decide(decision(article, "fr"), decision(article, "de", "bob", 2), decision(article, "fr", "cat", 3))
    assert rows("SELECT lang, lang_reason FROM core.article") == [("fr", "decided by cat; detected en")]
    assert rows("SELECT decided_by, decision, lang, note FROM decisions") == [("cat", "language", "fr", "I read it")]
    before = dump()
    decide(decision(article, "fr", "ann", 4))
    assert dump() == before


def test_a_word_said_before_the_article_is_read_waits_for_it(house, make, read_articles, rows):
    entry = make.entry("a")
    article_id = make.uid(entry.url)
    with house.transaction("test") as tx:
        stories.save_override(tx, Override(article_id, "language", "ann", make.now, lang="fr"))
    read_articles("a", lang="en")
    assert rows("SELECT lang FROM core.article") == [("fr",)]


@pytest.fixture
def waiting(house):
    """Return in which languages articles wait for translation."""

    def run():
        with house.transaction("test") as tx:
            return [one.lang for one in translations.articles_to_translate(tx, "en", PACKAGES)]

    return run


@pytest.fixture
def translated(house, make, read_articles, waiting, rows):
    """Return a French article that was taken for a Spanish one, and translated from that."""
    (article,) = read_articles("a", lang="es", body="Une baleine blanche.", title="Baleine")
    made = Translation(
        article.article_id,
        article.content_sha256,
        "es",
        "en",
        status=TranslationStatus.OK,
        engine="argos",
        engine_version="es_en 1.0",
        translated_at=make.now,
        title="Nonsense",
        body="Nonsense gibberish.",
    )
    with house.transaction("test") as tx:
        translations.save_translations(tx, [made])
    assert waiting() == []
    assert rows("SELECT count(*) FROM search('gibberish')") == [(1,)]
    return article


def check_waits(waiting, rows):
    """Check that nothing is left of the translation, and that the article waits for one from French."""
    assert waiting() == ["fr"]
    assert rows("SELECT count(*) FROM core.translation") == [(0,)]
    assert rows("SELECT count(*) FROM search('gibberish')") == [(0,)]
    assert rows("SELECT lang FROM search('baleine')") == [("fr",)]
    assert rows("SELECT count(*) FROM core.queue WHERE stage = $stage", stage=TRANSLATE) == [(1,)]


def test_a_translation_from_the_wrong_language_goes_and_the_article_waits_for_one_from_the_right(
    translated, decide, waiting, rows
):
    decide(decision(translated, "fr"))
    check_waits(waiting, rows)


def test_so_it_does_when_a_later_reading_finds_the_right_one(house, make, translated, waiting, rows):
    again = replace(translated, lang="fr", extractor_version="2")
    with house.transaction("test") as tx:
        articles.write_articles(tx, [again], make.now, make.run_id)
    check_waits(waiting, rows)


def test_a_later_reading_that_finds_but_a_region_keeps_the_translation(house, make, translated, waiting, rows):
    again = replace(translated, lang="es-MX", extractor_version="2")
    with house.transaction("test") as tx:
        articles.write_articles(tx, [again], make.now, make.run_id)
    assert waiting() == []
    assert rows("SELECT count(*) FROM search('gibberish')") == [(1,)]


def test_a_translation_into_the_language_it_turns_out_to_be_in_goes(house, make, read_articles, decide, rows):
    (article,) = read_articles("a", lang="fr")
    made = Translation(
        article.article_id,
        article.content_sha256,
        "fr",
        "en",
        status=TranslationStatus.PENDING_MODEL,
        engine="none",
        engine_version="",
        translated_at=make.now,
    )
    with house.transaction("test") as tx:
        translations.save_translations(tx, [made])
    decide(decision(article, "en"))
    assert rows("SELECT count(*) FROM core.translation") == [(0,)]
    with house.transaction("test") as tx:
        assert translations.articles_to_translate(tx, "en", PACKAGES) == []


def test_an_article_in_another_language_is_grouped_anew(house, make, read_articles, decide, rows):
    a, b = read_articles("a", "b", lang="en")

    def group():
        with house.transaction("test") as tx:
            new = grouping.tellings(tx, grouping.ids_to_group(tx, "r1"))
            members = [make.membership("s", one.article_id) for one in new]
            stories.save_grouping(
                tx,
                pairs=[make.pair(a.article_id, b.article_id)] if new else [],
                memberships=members,
                links=[],
                grouped=new,
                rule_version="r1",
                now=make.now,
                run_id=make.run_id,
            )
        return [one.article_id for one in new]

    assert len(group()) == 2
    assert group() == []
    decide(decision(b, "fr"))
    assert rows("SELECT count(*) FROM core.pair") == [(0,)]
    assert group() == [b.article_id]
    assert rows("SELECT languages FROM stories") == [(["en", "fr"],)]
    assert group() == []
