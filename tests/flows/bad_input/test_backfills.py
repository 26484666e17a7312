"""Backfills that cannot be: refused before anything is queued."""

import re
from datetime import date

import pytest

from config.errors import ConfigError
from flows.backfill import Window
from tests.flows.bad_input.refusals import FEEDS, content_of

pytestmark = pytest.mark.long  # each copies a warehouse, and runs a command on it


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("--since", "2026-11-20", "--until", "2026-11-01"),
            "the window ends (2026-11-01) before it starts (2026-11-20)",
        ),
        (("--since", "2999-01-01"), "the window starts (2999-01-01) after today ("),
        (("--since", "11-16"), "'11-16' is no day; write it as 2026-11-16"),
        (("--since", "2026-11-01", "--until", "16 nov"), "'16 nov' is no day; write it as 2026-11-16"),
        (("--feed", "two"), "no feed is called 'two'; there are: one"),
        (("--feed", "two", "--dry-run"), "no feed is called 'two'; there are: one"),
        (("--feed", "one"), "feed one is not active, so its site is not asked; set active = true in its list"),
        (("--feed", "one", "--dry-run"), "feed one is not active, so its site is not asked; set active = true"),
        (
            ("--source", "papyrus"),
            "--source 'papyrus': there are auto, wordpress, feed-archive, sitemap, feed and files",
        ),
        (("{page}",), "paths go with --source files"),
        (("--source", "files", "--since", "2026-11-01", "{page}"), "do not go with --source files"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_backfill_that_cannot_be_is_refused_in_a_sentence_and_queues_nothing(newsecho, place, arguments, words):
    (place / "feeds.toml").write_text(FEEDS.format("http://127.0.0.1:9/feed") + "active = false\n")
    before = content_of(place)
    code, said = newsecho("backfill", "--feeds", "{feeds}", *arguments)
    assert code == 2
    assert words in " ".join(re.sub(r"[│╭╮╰╯─]", "", said).split())
    assert "Traceback" not in said
    assert content_of(place) == before


def test_a_window_that_ends_before_it_starts_is_none_whoever_asks():
    with pytest.raises(ConfigError, match=r"ends \(2026-11-01\) before it starts \(2026-11-20\)"):
        Window(date(2026, 11, 20), date(2026, 11, 1))
