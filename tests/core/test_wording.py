"""What of a sentence is words: links, addresses and emoji are left out of what a model reads, and stay in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.wording import respelled, spans_of, without_controls


def words(sentence: str) -> list[str]:
    return [span.text for span in spans_of(sentence) if span.is_words]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Un texte simple.", ["Un texte simple."]),
        ("Voir https://exemple.fr/a_b?c=1.", ["Voir"]),
        ("(voir www.exemple.fr/x) demain", ["(voir", ") demain"]),
        ("Écrire à ann.other+x@news.example avant lundi.", ["Écrire à", "avant lundi."]),
        ("Selon @compte_1 et #Sujet, rien.", ["Selon", "et", ", rien."]),
        ("Bravo 🎉👏🏽 à tous", ["Bravo", "à tous"]),
        ("🙂", []),
        ("12 345,6 %", []),
        ("L'e-mail n'est pas une adresse", ["L'e-mail n'est pas une adresse"]),
        ("C# et #1", ["C# et #1"]),
        ("שלום עולם", ["שלום עולם"]),
    ],
)
def test_words_are_told_from_what_stands_as_it_is(sentence, expected):
    assert words(sentence) == expected


@given(st.text(alphabet=st.sampled_from("ab é.,@#:/🙂 https://x.fr"), max_size=60))
def test_the_parts_of_a_sentence_are_the_sentence(sentence):
    spans = spans_of(sentence)
    assert "".join(span.text for span in spans) == sentence
    assert respelled(spans, {span.text: span.text for span in spans}) == sentence.strip()


def test_spaces_around_a_link_stay_as_they_were():
    spans = spans_of("Lire ici : https://a.example/b, puis là.")
    assert respelled(spans, {"Lire ici :": "Read here:", ", puis là.": ", then there."}) == (
        "Read here: https://a.example/b, then there."
    )


def test_controls_and_marks_of_direction_are_left_out_and_lines_kept():
    assert without_controls("a\x00\x1b[31m\u202eb\u2067\r\n\tc") == "a[31mb\n\tc"
