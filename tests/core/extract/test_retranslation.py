"""The page of the mission: a machine retranslation of a French adaptation, with its scars and both credits."""

import pytest

from tasks.core.extract.read import read_page
from tests.core.extract.pages import PARAGRAPHS, page

TITLE = "Meridian moves its servers out of the basement – IT department"
ADAPTED = "French adaptation and translation by Aurèle Tremblay-Hughes."
ORIGINAL = (
    "The original article (in English) is available on North Ledger World, a sister publication of Direction Serveurs."
)


@pytest.fixture(scope="module")
def reading():
    linked = '<a href="https://northledger.example/meridian">North Ledger World</a>'
    body = f"""<p>salle-serveurs-halden.jpg</p><p>{TITLE}</p><p>{PARAGRAPHS[0]}</p>
    <p>{PARAGRAPHS[1]} The plan was clarified on <a href="https://northledger.example/notes"></a>.</p>
    <p>{PARAGRAPHS[2]} ""It is a relief, he added. Nobody believed it. »</p><p>{PARAGRAPHS[3]}</p>
    <p>{ORIGINAL.replace("North Ledger World", linked)}</p>
    <p><em>{ADAPTED}</em></p>"""
    return read_page(page(title=TITLE, body=body, site="Cloudwire Daily"), url="https://cloudwire.example/a/meridian")


def test_all_its_scars_are_found(reading):
    assert {defect.code for defect in reading.defects} >= {
        "image_name_as_text",
        "repeated_title",
        "stray_quote_mark",
        "doubled_quote_mark",
        "lost_link",
        "site_suffix_in_title",
    }


def test_every_scar_is_quoted_at_its_place(reading):
    for defect in reading.defects:
        text = reading.title_as_found if defect.field == "title" else reading.body_as_found
        assert text[defect.start : defect.end] == defect.found


def test_the_scars_are_gone_from_what_is_read(reading):
    assert reading.title == "Meridian moves its servers out of the basement"
    assert reading.title_as_found == TITLE
    assert reading.body.startswith("Meridian Foundry said on Tuesday")
    assert "«" not in reading.body
    assert "IT department" not in reading.body
    assert '"It is a relief, he added. Nobody believed it."' in reading.body


def test_a_lost_link_is_marked_and_left_as_it_is(reading):
    lost = next(defect for defect in reading.defects if defect.code == "lost_link")
    assert lost.repaired is None
    assert "clarified on ." in reading.body


def test_both_credits_are_quoted_at_their_place(reading):
    by_kind = {credit.kind: credit for credit in reading.credits}
    assert by_kind["adapted_by"].name == "Aurèle Tremblay-Hughes"
    assert by_kind["original_source"].organisation == "North Ledger World"
    assert by_kind["original_source"].url == "https://northledger.example/meridian"
    for credit in by_kind.values():
        assert reading.body_as_found[credit.start : credit.end] == credit.quote


def test_credits_stay_in_the_text(reading):
    assert ADAPTED in reading.body
    assert ORIGINAL in reading.body
