from datetime import UTC, datetime

import pytest

from tasks.core.extract.decode import decode_html, decode_page, is_html
from tasks.core.extract.names import split_names
from tasks.core.extract.read import read_page
from tests.core.extract.pages import page

URL = "https://www.courier.example/work/7"


def read(**parts):
    return read_page(page(**parts), url=URL)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="/work/moved">', "https://www.courier.example/work/moved"),
        ('<link rel="canonical" href="https://courier.example/work/moved">', "https://courier.example/work/moved"),
        ('<link rel="canonical" href="https://www.courier.example/">', URL),
        ('<link rel="canonical" href="https://elsewhere.example/original">', URL),
        (
            '<meta property="og:url" content="https://www.courier.example/work/og">',
            "https://www.courier.example/work/og",
        ),
        ('<link rel="canonical" href="http://[broken">', URL),
        ("", URL),
    ],
)
def test_a_canonical_link_is_believed_on_its_own_site_and_off_the_home_page(head, url):
    assert read(head=head).url == url


def test_structured_data_says_who_and_when():
    article = {
        "@type": "NewsArticle",
        "headline": "x",
        "author": [{"@type": "Person", "name": "Odile Roy"}, {"@id": "#jan"}],
        "datePublished": "2026-03-01T23:30:00-05:00",
        "dateModified": "2026-03-02T10:00:00Z",
        "articleSection": "Work",
        "keywords": ["servers", "winter"],
    }
    reading = read(json_ld={"@graph": [article, {"@type": "Person", "@id": "#jan", "name": "Jan Côté"}]})
    assert reading.authors == ("Odile Roy", "Jan Côté")
    assert reading.published_at == datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
    assert reading.published_at.date().isoformat() == "2026-03-01"  # the day its readers saw
    assert reading.modified_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert (reading.section, reading.tags) == ("Work", ("servers", "winter"))


def test_the_node_that_names_the_page_goes_before_a_related_article():
    other = {"@type": "NewsArticle", "headline": "A bakery closes", "url": "https://www.courier.example/2"}
    own = {"@type": "NewsArticle", "headline": "y", "url": URL, "author": "Odile Roy", "datePublished": "2026-03-01"}
    assert read(json_ld={"@graph": [{**other, "author": "Ed Low", "datePublished": "2020-01-01"}, own]}).authors == (
        "Odile Roy",
    )


def test_meta_tags_stand_in_for_structured_data():
    head = (
        '<meta name="author" content="By Odile Roy"><meta property="article:published_time" content="2026-03-01T08:00">'
    )
    reading = read(head=head, json_ld={"@type": "WebSite"})
    assert reading.authors == ("Odile Roy",)
    assert reading.published_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert reading.published_source == "meta"


def test_a_newsroom_is_named_only_when_nobody_else_signs():
    assert read(head='<meta name="author" content="The Halden Courier">').authors == ("The Halden Courier",)
    signed = '<meta name="author" content="The Halden Courier"><p><a rel="author" href="/r">Odile Roy</a></p>'
    assert read(body=signed + "".join(f"<p>{'Words of text. ' * 30}{i}</p>" for i in range(4))).authors == (
        "Odile Roy",
    )


def test_broken_structured_data_is_mended_or_ignored():
    broken = page().replace(b'"datePublished": "2026-03-01"}', b'"datePublished": "2026-03-01",}')
    assert read_page(broken, url=URL).published_source == "json_ld"
    assert read_page(page().replace(b'{"@context"', b"{{{"), url=URL).title


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Odile Roy and Jan Côté", ["Odile Roy", "Jan Côté"]),
        ("Par Odile Roy, Le Courrier", ["Odile Roy", "Le Courrier"]),
        ("Odile Roy (or)", ["Odile Roy"]),
        ("https://courier.example/odile", []),
        ("Updated", []),
    ],
)
def test_a_byline_is_split_into_names(byline, names):
    assert list(split_names(byline)) == names


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", None),
        ("latin-1", "text/html; charset=iso-8859-1"),
        ("cp1252", None),
        ("utf-8", "text/html; charset=latin1"),
    ],
)
def test_letters_survive_whatever_the_header_says(charset, declared):
    assert decode_html("<p>déjà vu</p>".encode(charset), declared) == "<p>déjà vu</p>"


def test_a_meta_tag_names_the_charset():
    assert "привет" in decode_html('<meta charset="windows-1251"><p>привет</p>'.encode("cp1251"))


def test_text_encoded_twice_is_put_right():
    assert decode_page("l’été".encode().decode("latin-1").encode()) == "l’été"


def test_what_is_no_html_is_said_to_be_none():
    assert not is_html(b"%PDF-1.4", "text/html")
    assert not is_html(b'{"a": 1}', "application/json")
    assert not is_html(b"plain words", None)
    assert is_html(b"<html><p>x", "text/html; charset=utf-8")
