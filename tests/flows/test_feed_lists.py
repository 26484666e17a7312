"""The lists of feeds: one in TOML, one in OPML beside it, polled together."""

import time

import pytest

from config.errors import ConfigError
from config.feeds import FeedConfig
from flows.feed_lists import export_list, import_list, lists_at
from flows.feeds import configured_feeds

TOML = (
    '[[feeds]]\nname = "gazette"\nurl = "https://gazette.example/rss"\npublisher = "La Gazette"\nlanguage = "fr-CA"\n'
    'owner_group = "Gazette"\npoll_interval_min = 30\ntier = "local"\nactive = false\n'
)


@pytest.fixture
def place(tmp_path):
    (tmp_path / "mine.toml").write_text(TOML)
    return tmp_path


def listed(place, outlines, name="mine"):
    declared = 'xmlns:newsecho="urn:newsecho:feeds"'
    (place / f"{name}.opml").write_text(f"<opml {declared}><body>\n{outlines}\n</body></opml>")
    return configured_feeds(place / "mine.toml")


def test_the_feeds_of_both_lists_are_polled_those_in_toml_first(place):
    feeds = listed(place, '<outline text="Écho du Nord" xmlUrl="https://echo.example/rss"/>')
    assert [feed.name for feed in feeds] == ["gazette", "echo-du-nord"]


def test_a_feed_in_both_lists_is_polled_once_as_toml_says(place):
    feeds = listed(place, '<outline text="Other" xmlUrl="https://GAZETTE.example/rss#x"/>')
    assert [(feed.name, feed.poll_interval_s) for feed in feeds] == [("gazette", 1_800)]


def test_an_outline_says_by_itself_what_a_reader_knows(place):
    line = '<outline title="L\'Écho" language="FR_ca" xmlUrl="https://f.cdn.example/1" htmlUrl="https://www.echo.example"/>'
    feed = listed(place, line)[1]
    assert (feed.publisher, feed.owner_group, feed.language) == ("L'Écho", "echo.example", "fr-ca")


def test_a_bare_outline_is_named_after_its_host_and_its_language_left_open(place):
    feed = listed(place, '<outline language="unknown" xmlUrl="https://www.echo.example/rss"/>')[1]
    assert (feed.name, feed.publisher, feed.language) == ("www-echo-example", "www.echo.example", None)


def test_names_that_are_alike_are_told_apart_by_a_number(place):
    line = '<outline text="Gazette" xmlUrl="https://{}.example/rss"/>'
    feeds = listed(place, line.format("b") + line.format("c"))
    assert [feed.name for feed in feeds] == ["gazette", "gazette-2", "gazette-3"]


def test_attributes_of_ours_are_the_keys_of_the_toml(place):
    line = (
        '<outline xmlUrl="https://b.example/rss" newsecho:name="bee" newsecho:tier="trade" '
        'newsecho:poll_interval_min="15" newsecho:active="false" newsecho:owner_group="Hive"/>'
    )
    feed = listed(place, line)[1]
    assert (feed.name, feed.tier, feed.poll_interval_s, feed.is_active) == ("bee", "trade", 900, False)
    assert feed.owner_group == "Hive"


def test_a_commented_outline_is_kept_and_not_polled(place):
    assert not listed(place, '<outline isComment="true" text="B" xmlUrl="https://b.example/rss"/>')[1].is_active


@pytest.mark.parametrize(
    ("attribute", "words"),
    [
        ('newsecho:tier="world"', "newsecho:tier is 'world'; it must be one of national"),
        ('newsecho:poll_interval_min="5"', "newsecho:poll_interval_min is 5; it must be from 15"),
        (f'newsecho:poll_interval_min="{"9" * 5_000}"', "it must be a whole number"),
        ('newsecho:poll_interval_min="often"', "newsecho:poll_interval_min is 'often'; it must be a whole number"),
        ('newsecho:active="maybe"', "newsecho:active is 'maybe'; it must be true or false"),
        ('newsecho:name="La Gazette"', "newsecho:name is 'La Gazette'; it must be a slug"),
        ('newsecho:colour="red"', "unknown key newsecho:colour"),
    ],
)
def test_a_slip_in_an_attribute_of_ours_names_file_line_and_attribute(place, attribute, words):
    with pytest.raises(ConfigError) as refused:
        listed(place, f'<outline xmlUrl="https://b.example/rss" {attribute}/>')
    assert str(refused.value).startswith(f"{place / 'mine.opml'}: line 2: ")
    assert words in str(refused.value)


def test_an_opml_alone_is_a_list_too(place):
    listed(place, '<outline text="B" xmlUrl="https://b.example/rss"/>')
    assert [feed.name for feed in configured_feeds(place / "mine.opml")] == ["b"]


def test_a_list_that_a_person_emptied_is_a_list(place):
    assert [feed.name for feed in listed(place, "<!-- none left -->")] == ["gazette"]


def test_thousands_of_feeds_of_one_title_are_named_in_a_moment(place):
    line = '<outline text="Gazette" xmlUrl="https://b.example/{}"/>'
    began = time.perf_counter()
    feeds = listed(place, "".join(line.format(number) for number in range(8_000)))
    assert feeds[-1].name == "gazette-8001"
    assert time.perf_counter() - began < 5


def test_a_list_that_is_nowhere_is_named(tmp_path):
    for name in ("none.toml", "none.opml"):
        with pytest.raises(ConfigError, match=f"{name}: no such file"):
            configured_feeds(tmp_path / name)


def test_what_is_exported_of_a_toml_is_imported_as_the_same_feeds(place):
    (place / "out.opml").write_bytes(export_list(lists_at(place / "mine.toml")))
    assert configured_feeds(place / "out.opml") == configured_feeds(place / "mine.toml")


def test_an_exported_default_is_not_written_out(place):
    (place / "plain.toml").write_text(TOML.split("poll_interval", maxsplit=1)[0])
    exported = export_list(lists_at(place / "plain.toml"))
    assert b"poll_interval_min" not in exported
    assert b"active" not in exported
    assert FeedConfig.__dataclass_fields__["poll_interval_min"].default == 60


def test_the_same_file_taken_in_again_changes_no_byte(place):
    listed(place, '<outline text="B" xmlUrl="https://b.example/rss"/>', name="theirs")
    first = import_list(lists_at(place / "mine.toml"), place / "theirs.opml")
    before = first.path.read_bytes()
    again = import_list(lists_at(place / "mine.toml"), place / "theirs.opml")
    assert (first.n_new, again.n_new, again.n_feeds) == (1, 0, 1)
    assert first.path.read_bytes() == before == (place / "theirs.opml").read_bytes()
