"""Pages with the weight of the press: as heavy as real ones, and the article in them is the one that was published."""

import pytest
from lxml.html import document_fromstring

from tests.bench.weights import PRESS, medians, served, weigh
from tests.newsroom.sites import Profile, Site

NEAR = 0.15  # of a median; of the whole, less
WIDE = {"bytes of styles": 1.0, "bytes of scripts": 0.35}  # a few sites send a hundred times what others send


@pytest.fixture(scope="module")
def pages():
    return list(served("press"))


def said(element):
    return " ".join("".join(element.itertext()).split())


def test_they_weigh_what_pages_of_the_press_weigh(pages):
    reached = medians(weigh(page, one.text) for one, page in pages)
    off = {name: reached[name] / PRESS[name] - 1 for name in PRESS}
    assert {name: share for name, share in off.items() if abs(share) > WIDE.get(name, NEAR)} == {}


def test_the_article_in_them_is_the_one_that_was_published(pages):
    for one, page in pages[::7]:
        tree = document_fromstring(page.decode())
        assert [said(heading) for heading in tree.iter("h1")] == [one.title]
        (article,) = tree.iter("article")
        bodies = [div for div in article.iter("div") if "rich-text" in div.get("class", "")]
        assert [said(p) for body in bodies for p in body.findall("p")] == list(one.paragraphs)
        assert tree.find(".//link[@rel='canonical']").get("href") == one.url


def test_a_site_serves_the_same_page_each_time_and_no_two_sites_have_the_same_furniture():
    firsts = list(served("press", 2, 1))
    assert [page for _, page in served("press", 2, 1)] == [page for _, page in firsts]
    menus = [document_fromstring(page.decode()).find(".//header").text_content() for _, page in firsts]
    assert len(set(menus)) == 2


def test_an_edited_article_has_another_text_and_keeps_its_title():
    site = Site(7, "h0001.news.test", 1.79e9, Profile(items=2, rate_per_day=0, weight="press"))
    newest = site.listed()[0]
    title, before = newest.title, newest.paragraphs
    site.publish(1.79e9 + 60, edit=1)
    assert (newest.title, newest.paragraphs[:-1]) == (title, before[:-1])
    assert newest.paragraphs[-1] != before[-1]
    assert len(newest.text_sha256s) == 2
