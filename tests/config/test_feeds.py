"""The feed list: the repository's forty are sound, and a slip names file, feed and key."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config.errors import ConfigError
from config.feeds import FeedConfig, load_feeds

WHOLE = """[[feeds]]
name = "gazette"
url = "https://gazette.example/rss"
publisher = "La Gazette"
owner_group = "Gazette"
language = "fr-CA"
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_repository_lists_some_forty_feeds_in_both_languages():
    feeds = load_feeds()
    languages = [feed.language.split("-")[0] for feed in feeds]
    assert 40 <= len(feeds) <= 60
    assert languages.count("fr") >= 18
    assert languages.count("en") >= 18
    assert all(urlsplit(feed.url).scheme == "https" for feed in feeds)


@pytest.mark.parametrize(
    "sisters",
    [("direction-informatique", "it-world-canada"), ("cbc", "radio-canada"), ("france-24-fr", "rfi")],
)
def test_sister_titles_share_their_owner_group(sisters: tuple[str, str]):
    groups = {feed.owner_group for feed in load_feeds() if feed.name in sisters}
    assert len(groups) == 1


def test_a_feed_needs_five_keys_and_the_rest_has_defaults(tmp_path: Path):
    assert load_feeds(written(tmp_path, WHOLE)) == [
        FeedConfig("gazette", "https://gazette.example/rss", "La Gazette", "Gazette", "fr-CA", 60, active=True)
    ]


def test_an_empty_list_is_a_list(tmp_path: Path):
    assert load_feeds(written(tmp_path, "# none yet\n")) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("https://gazette.example/rss", "gazette.example", "url is 'gazette.example'; it must be an http:// or"),
        ("https://gazette.example/rss", "ftp://gazette.example/", "url is 'ftp://gazette.example/'; it must be an"),
        ("https://gazette.example/rss", "https://", "url is 'https://'; it must be an http:// or https:// address"),
        ("https://gazette.example/rss", "https://a:b@c.example/", "it must be an http:// or https:// address"),
        ("fr-CA", "French", "language is 'French'; it must be a BCP 47 language tag such as fr or fr-CA"),
        ('publisher = "La Gazette"\n', "", "missing key publisher; add it"),
        ("La Gazette", " ", "publisher is ' '; it must be a text that is not empty"),
        ("owner_group", "owner", "unknown key owner; known keys: name, url, publisher, owner_group, language"),
    ],
)
def test_a_slip_names_file_feed_and_key(tmp_path: Path, old: str, new: str, sentence: str):
    path = written(tmp_path, WHOLE.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_feeds(path)
    assert str(caught.value).startswith(f"{path}: feed gazette: ")
    assert sentence in str(caught.value)


def test_a_name_that_is_no_slug_is_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match="feed La Gazette!: name is 'La Gazette!'; it must be a slug"):
        load_feeds(written(tmp_path, WHOLE.replace('"gazette"', '"La Gazette!"')))


def test_a_nameless_feed_is_named_by_its_place(tmp_path: Path):
    with pytest.raises(ConfigError, match="feed number 1: missing key name"):
        load_feeds(written(tmp_path, WHOLE.replace('name = "gazette"\n', "")))


def test_an_interval_below_the_floor_is_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match="poll_interval_min is 5; it must be from 15 to 10080"):
        load_feeds(written(tmp_path, WHOLE + "poll_interval_min = 5\n"))


def test_a_feed_obeys_robots_txt_unless_it_says_ignore(tmp_path: Path):
    assert [feed.robots for feed in load_feeds(written(tmp_path, WHOLE))] == ["obey"]
    assert [feed.robots for feed in load_feeds(written(tmp_path, WHOLE + 'robots = "ignore"\n'))] == ["ignore"]
    with pytest.raises(ConfigError, match="feed gazette: robots is 'no'; it must be one of obey, ignore"):
        load_feeds(written(tmp_path, WHOLE + 'robots = "no"\n'))


def test_two_feeds_cannot_share_an_address(tmp_path: Path):
    twin = WHOLE.replace('"gazette"', '"gazette-bis"')
    with pytest.raises(ConfigError, match=r"feed gazette-bis: url 'https://gazette\.example/rss' is already that of"):
        load_feeds(written(tmp_path, WHOLE + twin))


def test_two_feeds_cannot_share_a_name(tmp_path: Path):
    twin = WHOLE.replace("gazette.example", "other.example")
    with pytest.raises(ConfigError, match="feed gazette: name 'gazette' is already that of feed gazette"):
        load_feeds(written(tmp_path, WHOLE + twin))


def test_a_table_of_another_name_is_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match="unknown key feed; known keys: feeds"):
        load_feeds(written(tmp_path, WHOLE.replace("[[feeds]]", "[[feed]]")))


def test_a_single_table_is_told_how_to_be_a_list(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"write \[\[feeds\]\] above"):
        load_feeds(written(tmp_path, WHOLE.replace("[[feeds]]", "[feeds]")))


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"absent\.toml: no such file"):
        load_feeds(tmp_path / "absent.toml")
