"""Grouping and lineage on texts of our own: what joins, what stays apart, and what a chain comes out as."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.core.stories import score_pairs, tell_stories
from tasks.core.stories.features import decide
from warehouse.records import Credit, Defect, Override, Relation, Telling

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
ENGLISH = (
    "Varona Software will replace its perpetual licences with annual subscriptions from March 1, 2027.",
    "The company told 4,200 customers on Monday that support for version 11 ends in eighteen months.",
    '"Nobody will lose access to their data," said Lena Dakis, the chief executive of Varona Software.',
    "Hospitals and schools, which make up 37% of its clients, will pay half the new price until 2029.",
    "A users' association in Orvane called the change brutal and asked for a meeting before Christmas.",
    "Shares in the company rose 6.4% after the announcement, their best day since April.",
)
FRENCH = (
    "Varona Software remplacera ses licences perpétuelles par des abonnements annuels à partir du 1 mars 2027.",
    "L'entreprise a dit lundi à 4 200 clients que le soutien de la version 11 prendra fin dans dix-huit mois.",
    "« Personne ne perdra l'accès à ses données », a déclaré Lena Dakis, directrice générale de Varona Software.",
    "Les hôpitaux et les écoles, qui forment 37 % de ses clients, paieront la moitié du nouveau prix jusqu'en 2029.",
    "Une association d'utilisateurs d'Orvane juge le changement brutal et demande une rencontre avant Noël.",
    "L'action de la société a monté de 6,4 % après l'annonce, sa meilleure journée depuis avril.",
)
BACK = (
    "Varona Software will substitute for its perpetual licenses annual subscriptions as of 1 March 2027.",
    "The business said Monday to 4,200 customers. » that the backing of version 11 will finish in eighteen months.",
    '"No person will lose the access to his data", declared Lena Dakis, general director of Varona Software.',
    "The hospitals and the schools, who form 37% of its customers, will pay the half of the new price until 2029.",
    "An association of users of Orvane judges the change brutal and requests a meeting before Christmas.",
    "The action of the company climbed 6.4% after the announcement, its best day since April.",
)
OTHER = (
    "Fishermen in Port Lorne hauled in a record catch of herring this week after two lean years.",
    "Boats came home so full that the cannery opened a second shift for the first time since 2019.",
    "Biologists at the marine institute credit colder water and a ban on trawling near the reef.",
    "Prices at the quay fell to 90 cents a kilo, and some crews stayed in harbour to wait for better ones.",
)


def telling(key, sentences, *, lang="en", hours=0.0, outlet="Herald", title="", **more):
    return Telling(
        article_id=key,
        url=f"http://{outlet.lower().replace(' ', '')}.example/{key}",
        publisher=outlet,
        owner_group=outlet,
        lang=lang,
        title=title or key,
        body="\n\n".join(sentences),
        published_at=START + timedelta(hours=hours),
        **more,
    )


def chain():
    adapted = "Adaptation et traduction française par Odile Marchetti."
    kept = "French adaptation and translation by Odile Marchetti."
    source = "L'article original est disponible sur Herald."
    return [
        telling("a-original", ENGLISH, title="Varona drops perpetual licences"),
        telling(
            "b-adaptation",
            (*FRENCH[:5], "Au Québec, 300 municipalités utilisent ce logiciel.", adapted, source),
            lang="fr-CA",
            hours=3,
            outlet="Direction TI",
            credits=(
                Credit("adapted_by", adapted, 0, 9, name="Odile Marchetti"),
                Credit("original_source", source, 0, 9, organisation="Herald", url="http://herald.example/a-original"),
            ),
        ),
        telling(
            "c-back",
            (*BACK[:5], kept),
            hours=9,
            outlet="Byte",
            title="Varona gives up licenses – IT department",
            credits=(Credit("adapted_by", kept, 0, 9, name="Odile Marchetti"),),
            defects=(Defect("stray_quote_mark", "body", "customers. »", 0, 1),),
        ),
    ]


def told(tellings, overrides=()):
    memberships, links = tell_stories(tellings, score_pairs(tellings, tellings, []), overrides)
    return {one.article_id: one for one in memberships}, links


def crowd():
    return [*chain(), telling("z-herring", OTHER, outlet="Gazette")]


def test_the_chain_is_one_story_with_the_parents_in_a_row():
    place, _ = told(crowd())
    assert place["a-original"].story_id == place["b-adaptation"].story_id == place["c-back"].story_id
    assert place["z-herring"].story_id != place["a-original"].story_id
    assert [place[key].relation for key in ("a-original", "b-adaptation", "c-back")] == [
        Relation.ORIGINAL,
        Relation.ADAPTATION,
        Relation.MACHINE_RETRANSLATION,
    ]
    assert [place[key].parent_id for key in ("a-original", "b-adaptation", "c-back")] == [
        None,
        "a-original",
        "b-adaptation",
    ]


def test_the_evidence_quotes_both_credit_lines_and_aligned_sentences():
    place, _ = told(crowd())
    quotes = {(one.kind, one.child_quote, one.parent_quote) for one in place["c-back"].evidence}
    assert ("credit", chain()[2].credits[0].quote, chain()[1].credits[0].quote) in quotes
    assert any(kind == "aligned_sentences" and parent in FRENCH for kind, _, parent in quotes)
    assert any(kind == "defect" and "»" in child for kind, child, _ in quotes)
    assert place["c-back"].reasons


def test_any_arrival_order_gives_the_same_stories_and_ids():
    expected, _ = told(crowd())
    for seed in range(5):
        shuffled = crowd()
        random.Random(seed).shuffle(shuffled)
        assert told(shuffled)[0] == expected


def test_increments_end_where_one_go_does():
    everything = crowd()
    pairs = []
    for number in range(1, len(everything) + 1):
        window = everything[:number]
        pairs += score_pairs(window[-1:], window, pairs)
    stories = {one.article_id: one.story_id for one in tell_stories(everything, pairs)[0]}
    assert stories == {key: one.story_id for key, one in told(everything)[0].items()}


def test_pairs_compared_before_are_not_compared_again():
    everything = crowd()
    pairs = score_pairs(everything, everything, [])
    assert pairs
    again = score_pairs(everything, everything, pairs)
    assert not {(pair.a_id, pair.b_id) for pair in again} & {(pair.a_id, pair.b_id) for pair in pairs}


@pytest.mark.parametrize(
    ("sentences", "title", "relation"),
    [
        (ENGLISH, "a-original", Relation.EXACT_COPY),
        (ENGLISH, "Another headline", Relation.SYNDICATED_COPY),
        (ENGLISH[:3], "Shorter", Relation.ABRIDGED_COPY),
    ],
)
def test_copies_are_told_apart_by_how_much_stands_there(sentences, title, relation):
    place, _ = told([telling("a-original", ENGLISH), telling("b", sentences, title=title, hours=1, outlet="Gazette")])
    assert (place["b"].relation, place["b"].parent_id) == (relation, "a-original")


def test_a_translation_without_any_credit_is_found_and_has_its_parent():
    place, _ = told([telling("a", FRENCH, lang="fr"), telling("b", ENGLISH, hours=2, outlet="Globe")])
    assert (place["b"].relation, place["b"].parent_id) == (Relation.TRANSLATION, "a")


def test_two_fillings_of_one_template_stay_apart():
    form = "{0} reported quarterly revenue of {1} million dollars, up {2}% from {3} million a year before."
    more = "Chief executive {4} told analysts in {5} that orders from abroad had exceeded what was planned."
    one = [form.format("Calder Foods", 412, 8, 381), more.format("", "", "", "", "Ines Calder", "Tressel")]
    other = [form.format("Brightline Rail", 96, 3, 93), more.format("", "", "", "", "Oskar Venn", "Mirabel Bay")]
    place, _ = told([telling("a", one * 2, outlet="Wire"), telling("b", other * 2, hours=1, outlet="Wire")])
    assert place["a"].story_id != place["b"].story_id


def test_texts_of_a_few_words_over_and_over_tell_one_story_only_word_for_word():
    words = sorted({word.strip('",.').lower() for word in " ".join(OTHER).split() if word.isalpha()})[:26]

    def drawn(seed):
        chance = random.Random(seed)
        return [" ".join(chance.choices(words, k=14)).capitalize() + "." for _ in range(12)]

    one, other = drawn(1), drawn(2)
    place, links = told([telling(key, text, outlet=key) for key, text in (("a", one), ("b", other), ("c", one))])
    assert place["a"].story_id == place["c"].story_id != place["b"].story_id
    assert links == []
    place, links = told([telling("a", one), telling("b", (*one[:3], *other), hours=1, outlet="Post")])
    assert place["a"].story_id != place["b"].story_id
    assert [(link.from_article_id, link.to_article_id) for link in links] == [("b", "a")]


def test_a_follow_up_that_recycles_a_passage_is_a_link_and_no_merge():
    news = (
        "Members of the users' association voted on Thursday to build a free replacement for the software.",
        "Forty volunteers met in a school in Orvane and split the work into nine teams, its secretary Paul Reis said.",
        "A first version for libraries could be ready by the summer, and two towns have promised machines for tests.",
        "The vote passed with 212 voices against 31, after an evening of speeches and a good deal of cake.",
        "Donations of 18,000 dollars arrived within a day, most of them from teachers and small museums.",
    )
    follow_up = telling("b", (*news, ENGLISH[0], ENGLISH[1]), hours=70)
    place, links = told([telling("a", ENGLISH), follow_up])
    assert place["a"].story_id != place["b"].story_id
    assert [(one.from_article_id, one.to_article_id, one.relation) for one in links] == [("b", "a", "follow_up")]
    assert links[0].evidence[0].child_quote in ENGLISH


def test_a_person_can_split_what_the_rules_joined_and_join_what_they_did_not():
    now = START
    split = Override("b-adaptation", "split", "lea", now, other_id="a-original")
    merge = Override("z-herring", "merge", "lea", now, other_id="a-original")
    place, _ = told(crowd(), [split, merge])
    assert place["b-adaptation"].story_id != place["a-original"].story_id
    assert place["z-herring"].story_id == place["a-original"].story_id


def test_a_person_can_say_what_an_article_is():
    said = Override("c-back", "confirm", "lea", START, other_id="a-original", relation="rewritten_copy")
    place, _ = told(crowd(), [said])
    assert (place["c-back"].relation, place["c-back"].parent_id) == (Relation.REWRITTEN_COPY, "a-original")
    assert "lea" in place["c-back"].reasons[0]


def test_articles_without_date_or_words_are_grouped_on_what_they_have():
    empty = replace(telling("e", ("…",)), published_at=None, lang="und")
    place, _ = told([*crowd(), empty])
    assert place["e"].relation is Relation.ORIGINAL


def test_the_words_of_a_trade_without_a_sentence_in_common_are_no_story():
    features = measure_like(n_aligned=0.0)
    assert decide(features, is_cross_language=True)[0] == "review"
    assert decide(features | {"n_aligned": 1.0}, is_cross_language=True)[0] == "same_story"


def measure_like(**other):
    """Return features that the model is sure of."""
    alike = dict.fromkeys(
        ("mean_shorter", "mean_longer", "coverage", "coverage_longer", "order", "cosine", "told"), 0.9
    )
    alike |= {"anchor_containment": 0.9, "anchor_jaccard": 0.9, "length_ratio": 0.9, "log_words": 5.5, "log_told": 5.0}
    return alike | {"jaccard": 0.0, "containment": 0.0, "containment_longer": 0.0, "n_aligned": 10.0} | other
