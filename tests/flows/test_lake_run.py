"""A run whose settings name a lake: it writes there, the commands read there, and the folder's file is none."""

from dataclasses import replace

import pytest

from flows.context import context_for
from flows.demo import as_feed, demo_models
from flows.monitor import monitor
from tasks.press import serve_press
from tests.flows.test_cli import newsecho
from tests.lakes import why_no_lake

pytestmark = pytest.mark.skipif(why_no_lake() is not None, reason=str(why_no_lake()))


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "own.toml"
    lake = f"ducklake:{tmp_path / 'house.ducklake'}"
    path.write_text(f"[warehouse]\nfolder = '{tmp_path / 'w'}'\nlake = '{lake}'\nlake_data = '{tmp_path / 'data'}'\n")
    return path


def test_a_run_stores_articles_in_the_lake_of_the_settings_and_commands_read_them_there(config, tmp_path):
    with serve_press("noon") as press:
        own = replace(context_for(config=config), hosts=press.hosts, models_folder=demo_models(tmp_path / "w"))
        feeds = [as_feed(feed) for feed in press.feeds]
        report = monitor(own, feeds, is_forced=True)
        again = monitor(own, feeds, is_forced=True)
    assert report.n_new_articles > 50
    assert again.n_new_articles == 0
    asked = newsecho("sql", "SELECT count(*) AS n FROM articles", "--format", "csv", "--config", config)
    assert asked.stdout.split() == ["n", str(report.n_new_articles)], asked.stderr
    assert not list((tmp_path / "w").rglob("*.duckdb"))
    assert list((tmp_path / "data").rglob("*.parquet"))

    doctor = newsecho("doctor", "--config", config).stdout
    assert f"lake       ducklake:{tmp_path / 'house.ducklake'}: schema " in doctor
    assert "keys       every declared key is unique, in the lake" in doctor
    assert "are not looked at: the warehouse is the lake" in doctor
    assert "nothing to publish" in newsecho("publish", "--config", config).stdout
    exported = newsecho("export", "parquet", tmp_path / "out", "--config", config)
    assert (exported.returncode, (tmp_path / "out" / "manifest.json").is_file()) == (0, True), exported.stderr
    # Another folder named for a command is its own warehouse, whatever the settings say.
    assert "nothing is published" in newsecho("sql", "FROM stories", "--config", config, "--warehouse", tmp_path).stderr


def test_migrate_says_every_table_its_sums_and_what_to_set(demo, tmp_path):
    to = f"ducklake:{tmp_path / 'moved.ducklake'}"
    ran = newsecho("migrate", "--warehouse", demo.folder, "--to", to)
    assert ran.returncode == 0, ran.stderr
    tables, (sums, setting, pages) = ran.stdout.splitlines()[:-3], ran.stdout.splitlines()[-3:]
    assert all(line.startswith("core.") and " rows  checksum " in line for line in tables)
    assert sums.startswith(f"{to}: ")
    assert setting.endswith(f'[warehouse] lake = "{to}"')
    assert pages.startswith("Fetched pages stay where they are, in ")
    again = newsecho("migrate", "--warehouse", demo.folder, "--to", to)
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
    assert "holds rows already" in again.stderr


@pytest.mark.parametrize("to", ["postgres:dbname=x", "ducklake:postgres:dbname=x password=hush"])
def test_a_wrong_address_is_one_sentence_and_exit_code_2(demo, to):
    ran = newsecho("migrate", "--warehouse", demo.folder, "--to", to)
    assert (ran.returncode, len(ran.stderr.splitlines()), ran.stdout) == (2, 1, "")
    assert "hush" not in ran.stderr


def test_the_lake_of_the_settings_stands_for_their_folder_and_no_other(config, tmp_path):
    assert context_for(config=config).lake is not None
    assert context_for(tmp_path / "w", config=config).lake is not None
    assert context_for(tmp_path / "elsewhere", config=config).lake is None
