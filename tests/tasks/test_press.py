"""The embedded press keeps its promises: real HTTP, stable bytes, readable pages, a truth that holds together."""

import gzip
import http.client
import json
import re
from datetime import UTC, datetime
from html import unescape

import feedparser
import pytest
import trafilatura

from tasks.press import MODELS_FOLDER, load_truth, serve_press
from tasks.press.documents import atom, rss
from tasks.press.newsroom import _article, articles, outlets
from tasks.press.page import THEMES

MIN_FOUND = 0.95  # share of an article's paragraphs that an extractor must find in its page
_TAG = re.compile(r"<[^>]+>")


def get(press, host, path, **headers):
    connection = http.client.HTTPConnection(*press.hosts[host], timeout=5)
    try:
        connection.request("GET", path, headers={"Host": host, **headers})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def live_feeds():
    return [(outlet, feed) for outlet in outlets().values() for feed in outlet.feeds if feed.kind != "dead"]


def squeezed(text):
    return " ".join(unescape(text).split())


def longest_of(theme):
    readable = [one for one in articles("noon") if one.outlet.theme == theme and one.page == "article"]
    return max(readable, key=lambda one: (sum(map(len, one.paragraphs)), one.url))


@pytest.fixture(scope="module")
def noon():
    with serve_press("noon") as press:
        yield press


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_page_of_each_theme_yields_its_paragraphs_and_no_teaser(noon, theme):
    article = longest_of(theme)
    status, _, body = get(noon, article.outlet.host, f"/{article.slug}")
    assert status == 200
    read = trafilatura.bare_extraction(body, url=article.url, include_comments=False, with_metadata=False)
    text = squeezed(read.text)
    expected = [squeezed(_TAG.sub("", paragraph)) for paragraph in article.paragraphs]
    assert sum(paragraph in text for paragraph in expected) >= MIN_FOUND * len(expected)
    teasers = {one.title for one in articles("noon") if one.outlet is article.outlet and one is not article}
    assert teasers, "a page without teasers would prove nothing"
    assert [title for title in teasers if title in text] == []
    assert "newsletter" not in text


def test_the_same_edition_has_the_same_bytes_when_served_again():
    def bodies():
        with serve_press("morning") as press:
            return [get(press, outlet.host, feed.path)[2] for outlet, feed in live_feeds()]

    assert bodies() == bodies()


def test_every_live_feed_is_well_formed_and_answers_304_to_its_own_etag(noon):
    for outlet, feed in live_feeds():
        status, headers, body = get(noon, outlet.host, feed.path)
        assert (status, feedparser.parse(body).bozo) == (200, False)
        assert "Last-Modified" in headers
        again = get(noon, outlet.host, feed.path, **{"If-None-Match": headers["ETag"]})
        assert (again[0], again[2]) == (304, b"")


def test_a_feed_is_compressed_for_a_client_that_accepts_it(noon):
    plain = get(noon, "dailybyte.example", "/atom.xml")[2]
    _, headers, packed = get(noon, "dailybyte.example", "/atom.xml", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain


def test_the_failures_of_the_press_answer_as_real_ones_do(noon):
    assert get(noon, "oldmillgazette.example", "/feed.xml")[0] == 410
    assert get(noon, "dailybyte.example", "/no/such/page")[0] == 404
    status, headers, _ = get(noon, "rivenordhebdo.example", "/rss")
    assert (status, headers["Location"]) == (301, "http://rivenordhebdo.example/feed.xml")
    assert next(feed.url for feed in noon.feeds if feed.name == "rivenord") == "http://rivenordhebdo.example/rss"
    assert ("oldmillgazette.example", "/feed.xml", 410) in noon.requests


def test_a_missing_page_is_listed_and_answers_404_and_a_consent_wall_hides_its_text(noon):
    pages = {one.page: one for one in articles("noon")}
    for page, expected in (("missing", 404), ("consent_wall", 200)):
        article = pages[page]
        feed = next(feed for feed in article.outlet.feeds if feed.name in article.feeds)
        assert article.url.encode() in get(noon, article.outlet.host, feed.path)[2]
        status, _, body = get(noon, article.outlet.host, f"/{article.slug}")
        assert status == expected
        assert not any(paragraph.encode() in body for paragraph in article.paragraphs)


def test_wordpress_honours_the_window_and_the_page_size(noon):
    host = "echonumerique.example"
    posts = json.loads(get(noon, host, "/wp-json/wp/v2/posts?per_page=100&order=asc")[2])
    dates = [post["date_gmt"] for post in posts]
    assert len(posts) == len([one for one in articles("noon") if one.outlet.host == host])
    assert dates == sorted(dates)
    assert json.loads(get(noon, host, f"/wp-json/wp/v2/posts?before={dates[0]}Z")[2]) == []
    assert len(json.loads(get(noon, host, "/wp-json/wp/v2/posts?per_page=1")[2])) == 1
    guids = [entry.id for entry in feedparser.parse(get(noon, host, "/feed/")[2]).entries]
    assert sorted(guids) == sorted(f"http://{host}/?p={post['id']}" for post in posts)


@pytest.mark.parametrize(("key", "write"), [("techherald", rss), ("dailybyte", atom)])
def test_an_article_edited_at_noon_keeps_its_address_and_its_feed_entry_says_so(key, write):
    # A row of our own, so that both kinds of feed are tried whatever the stories hold.
    row = {
        "outlet": key,
        "slug": "ferry",
        "lang": "en",
        "title": "Ferry late",
        "published": datetime(2026, 11, 17, 8, tzinfo=UTC),
        "relation": "original",
        "paragraphs": ["The ferry is late."],
        "noon_paragraphs": ["The ferry is cancelled."],
    }
    before, after = (_article(row, "ferry", edition) for edition in ("morning", "noon"))
    old, new = (feedparser.parse(write(one.outlet, [one])).entries[0] for one in (before, after))
    assert (after.url, after.published) == (before.url, before.published)
    assert (new.id, new.published) == (old.id, old.published)
    assert new.updated_parsed > old.updated_parsed
    assert (old.summary, new.summary) == ("The ferry is late.", "The ferry is cancelled.")


def test_a_story_of_the_press_is_edited_at_noon_under_the_same_address():
    morning = {one.url: one for one in articles("morning")}
    edited = [one for one in articles("noon") if one.url in morning and one.modified > morning[one.url].modified]
    assert edited
    assert all(one.paragraphs != morning[one.url].paragraphs for one in edited)


def test_the_truth_holds_together():
    truth = load_truth()
    known = {one.url: one for one in truth}
    published = {one.url: one.published for one in articles("noon")}
    assert len(known) == len(truth)
    assert not any("utm_" in one.url for one in truth)
    for one in truth:
        if one.parent is not None:
            assert known[one.parent].story == one.story
            assert published[one.parent] < published[one.url]


def test_the_chain_of_the_mission_carries_its_five_defects():
    chain = {one.relation: one for one in articles("morning") if one.story == "mission-chain"}
    machine, adapted = chain["machine_retranslation"], chain["adaptation"]
    assert machine.parent_url == adapted.url
    assert adapted.parent_url == chain["original"].url
    text = "\n".join(machine.paragraphs)
    assert machine.title.endswith(" – IT department")
    assert re.fullmatch(r"\S+\.jpe?g", machine.paragraphs[0])
    assert " on ." in text
    assert "customers. »" in text
    assert machine.paragraphs[-2].startswith("French adaptation and translation by ")
    assert machine.paragraphs[-1].startswith("The original article is available on Tech Herald Canada")


def test_the_models_of_the_press_say_what_they_are():
    assert len(list(MODELS_FOLDER.glob("*.argosmodel"))) == 2
    assert "demo" in (MODELS_FOLDER / "README.txt").read_text(encoding="utf-8")
