"""The polling checklist on the newsroom: sizes, codings, charsets and headers of what comes back."""

import asyncio
import json
import subprocess
import sys

import pytest

from tasks.core.charset import Charset, CharsetSource, charset_of, decoded
from tasks.errors import BadBodyError, SourceError, TooLargeError, TransientSourceError
from tasks.fetch import Fetcher
from tests.memory import peak_rss_mb
from tests.newsroom import faults
from tests.newsroom.client import ROOT
from tests.newsroom.hostile_xml import ACCENTS
from warehouse.records import PollOutcome


def at(path):
    return f"http://h0001.news.test{path}"


def get(newsroom, path, *, cap_bytes=10_000_000, **changes):
    async def fetch():
        async with Fetcher(newsroom.policy(**changes)) as fetcher:
            return await fetcher.get(at(path), cap_bytes=cap_bytes, gap_s=0)

    return asyncio.run(fetch())


@pytest.mark.parametrize("bomb", ["gzip", "gzip2"])
def test_line_44_a_bomb_is_refused_at_ten_million_bytes_and_costs_no_more_memory(reader, bomb):
    ours = reader(at(f"/bomb/{bomb}"))
    before_mb = peak_rss_mb()
    [polled] = ours.poll()
    assert polled.poll.outcome is PollOutcome.NETWORK_ERROR
    assert "10000000 bytes" in polled.poll.error
    assert peak_rss_mb() - before_mb < 150


@pytest.mark.parametrize("path", ["/endless", "/endless-nocl"])
def test_line_44_an_endless_body_is_left_at_the_cap(newsroom, path):
    with pytest.raises(TooLargeError, match="more than 300000 bytes"):
        get(newsroom, path, cap_bytes=300_000)


def test_line_44_a_page_of_more_than_five_million_bytes_is_refused(newsroom):
    policy = newsroom.policy()
    with pytest.raises(TooLargeError, match="more than 5000000 bytes"):
        get(newsroom, "/doc/10MB", cap_bytes=policy.page_cap_bytes)


def test_line_44_a_feed_of_more_than_four_million_bytes_on_the_wire_is_refused(reader):
    [polled] = reader(at("/xml/items200k")).poll()
    assert polled.poll.outcome is PollOutcome.NETWORK_ERROR
    assert "more than 4000000 bytes on the wire" in polled.poll.error


# A process of its own, since the highest mark of this one's memory tells nothing.
STREAM = """
import asyncio, json, sys
from tasks.core.sitemap import SitemapReader
from tasks.errors import TooLargeError
from tasks.fetch import Fetcher
from tests.memory import peak_rss_mb
from tests.newsroom.client import Newsroom

async def run(policy, path):
    url = f"http://h0001.news.test{path}"
    reader, n_bytes, n_entries = SitemapReader(url), 0, 0
    def take(piece):
        nonlocal n_bytes, n_entries
        n_bytes += len(piece)
        n_entries += sum(1 for _ in reader.feed(piece)) if "sitemap" in path else 0
    async with Fetcher(policy) as fetcher:
        await fetcher.stream("http://h0001.news.test/feed.xml", lambda piece: None, cap_bytes=10**6, gap_s=0)
        before_mb = peak_rss_mb()
        try:
            await fetcher.stream(url, take, cap_bytes=policy.sitemap_cap_bytes, gap_s=0)
            why = ""
        except TooLargeError as error:
            why = str(error)
    print(json.dumps([n_bytes, n_entries, peak_rss_mb() - before_mb, why]))

asyncio.run(run(Newsroom.of(json.loads(sys.argv[1])).policy(total_timeout_s=300), sys.argv[2]))
"""


@pytest.mark.parametrize(("path", "n_entries"), [("/endless-sitemap", 40_000), ("/bomb/gzip", 0)])
def test_line_44_fifty_million_bytes_of_a_sitemap_stream_through_a_few_megabytes(newsroom, path, n_entries):
    command = [sys.executable, "-c", STREAM, json.dumps(newsroom.ports), path]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    n_bytes, n_found, grown_mb, why = json.loads(ran.stdout)
    assert 49_800_000 < n_bytes <= 50_000_000
    assert n_found >= n_entries
    assert grown_mb < 16
    assert "more than 50000000 bytes" in why


def test_line_44_a_gzip_file_streams_out_unpacked(newsroom):
    pieces = []

    async def fetch():
        async with Fetcher(newsroom.policy()) as fetcher:
            return await fetcher.stream(at("/gzip-no-header"), pieces.append, cap_bytes=10_000, gap_s=0)

    assert asyncio.run(fetch()).body == b""
    assert b"".join(pieces) == faults.FEED


def test_line_47_a_coding_we_did_not_ask_for_is_refused_by_name(newsroom):
    with pytest.raises(BadBodyError, match="zstd"):
        get(newsroom, "/bomb/zstd")


def test_line_46_a_cut_gzip_is_a_failure_though_its_http_is_whole(newsroom):
    with pytest.raises(BadBodyError, match="cut off"):
        get(newsroom, "/truncgz")


@pytest.mark.parametrize("path", ["/badgz", "/gzip-no-header", "/gzip-multi", "/double-gzip"])
def test_line_47_gzip_is_undone_where_there_is_any_whatever_is_said(newsroom, path):
    assert get(newsroom, path).body == faults.FEED


@pytest.mark.parametrize(
    ("name", "charset", "source"),
    [
        ("utf16-bom", "utf-16-le", "byte order mark"),
        ("charset-header-vs-prolog", "utf-8", "header"),
        ("leading-space", "utf-8", "document"),
        ("comment-before-prolog", "utf-8", "document"),
        ("utf7", "utf-7", "document"),
        ("win1252-as-utf8", "cp1252", "guess"),
        ("latin1-undeclared", "cp1252", "guess"),
    ],
)
def test_line_48_accents_survive_and_the_charset_is_recorded_with_its_source(reader, name, charset, source):
    ours = reader(at(f"/xml/{name}"))
    [polled] = ours.poll()
    # Latin-1 has no curly apostrophe.
    expected = ACCENTS.replace("’", "'") if name == "latin1-undeclared" else ACCENTS
    assert [entry.title for entry in polled.entries] == [expected]
    assert ours.ask("SELECT charset, charset_source FROM core.feed_body") == [(charset, source)]


@pytest.mark.parametrize(
    ("name", "charset", "source"),
    [
        ("html5", "utf-8", CharsetSource.HEADER),
        ("win1252", "cp1252", CharsetSource.HEADER),
        ("charset-lie", "cp1252", CharsetSource.GUESS),
    ],
)
def test_line_48_a_page_is_read_letter_for_letter(newsroom, name, charset, source):
    answer = get(newsroom, f"/doc/{name}")
    found = charset_of(answer.body, answer.headers["content-type"])
    assert found == Charset(charset, source)
    text = decoded(answer.body, found)
    assert text.count(ACCENTS) == 5
    assert "\ufffd" not in text


@pytest.mark.parametrize("path", ["/bare-lf", "/noheaders"])
def test_careless_http_that_can_only_mean_one_thing_is_read(newsroom, path):
    assert get(newsroom, path).body == faults.FEED


@pytest.mark.parametrize("path", ["/301-to-html-homepage", "/200-login-html", "/consent", "/meta-refresh"])
def test_line_49_a_page_where_a_feed_was_expected_is_no_success(reader, path):
    [polled] = reader(at(path)).poll()
    assert polled.poll.outcome is PollOutcome.PARSE_ERROR
    assert "a web page and no feed" in polled.poll.error


@pytest.mark.parametrize("path", ["/hdr/n120", "/hdr/n300", "/hdr/n900", "/hdr/s9000", "/hdr/s20000", "/hdr/s60000"])
def test_line_50_many_and_long_headers_are_read(newsroom, path):
    assert get(newsroom, path).body == faults.FEED


@pytest.mark.parametrize("path", ["/bighdr", "/endlesshdr"])
def test_line_50_headers_past_every_measure_are_refused(newsroom, path):
    with pytest.raises(TransientSourceError, match="broken answer"):
        get(newsroom, path)


@pytest.mark.parametrize(
    "path",
    [
        "/fin-before-headers",
        "/garbage",
        "/http09",
        "/rst-mid-body",
        "/trunc",
        "/trunc-chunked",
        "/100s",
        "/cl-and-te",
    ],
)
def test_bad_http_is_a_failure_of_the_source(newsroom, path):
    with pytest.raises(SourceError):
        get(newsroom, path, total_timeout_s=2)
