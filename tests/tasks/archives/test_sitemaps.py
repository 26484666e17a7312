"""Sitemaps of a real server on loopback, walked from robots.txt to the last one, and no further than is allowed."""

import asyncio
import gzip
from datetime import UTC, datetime

import pytest

from tasks.archives.reading import read_archives
from tasks.archives.source import Question
from tasks.core.archives.window import Span
from tasks.fetch import Fetcher
from tasks.robots import RobotsGate, RobotsPolicy
from tests.tasks.conftest import Web
from warehouse.records import BackfillState, Feed

HOST, SITE = "a.example", "http://a.example"
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
SPAN = Span(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC))
FEED = Feed("00000000-0000-0000-0000-000000000001", f"{SITE}/feed", "gazette", "Gazette", "g", "en", 3_600)
OLD = ("/old", "2026-10-30")


@pytest.fixture
def web():
    web = Web()
    yield web
    web.close()


def urlset(*pages):
    """Return a sitemap of (path, lastmod)."""
    urls = "".join(f"<url><loc>{SITE}{path}</loc><lastmod>{at}</lastmod></url>" for path, at in pages)
    return f"<urlset>{urls}</urlset>".encode()


def index(*urls, **lastmod):
    rows = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    rows += "".join(
        f"<sitemap><loc>{SITE}/{name}</loc><lastmod>{at}</lastmod></sitemap>" for name, at in lastmod.items()
    )
    return f"<sitemapindex>{rows}</sitemapindex>".encode()


@pytest.fixture
def walk(web):
    """Serve documents by path, ask until there is no more, and return what each answer brought."""

    def walked(documents, *, robots="", span=SPAN):
        for path, body in ({"/robots.txt": robots.encode()} | documents).items():
            web.routes[HOST, path] = (200, {}, body)
        found, cursor = [], None
        while not found or found[-1].state is BackfillState.RUNNING:
            assert len(found) < 50
            found += ask(web, cursor, span)
            cursor = found[-1].cursor
        return found

    return walked


def ask(web, cursor, span):
    async def run():
        async with Fetcher(web.policy()) as fetcher:
            gate = RobotsGate(fetcher, {}, policy=RobotsPolicy(), clock=lambda: NOW)
            question = Question(FEED, FEED.url, SITE, span, "sitemap", cursor)
            return await read_archives(fetcher, [question], gate=gate, now=NOW)

    return asyncio.run(run())


def paths(found):
    return [entry.url.removeprefix(SITE) for one in found for entry in one.entries]


def asked(web):
    return [path for _, path, _ in web.ledger if path != "/robots.txt"]


def test_the_sitemaps_that_robots_txt_names_are_read_and_no_others(web, walk):
    documents = {"/one.xml": urlset(("/a", "2026-11-02"), OLD), "/two.txt": f"{SITE}/2026/11/03/b\n{SITE}/c\n".encode()}
    found = walk(
        documents | {"/sitemap.xml": urlset(("/x", "2026-11-02"))}, robots="Sitemap: /one.xml\nsitemap: /two.txt"
    )
    assert (paths(found), asked(web)) == (["/a", "/2026/11/03/b"], ["/one.xml", "/two.txt"])
    assert found[-1].state is BackfillState.DONE


def test_without_a_word_of_robots_txt_the_usual_names_are_tried_up_to_the_first(web, walk):
    found = walk({"/sitemap_index.xml": index(f"{SITE}/posts.xml"), "/posts.xml": urlset(("/a", "2026-11-02"), OLD)})
    assert (paths(found), asked(web)) == (["/a"], ["/sitemap.xml", "/sitemap_index.xml", "/posts.xml"])


def test_a_site_without_sitemaps_says_so(web, walk):
    last = walk({})[-1]
    assert (last.state, last.said) == (BackfillState.NOT_OFFERED, "a.example offers no sitemap")
    assert len(asked(web)) == 5


def test_an_index_that_names_itself_is_read_once(web, walk):
    found = walk(
        {"/sitemap.xml": index(f"{SITE}/sitemap.xml", f"{SITE}/a.xml"), "/a.xml": urlset(("/a", "2026-11-02"), OLD)}
    )
    assert (paths(found), asked(web)) == (["/a"], ["/sitemap.xml", "/a.xml"])
    assert found[-1].state is BackfillState.DONE


def test_an_index_twelve_deep_is_followed_three_deep_and_that_is_said(web, walk):
    deep = {f"/{n}.xml": index(f"{SITE}/{n + 1}.xml") for n in range(12)}
    last = walk(deep, robots="Sitemap: /0.xml")[-1]
    assert asked(web) == ["/0.xml", "/1.xml", "/2.xml", "/3.xml"]
    assert (last.state, last.said) == (BackfillState.SHORT, f"{SITE}/3.xml leads to more sitemaps than are read")


def test_an_index_may_not_speak_for_another_host_nor_a_sitemap_list_its_pages(web, walk):
    foreign = "<urlset><url><loc>http://b.example/p</loc><lastmod>2026-11-02</lastmod></url></urlset>"
    found = walk({"/sitemap.xml": index("http://b.example/s.xml", f"{SITE}/own.xml"), "/own.xml": foreign.encode()})
    assert paths(found) == []
    assert not [host for host, _, _ in web.ledger if host != HOST]
    assert found[-1].said == f"http://b.example/s.xml was not read: {SITE}/sitemap.xml may not speak for another host"


def test_sitemaps_of_other_months_and_untouched_ones_are_not_asked_for(web, walk):
    of = {name: urlset((f"/{name}", "2026-11-02"), OLD) for name in ("posts-2026-11.xml.gz", "fresh")}
    top = index(f"{SITE}/posts-2026-11.xml.gz", f"{SITE}/posts-2019-04.xml", fresh="2026-11-14", stale="2026-10-01")
    documents = {f"/{name}": gzip.compress(body) if name.endswith("gz") else body for name, body in of.items()}
    found = walk(documents | {"/sitemap.xml": top})
    assert paths(found) == ["/posts-2026-11.xml.gz", "/fresh"]
    assert asked(web) == ["/sitemap.xml", "/posts-2026-11.xml.gz", "/fresh"]


def test_a_sitemap_that_is_missing_cut_or_none_costs_itself_and_the_window_is_not_called_filled(walk):
    cut = urlset(("/a", "2026-11-02"), OLD).replace(b"</urlset>", b"")
    found = walk(
        {
            "/sitemap.xml": index(f"{SITE}/gone.xml", f"{SITE}/cut.xml", f"{SITE}/page.xml"),
            "/cut.xml": cut,
            "/page.xml": b"<html/>",
        }
    )
    assert paths(found) == ["/a"]
    assert (found[-1].state, found[-1].said) == (
        BackfillState.SHORT,
        f"{SITE}/gone.xml could not be read: HTTP 404 at {SITE}/gone.xml",
    )


def test_a_long_sitemap_comes_a_thousand_addresses_at_once_each_once(web, walk):
    pages = [(f"/{n}", "2026-11-02") for n in range(2_500)]
    found = walk({"/sitemap.xml": urlset(*pages, OLD)})
    assert [len(one.entries) for one in found] == [1_000, 1_000, 500]
    assert sorted(paths(found)) == sorted(path for path, _ in pages)


def test_a_sitemap_that_ends_inside_the_window_does_not_answer_for_it(walk):
    last = walk({"/sitemap.xml": urlset(("/a", "2026-11-05"))})[-1]
    assert (last.state, last.reached_at) == (BackfillState.SHORT, datetime(2026, 11, 5, tzinfo=UTC))


@pytest.mark.parametrize(
    ("path", "tags", "published_at"),
    [
        ("/2026/11/14/a", "<lastmod>2026-11-14T08:30:00Z</lastmod>", datetime(2026, 11, 14, 8, 30, tzinfo=UTC)),
        ("/2026/11/14/a", "<lastmod>2026-11-16</lastmod>", datetime(2026, 11, 14, tzinfo=UTC)),
        ("/a", "<lastmod>2026-11-14</lastmod>", None),
        (
            "/a",
            "<news><publication_date>2026-11-13T07:00:00+01:00</publication_date></news>",
            datetime(2026, 11, 13, 6, tzinfo=UTC),
        ),
    ],
)
def test_an_entry_bears_the_date_of_its_news_tag_or_of_its_address_but_not_of_an_edit(walk, path, tags, published_at):
    found = walk({"/sitemap.xml": f"<urlset><url><loc>{SITE}{path}</loc>{tags}</url></urlset>".encode()})
    assert [entry.published_at for one in found for entry in one.entries] == [published_at]
