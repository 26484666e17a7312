"""What a person decides while a run works, or before a kill, or as articles arrive: it is carried out all the same."""

from dataclasses import replace

import pytest

from flows import article_decisions, place_decisions
from flows.decisions import DecisionError
from flows.grouping import turn_to_group
from flows.monitor import monitor, recorded
from flows.report import RunReport
from flows.runner import InlineRunner
from flows.steps import tell_step
from tasks.core.language import detect_language
from tests import grouped
from tests.core.stories.test_stories import ENGLISH, telling
from tests.flows.deciding import ADAPTATION, ANN, ORIGINAL, OTHER_PROFIT, PROFIT, House
from warehouse import decisions, languages
from warehouse.records import Override


def test_while_a_run_is_at_work_a_decision_is_stored_and_the_next_run_carries_it_out(house):
    with recorded(house.context, "monitor", {}, is_exclusive=True):
        outcome = place_decisions.merge(house.context, PROFIT, OTHER_PROFIT, ANN)
    assert "(monitor) is working since" in outcome.waits_for
    assert house.story(PROFIT) != house.story(OTHER_PROFIT)
    monitor(house.context, [])
    assert house.story(PROFIT) == house.story(OTHER_PROFIT)


def test_the_last_word_counts_though_the_one_before_still_waits(house):
    before = house.story(ADAPTATION)
    with recorded(house.context, "monitor", {}, is_exclusive=True):
        for say in (place_decisions.split, place_decisions.merge):
            assert say(house.context, ADAPTATION, ORIGINAL, ANN).is_new
        for say in (place_decisions.merge, place_decisions.split):
            assert say(house.context, PROFIT, OTHER_PROFIT, ANN).is_new
    monitor(house.context, [])
    assert house.story(ADAPTATION) == house.story(ORIGINAL) == before
    assert house.story(PROFIT) != house.story(OTHER_PROFIT)


def test_a_merge_that_waits_is_no_reason_to_split_what_it_says_nothing_of(house):
    with recorded(house.context, "monitor", {}, is_exclusive=True):
        place_decisions.merge(house.context, PROFIT, OTHER_PROFIT, ANN)
        with pytest.raises(DecisionError, match="is not in the story of"):
            place_decisions.split(house.context, ADAPTATION, PROFIT, ANN)


def test_a_decision_whose_maker_was_killed_is_carried_out_by_the_same_words_again(house):
    with house.context.warehouse.transaction("test: decides, and is killed") as tx:
        one, other = (decisions.named_article(tx, url) for url in (PROFIT, OTHER_PROFIT))
        now = house.context.clock()
        decisions.save_override(tx, Override(one.article_id, "merge", "ann", now, other.article_id))
    outcome = place_decisions.merge(house.context, PROFIT, OTHER_PROFIT, ANN)
    assert (outcome.is_new, outcome.report.state) == (False, "completed")
    assert house.story(PROFIT) == house.story(OTHER_PROFIT)
    assert house.ask("SELECT count(*) FROM decisions") == [(1,)]


def test_a_word_that_was_taken_back_before_a_kill_is_carried_out_by_the_same_words_again(house):
    article_decisions.decide_language(house.context, ADAPTATION, "pt", ANN)
    with house.context.warehouse.transaction("test: takes it back, and is killed") as tx:
        one = decisions.named_article(tx, ADAPTATION)
        languages.undecide_language(tx, one.article_id, lambda text, *_: detect_language(text), house.context.clock())
    outcome = article_decisions.undo_article(house.context, ADAPTATION)
    assert (outcome.is_new, outcome.report.state) == (False, "completed")
    assert house.story(ADAPTATION) == house.story(ORIGINAL)


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


def test_of_an_article_that_is_not_grouped_yet_it_is_said_and_nothing_is_stored(small):
    a, c = "http://herald.example/a", "http://globe.example/c"
    grouped.store(small.context, [grouped.as_stored(telling("c", ENGLISH, hours=4, outlet="Globe"))])
    for say in (
        lambda: place_decisions.split(small.context, c, a, ANN),
        lambda: place_decisions.split(small.context, c, None, ANN),
        lambda: place_decisions.confirm(small.context, c, ANN),
        lambda: place_decisions.confirm(small.context, c, ANN, relation="update", parent=a),
    ):
        with pytest.raises(DecisionError, match="is not grouped yet"):
            say()
    with small.context.warehouse.transaction("test looks") as tx:
        assert decisions.overrides(tx) == []


def test_who_decides_while_a_backfill_groups_is_told_so_and_waits_for_nothing(small):
    a, b, c = "http://herald.example/a", "http://gazette.example/b", "http://globe.example/c"
    grouped.store(small.context, [grouped.as_stored(telling("c", ENGLISH, hours=4, outlet="Globe"))])
    backfill = RunReport(small.context.new_id(grouped.NOW), "backfill", grouped.NOW)
    with turn_to_group(small.context, backfill):
        outcome = place_decisions.split(small.context, b, a, ANN)
    assert f"run {backfill.run_id} (grouping) is working since" in outcome.waits_for
    monitor(small.context, [])
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
