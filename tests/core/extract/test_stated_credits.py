"""Where a text comes from, as its page's data say it."""

import pytest

from tasks.core.extract.read import read_page
from tests.core.extract.pages import page

URL = "https://www.courier.example/work/7"


def read(*, head="", **article):
    return read_page(page(head=head, json_ld={"@type": "NewsArticle", "headline": "x", **article}), url=URL)


def stated(**parts):
    return [(credit.kind, credit.name or credit.url) for credit in read(**parts).credits if credit.start == -1]


def test_a_translator_in_the_data_is_a_credit():
    assert stated(translator={"@type": "Person", "name": "Odile Roy"}) == [("translated_by", "Odile Roy")]


@pytest.mark.parametrize("work", ["https://herald.example/a/1", {"@id": "https://herald.example/a/1", "name": "A"}])
def test_the_work_a_page_translates_is_its_source(work):
    assert stated(translationOfWork=work) == [("original_source", "https://herald.example/a/1")]


@pytest.mark.parametrize("url", [URL, "https://m.courier.example/work/7?x=1", "not an address", "", "https://[broken"])
def test_a_page_that_is_based_on_itself_has_no_source(url):
    assert stated(isBasedOn=url) == []


def test_a_tag_names_the_source_of_a_reprint():
    head = '<meta name="syndication-source" content="https://wire.example/1">'
    assert stated(head=head) == [("original_source", "https://wire.example/1")]


def test_a_canonical_page_elsewhere_is_what_was_reprinted_and_a_home_page_is_not():
    assert stated(head='<link rel="canonical" href="https://herald.example/a/1">') == [
        ("republished_from", "https://herald.example/a/1")
    ]
    assert stated(head='<link rel="canonical" href="https://herald.example/">') == []


def test_the_same_article_in_other_languages_is_named_and_itself_is_not():
    head = "".join(
        f'<link rel="alternate" hreflang="{lang}" href="{href}">'
        for lang, href in [("en", URL), ("fr", "/travail/7"), ("x-default", "/work/7"), ("de", "/"), ("es", "http://[")]
    )
    assert [(one.lang, one.url) for one in read(head=head).alternates] == [
        ("fr", "https://www.courier.example/travail/7")
    ]


def test_another_name_of_the_same_site_is_no_source():
    head = '<link rel="canonical" href="https://sunday.courier.com/a/1">'
    own = read_page(
        page(head=head, json_ld={"@type": "NewsArticle", "headline": "x"}), url="https://www.courier.com/a/1"
    )
    assert own.credits == ()
