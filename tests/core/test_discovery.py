"""Where the feeds of a page may be."""

import pytest

from tasks.core.discovery import MAX_CANDIDATES, WELL_KNOWN, Hint, feed_candidates

PAGE = """<html><head><base href="/fr/">
<link rel="stylesheet" href="/feed.css">
<link rel="ALTERNATE feed" type="application/rss+xml; charset=utf-8" title="L'Écho &amp; co" href="fil.xml">
<link rel="alternate" type="application/atom+xml" href="https://other.example/atom">
<link rel="alternate" hreflang="en" href="/en/">
<link rel="alternate" type="application/json+oembed" href="/oembed">
</head><body><a href="/rss/sport">Sport</a> <a href="/feedback">Write to us</a> <a href="javascript:feed/x">no</a>
<a href="fil.xml#top">again</a></body></html>"""


def candidates(page, url="https://echo.example/fr/une"):
    return feed_candidates(page.encode(), url=url, content_type="text/html; charset=utf-8")


def of(hint, page=PAGE, **options):
    return [(one.url, one.title) for one in candidates(page, **options) if one.hint is hint]


def test_declared_feeds_come_first_with_their_titles_resolved_against_the_base_of_the_page():
    assert of(Hint.DECLARED) == [
        ("https://echo.example/fr/fil.xml", "L'Écho & co"),
        ("https://other.example/atom", ""),
    ]
    assert candidates(PAGE)[0].hint is Hint.DECLARED


def test_an_anchor_counts_when_its_address_reads_like_a_feed():
    assert of(Hint.LINKED) == [("https://echo.example/rss/sport", "Sport")]


@pytest.mark.parametrize(
    ("href", "is_feedish"),
    [
        ("/feed/", True),
        ("/?feed=rss2", True),
        ("https://feeds.example.com/news", True),
        ("/index.xml", True),
        ("/actualites.rss", True),
        ("/pressroom/", False),
        ("/atomic-age", False),
        ("/newsfeeder", False),
        ("#feed", False),
    ],
)
def test_addresses_are_told_apart_by_whole_words(href, is_feedish):
    assert bool(of(Hint.LINKED, f'<html><body><a href="{href}">x</a></body></html>')) is is_feedish


def test_the_well_known_places_are_at_the_root_of_the_site():
    assert [url for url, _ in of(Hint.WELL_KNOWN)] == [f"https://echo.example{path}" for path in WELL_KNOWN]


def test_the_page_itself_is_no_candidate():
    assert "https://echo.example/feed" not in [one.url for one in candidates(PAGE, "https://echo.example/feed")]


def test_no_page_makes_us_ask_for_more_than_a_few_addresses():
    many = "".join(f'<a href="/rss/{number}">x</a>' for number in range(1_000))
    assert len(of(Hint.LINKED, f"<html><body>{many}</body></html>")) == MAX_CANDIDATES


@pytest.mark.parametrize("body", [b"", b"\x00\xff%PDF", b"<", "<a href='/rss'>é".encode("utf-16")])
def test_what_is_no_page_still_has_the_well_known_places(body):
    found = feed_candidates(body, url="https://a.example/")
    assert [one.url for one in found][-len(WELL_KNOWN) :] == [f"https://a.example{path}" for path in WELL_KNOWN]
