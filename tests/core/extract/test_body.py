import pytest

from tasks.core.extract.read import read_page
from tasks.core.extract.reading import Reading
from tests.core.extract.pages import PARAGRAPHS, page
from warehouse.records import Rejection

URL = "https://courier.example/work/7"
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def read(**parts) -> Reading | Rejection:
    return read_page(page(**parts), url=URL)


def test_the_body_is_the_paragraphs_and_nothing_of_the_page_around_them():
    assert read().body.split("\n\n") == list(PARAGRAPHS)


def test_reading_twice_gives_the_same():
    assert read() == read()


def test_links_keep_their_words_in_the_text_and_their_place_beside_it():
    linked = PARAGRAPHS[1].replace("eleven weekends", '<a href="/plan">eleven <b>weekends</b></a>')
    reading = read(body=TEXT.replace(PARAGRAPHS[1], linked))
    assert PARAGRAPHS[1] in reading.body
    link = reading.links[0]
    assert (link.url, link.anchor) == ("https://courier.example/plan", "eleven weekends")
    assert reading.body_as_found[link.position :].startswith("eleven weekends")


@pytest.mark.parametrize(
    "line",
    [
        "<p>Sign up for our newsletter and get the day's news in your inbox.</p>",
        "<p>Abonnez-vous à notre infolettre du matin.</p>",
        '<p><a href="/3">A bridge opens across the river after eight years</a></p>',
        '<p>Read also: <a href="/3">A bridge opens</a></p>',
        "<p>À lire aussi</p>",
        "<p>Photo: Odile Roy / The Halden Courier</p>",
        "<p>© 2026 The Halden Courier. All rights reserved.</p>",
    ],
)
def test_a_line_of_boilerplate_goes_and_is_kept_as_a_defect(line):
    reading = read(body=TEXT + line)
    assert reading.body.split("\n\n") == list(PARAGRAPHS)
    for defect in reading.defects:
        assert (defect.code, defect.repaired) == ("boilerplate", "")
        assert reading.body_as_found[defect.start : defect.end] == defect.found


@pytest.mark.parametrize(
    "line",
    [
        "“Nobody reads the newsletter of the board any more,” Ms. Vantreight said in the canteen on Tuesday. " * 5,
        "The photo that hangs in the entrance hall shows the first server the company ever bought, in 1987.",
        "He asked his readers to support the strike.",
    ],
)
def test_a_sentence_that_only_sounds_like_boilerplate_stays(line):
    assert line.strip() in read(body=f"{TEXT}<p>{line}</p>").body


def test_french_quote_marks_belong_in_a_french_text():
    text = (
        "« Personne n’y croyait plus, dit-elle. Les pompes tombaient en panne chaque printemps, et la cave avec elles. "
    )
    paragraphs = [text + "Le déménagement des serveurs durera onze fins de semaine et coûtera neuf millions."] * 1
    paragraphs += [
        "Les premières machines quitteront la cave en octobre, les dernières après les fêtes de fin d’année."
    ]
    reading = read(lang="fr", title="La fonderie déménage ses serveurs", paragraphs=paragraphs)
    assert reading.body.startswith("«")


def test_a_page_that_asks_for_consent_is_no_article():
    body = (
        "<p>We and our partners use cookies to store personal data such as your browsing history and to "
        "show personalised ads. You can accept all, reject all, or manage your choices in our privacy policy.</p>"
        "<p>Your consent applies to this site. You can withdraw your consent in the privacy policy.</p>"
    )
    found = read(title="Before you continue", body=body, json_ld={"@type": "WebSite"})
    assert isinstance(found, Rejection)
    assert found.reason == "consent_wall"


def test_an_article_about_cookies_is_an_article():
    about = [f"{paragraph} Nobody had given their consent to the cookies of the canteen." for paragraph in PARAGRAPHS]
    assert isinstance(read(title="Cookies in the canteen", paragraphs=about), Reading)


def test_a_page_not_found_that_answers_200_is_an_error_page():
    found = read(
        title="Page not found", paragraphs=["The page you are looking for has moved."], json_ld={"@type": "WebSite"}
    )
    assert isinstance(found, Rejection)
    assert found.reason == "error_page"


def test_an_article_with_an_error_in_its_title_is_an_article():
    assert isinstance(read(title="Error 404: how a number became a joke"), Reading)


def test_a_page_without_words_is_rejected():
    found = read_page(b"<html><body><div id='app'></div></body></html>", url=URL)
    assert isinstance(found, Rejection)
    assert found.reason == "no_text"


def test_bytes_that_are_no_page_are_rejected():
    found = read_page(b"%PDF-1.7", url=URL, content_type="application/pdf")
    assert isinstance(found, Rejection)
    assert found.reason == "not_html"


def test_a_short_text_declared_paid_is_a_paywall_and_a_long_one_is_not():
    paid = {"@type": "NewsArticle", "headline": "x", "isAccessibleForFree": False}
    assert read(paragraphs=PARAGRAPHS[:1], json_ld=paid).status == "paywall"
    assert read(paragraphs=PARAGRAPHS + tuple(f"{p} Again." for p in PARAGRAPHS), json_ld=paid).status == "full"


def test_a_text_that_breaks_off_is_a_teaser():
    assert read(paragraphs=[PARAGRAPHS[0] + " The works council…"]).status == "teaser"
