"""An article in sentences and back: every paragraph, line and sentence in its place, and pairs in their order."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.core.bilingual import LEAD_CHARS, assembled, is_whole, opening, sentences_of, stands_as_it_is, untranslated
from warehouse.records import SentenceTranslation

BODY = "Une phrase. Une autre !\nUne ligne.\n\n* * *\n\n« Fini. »"


def capitals(*texts: str) -> dict[str, SentenceTranslation]:
    return {one: SentenceTranslation(one.upper(), -1.0, 4) for one in untranslated(texts, "en")}


def test_paragraphs_and_lines_stay_where_they_were():
    made = assembled("Le titre", BODY, capitals("Le titre", BODY))
    assert made.title == "LE TITRE"
    assert made.body == "UNE PHRASE. UNE AUTRE !\nUNE LIGNE.\n\n* * *\n\n« FINI. »"


def test_pairs_stand_in_reading_order_with_their_scores_title_first():
    made = assembled("Le titre", BODY, capitals("Le titre", BODY))
    assert [(pair.field, pair.position, pair.source, pair.translation.target) for pair in made.pairs] == [
        ("title", 0, "Le titre", "LE TITRE"),
        ("body", 0, "Une phrase.", "UNE PHRASE."),
        ("body", 1, "Une autre !", "UNE AUTRE !"),
        ("body", 2, "Une ligne.", "UNE LIGNE."),
        ("body", 3, "* * *", "* * *"),
        ("body", 4, "« Fini. »", "« FINI. »"),
    ]
    assert [pair.translation.token_score for pair in made.pairs] == [-0.25, -0.25, -0.25, -0.25, None, -0.25]
    assert made.token_score == -0.25


def test_nothing_is_an_empty_translation_without_a_score():
    made = assembled("", " \n\n ", {})
    assert (made.title, made.body, made.pairs, made.token_score) == ("", "", (), None)


def test_what_was_cut_is_counted():
    memory = {"Un.": SentenceTranslation("One", is_cut=True), "Deux.": SentenceTranslation("Two.")}
    assert assembled("", "Un. Deux.", memory).n_cut == 1


@given(st.text(alphabet=st.sampled_from("aB é.!?\n«»,0🙂\x00\u202e"), max_size=200))
def test_what_stands_as_it_is_comes_back_as_it_was_less_controls_and_spare_space(text):
    found = assembled("", text, {}).body
    assert found.split() == text.replace("\x00", "").replace("\u202e", "").split()


@given(st.text(alphabet=st.sampled_from("aB é.!?\n«»,0"), max_size=2_000))
def test_an_opening_is_how_the_text_begins_and_its_sentences_are_the_texts_own(text):
    lead = opening(text)
    assert text.strip().startswith(lead[: LEAD_CHARS // 2].split("\n")[0].split(" ")[0])
    assert len(lead) <= max(LEAD_CHARS, 500)
    assert bool(lead) == bool(text.strip())


def test_a_long_first_paragraph_is_cut_after_a_sentence():
    body = " ".join(f"Voici la phrase numéro {n} du chapeau." for n in range(40))
    lead = opening(body)
    assert lead.endswith(".")
    assert len(lead) <= LEAD_CHARS
    assert set(sentences_of(lead)) <= set(sentences_of(body))
    assert not is_whole(lead, body)
    assert is_whole(opening("Bref."), "Bref.\n")


def test_a_sentence_in_the_target_language_stands_as_it_is():
    english = "The government wants to regulate artificial intelligence in France and in the rest of Europe."
    french = "Le gouvernement veut encadrer l'intelligence artificielle en France et dans le reste de l'Europe."
    assert stands_as_it_is(english, "en-CA")
    assert not stands_as_it_is(french, "en")
    assert not stands_as_it_is("Microsoft Azure", "en"), "names alone say nothing"
    assert untranslated([f"{french} {english} 12 %"], "en") == {french}
