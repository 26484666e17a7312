"""The archives of a site lead to every article it published, by the rules of WordPress and of RFC 5005."""

import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlsplit

import pytest

from tests.newsroom.raw import HOST, ask, headers, parts, status

ATOM = "{http://www.w3.org/2005/Atom}"
POSTS = "/wp-json/wp/v2/posts"


@pytest.fixture
def truth(newsroom):
    """Thirty-five articles, of which the feed lists thirty."""
    ask(newsroom, "/feed.xml")
    newsroom.publish(HOST, n=5)
    return [one["url"] for one in newsroom.truth()]


def links(newsroom, path):
    return re.findall(r"<link>(http://[^<]+/report-\d+)</link>", parts(ask(newsroom, path))[1].decode())


def posts(newsroom, query):
    answer = ask(newsroom, f"{POSTS}?{query}")
    return answer, json.loads(parts(answer)[1])


def test_wordpress_pages_hold_everything_and_end_in_a_404_with_a_page(newsroom, truth):
    found = links(newsroom, "/feed/") + links(newsroom, "/feed/?paged=2")
    assert found == truth[::-1]
    last = ask(newsroom, "/feed/?paged=3")
    assert (status(last), headers(last)["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_archives_are_walked_back_from_the_current_one_to_the_first(newsroom, truth):
    path, found, n_documents = "/archive/feed.xml", [], 0
    while path:
        feed = ET.fromstring(parts(ask(newsroom, path))[1])
        found += [entry.find(f"{ATOM}link").get("href") for entry in feed.iterfind(f"{ATOM}entry")]
        rels = {link.get("rel"): link.get("href") for link in feed.iterfind(f"{ATOM}link")}
        is_archive = feed.find("{http://purl.org/syndication/history/1.0}archive") is not None
        assert is_archive is (path != "/archive/feed.xml")
        path = urlsplit(rels.get("prev-archive", "")).path
        n_documents += 1
    assert (n_documents, found) == (4, truth[::-1])


def test_an_archive_document_that_is_full_does_not_change_any_more(newsroom, truth):
    def entries():
        return re.findall(rb"<entry>.*?</entry>", parts(ask(newsroom, "/archive/1.xml"))[1])

    first = entries()
    newsroom.publish(HOST, n=7)
    assert entries() == first
    assert len(first) == 10
    assert status(ask(newsroom, "/archive/9.xml")) == 404


def test_a_complete_feed_lists_everything_and_says_so(newsroom, truth):
    text = parts(ask(newsroom, "/complete.xml"))[1].decode()
    assert "<fh:complete " in text
    assert all(url in text for url in truth)


def test_posts_are_counted_paged_and_newest_first(newsroom, truth):
    first, one = posts(newsroom, "per_page=20")
    _, two = posts(newsroom, "per_page=20&page=2")
    assert (headers(first)["X-WP-Total"], headers(first)["X-WP-TotalPages"]) == ("35", "2")
    assert [post["link"] for post in one + two] == truth[::-1]


def test_posts_before_and_after_a_time_exclude_it(newsroom, truth):
    _, oldest = posts(newsroom, "order=asc&per_page=3&_fields=date_gmt,link")
    assert [set(post) for post in oldest] == [{"date_gmt", "link"}] * 3
    at = oldest[1]["date_gmt"]
    assert posts(newsroom, f"before={at}")[1][0]["link"] == oldest[0]["link"]
    assert posts(newsroom, f"after={quote(at + '+00:00')}&order=asc")[1][0]["link"] == oldest[2]["link"]


@pytest.mark.parametrize(
    ("query", "code"), [("per_page=101", "rest_invalid_param"), ("page=5", "rest_post_invalid_page_number")]
)
def test_what_wordpress_refuses_is_refused_in_its_words(newsroom, truth, query, code):
    answer, said = posts(newsroom, query)
    assert (status(answer), said["code"]) == (400, code)


@pytest.mark.parametrize("code", [401, 403, 404])
def test_a_site_may_have_its_rest_api_off(newsroom, code):
    assert status(ask(newsroom, f"/wp-json-off/{code}")) == code
