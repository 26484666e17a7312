"""The hostile documents of the newsroom are what their names say, before anything of ours reads them."""

import gzip
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from tests.newsroom.documents import FAMILIES
from tests.newsroom.hostile_xml import ACCENTS
from tests.newsroom.raw import ask, headers, parts, status

ALL = [f"/{family}/{name}" for family, names in FAMILIES.items() for name in names]
# Those that a strict parser must refuse: the attack is in the breach. The rest of the feeds are sound XML.
BROKEN = {"undeclared-entity", "nul", "ctrl", "lone-surrogate-ref", "utf7", "win1252-as-utf8", "latin1-undeclared"}
BROKEN |= {"charset-header-vs-prolog", "cdata-broken", "trailing-junk", "leading-space", "comment-before-prolog"}
BROKEN |= {"poisoned", "two-roots", "billion", "quadratic", "xxe-file", "deep"}
SOUND = [path for path in ALL if not path.startswith("/doc/") and path.rpartition("/")[2] not in BROKEN]


def body(newsroom, path):
    return parts(ask(newsroom, path))[1]


def values(newsroom, path, tag):
    return [element.text or "" for element in ET.fromstring(body(newsroom, path)).iterfind(f".//item/{tag}")]


def test_every_document_is_served_and_is_the_same_when_asked_for_anew(newsroom):
    first = {path: ask(newsroom, path) for path in ALL}
    assert {status(answer) for answer in first.values()} == {200}
    newsroom.reset(7)
    assert [path for path in ALL if ask(newsroom, path) != first[path]] == []


@pytest.mark.parametrize("path", SOUND)
def test_a_feed_that_is_hostile_by_its_items_is_sound_xml(newsroom, path):
    assert ET.fromstring(body(newsroom, path)) is not None


def test_bodies_may_be_the_name_of_a_place(newsroom):
    assert body(newsroom, "/body-is-a-path") == b"/dev/zero"
    assert body(newsroom, "/body-is-a-url") == b"http://127.0.0.66/"


def test_attacks_on_the_parser_have_their_size(newsroom):
    assert body(newsroom, "/xml/billion").count(b"<!ENTITY") == 10
    assert body(newsroom, "/xml/quadratic").count(b"&big;") == 50_000
    assert body(newsroom, "/xml/attrs60k").count(b'="1"') == 60_000
    assert body(newsroom, "/xml/items200k").count(b"<item>") == 200_001
    assert body(newsroom, "/xml/deep").count(b"<b>") == 100_000


@pytest.mark.parametrize("name", ["xxe-file", "xinclude"])
def test_a_feed_asks_for_a_local_file(newsroom, name):
    assert b"file:///etc/hosts" in body(newsroom, f"/xml/{name}")


@pytest.mark.parametrize("name", ["ext-dtd", "param-entity"])
def test_a_feed_asks_for_a_document_inside(newsroom, name):
    assert b"http://127.0.0.66/" in body(newsroom, f"/xml/{name}")


@pytest.mark.parametrize(
    ("name", "charset"),
    [
        ("utf16-bom", "utf-16"),
        ("utf7", "utf-7"),
        ("win1252-as-utf8", "windows-1252"),
        ("charset-header-vs-prolog", "utf-8"),
    ],
)
def test_a_feed_is_in_the_charset_of_its_name(newsroom, name, charset):
    assert ACCENTS in body(newsroom, f"/xml/{name}").decode(charset)


def test_guids_do_from_visit_to_visit_what_their_name_says(newsroom):
    def twice(name):
        return [values(newsroom, f"/guid/{name}", "guid") for _ in range(2)]

    assert twice("none") == [[], []]
    assert [set(guids) for guids in twice("same-for-all")] == [{"1"}, {"1"}]
    first, second = twice("changes-every-fetch")
    assert not set(first) & set(second)
    first, second = twice("http-to-https")
    assert [guid.replace("http:", "https:") for guid in first] == second
    first, second = twice("case")
    assert [guid.upper() for guid in first] == second != first
    first, second = twice("whitespace")
    assert [guid.strip() for guid in second] == first != second
    titles = [values(newsroom, "/guid/reused-for-new-story", "title") for _ in range(2)]
    assert titles[0] != titles[1]


def test_windows_overflow_without_an_item_in_common(newsroom):
    windows = [set(values(newsroom, "/items/window-overflow", "guid")) for _ in range(3)]
    assert all(len(window) == 10 for window in windows)
    assert all(not one & other for one, other in pairwise(windows))


def test_items_are_as_many_and_as_large_as_said(newsroom):
    assert len(values(newsroom, "/items/10000", "guid")) == 10_000
    assert min(map(len, values(newsroom, "/items/title-1MB", "title"))) > 900_000
    assert min(map(len, values(newsroom, "/items/link-8KB", "link"))) > 8_000
    assert set(values(newsroom, "/items/empty-title", "title")) == {""}


def test_orders_are_what_they_say(newsroom):
    plain = values(newsroom, "/items/everything-every-time", "guid")
    assert values(newsroom, "/items/oldest-first", "guid") == plain[::-1]
    first, second = (values(newsroom, "/items/reordered", "guid") for _ in range(2))
    assert first != second
    assert sorted(first) == sorted(second) == sorted(plain)


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("link-relative", r"report-\d+"),
        ("link-protocol-relative", r"//h0001\.news\.test/.+"),
        ("link-xml-base", r"report-\d+"),
        ("link-js", r"javascript:.+"),
        ("link-mailto", r"mailto:.+"),
        ("link-file", r"file:///.+"),
        ("link-utm", r"http://.+\?utm_source=.+"),
        ("link-amp", r"http://h0001\.news\.test/amp/.+"),
        ("link-homepage", r"http://h0001\.news\.test/"),
        ("link-fragment-only", r"#.+"),
    ],
)
def test_links_are_of_the_kind_they_are_named_for(newsroom, name, like):
    assert all(re.fullmatch(like, link) for link in values(newsroom, f"/items/{name}", "link"))


def test_a_random_counter_is_another_one_at_each_visit(newsroom):
    first, second = (values(newsroom, "/items/link-utm-random", "link") for _ in range(2))
    assert not set(first) & set(second)
    assert [link.partition("?")[0] for link in first] == [link.partition("?")[0] for link in second]


@pytest.mark.parametrize("name", ["typo", "rewrite", "correction"])
def test_an_edit_shows_at_the_second_visit_and_stays(newsroom, name):
    seen = [values(newsroom, f"/edit/{name}", "description") for _ in range(3)]
    assert seen[0] != seen[1] == seen[2]


def test_an_unpublished_item_is_gone_at_the_second_visit(newsroom):
    first, second = (values(newsroom, "/edit/unpublish", "guid") for _ in range(2))
    assert first[1:] == second


def test_dates_are_as_wrong_as_they_say(newsroom):
    assert all("9999" in date for date in values(newsroom, "/dates/year-9999", "pubDate"))
    assert all("novembre" in date for date in values(newsroom, "/dates/french-month", "pubDate"))
    assert not any("GMT" in date for date in values(newsroom, "/dates/no-zone", "pubDate"))
    assert len(set(values(newsroom, "/dates/all-now", "pubDate"))) == 1
    first, second = (values(newsroom, "/dates/edited", "pubDate") for _ in range(2))
    assert first != second


@pytest.mark.parametrize(("name", "magic"), [("pdf-as-html", b"%PDF-"), ("png-as-html", b"\x89PNG")])
def test_a_page_that_is_none_says_it_is_one(newsroom, name, magic):
    answer = ask(newsroom, f"/doc/{name}")
    assert headers(answer)["Content-Type"].startswith("text/html")
    assert parts(answer)[1].startswith(magic)


def test_pages_lie_about_their_charset_and_their_size(newsroom):
    assert ACCENTS in body(newsroom, "/doc/charset-lie").decode("windows-1252")
    assert ACCENTS in body(newsroom, "/doc/win1252").decode("windows-1252")
    assert ACCENTS in gzip.decompress(body(newsroom, "/doc/gzip-file")).decode()
    assert len(body(newsroom, "/doc/10MB")) > 10_000_000
    assert body(newsroom, "/doc/deep-dom-100k").count(b"<div>") == 100_000
    assert body(newsroom, "/doc/empty") == b""
    assert body(newsroom, "/doc/one-line").count(b"\n") == 0
