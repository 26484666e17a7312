"""The stage that translates: leads before bodies, no sentence twice, what waits waits for a reason."""

import os
import shutil
from dataclasses import replace
from itertools import islice

import pytest

from config.errors import ConfigError
from config.settings import load_settings
from flows import translating
from flows.reprocess import Stage, reprocess
from tasks.core.sentences import split_sentences
from tests.models.grammar import Grammar
from tests.tasks.translate.conftest import loopback, upper
from tests.tasks.translate.test_apertium import PROGRAM
from tests.warehouse.conftest import NOW
from warehouse import hosts

FRENCH = (
    "Microsoft a annoncé lundi un nouveau service au Canada.",
    "Orange va investir 12 millions d'euros en Belgique.",
    "Les ventes de Bombardier ont baissé de 3,5 % au Québec.",
    "Le gouvernement veut encadrer l'intelligence artificielle en France.",
)
ENGLISH = (
    "Microsoft announced a new service in Canada on Monday.",
    "Orange will invest 12 million euros in Belgium.",
    "Sales at Bombardier fell 3.5% in Quebec.",
    "The government wants to regulate artificial intelligence in France.",
)
BODY = f"{FRENCH[1]} {FRENCH[2]}\n\n{FRENCH[3]}"
TRANSLATED = f"{ENGLISH[1]} {ENGLISH[2]}\n\n{ENGLISH[3]}"
ROWS = (
    "SELECT article_id, content_sha256, status, engine, engine_version, engine_settings, title, body, token_score,"
    " detail FROM core.translation ORDER BY 1, 2"
)


@pytest.fixture
def saved(monkeypatch):
    """Note what each batch stored: of how many articles, in which status."""
    batches = []
    plain = translating.translations.save_translations

    def noted(tx, made):
        batches.append(sorted(one.status.value for one in made))
        return plain(tx, made)

    monkeypatch.setattr(translating.translations, "save_translations", noted)
    return batches


def press(desk, n: int, *, n_sentences: int = 8, seed: int = 3) -> int:
    """Store *n* articles of the grammar, two paragraphs each; return how many sentences differ."""
    pairs = Grammar(seed).pairs()
    distinct = set()
    for number in range(n):
        title, *sentences = (pair.french for pair in islice(pairs, n_sentences + 1))
        half = n_sentences // 2
        paragraphs = (" ".join(sentences[:half]), " ".join(sentences[half:]))
        desk.article(f"p{number}", title, "\n\n".join(paragraphs))
        distinct |= {sentence for one in (title, *paragraphs) for sentence in split_sentences(one)}
    return len(distinct)


def test_title_and_paragraphs_are_translated_in_place(desk):
    desk.article("a", FRENCH[0], BODY)
    report = desk.translate()
    assert desk.text("a") == (ENGLISH[0], TRANSLATED)
    assert report.n_translated == 1
    made = "SELECT status, engine, engine_version, engine_settings, source_lang, token_score < 0 FROM core.translation"
    assert desk.ask(made) == [("ok", "argos", "translate-fr_en-0.1", "rule 1, beam 2", "fr", True)]
    assert desk.ask("SELECT count(*) FROM search('artificial intelligence')") == [(1,)]


def test_leads_of_all_articles_are_stored_before_the_first_body(desk, saved):
    press(desk, 6)
    desk.translate(lead_batch_size=4, batch_size=2)
    assert saved == [["lead"] * 4, ["lead"] * 2, ["ok"] * 2, ["ok"] * 2, ["ok"] * 2]


def test_a_lead_is_title_and_opening_and_the_body_decodes_only_the_rest(desk):
    desk.article("a", FRENCH[0], BODY)
    desk.translate(body="none")
    assert desk.status() == {"a": "lead_only"}
    assert desk.text("a") == (ENGLISH[0], f"{ENGLISH[1]} {ENGLISH[2]}")
    assert desk.ask("SELECT count(*) FROM search('Bombardier Quebec')") == [(1,)]
    assert desk.translate().n_decoded == 0, "what was enough is left until it is asked for"
    desk.queue()
    report = desk.translate(is_renewing=True)
    assert (report.n_decoded, report.n_remembered) == (1, 3)
    assert desk.text("a") == (ENGLISH[0], TRANSLATED)


def test_an_article_that_is_all_lead_is_done_at_once(desk, saved):
    desk.article("a", FRENCH[0], FRENCH[1])
    desk.translate()
    assert saved == [["ok"]]


def test_the_same_sentences_twice_decode_no_token_and_read_the_same(desk, tmp_path, new_desk):
    n = press(desk, 5)
    first = desk.translate()
    made, remembered = desk.ask(ROWS), desk.ask("FROM core.translation_memory ORDER BY ALL")
    assert (first.n_decoded, first.n_remembered, first.n_translated) == (n, 0, 5)
    assert first.n_decoded_tokens == sum(row[7] for row in remembered) > 0
    # The translations are lost, the memory is not.
    desk.ask("DELETE FROM core.translation")
    desk.queue()
    second = desk.translate()
    assert (second.n_decoded, second.n_decoded_tokens, second.n_remembered) == (0, 0, n)
    assert desk.ask(ROWS) == made
    assert desk.ask("FROM core.translation_memory ORDER BY ALL") == remembered


def test_what_is_translated_is_not_looked_at_again(desk):
    press(desk, 2)
    desk.translate()
    again = desk.translate()
    assert (again.n_translated, again.n_decoded, again.n_remembered) == (0, 0, 0)


def test_a_copy_costs_nothing_and_a_correction_what_it_changed(desk):
    desk.article("a", FRENCH[0], BODY)
    assert desk.translate().n_decoded == 4
    desk.article("b", FRENCH[0], BODY)
    copy = desk.translate()
    assert (copy.n_decoded, copy.n_remembered, copy.n_translated) == (0, 4, 1)
    assert desk.text("b") == desk.text("a")
    desk.article("a", FRENCH[0], BODY.replace("3,5 %", "4,5 %"))
    changed = desk.translate()
    assert (changed.n_decoded, changed.n_remembered) == (1, 3)
    assert desk.text("a")[1] == TRANSLATED.replace("3.5%", "4.5%")


def test_reprocessing_renews_what_other_settings_made_and_only_then(desk):
    desk.article("a", FRENCH[0], BODY)
    day = NOW.date()
    desk.translate(beam_size=1)

    def renewed():
        report = reprocess(desk.context, Stage.TRANSLATE, since=day, until=day)
        return report.n_translated, report.n_decoded, report.n_remembered

    settings = "SELECT engine_settings FROM core.translation"
    assert desk.translate().n_translated == 0, "an ordinary run leaves it"
    assert renewed() == (1, 4, 0)
    assert desk.ask(settings) == [("rule 1, beam 2",)]
    assert renewed() == (0, 0, 0)
    desk.ask("UPDATE core.translation SET engine_version = 'translate-fr_en-0.0', title = 'Older.'")
    assert renewed() == (1, 0, 4), "what was decoded this way is remembered"
    assert desk.text("a") == (ENGLISH[0], TRANSLATED)


def test_a_translation_of_before_settings_were_kept_is_renewed_on_request(desk):
    desk.article("a", FRENCH[0], BODY)
    desk.translate()
    desk.ask("UPDATE core.translation SET engine_settings = NULL")
    assert reprocess(desk.context, Stage.TRANSLATE, since=NOW.date(), until=NOW.date()).n_translated == 1


def test_without_a_package_articles_wait_and_say_for_what_and_one_language_holds_up_no_other(desk):
    desk.article("a", "Guten Tag.", "Es regnet.", lang="de")
    desk.article("b", FRENCH[0], FRENCH[1])
    report = desk.translate()
    assert desk.status() == {"a": "pending_model", "b": "ok"}
    assert report.waiting_pairs == {"de → en": 1}
    ((detail,),) = desk.ask("SELECT detail FROM translations WHERE status = 'pending_model'")
    assert detail == f"no package de → en in {desk.context.models.folder}; run `newsecho models install de en`"
    assert desk.translate().waiting_pairs == {"de → en": 1}


def test_what_is_in_the_target_language_or_in_none_known_wants_nothing(desk):
    desk.article("a", "Hello there.", "It rains.", lang="en-US")
    desk.article("b", "Mosar Tavel", "", lang="und")
    desk.translate()
    assert desk.status() == {}


def test_a_damaged_package_is_a_failure_and_its_articles_wait(desk, tmp_path, fixture_models):
    broken = tmp_path / "models"
    shutil.copytree(fixture_models, broken)
    (broken / "translate-fr_en-0_1" / "model" / "model.bin").write_bytes(b"no model")
    desk.article("a", FRENCH[0], BODY)
    whole, desk.context = desk.context, replace(desk.context, models_folder=broken)
    report = desk.translate()
    assert [failure.partition(" (")[0] for failure in report.failures] == ["the package fr en fails"]
    assert desk.status() == {"a": "pending_model"}
    desk.context = whole
    assert desk.translate().n_translated == 1


def test_translation_switched_off_stores_and_translates_later(desk):
    desk.article("a", FRENCH[0], BODY)
    report = desk.translate(engine="none")
    assert desk.status() == {"a": "pending_model"}
    assert (report.failures, report.waiting_pairs) == ([], {})
    assert desk.translate().n_translated == 1


def test_a_server_translates_and_its_sentences_are_remembered(desk):
    with loopback() as server:
        asked = {"engine": "libretranslate", "libretranslate_url": f"{server.url}/"}
        desk.article("a", FRENCH[0], BODY)
        desk.translate(**asked)
        assert desk.text("a") == (FRENCH[0].upper(), BODY.upper())
        n_asked = len(server.texts())
        desk.article("b", FRENCH[0], BODY)
        desk.translate(**asked)
        assert len(server.texts()) == n_asked
    assert desk.ask("SELECT DISTINCT engine, token_score FROM core.translation") == [("libretranslate", None)]


def test_a_server_that_asks_for_patience_is_left_alone_and_nothing_is_lost(desk):
    def answer(path, body):
        is_late = path == "/translate" and FRENCH[3] in body["q"]
        return (429, {"error": "Slowdown"}, {"Retry-After": "3600"}) if is_late else upper(path, body)

    with loopback(answer) as server:
        asked = {"engine": "libretranslate", "libretranslate_url": server.url}
        desk.article("a", FRENCH[0], BODY)
        report = desk.translate(**asked)
        assert report.failures == []
        assert "is left alone until" in report.waits[0]
        assert desk.status() == {"a": "lead"}, "the lead is there, the body waits"
        n_asked = len(server.asked)
        assert "is left alone until" in desk.translate(**asked).waits[0]
        assert len(server.asked) == n_asked
        server.answer = upper
        with desk.context.warehouse.transaction("the hour is over") as tx:
            (state,) = hosts.busy_hosts(tx, NOW, since=NOW).values()
            tx.run("DELETE FROM core.host_state")
        assert state.host == server.url.removeprefix("http://")
        assert desk.translate(**asked).n_translated == 1
    assert desk.text("a") == (FRENCH[0].upper(), BODY.upper())


def test_a_server_that_is_not_there_is_a_failure_and_the_articles_wait(desk):
    with loopback() as server:
        url = server.url
    desk.article("a", FRENCH[0], BODY)
    (failure,) = desk.translate(engine="libretranslate", libretranslate_url=url).failures
    assert failure.startswith(f"{url}/languages: ")
    assert desk.status() == {}
    assert desk.translate().n_translated == 1


def test_a_server_without_an_address_is_refused(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[translate]\nengine = "libretranslate"\n')
    with pytest.raises(ConfigError, match=r"translate\.libretranslate_url is empty"):
        load_settings(own, {})
    own.write_text('[translate]\nengine = "libretranslate"\nlibretranslate_url = "http://127.0.0.1:5000"\n')
    assert load_settings(own, {"NEWSECHO_LIBRETRANSLATE_KEY": "k"}).translate.libretranslate_key == "k"


def test_a_gist_is_marked_grouped_by_and_replaced_when_there_is_a_package(desk, tmp_path, monkeypatch):
    program = tmp_path / "bin" / "apertium"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    desk.article("a", FRENCH[0], FRENCH[3])
    whole, desk.context = desk.context, replace(desk.context, models_folder=tmp_path / "none")
    report = desk.translate()
    assert (desk.status(), report.n_translated, report.waiting_pairs) == ({"a": "gist"}, 0, {"fr → en": 1})
    assert desk.ask("SELECT engine, engine_version FROM core.translation") == [("apertium", "fra-eng")]
    assert desk.ask("SELECT count(*) FROM search('GOUVERNEMENT')") == [(1,)], "the article, not its gist"
    assert desk.translate().n_decoded == 0
    desk.context = whole
    assert desk.translate().n_translated == 1
    assert (desk.status(), desk.text("a")[0]) == ({"a": "ok"}, ENGLISH[0])


def test_no_decoding_happens_while_the_warehouse_is_held(desk):
    held = []

    def runner(step, /, *arguments):
        with desk.context.warehouse.transaction("another process would get it") as tx:
            held.append(tx.run("SELECT 1"))
        return step(*arguments)

    runner.name = "inline"
    desk.article("a", FRENCH[0], BODY)
    desk.context = replace(desk.context, runner=runner)
    assert desk.translate().n_translated == 1
    assert len(held) == 2


def test_a_decoder_cut_short_is_said_of_the_article_and_remembered(desk, monkeypatch):
    desk.article("a", FRENCH[0], FRENCH[1])
    with monkeypatch.context() as patched:
        patched.setattr("tasks.translate.argos.MAX_TARGET_TOKENS", 5)
        desk.translate()
    said = [("2 sentences are not whole: cut where the decoder stops, or refused by the server",)]
    assert desk.ask("SELECT detail FROM translations") == said
    desk.article("b", FRENCH[0], FRENCH[1])
    assert desk.translate().n_decoded == 0
    assert desk.ask("SELECT DISTINCT detail FROM translations") == said
