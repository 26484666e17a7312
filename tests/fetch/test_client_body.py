"""Our fetcher against the newsroom's bodies and headers: sizes, times, codings and charsets, by the checklist."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from config.settings import load_settings
from tasks.errors import BadBodyError, SourceError, TooLargeError, TransientSourceError
from tasks.fetch import Fetcher
from tests.newsroom import faults
from tests.newsroom.hostile_xml import ACCENTS
from warehouse.records import PollOutcome


def at(path):
    return f"http://h0001.news.test{path}"


def get(newsroom, path, *, cap_bytes=10_000_000, **changes):
    async def fetch():
        async with Fetcher(newsroom.policy(**changes)) as fetcher:
            return await fetcher.get(at(path), cap_bytes=cap_bytes, gap_s=0)

    return asyncio.run(fetch())


def peak_rss_mb():
    lines = Path(f"/proc/{os.getpid()}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1_024


@pytest.mark.parametrize("bomb", ["gzip", "gzip2"])
def test_a_bomb_is_refused_at_ten_million_bytes_and_costs_no_more_memory(reader, bomb):
    ours = reader(at(f"/bomb/{bomb}"))
    before_mb = peak_rss_mb()
    [polled] = ours.poll()
    assert polled.poll.outcome is PollOutcome.NETWORK_ERROR
    assert "10000000 bytes" in polled.poll.error
    assert peak_rss_mb() - before_mb < 150


@pytest.mark.parametrize("path", ["/endless", "/endless-nocl"])
def test_an_endless_body_is_left_at_the_cap(newsroom, path):
    with pytest.raises(TooLargeError, match="more than 300000 bytes"):
        get(newsroom, path, cap_bytes=300_000)


def test_a_page_of_more_than_five_million_bytes_is_refused(newsroom):
    policy = newsroom.policy()
    with pytest.raises(TooLargeError, match="more than 5000000 bytes"):
        get(newsroom, "/doc/10MB", cap_bytes=policy.page_cap_bytes)


def test_a_coding_we_did_not_ask_for_is_refused_by_name(newsroom):
    with pytest.raises(BadBodyError, match="zstd"):
        get(newsroom, "/bomb/zstd")


@pytest.mark.parametrize("path", ["/drip?s=0.05", "/slowheaders?s=0.05"])
def test_a_drip_is_left_when_the_whole_time_is_over(newsroom, path):
    started = time.monotonic()
    with pytest.raises(TransientSourceError, match="no answer in time"):
        get(newsroom, path, total_timeout_s=0.6, header_timeout_s=5)
    assert 0.5 < time.monotonic() - started < 3


@pytest.mark.parametrize("path", ["/accept-then-silent", "/silent-after-headers"])
def test_silence_is_left_long_before_the_whole_time_is_over(newsroom, path):
    started = time.monotonic()
    with pytest.raises(TransientSourceError, match="no answer in time"):
        get(newsroom, path, total_timeout_s=20, header_timeout_s=0.5)
    assert time.monotonic() - started < 5


def test_our_patience_is_thirty_seconds_ten_to_connect_and_fifteen_for_an_answer(newsroom):
    fetch, policy = load_settings(None, {}).fetch, newsroom.policy()
    for one in (fetch, policy):
        assert (one.total_timeout_s, one.connect_timeout_s, one.header_timeout_s) == (30, 10, 15)


def test_a_cut_gzip_is_a_failure_though_its_http_is_whole(newsroom):
    with pytest.raises(BadBodyError, match="cut off"):
        get(newsroom, "/truncgz")


@pytest.mark.parametrize("path", ["/badgz", "/gzip-no-header", "/gzip-multi", "/double-gzip"])
def test_gzip_is_undone_where_there_is_any_whatever_is_said(newsroom, path):
    assert get(newsroom, path).body == faults.FEED


@pytest.mark.parametrize(
    "name", ["utf16-bom", "utf7", "latin1-undeclared", "win1252-as-utf8", "leading-space", "comment-before-prolog"]
)
def test_accents_survive(reader, name):
    [polled] = reader(at(f"/xml/{name}")).poll()
    # Latin-1 has no curly apostrophe.
    expected = ACCENTS.replace("’", "'") if name == "latin1-undeclared" else ACCENTS
    assert [entry.title for entry in polled.entries] == [expected]


@pytest.mark.parametrize("path", ["/bare-lf", "/noheaders"])
def test_careless_http_that_can_only_mean_one_thing_is_read(newsroom, path):
    assert get(newsroom, path).body == faults.FEED


@pytest.mark.parametrize("path", ["/301-to-html-homepage", "/200-login-html", "/consent", "/meta-refresh"])
def test_a_page_where_a_feed_was_expected_is_no_success(reader, path):
    [polled] = reader(at(path)).poll()
    assert polled.poll.outcome is PollOutcome.PARSE_ERROR
    assert "a web page and no feed" in polled.poll.error


@pytest.mark.parametrize("path", ["/hdr/n120", "/hdr/n300", "/hdr/n900", "/hdr/s9000", "/hdr/s20000", "/hdr/s60000"])
def test_many_and_long_headers_are_read(newsroom, path):
    assert get(newsroom, path).body == faults.FEED


@pytest.mark.parametrize("path", ["/bighdr", "/endlesshdr"])
def test_headers_past_every_measure_are_refused(newsroom, path):
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
