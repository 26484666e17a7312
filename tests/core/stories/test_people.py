"""What people decided, in the stories: in whose words, and whatever the dates and the order of arrival say."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from tasks.core.stories import score_pairs, tell_stories
from tasks.core.stories.people import after_parents
from tests.core.stories.test_stories import ENGLISH, FRENCH, OTHER, START, telling
from warehouse.records import Override, Relation

COPY = telling("b", ENGLISH, hours=2, outlet="Gazette")
CROWD = [telling("a", ENGLISH), COPY, telling("c", FRENCH, lang="fr", hours=5, outlet="Globe"), telling("z", OTHER)]


def told(tellings, *overrides):
    pairs = score_pairs(tellings, tellings, [])
    memberships, _ = tell_stories(tellings, pairs, overrides)
    return {one.article_id: one for one in memberships}


def said(article_id, decision, other_id=None, *, hours=0, **more):
    return Override(article_id, decision, "ann", START + timedelta(hours=hours), other_id, note="I rang them", **more)


def test_both_sides_of_a_merge_say_who_merged_them_and_why():
    place = told(CROWD, said("z", "merge", "a"))
    assert place["z"].story_id == place["a"].story_id
    assert place["z"].reasons[-1] == "put together with Herald's “a”, decided by ann: I rang them"
    assert place["a"].reasons[-1] == "put together with Herald's “z”, decided by ann: I rang them"
    assert not [one for one in place["b"].reasons if "ann" in one]


def test_what_only_a_person_put_together_was_not_made_from_the_other():
    place = told(CROWD, said("z", "merge", "c"))
    assert [place[one].relation for one in "abcz"] == ["original", "syndicated_copy", "translation", "original"]
    assert place["z"].parent_id is None
    assert place["z"].reasons[0] == "told by itself: it shares too little with the others, and credits none"


def test_what_was_split_says_from_what_and_by_whom_and_not_that_nobody_else_told_it():
    place = told(CROWD, said("b", "split", "a"))
    assert place["b"].story_id != place["a"].story_id == place["c"].story_id
    assert place["b"].reasons == ("kept apart from Herald's “a”, decided by ann: I rang them",)


@pytest.mark.parametrize("seed", range(5))
def test_a_merge_gives_the_same_stories_whatever_the_order_of_arrival(seed):
    decisions = [said("z", "merge", "c"), said("b", "split", "a", hours=1)]
    shuffled = random.Random(seed).sample(CROWD, len(CROWD))
    assert told(shuffled, *decisions) == told(CROWD, *decisions)


def test_of_two_decisions_that_contradict_each_other_the_later_counts_and_alone_is_said():
    split, merge = said("b", "split", "a"), said("b", "merge", "a", hours=1)
    together = told(CROWD, split, merge)
    assert together["b"].story_id == together["a"].story_id
    assert [one for one in together["b"].reasons if "ann" in one] == [
        "put together with Herald's “a”, decided by ann: I rang them"
    ]


def test_a_split_from_any_story_is_said_while_the_article_is_alone():
    assert told(CROWD, said("b", "split"))["b"].reasons == ("kept apart from all others, decided by ann: I rang them",)
    place = told(CROWD, said("b", "split"), said("b", "merge", "z", hours=1))
    assert not [one for one in place["b"].reasons if "kept apart" in one]


def test_what_a_person_confirmed_says_so_and_keeps_its_evidence():
    confirmed = told(CROWD, said("b", "confirm", "c", relation="machine_retranslation"))["b"]
    assert (confirmed.relation, confirmed.parent_id, confirmed.decided_by) == ("machine_retranslation", "c", "person")
    assert confirmed.reasons == ("decided by ann: I rang them",)
    assert {one.kind for one in confirmed.evidence} >= {"aligned_sentences"}
    assert told(CROWD)["b"].decided_by == "rule"


def test_an_article_is_not_made_from_what_a_person_said_was_made_from_it():
    # "a" bears the earliest date, and a person knows better.
    place = told(CROWD, said("a", "confirm", "c", relation="translation"))
    assert (place["a"].relation, place["a"].parent_id) == (Relation.TRANSLATION, "c")
    assert place["c"].parent_id != "a"
    parents = {one.article_id: one.parent_id for one in place.values()}
    assert all(article_id not in ancestors(article_id, parents) for article_id in parents)


def ancestors(article_id, parents):
    parent = parents[article_id]
    return [] if parent is None else [parent, *ancestors(parent, parents)]


def test_a_confirmed_article_stays_with_its_parent_when_the_rules_part_them():
    place = told(CROWD, said("z", "confirm", "a", relation="update"))
    assert (place["z"].story_id, place["z"].parent_id) == (place["a"].story_id, "a")


def test_a_parent_that_left_the_story_is_no_longer_named():
    confirmed, split = said("b", "confirm", "a", relation="exact_copy"), said("a", "split", "b", hours=1)
    place = told(CROWD, confirmed, split)
    assert place["a"].story_id != place["b"].story_id
    assert (place["b"].relation, place["b"].parent_id) == (Relation.EXACT_COPY, None)


def test_two_that_were_each_made_from_the_other_are_told_all_the_same():
    both = {"a": said("a", "confirm", "b"), "b": said("b", "confirm", "a")}
    assert [one.article_id for one in after_parents(CROWD, both)] == ["c", "z", "a", "b"]
    unchanged = [replace(one) for one in CROWD]
    assert after_parents(unchanged, {}) == CROWD
