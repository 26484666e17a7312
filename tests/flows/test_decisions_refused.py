"""What a person decides that cannot be: refused in a sentence, and nothing changes."""

import pytest

from flows import article_decisions, place_decisions
from flows.decisions import DecisionError
from tasks.core.identity import content_id
from tests.flows.deciding import ADAPTATION, ANN, ORIGINAL, PLACES, PROFIT, RETRANSLATION, context_of
from warehouse import decisions
from warehouse.errors import WarehouseError

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
    "split from itself by its id": (
        lambda c: place_decisions.split(c, ORIGINAL, content_id("article", ORIGINAL), ANN),
        "split from itself",
    ),
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
