"""What a text is in its story, by the way it came from the first telling."""

from tests.core.stories.test_stories import BACK, ENGLISH, FRENCH, telling, told
from warehouse.records import Relation

SAID = '"Nobody will lose access to the data they have kept with us for all these years," said Lena Dakis of Varona.'


def relations(*tellings):
    place, _ = told(list(tellings))
    return {key: (member.relation, member.parent_id) for key, member in place.items()}


def test_a_copy_with_lines_of_its_own_is_syndicated_and_one_without_is_exact():
    found = relations(
        telling("a", ENGLISH, title="Varona ends licences"),
        telling("b", ENGLISH, title="Varona ends licences", hours=1, outlet="Gazette"),
        telling("c", (*ENGLISH, "Follow us on the networks."), title="Varona ends licences", hours=2, outlet="Globe"),
    )
    assert found["b"] == (Relation.EXACT_COPY, "a")
    assert found["c"] == (Relation.SYNDICATED_COPY, "a")


def test_a_cut_of_a_translation_is_an_abridged_translation_whose_parent_is_the_translation():
    found = relations(
        telling("a", ENGLISH),
        telling("b", FRENCH, lang="fr", hours=1, outlet="Courrier"),
        telling("c", FRENCH[:4], lang="fr", hours=2, outlet="Matin"),
    )
    assert found["b"] == (Relation.TRANSLATION, "a")
    assert found["c"] == (Relation.ABRIDGED_TRANSLATION, "b")


def test_a_whole_translation_after_a_cut_one_was_made_from_the_original():
    found = relations(
        telling("a", ENGLISH),
        telling("b", FRENCH[:3], lang="fr", hours=1, outlet="Matin"),
        telling("c", FRENCH, lang="fr", hours=2, outlet="Courrier"),
    )
    assert found["b"] == (Relation.ABRIDGED_TRANSLATION, "a")
    assert found["c"] == (Relation.TRANSLATION, "a")


def test_sentence_by_sentence_in_other_words_is_a_way_back_even_when_the_translation_was_never_seen():
    found = relations(telling("a", ENGLISH), telling("b", BACK, hours=3, outlet="Daily Byte"))
    assert found["b"] == (Relation.MACHINE_RETRANSLATION, "a")


def test_who_rewrites_a_text_keeps_what_people_said():
    own = (*ENGLISH[:2], SAID, *ENGLISH[3:])
    anew = (BACK[0], BACK[1], SAID, *BACK[3:])
    found = relations(telling("a", own), telling("b", anew, hours=3, outlet="Gazette"))
    assert found["b"] == (Relation.REWRITTEN_COPY, "a")
