"""Gross faults of translated sentences: each is found and said; what is right is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.core.translation.faults import Fault
from tasks.core.translation.flags import flags_of

SOURCE = "« La bibliothèque a prêté 4 200 livres cet hiver », a déclaré Odile Marchal, sa directrice, mardi soir."
RIGHT = "“The library lent 4,200 books this winter,” its director, Odile Marchal, said on Tuesday evening."
OTHER = "The bridge over the Lorne will stay closed until the end of the works, according to the town council."
RENDERED = [
    ("Die Bibliothek hat 4.200 Bücher verliehen.", "The library has lent 4,200 books.", "de", "en"),
    ("La biblioteca prestó 4.200 libros este invierno.", "The library lent 4,200 books this winter.", "es", "en"),
    ("图书馆今年冬天借出了4200本书。", "The library lent 4,200 books this winter.", "zh", "en"),
    ("Библиотека выдала 4200 книг этой зимой.", "The library lent 4,200 books this winter.", "ru", "en"),
    ("أعارت المكتبة 4200 كتاب هذا الشتاء.", "The library lent 4,200 books this winter.", "ar", "en"),
    ("The library lent 4,200 books this winter.", "La bibliothèque a prêté 4 200 livres cet hiver.", "en", "fr-CA"),
    ("Nelson Mandela", "Nelson Mandela", "fr", "en"),
    ("12 345", "12 345", "fr", "en"),
    ("Non, non, non, non !", "No, no, no, no!", "fr", "en"),
    (SOURCE, RIGHT, "fr", "en"),
]


def faults(target, source=SOURCE, source_lang="fr", target_lang="en"):
    return {flag.fault for flag in flags_of(source, target, source_lang, target_lang)}


@pytest.mark.parametrize(("source", "target", "source_lang", "target_lang"), RENDERED)
def test_a_right_translation_has_no_flag(source, target, source_lang, target_lang):
    assert flags_of(source, target, source_lang, target_lang) == ()


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("“The library lent", Fault.TRUNCATED),
        ("“The library lent 4,200 books this winter,” its director, Odile", Fault.TRUNCATED),
        ("“The library.”", Fault.LENGTH),
        (
            "The library lent 4,200 books this winter, its director, Odile Marchal, said on Tuesday evening.",
            Fault.QUOTES,
        ),
        (RIGHT.replace("4,200", "4,800"), Fault.NUMBERS),
        (RIGHT.replace("4,200 ", ""), Fault.NUMBERS),
        (RIGHT.replace("Odile Marchal", "Carol Winters"), Fault.NAMES),
        (RIGHT.replace("this winter", "this winter " * 5), Fault.REPETITION),
        (SOURCE, Fault.UNTRANSLATED),
        (SOURCE.replace("mardi soir", "on Tuesday evening"), Fault.UNTRANSLATED),
        (OTHER, Fault.OTHER_SENTENCE),
    ],
)
def test_a_gross_fault_is_found(target, fault):
    assert fault in faults(target)


def test_a_wrong_number_makes_no_other_sentence():
    assert faults(RIGHT.replace("4,200", "4,800")) == {Fault.NUMBERS}


def test_a_flag_says_what_was_expected_and_quotes_what_is_there():
    (flag,) = flags_of(SOURCE, RIGHT.replace("4,200", "4,800"), "fr", "en")
    assert flag.reason == "expected “4 200”; found “4,800”"


def test_another_sentence_is_told_by_names_and_numbers_where_no_word_list_connects_the_languages():
    source = "El martes, la alcaldesa Juana Peralta abrió en Kalora 3 escuelas y 12 bibliotecas."
    assert Fault.OTHER_SENTENCE in faults("For years now, Robert Hall has lived in the city of Leeds.", source, "es")


def test_what_is_long_as_it_is_in_its_source_is_right_in_chinese():
    assert Fault.LENGTH in faults("Books.", "图书馆今年冬天借出了4200本书给很多读者。", "zh")


@pytest.mark.parametrize("target", ["", "   ", "\n"])
def test_a_translation_of_nothing_is_too_short(target):
    assert faults(target) == {Fault.LENGTH}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀" * 3_000,
        "\x00\x07\x1b[31m\u202e\ufeff",
        "مرحبا بالعالم " * 200,
        "mot " * 250_000,
        "x" * 1_000_000,
        "9" * 1_000_000,
        "Le 1 000 M$ à 14 h 30, " * 40_000,
        "\ud800 seul",
    ],
    ids=["empty", "emoji", "controls", "right to left", "words", "letters", "digits", "amounts", "surrogate"],
)
def test_bad_text_on_either_side_is_judged_and_never_raises(text):
    for source, target in ((text, RIGHT), (SOURCE, text), (text, text), (f"a {text}", f"b {text}")):
        assert all(flag.reason for flag in flags_of(source, target, "fr", "en"))


def test_a_long_text_that_lost_its_end_is_too_short():
    assert Fault.LENGTH in faults("The library lent books. " * 50, "La bibliothèque a prêté des livres. " * 30_000)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["fr", "en", "de", "zh", "und", ""]))
def test_any_text_is_judged_with_at_most_one_flag_a_fault(source, target, lang):
    found = [flag.fault for flag in flags_of(source, target, lang, "en")]
    assert len(found) == len(set(found))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789 .,:hHpam%$-/XVIe", max_size=40))
def test_a_number_agrees_with_itself_however_it_is_written(text):
    assert Fault.NUMBERS not in {flag.fault for flag in flags_of(f"le {text}", f"the {text}", "fr", "en")}
