"""What a person decides while a run works, or before a kill, or as articles arrive: it is carried out all the same."""

from dataclasses import replace

import pytest

from flows import place_decisions
from flows.monitor import monitor, recorded
from flows.runner import InlineRunner
from flows.steps import tell_step
from tests import grouped
from tests.core.stories.test_stories import ENGLISH, telling
from tests.flows.deciding import ANN, OTHER_PROFIT, PROFIT, House
from warehouse import decisions
from warehouse.records import Override


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
