"""What a person decides is carried out at once, stands whatever comes later, and can be taken back."""

import shutil
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from flows import article_decisions, place_decisions
from flows.context import RunContext, context_for
from flows.decisions import ALREADY, DecisionError, Speaker
from flows.demo import demo_models
from flows.monitor import monitor, recorded
from flows.reprocess import Stage, reprocess
from flows.runner import InlineRunner
from flows.steps import tell_step
from tests import grouped
from tests.core.stories.test_stories import ENGLISH, telling
from warehouse import decisions
from warehouse.errors import WarehouseError
from warehouse.publish import SNAPSHOT_NAME
from warehouse.records import Override
from warehouse.sql import audit, query

ANN = Speaker("ann", "I rang them")
WINDOW = {"since": date(2000, 1, 1), "until": date(2100, 1, 1)}
RETRANSLATION = "http://dailybyte.example/brevane-abandons-perpetual-licenses-and-gives-eighteen-months"
ADAPTATION = "http://www.directionti.example/2026/11/brevane-abandonne-les-licences-perpetuelles"
ORIGINAL = "http://www.techherald.example/2026/11/brevane-ends-perpetual-licences"
PROFIT = "http://www.meridianwire.example/2026/11/17/calder-foods-results"
OTHER_PROFIT = "http://www.portcitychronicle.example/business/lindqvist-results"
SPANISH = "http://elfarodelevante.example/2026/11/naranjas-heladas"
PLACES = "SELECT url, story_id, relation, parent_url, reasons, evidence, decided_by FROM story_articles ORDER BY url"
HEADS = "SELECT article_id, lang, lang_confidence, lang_reason FROM core.article ORDER BY url"


@dataclass
class House:
    """A copy of the demo's warehouse, to decide on."""

    context: RunContext

    def ask(self, sql):
        return query(self.context.lake or self.context.folder / SNAPSHOT_NAME, sql).rows

    def place(self, url):
        ask = "SELECT story_id, relation, parent_url, reasons, decided_by FROM story_articles WHERE url = "
        [found] = self.ask(f"{ask}'{url}'")
        return found

    def story(self, url):
        return self.place(url)[0]


def context_of(folder):
    return replace(context_for(folder), models_folder=demo_models(folder))


@pytest.fixture
def house(demo, tmp_path):
    shutil.copytree(demo.folder, tmp_path / "w")
    return House(context_of(tmp_path / "w"))


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


def test_while_a_run_is_at_work_a_decision_is_stored_and_the_next_run_carries_it_out(house):
    with recorded(house.context, "monitor", {}, is_exclusive=True):
        outcome = place_decisions.merge(house.context, PROFIT, OTHER_PROFIT, ANN)
    assert "(monitor) is working since" in outcome.waits_for
    assert house.story(PROFIT) != house.story(OTHER_PROFIT)
    monitor(house.context, [])
    assert house.story(PROFIT) == house.story(OTHER_PROFIT)


def test_a_decision_whose_maker_was_killed_is_carried_out_by_the_same_words_again(house):
    with house.context.warehouse.transaction("test: decides, and is killed") as tx:
        one, other = (decisions.named_article(tx, url) for url in (PROFIT, OTHER_PROFIT))
        now = house.context.clock()
        decisions.save_override(tx, Override(one.article_id, "merge", "ann", now, other.article_id))
    outcome = place_decisions.merge(house.context, PROFIT, OTHER_PROFIT, ANN)
    assert (outcome.is_new, outcome.report.state) == (False, "completed")
    assert house.story(PROFIT) == house.story(OTHER_PROFIT)
    assert house.ask("SELECT count(*) FROM decisions") == [(1,)]


class DecidesMeanwhile(InlineRunner):
    """Tells stories, and lets somebody decide between what was read for it and what it stores."""

    def __init__(self, decide):
        self.decide = decide

    def __call__(self, step, /, *args, **kwargs):
        if step is tell_step and self.decide:
            decide, self.decide = self.decide, None
            decide()
        return super().__call__(step, *args, **kwargs)


@pytest.fixture
def small(tmp_path):
    """Return a house with an original and a copy of it."""
    made = House(grouped.context(tmp_path / "w"))
    arrive(made, "a", hours=0)
    arrive(made, "b", hours=2, outlet="Gazette")
    with recorded(made.context, "monitor", {}):
        pass
    return made


def arrive(house, key, **told):
    """Store an article that tells the same as the others, and group it."""
    one = grouped.as_stored(telling(key, ENGLISH, **told))
    grouped.store(house.context, [one])
    grouped.run(house.context)
    with recorded(house.context, "monitor", {}):
        pass
    return one.url


def test_an_article_that_arrives_later_joins_the_story_and_not_what_was_split_from_it(small):
    a, b = "http://herald.example/a", "http://gazette.example/b"
    assert small.story(a) == small.story(b)
    place_decisions.split(small.context, b, None, ANN)
    c = arrive(small, "c", hours=4, outlet="Globe")
    assert small.story(c) == small.story(a) != small.story(b)


def test_a_decision_made_while_a_run_groups_is_not_overwritten_by_it(small):
    a, b = "http://herald.example/a", "http://gazette.example/b"

    def decide():
        with small.context.warehouse.transaction("test: decides") as tx:
            one, other = (decisions.named_article(tx, url) for url in (b, a))
            decisions.save_override(tx, Override(one.article_id, "split", "ann", grouped.NOW, other.article_id))

    runner = DecidesMeanwhile(decide)
    grouped.store(small.context, [grouped.as_stored(telling("c", ENGLISH, hours=4, outlet="Globe"))])
    grouped.run(replace(small.context, runner=runner))
    assert runner.decide is None
    monitor(small.context, [])
    assert small.story("http://globe.example/c") == small.story(a) != small.story(b)


def test_what_is_confirmed_stays_in_its_story_when_an_earlier_article_gives_it_another_name(small):
    a, b = "http://herald.example/a", "http://gazette.example/b"
    place_decisions.confirm(small.context, b, ANN, relation="syndicated_copy", parent=a)
    named = small.story(a)
    earlier = arrive(small, "e", hours=-3, outlet="Wire")
    assert small.story(a) == small.story(b) == small.story(earlier) != named
    assert small.place(b)[1:] == ("syndicated_copy", a, ["decided by ann: I rang them"], "person")


REFUSED = {
    "an article that is none": (lambda c: place_decisions.merge(c, "nowhere", PROFIT, ANN), "no article or address"),
    "a story that is none": (lambda c: place_decisions.merge(c, PROFIT, "00000000-ffff", ANN), "no story, article"),
    "an id that names several": (
        lambda c: place_decisions.merge(c, PROFIT, "00000000-0000-8000-8", ANN),
        "give more of the id",
    ),
    "a story for an article": (lambda c: place_decisions.split(c, "00000000-0000", None, ANN), "is a story"),
    "an article merged with itself": (lambda c: place_decisions.merge(c, PROFIT, PROFIT, ANN), "the same article"),
    "one story merged": (lambda c: place_decisions.merge(c, ORIGINAL, ADAPTATION, ANN), "in the story of .* already"),
    "an article alone split": (lambda c: place_decisions.split(c, PROFIT, None, ANN), "is alone in its story"),
    "split from itself": (lambda c: place_decisions.split(c, ORIGINAL, ORIGINAL, ANN), "split from itself"),
    "split from another story": (lambda c: place_decisions.split(c, ORIGINAL, PROFIT, ANN), "is not in the story of"),
    "a relation that is none": (
        lambda c: place_decisions.confirm(c, PROFIT, ANN, relation="cousin"),
        "original, exact_copy, .*, update",
    ),
    "a copy of nothing": (lambda c: place_decisions.confirm(c, PROFIT, ANN, relation="exact_copy"), "--parent ARTICLE"),
    "an original with a parent": (
        lambda c: place_decisions.confirm(c, PROFIT, ANN, relation="original", parent=ORIGINAL),
        "made from no other",
    ),
    "a parent in another story": (
        lambda c: place_decisions.confirm(c, ORIGINAL, ANN, relation="update", parent=PROFIT),
        "newsecho story merge",
    ),
    "its own parent": (
        lambda c: place_decisions.confirm(c, ORIGINAL, ANN, relation="update", parent=ORIGINAL),
        "made from itself",
    ),
    "no language": (lambda c: article_decisions.decide_language(c, PROFIT, "Espéranto!", ANN), "BCP 47"),
    "no verdict": (lambda c: article_decisions.decide_translation(c, ADAPTATION, "fine", None, ANN), "right or wrong"),
    "no translation": (
        lambda c: article_decisions.decide_translation(c, ADAPTATION, "right", "de", ANN),
        "no translation into de; there is one into en",
    ),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_cannot_be_is_said_in_a_sentence_and_changes_nothing(demo, wrong):
    decide, sentence = REFUSED[wrong]
    before = demo.ask(PLACES), demo.ask("FROM runs")
    with pytest.raises(WarehouseError, match=sentence) as said:
        decide(context_of(demo.folder))
    assert len(str(said.value).splitlines()) == 1
    with context_of(demo.folder).warehouse.transaction("test looks") as tx:
        assert (decisions.overrides(tx), tx.run("SELECT count(*) FROM core.queue WHERE stage = 'group'")) == (
            [],
            [(0,)],
        )
    assert (demo.ask(PLACES), demo.ask("FROM runs")) == before


def test_two_that_are_each_confirmed_to_be_made_from_the_other_are_refused(house):
    place_decisions.confirm(house.context, ADAPTATION, ANN, relation="adaptation", parent=RETRANSLATION)
    assert house.place(RETRANSLATION)[2] == ORIGINAL
    with pytest.raises(DecisionError, match="was itself confirmed"):
        place_decisions.confirm(house.context, RETRANSLATION, ANN, relation="translation", parent=ADAPTATION)


def test_decisions_are_told_apart_to_the_moment(house):
    at = house.context.clock()
    ticks = iter(at + timedelta(seconds=n) for n in range(1000))
    context = replace(house.context, clock=lambda: next(ticks))
    place_decisions.merge(context, PROFIT, OTHER_PROFIT, ANN)
    place_decisions.split(context, PROFIT, None, ANN)
    [(first,), (second,)] = house.ask("SELECT decided_at FROM decisions ORDER BY decided_at")
    assert first < second
