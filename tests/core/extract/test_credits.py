import pytest

from tasks.core.extract.blocks import Block, place_blocks
from tasks.core.extract.credits import read_credits
from tasks.core.extract.read import read_page
from tests.core.extract.pages import PARAGRAPHS, page
from warehouse.records import Link


@pytest.mark.parametrize(
    ("text", "kind", "named"),
    [
        ("Adaptation et traduction française par Renaud Larue-Lorrain.", "adapted_by", "Renaud Larue-Lorrain"),
        ("Adaptation et traduction : Renaud Larue-Lorrain", "adapted_by", "Renaud Larue-Lorrain"),
        ("French adaptation and translation by Renaud Larue-Lorrain", "adapted_by", "Renaud Larue-Lorrain"),
        ("Traduit et adapté de l’anglais par Maud Côté.", "adapted_by", "Maud Côté"),
        ("Adapted from the French by Maud Côté.", "adapted_by", "Maud Côté"),
        ("Traduit de l’anglais par Jean-Marc D’Amours", "translated_by", "Jean-Marc D’Amours"),
        ("Traduction : Iris van der Meer", "translated_by", "Iris van der Meer"),
        ("Translated from the German by Iris van der Meer.", "translated_by", "Iris van der Meer"),
        ("Cet article a été traduit de l’anglais.", "translated_by", None),
        (
            "L’article original (en anglais) est disponible sur North Ledger World, une publication sœur de Serveurs.",
            "original_source",
            "North Ledger World",
        ),
        (
            "The original article is available on North Ledger, a sister publication of X.",
            "original_source",
            "North Ledger",
        ),
        ("Article original publié sur Le Courrier de Halden.", "original_source", "Le Courrier de Halden"),
        ("This story first appeared in The Halden Courier.", "republished_from", "The Halden Courier"),
        ("This article was originally published by North Ledger.", "republished_from", "North Ledger"),
        ("Republished with permission from North Ledger.", "republished_from", "North Ledger"),
        ("Ce texte a d’abord été publié dans Le Courrier de Halden.", "republished_from", "Le Courrier de Halden"),
        ("With files from North Ledger", "with_files_from", "North Ledger"),
        ("Avec l’AFP", "with_files_from", "AFP"),
        ("Avec des informations de La Presse Canadienne", "with_files_from", "La Presse Canadienne"),
        ("HALDEN, 3 mars (AFP) – Les serveurs de la fonderie ont quitté la cave.", "agency", "AFP"),
        ("HALDEN (Reuters) - The servers have left the basement.", "agency", "Reuters"),
        ("HALDEN BAY (North Wire) — The servers have left the basement.", "agency", "North Wire"),
        ("Distributed by North Wire.", "agency", "North Wire"),
        ("— La Presse Canadienne", "agency", "La Presse Canadienne"),
    ],
)
def test_a_credit_says_its_kind_and_names_whom(text, kind, named):
    found = read_credits([Block(text)])
    assert [credit.kind for credit in found] == [kind]
    assert (found[0].name or found[0].organisation) == named
    assert text[found[0].start : found[0].end] == found[0].quote


@pytest.mark.parametrize(
    "text",
    [
        "Originally published in March 2022.",
        "À lire aussi : le nuage expliqué aux enfants",
        "The novel was translated into eleven languages.",
        "She adapted quickly to the new machines.",
        "The original plan was on paper.",
        "With reporting due on Friday, the board met again.",
        "Read the original article.",
    ],
)
def test_what_names_nobody_is_no_credit(text):
    assert read_credits([Block(text)]) == ()


def test_two_sentences_of_one_paragraph_give_two_credits_with_their_own_places():
    text = "Lisez aussi notre dossier. Traduit de l’anglais par Maud Côté. Publié initialement dans Le Jour."
    found = read_credits([Block(text)])
    assert [text[credit.start : credit.end] for credit in found][:1] == ["Traduit de l’anglais par Maud Côté."]


def test_a_credit_takes_the_link_on_the_outlet_and_not_the_one_on_another_word():
    text = "The original article is available on North Ledger, a sister publication of Serveurs."
    links = (
        Link("https://serveurs.example/", "Serveurs", text.index("Serveurs")),
        Link("https://northledger.example/7", "North Ledger", text.index("North Ledger")),
    )
    assert read_credits([Block(text, links=links)])[0].url == "https://northledger.example/7"


def test_places_count_from_the_start_of_the_body():
    blocks = place_blocks([Block("A paragraph."), Block("Translated by Maud Côté.")])
    assert read_credits(blocks)[0].start == len("A paragraph.\n\n")


def test_a_credit_outside_the_body_is_found_without_a_place():
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    footer = '<div class="share author-box"><p>Translated from the French by Maud Côté</p></div>'
    reading = read_page(page(body=body + footer), url="https://courier.example/a")
    assert [(credit.kind, credit.name, credit.start) for credit in reading.credits] == [
        ("translated_by", "Maud Côté", -1)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The study was published by the Halden Institute in an article that drew little notice.",
        "In an article published by North Ledger, she described the basement.",
        "Le rapport est publié par l’Institut de Halden.",
    ],
)
def test_what_others_published_is_no_reprint(text):
    assert read_credits([Block(text)]) == ()
