"""Who says what: quotations with their speakers, in English and French."""

import pytest

from tasks.core.extract.blocks import Block, place_blocks
from tasks.core.extract.quotes import read_quotes


def said(*paragraphs):
    return [(quote.speaker, quote.text) for quote in read_quotes(place_blocks([Block(text) for text in paragraphs]))]


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        (
            "“The pumps have failed twice,” said Odile Roy, head of the plant.",
            "Odile Roy",
            "The pumps have failed twice",
        ),
        ("“The pumps have failed twice,” Odile Roy told this newspaper.", "Odile Roy", "The pumps have failed twice"),
        ('Odile Roy said: "We will move them all in October."', "Odile Roy", "We will move them all in October."),
        ('"We move them all," according to the mayor, Jan van der Berg.', "Jan van der Berg", "We move them all"),
        ("« Les pompes ont lâché deux fois », a déclaré Odile Roy.", "Odile Roy", "Les pompes ont lâché deux fois"),
        ("«\u00a0Nous partons en octobre\u00a0», explique Odile Roy, du site.", "Odile Roy", "Nous partons en octobre"),
        ("Odile Roy a expliqué : « Nous partons tous en octobre. »", "Odile Roy", "Nous partons tous en octobre."),
        ("Selon Jean de La Tour, « la ville a promis une ligne ».", "Jean de La Tour", "la ville a promis une ligne"),
    ],
)
def test_the_speaker_is_named_before_or_behind_the_quotation(text, speaker, words):
    assert said(text) == [(speaker, words)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("“The pumps have failed twice,” said Odile Roy.", "“We move them in October,” she added."),
        ("« Les pompes ont lâché deux fois », a dit Odile Roy.", "« Nous partons en octobre », ajoute-t-elle."),
    ],
)
def test_a_pronoun_means_the_last_person_who_spoke(first, second):
    assert [speaker for speaker, _ in said(first, second)] == ["Odile Roy", "Odile Roy"]


def test_a_word_in_quote_marks_is_no_quotation():
    assert said("The so-called “cloud” is a basement, and « le nuage » une cave.") == []


def test_a_quotation_that_nobody_is_named_for_is_kept_without_a_speaker():
    assert said("The sign reads “no entry after ten o'clock”.") == [(None, "no entry after ten o'clock")]


def test_a_quotation_that_goes_on_in_the_next_paragraph_is_read_to_the_end_of_this_one():
    assert said("“We knew it all along, and nobody listened.", "“Now they listen to us,” said Odile Roy.") == [
        (None, "We knew it all along, and nobody listened."),
        ("Odile Roy", "Now they listen to us"),
    ]


def test_positions_are_those_of_the_words_in_the_whole_text():
    blocks = place_blocks([Block("A first paragraph."), Block("« Nous partons en octobre », dit Odile Roy.")])
    (quote,) = read_quotes(blocks)
    assert (
        "\n\n".join(block.text for block in blocks)[quote.start : quote.end] == quote.text == "Nous partons en octobre"
    )
    assert quote.told == "dit Odile Roy"


def test_a_straight_mark_that_is_never_closed_quotes_nothing():
    assert said('The screen is 15" wide and the rack is as high as a man.') == []


def test_a_surname_is_read_as_the_full_name_the_text_gives():
    assert said("Odile Roy runs the plant.", "“The pumps have failed twice,” said Roy.") == [
        ("Odile Roy", "The pumps have failed twice")
    ]
    assert said("« Les pompes ont lâché deux fois », a dit M. Roy.", "Odile Roy dirige le site.") == [
        ("Odile Roy", "Les pompes ont lâché deux fois")
    ]


def test_words_quoted_further_on_are_of_the_speaker_the_paragraph_has_named():
    assert said("“The pumps have failed,” said Odile Roy, and shrugged. “We move them in October.”") == [
        ("Odile Roy", "The pumps have failed"),
        ("Odile Roy", "We move them in October."),
    ]
