"""Argos packages decoded by ours: the fixture's grammar comes out word for word, and nothing is cut in silence."""

import json
import zipfile

import pytest

from tasks.models import ModelStore, load_engine
from tasks.press import MODELS_FOLDER
from tasks.translate.argos import MAX_SOURCE_TOKENS, ArgosEngine, DecodeOptions, _pieces
from tasks.translate.engine import EngineError
from tasks.translate.sentences import translate_sentences
from warehouse.records import Method, SentenceTranslation

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


def translated(models: ModelStore, *sentences: str, source: str = "fr", target: str = "en", **options: int):
    engine = ArgosEngine(models, target, DecodeOptions(**options))
    return list(engine.translate(sentences, source))


def targets(models: ModelStore, *sentences: str, **options) -> list[str]:
    return [one.target for one in translated(models, *sentences, **options)]


def test_sentences_come_back_in_their_order(models):
    assert targets(models, *FRENCH) == list(ENGLISH)
    assert targets(models, *reversed(FRENCH)) == list(reversed(ENGLISH))


def test_the_other_direction_works_too(models):
    assert targets(models, ENGLISH[4], source="en", target="fr-CA") == [FRENCH[4]]


def test_a_sentence_reads_the_same_alone_and_in_a_batch(models):
    assert [one for sentence in FRENCH for one in translated(models, sentence)] == translated(models, *FRENCH)


def test_the_same_batch_gives_the_same_translation_on_one_core_and_on_two(models):
    runs = [translated(models, *FRENCH, inter_threads=threads) for threads in (1, 2, 1)]
    assert runs[0] == runs[1] == runs[2]


def test_a_sure_translation_scores_above_a_guess(models):
    sure, guess = translated(models, FRENCH[0], "Xylophones bleus sous quarante lampadaires rouillés.")
    assert guess.token_score < sure.token_score <= 0
    assert sure.n_tokens > 5


def test_options_reach_the_decoder(models):
    assert targets(models, FRENCH[0], beam_size=1, max_batch_tokens=64, inter_threads=2) == [ENGLISH[0]]


def test_methods_name_what_can_be_translated_now_and_with_what(models):
    engine = ArgosEngine(models, "en-CA", DecodeOptions(beam_size=3, inter_threads=2))
    assert engine.methods() == {"fr": Method("argos", "translate-fr_en-0.1", "rule 1, beam 3")}
    assert ArgosEngine(models, "de").methods() == {}
    assert engine.what_is_lacking("de") == f"no package de → en in {models.folder}; run `newsecho models install de en`"


def test_a_package_that_asks_for_a_first_token_is_given_it(tmp_path):
    with zipfile.ZipFile(MODELS_FOLDER / "fixture_fr_en.argosmodel") as archive:
        archive.extractall(tmp_path)
    metadata_file = tmp_path / "translate-fr_en-0_1" / "metadata.json"
    metadata_file.write_text(json.dumps({**json.loads(metadata_file.read_text()), "target_prefix": "▁Th"}))
    models = ModelStore(tmp_path / "models")
    models.install(metadata_file.parent)
    assert targets(models, FRENCH[4]) == [ENGLISH[4].removeprefix("Th")]


def test_a_damaged_package_is_a_sentence_with_the_way_out(tmp_path):
    models = ModelStore(tmp_path)
    package = models.install(MODELS_FOLDER / "fixture_fr_en.argosmodel")
    (package.path / "model" / "model.bin").write_bytes(b"not a model")
    with pytest.raises(EngineError, match=r"^the package fr en fails .*run `newsecho models install fr en` again$"):
        translated(models, FRENCH[0])


def test_a_long_sentence_is_decoded_in_pieces_cut_at_pauses(models):
    engine = load_engine(models.find("fr", "en"))
    clause = "Microsoft a annoncé lundi un nouveau service au Canada"
    pieces = _pieces("; ".join([clause] * 12) + ".", engine)
    assert max(map(len, pieces)) <= MAX_SOURCE_TOKENS
    texts = [engine.tokenizer.decode(piece) for piece in pieces]
    assert " ".join(texts) == "; ".join([clause] * 12) + "."
    assert all(text.endswith((";", ".")) for text in texts)


def test_every_part_of_a_long_sentence_is_translated(models, monkeypatch):
    # So short that a piece is a clause, which is what the grammar knows.
    monkeypatch.setattr("tasks.translate.argos.MAX_SOURCE_TOKENS", 24)
    clauses = [sentence.removesuffix(".") for sentence in FRENCH if "«" not in sentence] * 2
    (one,) = translated(models, "; ".join(clauses) + ".")
    assert not one.is_cut
    for name in ("Microsoft", "Orange", "Bombardier", "government"):
        assert one.target.count(name) == 2, one.target


def test_a_decoder_that_runs_into_its_limit_is_marked(models, monkeypatch):
    (whole,) = translated(models, FRENCH[2])
    # as if the sentence wanted more than there is
    monkeypatch.setattr("tasks.translate.argos.MAX_TARGET_TOKENS", 5)
    (cut,) = translated(models, FRENCH[2])
    assert (cut.is_cut, whole.is_cut) == (True, False)
    assert len(cut.target) < len(whole.target)


def test_what_the_model_has_no_sign_for_is_no_crash(models):
    for text in ("中" * 450, "שלום עולם", "🙂 bonjour 🙂", "\u202eabc", "a" * 3000, "½ ⅓"):
        (one,) = translated(models, text)
        assert isinstance(one, SentenceTranslation)


def test_links_and_emoji_stand_where_they_stood(models):
    engine = ArgosEngine(models, "en")
    sentence = f"{FRENCH[0]} 🙂 https://exemple.example/a_b?c=d_e {FRENCH[4]}"
    made = translate_sentences(engine, "fr", [sentence]).made[sentence]
    assert made.target == f"{ENGLISH[0]} 🙂 https://exemple.example/a_b?c=d_e {ENGLISH[4]}"


def test_numbers_and_quotation_marks_come_out_where_they_belong(models):
    assert targets(models, FRENCH[2], FRENCH[3]) == [ENGLISH[2], ENGLISH[3]]
