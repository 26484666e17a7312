"""Bodies of what a watchlist hits are translated, of the rest the lead alone."""

import pytest

from config.errors import ConfigError
from flows.context import context_for
from tests.flows.test_translating import FRENCH


def test_the_watchlist_chooses_by_the_source_or_by_its_translation(desk):
    desk.article("a", FRENCH[0], f"{FRENCH[1]}\n\n{FRENCH[2]}")
    desk.article("b", FRENCH[1], f"{FRENCH[0]}\n\n{FRENCH[0]}\n\n{FRENCH[3]}")
    desk.article("c", FRENCH[1], f"{FRENCH[0]}\n\n{FRENCH[0]}")
    desk.watchlists('terms = ["bombardier", \'"intelligence  artificielle"\']')
    desk.translate(body="watchlist")
    assert desk.status() == {"a": "ok", "b": "ok", "c": "lead_only"}
    desk.article("d", FRENCH[1], f"{FRENCH[0]}\n\n{FRENCH[2]}")
    desk.watchlists("terms = [{ en = '\"million euros\"' }]")
    desk.translate(body="watchlist")
    assert desk.status()["d"] == "ok"


def test_what_a_watchlist_excludes_and_feeds_it_does_not_ask_keep_their_lead(desk):
    desk.article("a", FRENCH[0], f"{FRENCH[1]}\n\n{FRENCH[2]}")
    desk.watchlists('terms = ["bombardier"]\nexclude = ["microsoft"]')
    desk.translate(body="watchlist")
    desk.article("b", FRENCH[0], f"{FRENCH[1]}\n\n{FRENCH[2]}")
    desk.watchlists('terms = ["bombardier"]\nfeeds = ["elsewhere"]')
    desk.translate(body="watchlist")
    assert desk.status() == {"a": "lead_only", "b": "lead_only"}


def test_bodies_by_watchlist_without_a_watchlist_are_refused(tmp_path):
    own, lists = tmp_path / "own.toml", tmp_path / "w.toml"
    lists.write_text("")
    own.write_text(f'[translate]\nbody = "watchlist"\n[watch]\nfile = "{lists}"\n')
    with pytest.raises(ConfigError, match=r"body is watchlist, and .*w\.toml lists none"):
        context_for(tmp_path, config=own)
