"""Without a model nothing is lost: stored, grouped, waiting by name; with one, the next run makes it up."""

from dataclasses import replace
from pathlib import Path

import pytest

from flows.cli.models import install, waiting_lines
from flows.context import context_for
from flows.demo import as_feed
from flows.monitor import monitor
from flows.report import RunReport
from tasks.press import MODELS_FOLDER, serve_press
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import query

FEEDS = ("techherald", "directionti", "echonum")
TRANSLATED = "SELECT count(*) FROM core.translation WHERE status = 'ok'"
ACROSS = "SELECT title, n_articles FROM stories WHERE list_sort(languages)::VARCHAR LIKE '%en%fr%' ORDER BY title"


def run(folder: Path, config: Path) -> RunReport:
    """Monitor a part of the embedded newsroom with the settings of *config*, its model folder among them."""
    with serve_press("noon") as press:
        context = replace(context_for(folder, config=config), hosts=press.hosts)
        return monitor(context, [as_feed(feed) for feed in press.feeds if feed.name in FEEDS], is_forced=True)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(f'[models]\nfolder = "{tmp_path / "models"}"\n')
    return file


def test_run_install_run_loses_nothing_and_translates_what_waited(tmp_path: Path, config: Path):
    folder, snapshot = tmp_path / "w", tmp_path / "w" / SNAPSHOT_NAME
    first = run(folder, config)
    n_french = first.waiting_pairs["fr → en"] + first.waiting_pairs["fr-CA → en"]
    assert (first.n_translated, n_french > 5, first.conservation.n_missing) == (0, True, 0)
    assert query(snapshot, TRANSLATED).rows == [(0,)]
    grouped = query(snapshot, ACROSS).rows
    assert grouped, "English and French are grouped by what needs no translation"
    details = query(snapshot, "SELECT DISTINCT detail FROM core.translation WHERE source_lang LIKE 'fr%'").rows
    assert details == [(f"no package fr → en in {tmp_path / 'models'}; run `newsecho models install fr en`",)]
    said = f"{n_french} articles wait for fr → en: "
    assert f"{said}newsecho models install fr en" in waiting_lines(folder, config)

    install([str(MODELS_FOLDER / "fixture_fr_en.argosmodel")], config)
    assert f"{said}the next run translates them" in waiting_lines(folder, config)

    second = run(folder, config)
    assert (second.n_new_articles, second.n_translated) == (0, n_french)
    assert not [pair for pair in second.waiting_pairs if pair.startswith("fr")]
    assert query(snapshot, TRANSLATED).rows == [(n_french,)]
    assert set(grouped) <= set(query(snapshot, ACROSS).rows)
