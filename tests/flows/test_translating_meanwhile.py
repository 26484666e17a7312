"""An article that becomes another while it is translated: what was made of it is not stored, and it waits."""

from dataclasses import replace

import pytest

from flows.runner import InlineRunner
from flows.steps import translate_step
from tasks.core.language import detect_language
from tests.flows.test_translating import BODY, ENGLISH, FRENCH, TRANSLATED
from tests.warehouse.conftest import NOW
from warehouse import decisions, languages
from warehouse.queue import TRANSLATE, do_wait
from warehouse.records import Override

SEARCHED = "SELECT text_lang FROM core.search_doc ORDER BY ALL"


class Meanwhile(InlineRunner):
    """Translates, and lets something happen while sentences are decoded for the n-th time."""

    def __init__(self, happen, *, at):
        self.happen, self.n_left = happen, at

    def __call__(self, step, /, *args, **kwargs):
        if step is translate_step:
            self.n_left -= 1
            if not self.n_left:
                self.happen()
        return super().__call__(step, *args, **kwargs)


@pytest.fixture
def meanwhile(desk):
    """Translate while something happens: once the leads are decoded (1), or the bodies (2)."""

    def run(happen, *, at=1, **changes):
        whole, runner = desk.context, Meanwhile(happen, at=at)
        desk.context = replace(whole, runner=runner)
        report = desk.translate(**changes)
        desk.context = whole
        assert runner.n_left <= 0, "it never happened"
        return report

    return run


def decide(desk, article_id, lang):
    with desk.context.warehouse.transaction("test: somebody decides") as tx:
        assert decisions.save_override(tx, Override(article_id, "language", "ann", NOW, lang=lang))


def waits(desk, article_id):
    with desk.context.warehouse.transaction("test looks") as tx:
        return do_wait(tx, [article_id], TRANSLATE)


@pytest.mark.parametrize("at", [1, 2], ids=["its lead", "its body"])
def test_an_article_said_to_be_in_another_language_keeps_nothing_of_the_old_one_and_waits(desk, meanwhile, at):
    article_id = desk.article("a", FRENCH[0], BODY)
    report = meanwhile(lambda: decide(desk, article_id, "de"), at=at)
    assert (desk.status(), report.n_translated, waits(desk, article_id)) == ({}, 0, True)
    assert desk.ask(SEARCHED) == [("de",)]
    assert desk.ask("SELECT count(*) FROM core.doubtful_sentence") == [(0,)]
    assert desk.translate().waiting_pairs == {"de → en": 1}


def test_an_article_said_to_need_no_translation_gets_none(desk, meanwhile):
    article_id = desk.article("a", FRENCH[0], BODY)
    meanwhile(lambda: decide(desk, article_id, "en"))
    desk.translate()
    assert (desk.status(), waits(desk, article_id)) == ({}, False)


def test_a_language_taken_back_is_translated_from_the_one_found(desk, meanwhile):
    article_id = desk.article("a", FRENCH[0], BODY)
    desk.article("b", FRENCH[0], FRENCH[1])
    decide(desk, article_id, "de")  # for which there is no package: nothing of it is decoded

    def undecide():
        with desk.context.warehouse.transaction("test: somebody takes it back") as tx:
            languages.undecide_language(tx, article_id, lambda text, *_: detect_language(text), NOW)

    meanwhile(undecide)
    assert (desk.status(), waits(desk, article_id)) == ({"b": "ok"}, True)
    desk.translate()
    assert desk.text("a") == (ENGLISH[0], TRANSLATED)


@pytest.mark.parametrize("at", [1, 2], ids=["its lead", "its body"])
def test_an_article_that_is_edited_gets_the_translation_of_what_it_says_now(desk, meanwhile, at):
    article_id = desk.article("a", FRENCH[0], BODY)
    edit = BODY.replace("3,5 %", "4,5 %")
    meanwhile(lambda: desk.article("a", FRENCH[0], edit), at=at)
    made = "SELECT status FROM core.translation AS t SEMI JOIN core.article AS a USING (article_id, content_sha256)"
    assert (desk.ask(made), waits(desk, article_id)) == ([], True)
    assert desk.ask("SELECT DISTINCT status FROM core.translation") == [("lead",)] * (at - 1)
    report = desk.translate()
    assert (report.n_translated, report.n_decoded) == (1, 3 - at), "what was decoded is remembered"
    assert desk.text("a")[1] == TRANSLATED.replace("3.5%", "4.5%")


def test_what_waits_for_a_model_waits_in_the_language_it_is_in_now(desk, meanwhile):
    article_id = desk.article("a", "Guten Tag.", "Es regnet.", lang="de")
    desk.article("b", FRENCH[0], FRENCH[1])
    report = meanwhile(lambda: decide(desk, article_id, "fr"))
    assert (desk.status(), report.waiting_pairs, waits(desk, article_id)) == ({"b": "ok"}, {}, True)
    assert desk.translate().n_translated == 1


def test_a_region_more_or_less_changes_nothing(desk, meanwhile):
    article_id = desk.article("a", FRENCH[0], BODY)
    assert meanwhile(lambda: decide(desk, article_id, "fr-CA")).n_translated == 1
    assert desk.text("a") == (ENGLISH[0], TRANSLATED)
    assert desk.translate().n_decoded == 0
