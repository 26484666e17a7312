import pytest

from tasks.core.extract.read import read_page
from tasks.core.extract.titles import strip_site_name
from tests.core.extract.pages import page

URL = "https://www.halden-courier.example/work/7"


@pytest.mark.parametrize("separator", [" - ", " – ", " — ", " | ", "|"])
def test_the_name_of_the_site_is_no_part_of_the_title(separator):
    assert strip_site_name(f"Servers leave{separator}The Halden Courier", {"thehaldencourier"}) == "Servers leave"


def test_a_name_before_the_title_goes_too():
    assert strip_site_name("The Halden Courier | Servers leave", {"thehaldencourier"}) == "Servers leave"


@pytest.mark.parametrize(
    "title", ["Pourquoi le nuage est-il si cher?", "Budget 2026 – the figures", "Un porte-parole - et deux voix"]
)
def test_a_title_that_ends_in_no_name_stays_whole(title):
    assert strip_site_name(title, {"thehaldencourier", "cher"}) == title


def test_the_headline_a_reader_saw_goes_before_the_one_for_search_engines():
    reading = read_page(page(title="Meridian moves servers", h1="Meridian moves its servers at last"), url=URL)
    assert reading.title == "Meridian moves its servers at last"


def test_an_h1_that_is_the_masthead_is_no_title():
    reading = read_page(page(title="Meridian moves servers", h1="The Halden Courier"), url=URL)
    assert reading.title == "Meridian moves servers"


def test_a_visible_suffix_is_a_defect_and_a_title_tag_is_not():
    seen = read_page(page(h1="Meridian moves its servers out of the basement – The Halden Courier"), url=URL)
    assert [defect.code for defect in seen.defects if defect.field == "title"] == ["site_suffix_in_title"]
    unseen = read_page(page(), url=URL)
    assert not [defect for defect in unseen.defects if defect.field == "title"]


def test_a_translated_suffix_is_cut_only_where_a_credit_says_the_text_comes_from_elsewhere():
    title = "Meridian moves its servers – winter edition"
    assert read_page(page(title=title), url=URL).title == title


def test_a_section_behind_a_bar_is_no_part_of_the_headline():
    reading = read_page(page(title="Meridian moves its servers at last | Opinion"), url=URL)
    assert reading.title == "Meridian moves its servers at last"
    assert read_page(page(title="Left | Right"), url=URL).title == "Left | Right"


def test_a_headline_that_shouts_is_read_as_it_is_stated():
    reading = read_page(page(title="Meridian moves its servers", h1="MERIDIAN MOVES ITS SERVERS NOW"), url=URL)
    assert reading.title == "Meridian moves its servers"


def test_a_byline_run_on_behind_the_headline_is_cut():
    reading = read_page(page(h1="Meridian moves its servers out of the basement Posted on July 1 by admin"), url=URL)
    assert reading.title == "Meridian moves its servers out of the basement"


def test_a_kicker_that_names_the_site_goes():
    reading = read_page(
        page(title="Halden Courier Blog: Meridian moves its servers", h1="Meridian moves its servers"), url=URL
    )
    assert reading.title == "Meridian moves its servers"


def test_the_lone_h1_that_is_the_title_tag_goes_before_a_title_for_networks():
    whole = page(title="You will not believe this basement", h1="Meridian moves its servers at last")
    tagged = whole.replace(b"<title>You will not believe this basement", b"<title>Meridian moves its servers at last")
    tagged = tagged.replace(b'"headline": "You will not believe this basement"', b'"headline": ""')
    assert read_page(tagged, url=URL).title == "Meridian moves its servers at last"
