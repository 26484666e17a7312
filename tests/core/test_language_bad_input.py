"""Texts that are hardly texts: each has an answer, none crashes, and none is read further than the window."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.language import UNDETERMINED, WINDOW_CHARS, detect_language

FRENCH = "Le ministre a présenté mardi un projet de loi qui oblige les entreprises à protéger les données."
ENGLISH = "The minister presented a bill on Tuesday that would force companies to protect personal data."
NO_WORDS = (UNDETERMINED, 0.0, "no words in the text")


def told(text: str) -> tuple[str, float, str]:
    guess = detect_language(text)
    return guess.lang, guess.confidence, guess.reason


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\u00a0",
        "0123456789 " * 50,
        "10 000 000,00 € (+2,5 %)",
        "🎉🚀 👩‍👩‍👧‍👦 🇫🇷",
        "\x00\x07\x1b\x7f\u200b\u202e",
        "—…«»!?",
    ],
    ids=["empty", "blank", "digits", "sums", "emoji", "controls", "punctuation"],
)
def test_what_has_no_words_is_undetermined(text: str):
    assert told(text) == NO_WORDS


@pytest.mark.parametrize("unit", ["a", "é", "字", "가", "@", "a@", "a.", "https://", "🎉", "\u202e", "A"])
def test_a_megabyte_without_a_space_is_read_no_further_than_the_window(unit: str):
    text = unit * (1_000_000 // len(unit))
    assert told(text) == told(text[: 2 * WINDOW_CHARS])


def test_what_follows_the_window_is_not_read():
    begun = (FRENCH + " ") * 10
    assert told(begun[: 2 * WINDOW_CHARS] + ENGLISH * 10_000) == told(begun[: 2 * WINDOW_CHARS])


@pytest.mark.parametrize("shares", [(3, 1), (1, 3)])
def test_a_mixed_text_is_in_the_language_of_its_greater_part(shares: tuple[int, int]):
    n_french, n_english = shares
    text = " ".join([FRENCH] * n_french + [ENGLISH] * n_english)
    assert detect_language(text).lang == ("fr" if n_french > n_english else "en")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("🎉🎉 Le gouvernement annonce des aides aux entreprises 🚀", "fr"),
        ("Le\x00 gouvernement\x07 annonce\x1b des aides\u200b aux entreprises\x7f", "fr"),
        ("LE GOUVERNEMENT ANNONCE DES AIDES AUX ENTREPRISES", "fr"),
        ("L'ÉTÉ À LA PLAGE: CE QU'IL FAUT SAVOIR", "fr"),
        ("\u202bأعلن الوزير يوم الثلاثاء عن مشروع قانون جديد\u202c", "ar"),
        ("השר הציג ביום שלישי הצעת חוק חדשה", "he"),
        ("وزیر روز سه‌شنبه از لایحه‌ای تازه برای شرکت‌ها خبر داد", "fa"),
        ("部长周二提出了一项法案https://t.example/abc要求企业保护个人数据", "zh"),
        ("e\u0301te\u0301 a\u0300 la plage: ce qu'il faut savoir", "fr"),
    ],
)
def test_what_surrounds_the_words_does_not_hide_them(text: str, lang: str):
    assert detect_language(text).lang == lang


@given(st.text(st.characters(codec=None, max_codepoint=sys.maxunicode), max_size=200), st.text(max_size=12))
def test_any_text_under_any_declaration_has_the_same_answer_twice(text: str, tag: str):
    guess = detect_language(text, html_lang=tag, feed_lang=tag)
    assert guess == detect_language(text, html_lang=tag, feed_lang=tag)
    assert guess.lang
    assert 0 <= guess.confidence <= 1
    assert guess.reason
