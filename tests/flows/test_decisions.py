"""What a person decides is carried out at once, stands whatever comes later, and can be taken back."""

from dataclasses import replace
from datetime import date, timedelta

from flows import article_decisions, place_decisions
from flows.decisions import ALREADY, Speaker
from flows.reprocess import Stage, reprocess
from tests.flows.deciding import ADAPTATION, ANN, ORIGINAL, OTHER_PROFIT, PLACES, PROFIT, RETRANSLATION
from warehouse.sql import audit

WINDOW = {"since": date(2000, 1, 1), "until": date(2100, 1, 1)}
SPANISH = "http://elfarodelevante.example/2026/11/naranjas-heladas"
HEADS = "SELECT article_id, lang, lang_confidence, lang_reason FROM core.article ORDER BY url"


def test_a_merge_is_carried_out_at_once_and_outlives_re_runs(house):
    outcome = place_decisions.merge(house.context, PROFIT, OTHER_PROFIT, ANN)
    assert (outcome.is_new, outcome.waits_for, outcome.report.state) == (True, None, "completed")
    assert house.story(PROFIT) == house.story(OTHER_PROFIT)
    after = house.ask(PLACES)
    for stage in (Stage.GROUP, Stage.EXTRACT):
        reprocess(house.context, stage, **WINDOW)
        assert house.ask(PLACES) == after
    assert audit(house.context.folder) == []


def test_the_same_decision_again_changes_nothing_and_says_so(house):
    for merge in ((PROFIT, OTHER_PROFIT), (PROFIT, OTHER_PROFIT), (OTHER_PROFIT, PROFIT)):
        outcome = place_decisions.merge(house.context, *merge, ANN)
    assert (outcome.is_new, outcome.report) == (False, None)
    assert outcome.sentences[0].endswith(ALREADY)
    assert house.ask("SELECT count(*) FROM decisions") == [(1,)]
    assert house.ask("SELECT count(*) FROM runs WHERE kind = 'group'") == [(1,)]


def test_the_last_word_counts_however_often_a_mind_is_changed(house):
    for _ in range(2):
        place_decisions.merge(house.context, PROFIT, OTHER_PROFIT, ANN)
        assert house.story(PROFIT) == house.story(OTHER_PROFIT)
        place_decisions.split(house.context, OTHER_PROFIT, None, ANN)
        assert house.story(PROFIT) != house.story(OTHER_PROFIT)
    assert house.ask("SELECT decision FROM decisions ORDER BY decided_at") == [("merge",), ("split",)]


def test_a_split_leaves_two_stories_and_a_decision_taken_back_leaves_what_the_rules_say(house):
    before = house.ask(PLACES)
    outcome = place_decisions.split(house.context, RETRANSLATION, None, ANN)
    assert len({house.story(url) for url in (RETRANSLATION, ORIGINAL, ADAPTATION)}) == 2
    assert house.place(RETRANSLATION)[1:3] == ("original", None)
    assert len(outcome.concerns) == 2
    taken = place_decisions.undo_place(house.context, RETRANSLATION)
    assert taken.sentences[0].startswith("taken back: split “Brevane abandons")
    assert house.ask(PLACES) == before
    assert house.ask("FROM decisions") == []
    assert place_decisions.undo_place(house.context, RETRANSLATION).is_new is False


def test_a_merge_is_taken_back_by_either_side(house):
    before = house.ask(PLACES)
    place_decisions.merge(house.context, PROFIT, OTHER_PROFIT, ANN)
    place_decisions.undo_place(house.context, OTHER_PROFIT)
    assert house.ask(PLACES) == before


def test_what_is_confirmed_stands_in_the_lineage_with_who_and_why(house):
    before = house.ask(PLACES)
    place_decisions.confirm(house.context, RETRANSLATION, ANN, relation="adaptation", parent=ORIGINAL)
    edge = "SELECT relation, parent_url, reasons FROM lineage WHERE child_url = "
    assert house.ask(f"{edge}'{RETRANSLATION}'") == [("adaptation", ORIGINAL, ["decided by ann: I rang them"])]
    after = house.ask(PLACES)
    reprocess(house.context, Stage.GROUP, **WINDOW)
    assert house.ask(PLACES) == after
    other = place_decisions.confirm(house.context, RETRANSLATION, ANN, relation="translation", parent=ADAPTATION)
    assert other.is_new
    assert house.place(RETRANSLATION)[1:] == ("translation", ADAPTATION, ["decided by ann: I rang them"], "person")
    assert house.ask("SELECT count(*) FROM decisions") == [(1,)]
    place_decisions.undo_place(house.context, RETRANSLATION)
    assert house.ask(PLACES) == before


def test_what_is_confirmed_without_a_word_more_is_what_it_was(house):
    relation, parent = house.place(ADAPTATION)[1:3]
    place_decisions.confirm(house.context, ADAPTATION, Speaker("bob"))
    assert house.place(ADAPTATION)[1:] == (relation, parent, ["decided by bob"], "person")


def test_a_split_ends_what_was_confirmed(house):
    place_decisions.confirm(house.context, RETRANSLATION, ANN)
    place_decisions.split(house.context, RETRANSLATION, ORIGINAL, ANN)
    assert house.story(RETRANSLATION) != house.story(ORIGINAL)
    assert house.place(RETRANSLATION)[4] == "rule"
    assert house.ask("SELECT decision FROM decisions") == [("split",)]


def test_a_language_is_decided_and_taken_back(house):
    heads, before = house.ask(HEADS), house.ask(PLACES)
    article_decisions.decide_language(house.context, SPANISH, "pt", ANN)
    assert house.ask(f"SELECT lang, lang_reason FROM core.article WHERE url = '{SPANISH}'")[0][0] == "pt"
    again = article_decisions.decide_language(house.context, SPANISH, "pt", ANN)
    assert (again.is_new, again.report) == (False, None)
    said = article_decisions.undo_article(house.context, SPANISH).sentences
    assert said[-1] == "its text was found to be in es"
    assert (house.ask(HEADS), house.ask(PLACES)) == (heads, before)


def test_a_word_on_a_translation_is_published_and_taken_back(house):
    one = f"SELECT article_id FROM articles WHERE url = '{ADAPTATION}'"
    doubts = f"SELECT doubt, decided_by FROM doubtful_translations WHERE article_id = ({one})"
    before = house.ask(doubts)
    article_decisions.decide_translation(house.context, ADAPTATION, "wrong", None, ANN)
    assert house.ask(doubts) == [("ann says it is wrong: I rang them", "person")]
    assert not article_decisions.decide_translation(house.context, ADAPTATION, "wrong", "en", ANN).is_new
    assert house.ask("SELECT decision, lang, verdict FROM decisions") == [("translation", "en", "wrong")]
    article_decisions.undo_article(house.context, ADAPTATION)
    assert house.ask(doubts) == before


def test_decisions_are_told_apart_to_the_moment(house):
    at = house.context.clock()
    ticks = iter(at + timedelta(seconds=n) for n in range(1000))
    context = replace(house.context, clock=lambda: next(ticks))
    place_decisions.merge(context, PROFIT, OTHER_PROFIT, ANN)
    place_decisions.split(context, PROFIT, None, ANN)
    [(first,), (second,)] = house.ask("SELECT decided_at FROM decisions ORDER BY decided_at")
    assert first < second
