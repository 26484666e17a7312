"""The schedule in one process, and the demo's refusal to mix with real data."""

import pytest

from config.errors import ConfigError
from flows.context import context_for
from flows.demo import as_feed, run_demo
from flows.monitor import monitor
from flows.serve import Job, serve_inline
from tasks.press import serve_press
from tests.conftest import press_context
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import query


def jobs(feeds):
    return {"monitor": Job("5,35 * * * *", lambda context: monitor(context, [as_feed(feed) for feed in feeds]))}


def test_serving_runs_the_monitor_at_once_and_stops_after_the_runs_asked_for(tmp_path):
    with serve_press("noon") as press:
        reports = list(serve_inline(press_context(tmp_path, press), jobs(press.feeds), n_runs=1))
    assert [report.conservation.n_missing for report in reports] == [0]
    assert reports[0].n_new_articles > 0
    assert query(tmp_path / SNAPSHOT_NAME, "SELECT trigger FROM runs").rows == [("schedule",)]


def test_the_demo_refuses_a_folder_with_real_data_and_writes_nothing(tmp_path):
    with serve_press("morning") as press:
        list(serve_inline(press_context(tmp_path, press), jobs(press.feeds[:1]), n_runs=1))
    before = (tmp_path / SNAPSHOT_NAME).read_bytes()
    with pytest.raises(ConfigError, match="holds real data"):
        run_demo(context_for(tmp_path))
    assert (tmp_path / SNAPSHOT_NAME).read_bytes() == before
