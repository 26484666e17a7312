"""Translation on real packages: the fixture's own grammar must come out word for word, the rest must wait visibly."""

import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.core.translation.judgement import Floors
from tasks.models import ModelStore
from tasks.translate import DecodeOptions, ready_pairs, translate_batch
from warehouse.records import TranslationStatus

FIXTURES = Path(__file__).parents[2] / "tasks" / "press" / "models"
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)

FRENCH = (
    "Microsoft a annoncé lundi un nouveau service au Canada.",
    "Orange va investir 12 millions d'euros en Belgique.",
    "« La vie privée n'est pas un luxe », a déclaré Marc Roba, le directeur général de Thales.",
    "Les ventes de Bombardier ont baissé de 3,5 % au Québec.",
    "Le gouvernement veut encadrer l'intelligence artificielle en France.",
)
ENGLISH = (
    "Microsoft announced a new service in Canada on Monday.",
    "Orange will invest 12 million euros in Belgium.",
    '"Privacy is not a luxury," said Marc Roba, the chief executive of Thales.',
    "Sales at Bombardier fell 3.5% in Quebec.",
    "The government wants to regulate artificial intelligence in France.",
)


@dataclass(frozen=True)
class Work:
    article_id: str
    lang: str
    title: str
    body: str
    content_sha256: str = "c0ffee"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    store = ModelStore(tmp_path_factory.mktemp("models"))
    for package in sorted(FIXTURES.glob("*.argosmodel")):
        store.install(package)
    return store


def french(
    article_id: str = "a", title: str = FRENCH[0], body: str = f"{FRENCH[1]} {FRENCH[2]}\n\n{FRENCH[3]}"
) -> Work:
    return Work(article_id, "fr-CA", title, body)


def test_what_the_model_renders_well_is_judged_and_not_doubtful(models: ModelStore):
    (translation,) = translate_batch([french()], models=models, target_lang="en", now=NOW)
    assert (translation.n_sentences, translation.n_flagged, translation.is_doubtful) == (4, 0, False)
    assert translation.doubtful_sentences == ()


def test_what_lies_outside_the_grammar_of_the_model_is_doubtful_sentence_by_sentence(models: ModelStore):
    body = "La patinoire du parc ouvrira avec trois semaines de retard, selon la conseillère Fabienne Morasse."
    (translation,) = translate_batch([french(body=f"{body} {body}")], models=models, target_lang="en", now=NOW)
    assert translation.is_doubtful
    assert translation.doubt.startswith("2 of 3 sentences are flagged: ")
    assert [(one.field, one.position) for one in translation.doubtful_sentences] == [("body", 0), ("body", 1)]
    assert all(one.source == body and one.token_score is not None for one in translation.doubtful_sentences)


def test_how_much_is_too_much_is_a_setting(models: ModelStore):
    floors = Floors(min_token_score=0.0, max_flagged_share=1.0)
    (translation,) = translate_batch([french()], models=models, target_lang="en", now=NOW, floors=floors)
    assert translation.doubt.startswith("mean log-probability of a token -0.0")
    assert {fault for one in translation.doubtful_sentences for fault in one.faults} == {"unsure"}


def test_title_and_paragraphs_are_translated_in_place(models: ModelStore):
    (translation,) = translate_batch([french()], models=models, target_lang="en", now=NOW)
    assert translation.title == ENGLISH[0]
    assert translation.body == f"{ENGLISH[1]} {ENGLISH[2]}\n\n{ENGLISH[3]}"
    assert translation.status == TranslationStatus.OK
    assert (translation.engine, translation.engine_version) == ("argos", "translate-fr_en-0.1")
    assert (translation.source_lang, translation.target_lang, translation.translated_at) == ("fr-CA", "en", NOW)
    assert translation.content_sha256 == "c0ffee"


def test_the_other_direction_works_too(models: ModelStore):
    work = Work("a", "en-GB", ENGLISH[4], "")
    (translation,) = translate_batch([work], models=models, target_lang="fr-CA", now=NOW)
    assert translation.title == FRENCH[4]
    assert translation.body == ""


def test_an_article_reads_the_same_alone_and_in_a_batch(models: ModelStore):
    works = [french(f"a{number}", title, f"{title}\n\n{FRENCH[number - 1]}") for number, title in enumerate(FRENCH)]
    together = translate_batch(works, models=models, target_lang="en", now=NOW)
    alone = [one for work in works for one in translate_batch([work], models=models, target_lang="en", now=NOW)]
    assert [one.body for one in together] == [one.body for one in alone]
    assert [one.article_id for one in together] == [work.article_id for work in works]


def test_the_same_batch_gives_the_same_translation(models: ModelStore):
    runs = [translate_batch([french()], models=models, target_lang="en", now=NOW) for _ in range(3)]
    assert runs[0] == runs[1] == runs[2]


def test_a_sure_translation_scores_above_a_guess(models: ModelStore):
    sure, guess = translate_batch(
        [french(), french("b", "Xylophones bleus sous quarante lampadaires rouillés.", "")],
        models=models,
        target_lang="en",
        now=NOW,
    )
    assert sure.token_score is not None
    assert guess.token_score is not None
    assert guess.token_score < sure.token_score <= 0


def test_what_has_no_letter_stands_as_it_is(models: ModelStore):
    (translation,) = translate_batch([french(body="* * *\n\n12 345")], models=models, target_lang="en", now=NOW)
    assert translation.body == "* * *\n\n12 345"


def test_an_empty_article_is_an_empty_translation(models: ModelStore):
    (translation,) = translate_batch([french(title="", body="")], models=models, target_lang="en", now=NOW)
    assert (translation.status, translation.title, translation.body) == (TranslationStatus.OK, "", "")
    assert translation.token_score is None


def test_no_article_is_no_work(models: ModelStore):
    assert translate_batch([], models=models, target_lang="en", now=NOW) == []


def test_what_is_in_the_target_language_already_is_left_out(models: ModelStore):
    assert translate_batch([Work("a", "en-US", "Hello.", "")], models=models, target_lang="en", now=NOW) == []


def test_an_article_without_a_package_waits_and_says_for_what(models: ModelStore):
    (translation,) = translate_batch([Work("a", "de", "Guten Tag.", "")], models=models, target_lang="en", now=NOW)
    assert translation.status == TranslationStatus.PENDING_MODEL
    assert translation.detail == f"no package de → en in {models.folder}; run `newsecho models install de en`"
    assert (translation.engine, translation.engine_version, translation.body) == ("none", "", "")


def test_an_article_in_an_unknown_language_waits_too(models: ModelStore):
    (translation,) = translate_batch([Work("a", "und", "Mosar Tavel", "")], models=models, target_lang="en", now=NOW)
    assert translation.status == TranslationStatus.PENDING_MODEL
    assert "language of the article is not known" in translation.detail


def test_one_language_that_waits_does_not_hold_up_the_others(models: ModelStore):
    works = [Work("a", "de", "Guten Tag.", ""), french("b")]
    waiting, done = translate_batch(works, models=models, target_lang="en", now=NOW)
    assert waiting.status == TranslationStatus.PENDING_MODEL
    assert done.title == ENGLISH[0]


def test_a_sentence_longer_than_the_model_is_decoded_in_pieces(models: ModelStore):
    endless = "中" * 450  # a piece of the tokenizer each: the model knows 256 positions and would raise
    (translation,) = translate_batch([french(body=endless)], models=models, target_lang="en", now=NOW)
    assert translation.status == TranslationStatus.OK


def test_options_reach_the_decoder(models: ModelStore):
    options = DecodeOptions(beam_size=1, max_batch_tokens=64, inter_threads=2)
    (translation,) = translate_batch([french()], models=models, target_lang="en", now=NOW, options=options)
    assert translation.title == ENGLISH[0]


def test_ready_pairs_name_what_can_be_translated_now(models: ModelStore):
    assert ready_pairs(models, "en-CA") == {"fr": "translate-fr_en-0.1"}
    assert ready_pairs(models, "de") == {}


def test_a_package_that_asks_for_a_first_token_is_given_it(tmp_path: Path):
    with zipfile.ZipFile(FIXTURES / "fixture_fr_en.argosmodel") as archive:
        archive.extractall(tmp_path)
    metadata_file = tmp_path / "translate-fr_en-0_1" / "metadata.json"
    metadata_file.write_text(json.dumps({**json.loads(metadata_file.read_text()), "target_prefix": "▁Th"}))
    models = ModelStore(tmp_path / "models")
    models.install(metadata_file.parent)
    (translation,) = translate_batch([french(title=FRENCH[4], body="")], models=models, target_lang="en", now=NOW)
    assert translation.title == ENGLISH[4].removeprefix("Th")
