"""The metrics file after real runs: whole, right, and a failure to write it is said."""

from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from flows.cli.options import exit_code
from flows.context import context_for
from flows.demo import as_feed, demo_models
from flows.metrics import FEED_STATES
from flows.monitor import monitor
from tasks.press import serve_press
from tests.core.test_metrics import read
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import query


@pytest.fixture
def run(tmp_path):
    def once(textfile, edition="morning", **changes):
        context = context_for(tmp_path / "w")
        metrics = replace(context.settings.metrics, textfile=str(textfile))
        with serve_press(edition) as press:
            own = replace(
                context,
                settings=replace(context.settings, metrics=metrics),
                hosts=press.hosts,
                models_folder=demo_models(tmp_path / "w"),
                **changes,
            )
            return monitor(own, [as_feed(feed) for feed in press.feeds], is_forced=True)

    return once


def test_the_file_says_what_the_warehouse_says_after_each_run(run, tmp_path):
    path = tmp_path / "metrics" / "newsecho.prom"
    reports = [run(path), run(path, edition="noon")]
    text = path.read_text()
    found = read(text)
    assert {family.name for family in text_string_to_metric_families(text)} == {
        name.removesuffix("_total") for name in found
    }

    def ask(sql):
        return query(tmp_path / "w" / SNAPSHOT_NAME, sql).rows

    assert found["newsecho_entries_total"] == {
        'disposition="article_new"': sum(one.n_new_articles for one in reports),
        'disposition="article_updated"': sum(one.n_updated_articles for one in reports),
        'disposition="known"': sum(one.n_known for one in reports),
        'disposition="rejected"': sum(one.rejected.total() for one in reports),
    }
    states = dict(ask("SELECT state, count(*) FROM feed_health WHERE is_active GROUP BY state"))
    assert found["newsecho_feeds"] == {f'state="{state}"': states.get(state, 0) for state in FEED_STATES}
    assert states["failing"] == states["moved"] == 1
    counts = {
        "newsecho_articles": "SELECT count(*) FROM articles",
        "newsecho_stories": "SELECT count(*) FROM stories",
        "newsecho_watch_hits": "SELECT count(*) FROM watch_hits",
        "newsecho_articles_pending_model": "SELECT count(*) FROM translations WHERE status = 'pending_model'",
        "newsecho_holes": "SELECT count(*) FROM holes",
    }
    for name, sql in counts.items():
        assert found[name] == {"": ask(sql)[0][0]}
        assert found[name][""] > 0
    assert found["newsecho_runs_total"] == {'kind="monitor"': 2}
    assert found["newsecho_last_run_state"]['kind="monitor",state="degraded"'] == 1
    assert sum(found["newsecho_last_run_state"].values()) == 1
    ((ended_at, duration_s),) = ask("SELECT epoch(ended_at), duration_s FROM runs ORDER BY started_at DESC LIMIT 1")
    assert found["newsecho_last_run_end_timestamp_seconds"] == {'kind="monitor"': pytest.approx(ended_at)}
    assert found["newsecho_last_run_duration_seconds"] == {'kind="monitor"': duration_s}
    published = found["newsecho_last_publish_timestamp_seconds"][""]
    assert published == pytest.approx((tmp_path / "w" / SNAPSHOT_NAME).stat().st_mtime)
    assert [one.name for one in path.parent.iterdir()] == ["newsecho.prom"]


def test_a_file_that_cannot_be_written_is_said_and_the_run_stands(run, tmp_path):
    (tmp_path / "file").write_text("")
    report = run(tmp_path / "file" / "newsecho.prom")
    (said,) = [line for line in report.failures if line.startswith("metrics: ")]
    assert "newsecho.prom: cannot be written" in said
    assert exit_code(report) == 1
    assert query(tmp_path / "w" / SNAPSHOT_NAME, "SELECT count(*) FROM articles").rows > [(50,)]


def test_a_run_that_failed_is_in_the_file(run, tmp_path):
    def break_off(step, *arguments):
        raise RuntimeError(step.__name__)

    break_off.name = "broken"
    path = tmp_path / "newsecho.prom"
    with pytest.raises(RuntimeError):
        run(path, runner=break_off)
    assert read(path.read_text())["newsecho_last_run_state"]['kind="monitor",state="failed"'] == 1
