"""Batches divided among Dask workers: what is stored is what one process stores, also when a worker is killed."""

import contextlib
import os
import signal
import threading
import time
from dataclasses import replace

import pytest

from config.errors import ConfigError
from flows.context import context_for
from flows.dask_runner import DaskRunner
from flows.demo import as_feed
from flows.monitor import monitor
from tasks.press import serve_press
from tests.conftest import press_context
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import audit, query

distributed = pytest.importorskip("distributed", reason="Dask is not installed: uv pip install -e '.[dask]'")
dask = pytest.importorskip("dask")

CONTENT = (
    "SELECT a.url, a.version, a.title, a.story_id, a.relation, x.body, t.status, t.translated_title, t.translated_body"
    " FROM articles AS a JOIN article_texts AS x ON x.article_id = a.article_id"
    " LEFT JOIN translations AS t ON t.article_id = a.article_id ORDER BY ALL"
)


@pytest.fixture
def cluster():
    """Two workers, each a process of its own that may have children."""
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.wait_for_workers(2)
        yield cluster, client


@pytest.fixture
def runner(cluster):
    settings = context_for().settings.run
    one = DaskRunner(replace(settings, dask_scheduler=cluster[0].scheduler_address))
    yield one
    one.close()


def run(folder, **changes):
    with serve_press("noon") as press:
        report = monitor(press_context(folder, press, **changes), [as_feed(one) for one in press.feeds], is_forced=True)
    assert report.conservation.n_missing == 0, report.conservation.sentence()
    return report


def content(folder):
    assert audit(folder / SNAPSHOT_NAME) == []
    return query(folder / SNAPSHOT_NAME, CONTENT).rows


class Killer(threading.Thread):
    """Kills the first worker that has a part to do, while it does it."""

    def __init__(self, client):
        super().__init__(daemon=True)
        self.client, self.over, self.killed = client, threading.Event(), {}
        self.pids = client.run(os.getpid)

    def run(self):
        while not self.over.is_set() and not self.killed:
            for address, parts in self.client.processing().items():
                if parts and address in self.pids:
                    self.killed[address] = tuple(parts)
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(self.pids[address], signal.SIGKILL)
                    break
            time.sleep(0.005)


@pytest.mark.long
def test_what_two_workers_read_and_translate_is_what_one_process_does(tmp_path, runner, cluster):
    client = cluster[1]
    report = run(tmp_path / "dask", runner=runner)
    alone = run(tmp_path / "inline")
    assert content(tmp_path / "dask") == content(tmp_path / "inline")
    assert (report.n_new_articles, report.n_translated) == (alone.n_new_articles, alone.n_translated)
    assert report.n_translated > 0
    n_parts = client.run(lambda dask_worker: dask_worker.state.executed_count)
    assert len(n_parts) == 2
    assert all(n_parts.values()), n_parts
    assert query(tmp_path / "dask" / SNAPSHOT_NAME, "SELECT DISTINCT orchestrator FROM runs").rows == [("dask",)]


@pytest.mark.long
def test_a_worker_killed_in_the_middle_of_a_part_loses_and_doubles_nothing(tmp_path, runner, cluster):
    killer = Killer(cluster[1])
    killer.start()
    report = run(tmp_path / "dask", runner=runner)
    killer.over.set()
    killer.join()
    assert len(killer.killed) == 1, "no worker was at work"
    assert report.failures == run(tmp_path / "inline").failures
    assert content(tmp_path / "dask") == content(tmp_path / "inline")


@pytest.mark.long
def test_a_scheduler_that_is_not_there_is_said_in_a_sentence_with_the_way_out(tmp_path):
    settings = replace(context_for().settings.run, dask_scheduler="tcp://127.0.0.1:9", dask_wait_s=1)
    with pytest.raises(
        ConfigError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9 .*start `dask scheduler` there"
    ):
        run(tmp_path / "dask", runner=DaskRunner(settings))
