import codecs
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.sitemap import SitemapEntry, SitemapError, SitemapReader

ROOT = Path(__file__).parents[2]
AT = "https://gazette.example/maps/sitemap.xml"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
URLSET = f"""{XML}<urlset xmlns="{SCHEMA}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>https://gazette.example/a.jpg</image:loc></image:image>
  <loc> https://gazette.example/a?id=1&amp;page=2 </loc><lastmod>2026-11-16T08:30:00+02:00</lastmod></url>
<url><loc>https://gazette.example/b</loc><news:news><news:publication><news:name>Gazette</news:name>
  <news:language>fr</news:language></news:publication><news:publication_date>2026-11-15</news:publication_date>
  <news:title>L’été à Orvane</news:title></news:news></url>
<!-- <url><loc>https://gazette.example/hidden</loc></url> -->
<url><loc>/c</loc><priority>0.5</priority></url>
</urlset>
"""
ENTRIES = [
    SitemapEntry("https://gazette.example/a?id=1&page=2", modified_at=datetime(2026, 11, 16, 6, 30, tzinfo=UTC)),
    SitemapEntry(
        "https://gazette.example/b",
        title="L’été à Orvane",
        published_at=datetime(2026, 11, 15, tzinfo=UTC),
        language="fr",
    ),
    SitemapEntry("https://gazette.example/c"),
]


def read(document, *, piece_bytes=1_000_000, url=AT):
    body = document.encode() if isinstance(document, str) else document
    reader = SitemapReader(url)
    found = [entry for at in range(0, len(body), piece_bytes) for entry in reader.feed(body[at : at + piece_bytes])]
    return [*found, *reader.close()], reader


def urls(document, **options):
    return [entry.url for entry in read(document, **options)[0]]


def urlset(*lines):
    return f'{XML}<urlset xmlns="{SCHEMA}">{"".join(lines)}</urlset>'


def test_an_urlset_gives_its_addresses_times_and_news_tags():
    found, reader = read(URLSET)
    assert found == ENTRIES
    assert reader.is_whole


@given(st.integers(min_value=1, max_value=400))
def test_where_the_wire_cuts_it_makes_no_difference(piece_bytes):
    found, reader = read(URLSET, piece_bytes=piece_bytes)
    assert (found, reader.is_whole) == (ENTRIES, True)


def test_an_index_names_other_sitemaps():
    document = (
        f"<sitemapindex xmlns='{SCHEMA}'><sitemap><loc>{AT}.gz</loc><lastmod>2026-11</lastmod></sitemap></sitemapindex>"
    )
    found, _ = read(document)
    assert found == [SitemapEntry(f"{AT}.gz", is_sitemap=True, modified_at=datetime(2026, 11, 1, tzinfo=UTC))]


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("piece_bytes", [1, 1_000])
def test_a_list_in_plain_text_is_one_address_a_line(mark, piece_bytes):
    body = mark + "https://gazette.example/été\r\n\nhttps://gazette.example/b".encode()
    assert urls(body, piece_bytes=piece_bytes) == ["https://gazette.example/%C3%A9t%C3%A9", "https://gazette.example/b"]


@pytest.mark.parametrize(
    "document",
    [
        "<urlset><url><loc>https://gazette.example/a</loc></url></urlset>",
        '<urlset xmlns="http://www.google.com/schemas/sitemap/0.84"><url><loc>https://gazette.example/a</loc></url></urlset>',
        f'<s:urlset xmlns:s="{SCHEMA}"><s:url><s:loc>https://gazette.example/a</s:loc></s:url></s:urlset>',
        "<urlset><url><loc><![CDATA[https://gazette.example/a]]></loc></url></urlset>",
        "\n\n<urlset><url><loc>https://gazette.example/a</loc></url></urlset><!-- 0.3 s -->",
        '<?xml version="1.0" encoding="UTF-16"?><urlset><url><loc>https://gazette.example/a</loc></url></urlset>'.encode(
            "utf-16"
        ),
    ],
)
def test_other_ways_to_write_one_are_read(document):
    found, reader = read(document)
    assert [entry.url for entry in found] == ["https://gazette.example/a"]
    assert reader.is_whole


def test_a_slip_in_one_address_costs_no_other():
    document = urlset(
        "<url><loc>https://gazette.example/a?x=1&y=2</loc></url>",
        "<url><loc>https://gazette.example/b</loc></url>",
        "<url><loc>javascript:alert(1)</loc></url>",
        "<url><lastmod>2026-11-16</lastmod></url>",
        "<url><loc>https://gazette.example/c</loc><lastmod>yesterday</lastmod></url>",
    )
    found, reader = read(document)
    assert [entry.url for entry in found][1:] == ["https://gazette.example/b", "https://gazette.example/c"]
    assert found[2].modified_at is None
    assert reader.n_unusable == 1


def test_a_sitemap_that_stops_before_its_end_says_so():
    found, reader = read(URLSET[: URLSET.index("<!--")])
    assert found == ENTRIES[:2]
    assert not reader.is_whole


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("", "an empty document"),
        (" \n", "an empty document"),
        ("<rss version='2.0'><channel/></rss>", "its root is <rss>"),
        ("<!doctype html><html><body><p>404</p></body></html>", "no element in it"),
        ("<html><body><p>404</p></body></html>", "its root is <html>"),
        ("x" * 20_000, "a line of more than"),
        ("<urlset>" + "<a>" * 50, "deep"),
        ("<urlset><url>" + "<a/>" * 30_000, "more than 20000 of one address"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_the_reason(document, why):
    with pytest.raises(SitemapError, match=why):
        read(document)


def test_nothing_outside_the_document_is_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("https://gazette.example/secret")
    document = (
        f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "https://gazette.example/y">]>'
        "<urlset><url><loc>&x;</loc></url><url><loc>https://gazette.example/b</loc></url></urlset>"
    )
    assert urls(document) == ["https://gazette.example/b"]


# A process of its own, since the highest mark of this one's memory tells nothing.
LONG = """
from tasks.core.sitemap import SitemapReader
from tests.memory import peak_rss_mb
LINE = b"<url><loc>https://gazette.example/2026/11/16/report-%d</loc><lastmod>2026-11-16</lastmod></url>\\n"
reader = SitemapReader("https://gazette.example/sitemap.xml")
n_found = sum(1 for _ in reader.feed(b"<urlset>"))
before_mb = peak_rss_mb()
for number in range(0, 200_000, 500):
    n_found += sum(1 for _ in reader.feed(b"".join(LINE % one for one in range(number, number + 500))))
n_found += sum(1 for _ in reader.feed(b"</urlset>")) + sum(1 for _ in reader.close())
print(n_found, reader.is_whole, peak_rss_mb() - before_mb < 10)
"""


def test_two_hundred_thousand_addresses_cost_less_than_ten_megabytes():
    ran = subprocess.run([sys.executable, "-c", LONG], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.split() == ["200000", "True", "True"]
