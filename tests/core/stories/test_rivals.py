"""A text is of one story: what a text put together of two is of, and what becomes of the weaker claim."""

import random
from itertools import combinations

import pytest

from tasks.core.stories import rivals
from tasks.core.stories.rivals import MIN_PART, MORE_ALIKE, OPEN_ALIKE, RELATED, without_losers
from tests.core.stories.test_stories import ENGLISH, FRENCH, OTHER, telling, told
from warehouse.records import Pair

OTHER_FRENCH = (
    "Les pêcheurs de Port Lorne ont ramené cette semaine une prise record de harengs après deux années maigres.",
    "Les bateaux sont revenus si pleins que la conserverie a ouvert une deuxième équipe, une première depuis 2019.",
    "Les biologistes de l'institut marin l'attribuent à une eau plus froide et à l'interdiction de chaluter au récif.",
    "Les prix à quai sont tombés à 90 cents le kilo, et des équipages sont restés au port en attendant mieux.",
)


def pair(a, b, likeness, *, decision="same_story", is_cross_language=True, **features):
    return Pair(a, b, decision, likeness, is_cross_language, features, "r", "")


def decisions(tellings, *pairs):
    return {(one.a_id, one.b_id): one.decision for one in without_losers(tellings, pairs)}


def digest():
    return [
        telling("a-licences", ENGLISH, title="Varona ends perpetual licences"),
        telling("b-herring", OTHER, title="Record herring catch in Port Lorne", outlet="Gazette"),
        telling(
            "c-digest",
            (*FRENCH[:4], "Prise record de harengs à Port Lorne", *OTHER_FRENCH),
            title="Varona met fin aux licences perpétuelles",
            lang="fr",
            hours=20,
            outlet="Matin",
        ),
        telling(
            "d-harengs",
            OTHER_FRENCH,
            title="Prise record de harengs à Port Lorne",
            lang="fr",
            hours=8,
            outlet="Courrier",
        ),
    ]


def test_a_digest_is_of_the_story_it_opens_with_and_joins_no_two():
    place, links = told(digest())
    assert place["c-digest"].story_id == place["a-licences"].story_id
    assert place["d-harengs"].story_id == place["b-herring"].story_id
    assert place["a-licences"].story_id != place["b-herring"].story_id
    assert ("c-digest", "d-harengs", "partial_reuse") in {
        (one.from_article_id, one.to_article_id, one.relation) for one in links
    }


@pytest.mark.parametrize("first", [0, 1, 2, 3])
def test_the_story_of_a_digest_does_not_hang_on_what_came_first(first):
    tellings = digest()
    assert told(tellings[first:] + tellings[:first])[0] == told(tellings)[0]


def brief_and_two_reports():
    return [
        telling("brief", FRENCH[:2], lang="fr"),
        telling("likelier", ENGLISH, outlet="Gazette"),
        telling("report", ENGLISH, outlet="Globe"),
    ]


def test_of_two_reports_that_have_nothing_in_common_the_likelier_keeps_the_brief():
    found = decisions(
        brief_and_two_reports(),
        pair("brief", "likelier", 0.9, opening_a=0.5),
        pair("brief", "report", 0.8, opening_a=0.2),
    )
    assert found == {("brief", "likelier"): "same_story", ("brief", "report"): "linked"}


def test_an_original_and_its_reprint_are_no_rivals():
    found = decisions(
        brief_and_two_reports(),
        pair("brief", "likelier", 0.9),
        pair("brief", "report", 0.8),
        pair("likelier", "report", 0.95, is_cross_language=False),
    )
    assert set(found.values()) == {"same_story"}


def test_a_credit_is_not_contested():
    found = decisions(
        brief_and_two_reports(), pair("brief", "likelier", 0.9), pair("brief", "report", 0.7, is_credited=1.0)
    )
    assert found["brief", "report"] == "same_story"


def test_a_brief_is_granted_the_only_report_it_can_be_of():
    doubtful = pair("brief", "report", 0.45, decision="review")
    tellings = brief_and_two_reports()
    assert decisions(tellings, doubtful) == {("brief", "report"): "same_story"}
    rival = pair("brief", "likelier", 0.42, decision="review")
    assert set(decisions(tellings, doubtful, rival).values()) == {"review"}


def lost_by_the_definition(tellings, pairs):
    """Return the pairs that an opening speaks against, three articles at a time, as the module's first lines say."""
    body = {one.article_id: len(one.body) for one in tellings}
    near = {frozenset((one.a_id, one.b_id)) for one in pairs if one.likeness >= RELATED}
    claims = {one: {} for one in body}
    for one in pairs:
        claims[one.a_id][one.b_id] = claims[one.b_id][one.a_id] = one.features["openings"]
    lost = set()
    for own, theirs in claims.items():
        for other, alike in theirs.items():
            elsewhere = [one for one, more in claims[other].items() if more >= alike + MORE_ALIKE and one != own]
            for home, more in theirs.items():
                is_home = more >= max(OPEN_ALIKE, alike + MORE_ALIKE) and frozenset((other, home)) not in near
                is_apart = any(frozenset((one, home)) not in near and one != home for one in elsewhere)
                is_too_long = not elsewhere and body[other] >= MIN_PART * body[own]
                if is_home and home != other and (is_apart or is_too_long or home in elsewhere):
                    lost.add(tuple(sorted((own, other))))
    return lost


@pytest.mark.parametrize("seed", range(30))
def test_who_is_told_further_down_is_what_the_definition_says_of_every_three(seed):
    chance = random.Random(seed)
    n = chance.randint(3, 14)
    tellings = [telling(f"t{one:02}", ("x" * chance.randint(20, 400),)) for one in range(n)]
    pairs = [
        pair(a.article_id, b.article_id, round(chance.random(), 2), openings=round(chance.random(), 1))
        for a, b in combinations(tellings, 2)
        if chance.random() < 0.7
    ]
    court = rivals._Court(rivals._claims(tellings, pairs), rivals._related(pairs))
    found = {
        (one.pair.a_id, one.pair.b_id)
        for claims in court.claims.values()
        for one in rivals._told_further_down(court, claims)
    }
    assert found == lost_by_the_definition(tellings, pairs)
