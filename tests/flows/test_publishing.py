"""A long run shows what it has so far; a short one publishes once."""

from datetime import UTC, datetime, timedelta
from itertools import count

from tests.conftest import monitor_press
from warehouse.publish import PREVIOUS_NAME, SNAPSHOT_NAME
from warehouse.sql import query

LOOK = "SELECT state, (SELECT count(*) FROM articles) FROM runs ORDER BY started_at DESC LIMIT 1"


def test_a_long_run_publishes_what_it_has_so_far(tmp_path):
    minutes = count()
    start = datetime(2026, 11, 16, 12, tzinfo=UTC)
    report = monitor_press(tmp_path, clock=lambda: start + timedelta(minutes=next(minutes)))
    [(state, n_articles)] = query(tmp_path / PREVIOUS_NAME, LOOK).rows
    assert (state, report.published_at > report.started_at) == ("running", True)
    assert query(tmp_path / SNAPSHOT_NAME, LOOK).rows == [(report.state, report.n_new_articles)]
    assert 0 < n_articles <= report.n_new_articles


def test_a_run_shorter_than_the_time_between_two_publications_publishes_once(tmp_path):
    report = monitor_press(tmp_path)
    assert report.published_at is None
    assert (tmp_path / SNAPSHOT_NAME).exists()
    assert not (tmp_path / PREVIOUS_NAME).exists()
