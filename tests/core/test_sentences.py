"""Sentences and paragraphs: what ends one, what only looks like an end, and that no text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.sentences import cut, split_paragraphs, split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["M. Roy est arrivé.", "Il a parlé."],
        ["Mme Tavel et Me Karim plaident.", "Le Dr. Sato écoute."],
        ["La hausse est de 3.5 %.", "C'est peu."],
        ["La perte atteint 12,5 millions.", "Rien n'est perdu."],
        ["Il a dit : « Assez ! » avant de partir.", "Personne n'a ri."],
        ["« Ce projet est utile. »", "Elle a souri."],
        ["« Fini ? » a-t-il demandé.", "Non."],
        ["Acme est-il en danger ?", "Des analystes se prononcent."],
        ["Shares of Acme Inc. Chief Executive Ann Lee fell.", "Nobody knows why."],
        ["The U.S. Senate voted.", "It took J. K. Marlow an hour."],
        ["It ranks no. 5 in Canada.", "She said no.", "They left."],
        ["“Stop!” she said.", "“Now.”", "He did."],
        ["Attendez… Puis rien.", "1 200 emplois partent."],
        ["Est-ce vrai ?!", "Oui."],
        ["(Il ment.)", "Elle aussi."],
        ["Œuvre close.", "Événement suivant."],
    ],
    ids=lambda sentences: sentences[0][:30],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]):
    expected = [part for sentence in sentences for part in sentence.replace("… Puis", "…\nPuis").split("\n")]
    assert split_sentences(" ".join(sentences)) == expected


def test_a_guillemet_after_a_narrow_space_stays_with_its_sentence():
    assert split_sentences("« Assez\u202f!\u00a0» Elle part.") == ["« Assez\u202f!\u00a0»", "Elle part."]


def test_chinese_and_japanese_need_no_space_between_sentences():
    assert split_sentences("法案を発表した。反対も多い。") == ["法案を発表した。", "反対も多い。"]


def test_paragraphs_stand_between_blank_lines():
    assert split_paragraphs("un\ndeux\n\n \n trois \n") == ["un\ndeux", "trois"]
    assert split_paragraphs(" \n") == []


def test_a_sentence_without_end_is_cut_at_a_pause():
    sentence = "des mots, " * 200
    parts = split_sentences(sentence)
    assert all(len(part) <= 500 for part in parts)
    assert all(part.endswith(",") for part in parts)
    assert " ".join(parts).split() == sentence.split()


def test_a_word_without_a_space_is_cut_all_the_same():
    assert cut("a" * 25, max_chars=10) == ["a" * 10, "a" * 10, "a" * 5]


@given(st.text(alphabet="aÉ1 .!?…»«\"'\u00a0,;()—。", max_size=80))
def test_no_character_but_space_is_lost(text: str):
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())
