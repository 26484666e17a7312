"""What a second reading of a page says changed."""

import pytest

from tasks.core.extract.change import classify_change
from tests.core.extract.pages import PARAGRAPHS

BODY = "\n\n".join(PARAGRAPHS)


def kind(body=BODY, title="Servers leave", *, old_body=BODY, old_title="Servers leave"):
    return classify_change(old_title=old_title, old_body=old_body, title=title, body=body).kind


def test_a_new_headline_over_the_same_text_is_told_apart():
    assert kind(title="Servers leave at last") == "title_only"


def test_a_figure_put_right_is_a_minor_change_and_a_new_paragraph_a_major_one():
    assert kind(BODY.replace("four hundred", "five hundred")) == "minor"
    assert kind(BODY + "\n\n" + PARAGRAPHS[0] + " " + PARAGRAPHS[1]) == "major"


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: an earlier figure was wrong.",
        "An earlier version of this article named the wrong plant.",
        "Rectificatif : le chiffre était faux.",
        "Une première version de cet article citait une autre usine.",
    ],
)
def test_a_correction_that_the_text_admits_is_one_whatever_its_size(notice):
    assert kind(BODY + "\n\n" + notice) == "correction"


def test_a_correction_that_stood_there_before_is_no_new_one():
    corrected = BODY + "\n\nCorrection: an earlier figure was wrong."
    assert kind(corrected.replace("nine million", "ten million"), old_body=corrected) == "minor"
