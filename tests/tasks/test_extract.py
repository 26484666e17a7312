import gzip
import json
import os
from dataclasses import replace
from datetime import UTC, datetime

from tasks.core.identity import content_hash, content_id
from tasks.extract import PageSource, extract_pages, page_readers, read_sources, read_with
from tasks.extract_manifest import extract_files, extract_manifest
from tests.core.extract.pages import page
from tests.newsroom.chaos import readers_of
from warehouse.records import Article, Entry, Feed, Page, PageWork, Rejection

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
URL = "https://courier.example/work/7"
ENTRY = Entry("feed", "key", "sha", URL, URL, "Meridian", published_at=datetime(2026, 3, 2, tzinfo=UTC))
COURIER = Feed("feed", "https://courier.example/feed", "courier", "The Halden Courier", "Halden Media", "en", 3600)


def work(*, feed=COURIER, entry=ENTRY):
    fetched = Page("page", "run", "feed", "key", URL, URL, NOW, 200, "text/html", 1, "body")
    return PageWork(fetched, entry, feed)


def extract(body, **parts):
    return extract_pages([work(**parts)], bodies=lambda pages: [body for _ in pages], readers=None)[0]


def test_an_article_is_named_by_its_url_and_its_version_by_its_content():
    article = extract(page())
    assert isinstance(article, Article)
    assert article.article_id == content_id("article", URL)
    assert article.content_sha256 == content_hash(f"{article.title}\n\n{article.body}")
    assert (article.lang, article.publisher, article.owner_group) == ("en", "The Halden Courier", "Halden Media")


def test_an_article_keeps_what_its_page_and_its_feed_declare():
    article = extract(page(lang="fr-CA"), feed=replace(COURIER, language="de-DE"))
    assert (article.lang, article.page_lang, article.feed_lang) == ("en", "fr", "de")
    assert article.lang_reason == "detected en, though the page declares fr and the feed declares de"
    bare = extract(page(), feed=replace(COURIER, language=None))
    assert bare.feed_lang is None


def test_the_page_dates_an_article_else_its_feed_else_its_first_sight():
    undated = page(json_ld={"@type": "NewsArticle", "headline": "x"}).replace("© 2026 ".encode(), b"")
    assert extract(page()).published_source == "page"
    from_feed = extract(undated)
    assert (from_feed.published_at, from_feed.published_source) == (ENTRY.published_at, "feed")
    unseen = Entry("feed", "key", "sha", URL, URL, "Meridian")
    assert (extract(undated, entry=unseen).published_at, extract(undated, entry=unseen).published_source) == (
        NOW,
        "first_seen",
    )


def test_all_times_are_utc():
    article = extract(page(json_ld={"@type": "NewsArticle", "datePublished": "2026-03-01T23:30:00-05:00"}))
    assert article.published_at.isoformat() == "2026-03-02T04:30:00+00:00"


def test_a_page_from_a_file_is_published_by_its_site():
    files = Feed("feed", "files:", "files", "", "", None, 1)
    assert extract(page(), feed=files).publisher == "The Halden Courier"


def test_children_and_this_process_read_the_same():
    sources = [PageSource(page(title=f"Meridian moves server {n}"), URL) for n in range(3)]
    assert list(read_sources(sources, max_workers=1)) == list(read_sources(sources, max_workers=0))


def test_the_same_children_read_batch_after_batch_and_end_with_their_block():
    sources = [PageSource(page(title=f"Meridian moves server {n}"), URL) for n in range(2)]
    with page_readers(max_workers=1) as readers:
        first = list(read_with(readers, sources))
        alive = readers_of(os.getpid())
        assert list(read_with(readers, sources)) == first
        assert readers_of(os.getpid()) == alive
    assert not set(alive) & set(readers_of(os.getpid()))


def test_a_page_over_its_time_costs_only_itself():
    endless = page(paragraphs=["<b>words</b> <i>and</i> more " * 40] * 4000)
    outcomes = list(read_sources([PageSource(endless, URL), PageSource(page(), URL)], max_workers=1, timeout_s=0.5))
    assert isinstance(outcomes[0], Rejection)
    assert outcomes[0].reason == "extractor_failed"
    assert not isinstance(outcomes[1], Rejection)


def test_a_manifest_gives_one_line_a_page_even_where_reading_fails(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html.gz").write_bytes(gzip.compress(page()))
    (tmp_path / "pages" / "b.html.gz").write_bytes(b"not gzip")
    (tmp_path / "pages" / "c.html").write_bytes(b"%PDF-1.7")
    (tmp_path / "pages" / "e.html").write_text("<html><body><div id=app></div><script>draw()</script></body></html>")
    names = ("a.html.gz", "b.html.gz", "c.html", "d.html", "e.html")
    rows = [{"id": name[0], "path": f"pages/{name}", "url": URL} for name in names]
    manifest, out = tmp_path / "manifest.jsonl", tmp_path / "out.jsonl"
    manifest.write_text("\n".join(map(json.dumps, rows)))
    sums = extract_manifest(manifest, out, max_workers=0)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["id"] for line in lines] == ["a", "b", "c", "d", "e"]
    assert [line["status"] for line in lines] == ["full", *["rejected"] * 4]
    assert lines[0]["language"] == "en"
    assert lines[0]["published_at"].startswith("2026-03-01")
    assert sums.sentence() == (
        "5 pages = 1 read + 1 without an article (1 no_text) + 3 failed (1 not_html, 2 unreadable)"
    )


def test_a_saved_page_is_printed_as_text_and_as_json(tmp_path):
    saved = tmp_path / "a.html"
    saved.write_bytes(page(head=f'<link rel="canonical" href="{URL}">'))
    line = next(iter(extract_files([str(saved)], max_workers=0)))
    assert not line.is_failed
    assert json.loads(line.as_json())["url"] == URL
    assert line.as_text().startswith("Meridian moves its servers out of the basement\n")
