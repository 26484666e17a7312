"""Who signs, where no structured data says so: by mark-up, class, link and words, and never by what signs elsewhere."""

import pytest

from tasks.core.extract.names import is_full_name
from tasks.core.extract.read import read_page
from tests.core.extract.pages import PARAGRAPHS, page

URL = "https://www.courier.example/work/7"
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def authors(byline="", *, head="", json_ld=None, after=""):
    return read_page(
        page(body=byline + TEXT + after, head=head, json_ld=json_ld or {"@type": "WebSite"}), url=URL
    ).authors


@pytest.mark.parametrize(
    "byline",
    [
        '<a rel="author" href="/people/7">Odile Roy</a>',
        '<span itemprop="author"><b itemprop="name">Odile Roy</b></span>',
        '<div class="post-hero__author"><span class="post-hero__author-name">Odile Roy</span></div>',
        '<ul><li class="authors__list-item">Odile Roy</li></ul>',
        '<p class="attribution">in <a href="/contributors/odile-roy">Odile Roy</a></p>',
        "<p>Written by Odile Roy</p>",
        "<ul><li><strong>Autorin/Autor</strong> Odile Roy</li></ul>",
        '<p class="author">Odile Roy 4 August 2026</p>',
    ],
)
def test_a_byline_is_found_by_its_mark_up_class_link_or_words(byline):
    assert authors(byline) == ("Odile Roy",)


@pytest.mark.parametrize(
    "elsewhere",
    [
        '<div class="teaser"><span class="author-name">Ed Low</span></div>',
        '<div class="comment"><span class="author-name">Ed Low</span></div>',
        '<figure><figcaption><span class="byline">Ed Low</span></figcaption></figure>',
        '<nav><a href="/author/ed-low">Ed Low</a></nav>',
    ],
)
def test_a_teaser_a_comment_a_picture_and_a_menu_sign_nothing(elsewhere):
    assert authors(after=elsewhere) == ()


def test_a_byline_in_another_article_signs_that_one():
    whole = page(json_ld={"@type": "WebSite"})
    other = b'<article><span class="author-name">Ed Low</span><p>A bakery closes</p></article>'
    assert read_page(whole.replace(b"<aside>", other + b"<aside>", 1), url=URL).authors == ()


def test_a_person_in_the_byline_goes_before_an_organisation_in_the_data():
    data = {"@type": "NewsArticle", "author": {"@type": "Organization", "name": "Nordic Wire"}}
    assert authors('<p class="byline">By Odile Roy</p>', json_ld=data) == ("Odile Roy",)
    assert authors('<p class="byline">(or)</p>', json_ld=data) == ("Nordic Wire",)


def test_a_label_says_what_a_twitter_card_holds():
    label = '<meta name="twitter:label1" content="{}"><meta name="twitter:data1" content="{}">'
    assert authors(head=label.format("Written by", "Odile Roy")) == ("Odile Roy",)
    assert authors(head=label.format("Est. reading time", "4 minutes")) == ()


@pytest.mark.parametrize(
    ("name", "is_full"),
    [("Odile Roy", True), ("Dr. Max Kolter", True), ("Jan van der Berg", True), ("amw", False), ("Halden", False)],
)
def test_a_full_name_is_told_from_initials_and_places(name, is_full):
    assert is_full_name(name) is is_full
