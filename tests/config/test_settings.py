"""Settings: the repository's file is whole, a person's file needs only what differs, and every slip is a sentence."""

import re
import tomllib
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.settings import DEFAULT_PATH, load_settings


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "newsecho.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_repository_file_holds_every_setting():
    settings = load_settings(None, {})
    assert settings.poll.floor_s == 900
    assert settings.translate.target_lang == "en"
    assert settings.run.runner == "inline"
    assert settings.warehouse.folder == Path("warehouse")


def test_every_setting_says_why_beside_its_value():
    lines = DEFAULT_PATH.read_text(encoding="utf-8").splitlines()
    keys = [line for line in lines if re.match(r"\w+ = ", line)]
    tables = tomllib.loads("\n".join(lines))
    assert len(keys) == sum(len(table) for table in tables.values())
    assert [line for line in keys if "  # " not in line] == []


def test_an_own_file_overrides_only_what_it_names(tmp_path: Path):
    settings = load_settings(written(tmp_path, "[poll]\nfloor_s = 1800\n"), {})
    assert settings.poll.floor_s == 1800
    assert settings.poll.cap_s == 86_400


def test_the_environment_wins_over_the_file(tmp_path: Path):
    path = written(tmp_path, '[warehouse]\nfolder = "from-file"\n')
    settings = load_settings(path, {"NEWSECHO_WAREHOUSE": "elsewhere", "NEWSECHO_MODELS": "packs"})
    assert settings.warehouse.folder == Path("elsewhere")
    assert settings.models.folder == Path("packs")


def test_an_empty_variable_counts_as_unset():
    assert load_settings(None, {"NEWSECHO_WAREHOUSE": ""}).warehouse.folder == Path("warehouse")


def test_settings_cannot_be_changed_after_reading():
    settings = load_settings(None, {})
    with pytest.raises(FrozenInstanceError):
        settings.poll.floor_s = 1  # pyright: ignore[reportAttributeAccessIssue]


def test_the_user_agent_names_us_and_whom_to_write_to(tmp_path: Path):
    path = written(tmp_path, '[fetch]\ncontact = "mailto:press@newsroom.example"\n')
    assert re.fullmatch(
        r"newsecho/[\d.]+ \(\+mailto:press@newsroom\.example\)", load_settings(path, {}).fetch.user_agent
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[poll]\nflor_s = 900\n", "unknown key poll.flor_s; known keys: floor_s, default_s, cap_s"),
        ("[pol]\nfloor_s = 900\n", "unknown key pol; known keys: warehouse, fetch, poll"),
        ("poll = 900\n", "poll is 900; it is a section: write [poll]"),
        ('[poll]\nfloor_s = "15 min"\n', "poll.floor_s is '15 min'; it must be a whole number"),
        ("[poll]\nfloor_s = 1.5\n", "poll.floor_s is 1.5; it must be a whole number"),
        ("[poll]\nfloor_s = true\n", "poll.floor_s is True; it must be a whole number"),
        ("[poll]\nfloor_s = 1\n", "poll.floor_s is 1; it must be from 60 to 86400"),
        ("[poll]\nfloor_s = 7200\n", "poll.floor_s 7200, poll.default_s 3600 and poll.cap_s 86400 must rise"),
        ("[poll]\njitter = nan\n", "poll.jitter is nan; it must be from 0 to 0.5"),
        ('[serve]\nmonitor_cron = "hourly"\n', "serve.monitor_cron is 'hourly'; it must be five fields in UTC"),
        ('[run]\nrunner = "ray"\n', "run.runner is 'ray'; it must be one of inline, prefect, dask"),
        ('[run]\ndask_scheduler = "host"\n', "run.dask_scheduler is 'host'; it must be an address such as"),
        ('[translate]\ntarget_lang = "English"\n', "translate.target_lang is 'English'; it must be a BCP 47"),
        ('[models]\nindex_url = "http://a.example/i.json"\n', "it must be an https:// address"),
        ('[warehouse]\nfolder = ""\n', "warehouse.folder is ''; it must be a folder"),
        ("[fetch]\nfeed_gap_s = 0\n", "fetch.feed_gap_s is 0; it must be from 0.5 to 300"),
        ('[fetch]\nnameservers = "9.9.9.9"\n', "fetch.nameservers is '9.9.9.9'; it must be a list"),
        ('[fetch]\nnameservers = ["dns.example"]\n', "it must be IP addresses such as"),
        ('[fetch]\nnameservers = ["9.9.9.9:0"]\n', "it must be IP addresses such as"),
        ("[fetch]\nnameservers = [9]\n", "it must be IP addresses such as"),
        ("[poll\n", "not valid TOML"),
    ],
)
def test_a_slip_names_file_key_and_way_out(tmp_path: Path, text: str, sentence: str):
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_settings(path, {})
    assert str(caught.value).startswith(f"{path}: ")
    assert sentence in str(caught.value)


def test_nameservers_are_addresses_maybe_with_a_port(tmp_path: Path):
    given = ("9.9.9.9", "127.0.0.1:5353", "2620:fe::fe", "[::1]:5353")
    path = written(tmp_path, f"[fetch]\nnameservers = {list(given)}\n")
    assert load_settings(path, {}).fetch.nameservers == given
    assert load_settings(None, {}).fetch.nameservers == ()


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"absent\.toml: no such file; create it or name another"):
        load_settings(tmp_path / "absent.toml", {})


def test_a_folder_is_not_a_file(tmp_path: Path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path, {})


def test_a_file_in_latin_1_is_refused_and_named(tmp_path: Path):
    path = tmp_path / "own.toml"
    path.write_bytes("# réglages\n".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"own\.toml: not valid TOML"):
        load_settings(path, {})
