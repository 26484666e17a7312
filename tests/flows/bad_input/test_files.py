"""Files people write that cannot be used, manifests, lists of feeds, settings: the place in them is named."""

import pytest

from tests.flows.bad_input.refusals import FEEDS, WRITING, check_refused, content_of

pytestmark = pytest.mark.long  # each copies a warehouse, and runs a command on it

GOOD_LINE = '{"id": "a", "path": "page.html", "text": "A text."}'


@pytest.mark.parametrize("command", ["group", "extract"])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"id": "b", "text"', ("line 2", "not JSON")),
        (b"[1, 2]", ("line 2", "not a JSON object")),
        (b'{"path": "p.html", "text": "t"}', ("line 2", "'id'")),
        (b'{"id": "\xff", "text": "t"}', ("line 2", "UTF-8")),
        (b"[" * 100_000, ("line 2", "nested too deeply")),
    ],
)
def test_a_line_of_a_manifest_that_cannot_be_used_is_named(newsecho, place, command, line, words):
    (place / "manifest.jsonl").write_bytes(GOOD_LINE.encode() + b"\n" + line + b"\n")
    before = content_of(place)
    ran = newsecho(command, "--manifest", str(place / "manifest.jsonl"), "--out", str(place / "out.jsonl"))
    check_refused(ran, before, place, "manifest.jsonl", *words)


@pytest.mark.parametrize("line", [b'{"id": "b"}', b'{"id": "b", "path": 7, "text": 7}'])
def test_a_line_that_names_no_page_is_named(newsecho, place, line):
    (place / "manifest.jsonl").write_bytes(GOOD_LINE.encode() + b"\n" + line + b"\n")
    before = content_of(place)
    ran = newsecho("extract", "--manifest", str(place / "manifest.jsonl"), "--out", str(place / "out.jsonl"))
    check_refused(ran, before, place, "manifest.jsonl", "line 2", "is missing or empty")


def test_a_bad_manifest_beside_pages_stops_a_backfill_before_it_starts(newsecho, place):
    (place / "manifest.jsonl").write_text("{\n")
    before = content_of(place)
    check_refused(newsecho(*WRITING["backfill files"]), before, place, "manifest.jsonl, line 1", "not JSON")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://[bad/feed", ("'http://[bad/feed' is no address", "correct it")),
        ("http://a.example:99999/feed", ("is no address", "correct it")),
        ("ftp://a.example/feed", ("url is 'ftp://a.example/feed'", "it must be an http:// or https:// address")),
        ("file:///etc/passwd", ("url is 'file:///etc/passwd'", "it must be an http:// or https:// address")),
    ],
)
@pytest.mark.parametrize("command", ["run", "backfill"])
def test_an_address_that_is_none_is_named_with_its_feed(newsecho, place, command, url, words):
    (place / "feeds.toml").write_text(FEEDS.format(url))
    before = content_of(place)
    check_refused(newsecho(*WRITING[command]), before, place, "feeds.toml", "feed one", *words)


@pytest.mark.parametrize("command", ["run", "backfill"])
def test_a_key_nobody_knows_is_named_with_its_feed_or_its_settings(newsecho, place, command):
    (place / "feeds.toml").write_text(FEEDS.format("http://a.example/feed") + 'colour = "red"\n')
    before = content_of(place)
    check_refused(newsecho(*WRITING[command]), before, place, "feeds.toml", "feed one", "unknown key colour", "tier")
    (place / "feeds.toml").write_text(FEEDS.format("http://a.example/feed"))
    (place / "own.toml").write_text('[fetch]\ncontakt = "x"\n')
    before = content_of(place)
    ran = newsecho(*WRITING[command], "--config", str(place / "own.toml"))
    check_refused(ran, before, place, "own.toml", "unknown key fetch.contakt", "contact")


def test_two_feeds_of_one_address_written_in_two_ways_are_refused(newsecho, place):
    twin = FEEDS.replace("one", "two").format("http://A.example/feed?utm_source=rss")
    (place / "feeds.toml").write_text(FEEDS.format("http://a.example/feed") + twin)
    before = content_of(place)
    check_refused(newsecho(*WRITING["run"]), before, place, "feed two", "feed one", "keep one of them")
