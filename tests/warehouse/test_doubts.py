"""Doubtful translations: marked in every view, their sentences listed with reasons, a person's word above all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from warehouse import doubts, translations
from warehouse.errors import WarehouseError
from warehouse.records import DoubtfulSentence, Translation, TranslationDecision, TranslationStatus

SENTENCE = DoubtfulSentence(
    "body",
    1,
    "Le pont ferme le 3 mai.",
    "The bridge closes on May 8.",
    ("numbers",),
    ("expected “3”; found “8”",),
    -0.4,
)
WHY = "2 of 3 sentences are flagged: numbers 2"


def doubtful(article, **more):
    made = Translation(
        article_id=article.article_id,
        content_sha256=article.content_sha256,
        source_lang="fr",
        target_lang="en",
        status=TranslationStatus.OK,
        engine="argos",
        engine_version="fr_en 1.9",
        translated_at=article.published_at,
        title="T",
        body="B",
        token_score=-0.6,
        n_sentences=3,
        n_flagged=2,
        is_doubtful=True,
        doubt=WHY,
        doubtful_sentences=(SENTENCE, replace(SENTENCE, field="title", position=0)),
    )
    return replace(made, **more)


@pytest.fixture
def save(house):
    def run(*made):
        with house.transaction("test") as tx:
            translations.save_translations(tx, made)

    return run


@pytest.fixture
def decide(house, make):
    def run(article, verdict, decided_at=make.now, **more):
        with house.transaction("test") as tx:
            said = TranslationDecision(
                article.article_id, article.content_sha256, "en", verdict, "ann", decided_at, **more
            )
            doubts.decide_translation(tx, said)

    return run


@pytest.fixture
def marked(rows):
    """Return what the views say of the translation: doubtful, why; and how many doubtful ones there are."""

    def ask():
        return [
            *rows("SELECT is_doubtful, doubt FROM translations"),
            *rows("SELECT count(*) FROM doubtful_translations"),
        ]

    return ask


def test_a_doubtful_translation_is_kept_and_marked(save, read_articles, rows, marked):
    (article,) = read_articles("a", lang="fr")
    save(doubtful(article))
    assert rows("SELECT translated_title, translated_body, n_sentences, n_flagged FROM translations") == [
        ("T", "B", 3, 2)
    ]
    assert marked() == [(True, WHY), (1,)]
    assert rows("SELECT doubt, decided_by FROM doubtful_translations") == [(WHY, "rule")]


def test_its_sentences_are_listed_with_what_is_wrong_with_each(save, read_articles, rows):
    (article,) = read_articles("a", lang="fr")
    save(doubtful(article))
    listed = rows(
        "SELECT field, position, source, target, faults, reasons, token_score FROM doubtful_sentences ORDER BY field"
    )
    said = (SENTENCE.source, SENTENCE.target, ["numbers"], ["expected “3”; found “8”"], -0.4)
    assert listed == [("body", 1, *said), ("title", 0, *said)]


def test_a_right_translation_is_not_marked_and_stores_no_sentence(save, read_articles, rows, marked):
    (article,) = read_articles("a", lang="fr")
    save(doubtful(article, n_flagged=0, is_doubtful=False, doubt="", doubtful_sentences=()))
    assert marked() == [(False, ""), (0,)]
    assert rows("SELECT count(*) FROM core.doubtful_sentence") == [(0,)]


def test_what_waits_for_a_model_is_not_judged(save, read_articles, rows):
    (article,) = read_articles("a", lang="fr")
    unjudged = dict.fromkeys(("n_sentences", "n_flagged", "is_doubtful"))
    save(doubtful(article, status=TranslationStatus.PENDING_MODEL, doubt="", doubtful_sentences=(), **unjudged))
    assert rows("SELECT n_sentences, is_doubtful FROM translations") == [(None, None)]
    assert rows("SELECT count(*) FROM doubtful_translations") == [(0,)]


def test_a_better_translation_takes_the_place_of_the_doubts(save, read_articles, rows, marked):
    (article,) = read_articles("a", lang="fr")
    save(doubtful(article))
    save(doubtful(article, body="Better.", n_flagged=0, is_doubtful=False, doubt="", doubtful_sentences=()))
    assert marked() == [(False, ""), (0,)]
    assert rows("SELECT count(*) FROM core.doubtful_sentence") == [(0,)]


def test_what_waits_takes_no_doubts_away(save, read_articles, marked, rows):
    (article,) = read_articles("a", lang="fr")
    save(doubtful(article))
    save(doubtful(article, status=TranslationStatus.PENDING_MODEL, title="", body="", doubtful_sentences=()))
    assert marked() == [(True, WHY), (1,)]
    assert rows("SELECT count(*) FROM doubtful_sentences") == [(2,)]


def test_the_same_translation_again_changes_nothing(save, read_articles, dump):
    (article,) = read_articles("a", lang="fr")
    stored = []
    for days in range(2):
        save(doubtful(article, translated_at=article.published_at + timedelta(days=days)))
        stored.append({name: dump()[name] for name in ("core.translation", "core.doubtful_sentence")})
    assert stored[0] == stored[1]


def test_the_same_translation_judged_anew_has_its_new_judgement(save, read_articles, marked):
    (article,) = read_articles("a", lang="fr")
    save(doubtful(article, n_flagged=0, is_doubtful=False, doubt="", doubtful_sentences=()))
    save(doubtful(article))
    assert marked() == [(True, WHY), (1,)]


def test_a_translation_that_a_person_found_right_is_trusted_and_stays_so_after_another_run(
    save, read_articles, decide, rows, marked
):
    (article,) = read_articles("a", lang="fr")
    save(doubtful(article))
    decide(article, "right", note="read both")
    for _ in range(2):
        assert marked() == [(False, "ann says it is right: read both"), (0,)]
        assert rows("SELECT count(*) FROM doubtful_sentences") == [(0,)]
        assert rows("SELECT count(*) FROM doubtful_translations") == [(0,)]
        save(doubtful(article, body="Made anew.", engine_version="fr_en 2.0"))


def test_a_translation_that_a_person_found_wrong_is_doubtful_whatever_translates_it_anew(
    save, read_articles, decide, rows, marked
):
    (article,) = read_articles("a", lang="fr")
    right = doubtful(article, n_flagged=0, is_doubtful=False, doubt="", doubtful_sentences=())
    save(right)
    decide(article, "wrong")
    for _ in range(2):
        assert marked() == [(True, "ann says it is wrong"), (1,)]
        assert rows("SELECT doubt, decided_by FROM doubtful_translations") == [("ann says it is wrong", "person")]
        save(replace(right, body="Made anew.", engine_version="fr_en 2.0"))


def test_of_two_words_of_people_the_later_one_counts(save, read_articles, decide, rows, marked):
    (article,) = read_articles("a", lang="fr")
    save(doubtful(article))
    decide(article, "wrong")
    decide(article, "right")
    assert marked()[0] == (False, "ann says it is right")
    assert rows("SELECT count(*) FROM core.translation_decision") == [(1,)]


def test_a_word_about_one_content_says_nothing_of_the_next(save, read_articles, decide, marked):
    (article,) = read_articles("a", lang="fr")
    save(doubtful(article))
    decide(article, "right")
    (newer,) = read_articles("a", lang="fr", content_sha256="newer", body="Newer.")
    save(doubtful(newer))
    assert marked() == [(True, WHY), (1,)]


def test_a_verdict_is_right_or_wrong(read_articles, decide):
    (article,) = read_articles("a", lang="fr")
    with pytest.raises(WarehouseError, match="'perhaps': a translation is right or wrong"):
        decide(article, "perhaps")
