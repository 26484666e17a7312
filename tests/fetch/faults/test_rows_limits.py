"""Rows 4, 10 to 14, 33 and 34: readers that die or hang, few descriptors, little memory, a lock held, poison."""

import threading
import time
from functools import partial

import pytest

from flows.demo import demo_models
from tasks.parsing import feed_reader
from tests.newsroom.chaos import killing_readers
from tests.newsroom.invariants import assert_invariants
from tests.newsroom.scene import ADDRESS
from warehouse.errors import WarehouseError
from warehouse.lock import exclusive

SLOW_CPU_S = 0.6  # of a reader: more than all honest documents of a test take together
HANGS_S = 2.0
OUTCOMES = "SELECT outcome, error_class, error FROM core.feed_poll WHERE feed_id = $feed_id ORDER BY poll_id"


@pytest.fixture
def hurry(monkeypatch):
    """Give every feed document seconds from then on, and not the twenty that it has: the limit is what is tried."""
    return lambda: monkeypatch.setattr("tasks.poll.feed_reader", partial(feed_reader, timeout_s=HANGS_S))


def test_row_04_a_page_whose_reader_is_killed_three_times_is_rejected_and_the_others_are_read(scene):
    scene.open_sites(1)
    scene.add("http://slow.news.test/items/link-slow")
    with killing_readers(SLOW_CPU_S) as killed:
        report = scene.run()
    assert len(killed) == 3
    assert (report.n_new_articles, report.rejected) == (4, {"extractor failed": 1})
    joined = "core.rejection AS r JOIN core.feed_entry AS e USING (feed_id, entry_key)"
    ((reason, detail, state),) = scene.rows("SELECT r.reason, r.detail, e.state FROM " + joined)
    assert (reason, state) == ("extractor_failed", "rejected")
    assert detail.startswith("killed its reader, 3 times")
    kept = "core.page AS p JOIN core.feed_entry AS e USING (page_id) WHERE e.url LIKE '%/doc/slow'"
    assert scene.rows("SELECT count(*) FROM " + kept) == [(1,)], "its stub, and its bytes"
    assert_invariants(scene)


def test_row_13_a_feed_that_takes_its_reader_down_fails_softly_and_alone(scene, hurry):
    scene.is_read = False
    scene.open_sites(3)
    evil = scene.add("http://evil.news.test/xml/attrs60k")
    with killing_readers(SLOW_CPU_S) as killed:
        scene.run()
    assert len(killed) == 3
    ((outcome, error_class, error),) = scene.rows(OUTCOMES, feed_id=evil.feed_id)
    assert (outcome, error_class) == ("parse_error", "soft")
    assert "killed its reader, 3 times" in error
    hurry()
    assert_invariants(scene, changing=["feed_body"])


def test_row_14_a_feed_that_hangs_its_reader_is_given_up_at_the_limit_and_alone(scene, hurry):
    hurry()
    scene.is_read = False
    evil = scene.add("http://evil.news.test/xml/attrs60k", name="a")  # by name, the first to be read
    scene.open_sites(3)
    scene.run()
    ((outcome, error_class, error),) = scene.rows(OUTCOMES, feed_id=evil.feed_id)
    assert (outcome, error_class) == ("parse_error", "soft")
    assert "could not be read within 2 s" in error
    assert_invariants(scene, changing=["feed_body"])


def test_row_10_a_lock_that_another_process_holds_is_waited_for_named_and_costs_nothing(scene):
    scene.is_read = False
    scene.settings["warehouse"] = {"lock_wait_s": 0.5}
    scene.open_sites(2)
    scene.run()
    scene.later()
    scene.publish("h0000.news.test", n=1)
    since = scene.n_requests()
    scene.newsroom.hold("feeds", path="/feed.xml")
    errors = []

    def run():
        with pytest.raises(WarehouseError) as error:
            scene.run()
        errors.append(str(error.value))

    running = threading.Thread(target=run)
    running.start()
    while not scene.newsroom.stats()["n_held"]["feeds"]:
        time.sleep(0.01)
    time.sleep(0.3)  # until the session of the run has rested: it is closed then
    with exclusive(scene.warehouse.writer_folder, "a long checkpoint", wait_s=10):
        scene.newsroom.release("feeds")
        running.join()
    assert "'poll' waited 0 s for the writer lock, held by a long checkpoint" in errors[0]
    scene.lost |= {one.n for one in scene.newsroom.ledger(since=since)}
    assert scene.run().n_feeds_polled == 2, "what could not be stored is asked for again"
    assert_invariants(scene)


def test_row_11_with_few_descriptors_fewer_are_asked_at_once_and_all_are_asked(scene):
    scene.is_read = False
    hosts = scene.open_sites(50, items=1)
    since = scene.n_requests()
    scene.newsroom.hold("all", path="/feed.xml")
    worker = scene.start(limits={"NOFILE": 64})
    assert worker.wait_for(lambda: scene.newsroom.stats()["n_held"]["all"] > 4)
    assert 4 < scene.newsroom.stats()["n_held"]["all"] < 40
    scene.newsroom.release("all")
    status, error = worker.end()
    assert (status, error) == (0, "")
    scene.settle(worker, since)
    assert worker.done["failures"] == []
    assert worker.done["counts"]["feeds_polled"] == len(hosts)
    assert_invariants(scene, workers=[worker])


def test_row_12_sixty_four_bombs_in_half_a_gigabyte_cost_no_healthy_feed(scene):
    scene.is_read = False
    hosts = scene.open_sites(10)
    for number in range(64):
        scene.add(f"http://bomb{number}.news.test/bomb/gzip")
    since = scene.n_requests()
    # Of data: the libraries alone, mapped and hardly read, take as much of addresses.
    worker = scene.start(limits={"DATA": 512 * 2**20})
    status, error = worker.end()
    assert (status, error) == (0, "")
    scene.settle(worker, since)
    assert len(worker.done["failures"]) == 64
    assert scene.rows("SELECT count(*) FROM core.feed_poll WHERE outcome = 'ok'") == [(len(hosts),)]
    scene.feeds = scene.feeds[: len(hosts)]  # a forced poll of 64 bombs more shows nothing new
    assert_invariants(scene, workers=[worker])


def test_row_33_of_five_hundred_rows_three_poisoned_ones_are_cleaned_and_the_others_are_as_they_were(scene):
    scene.is_read = False
    scene.open_sites(1)
    poisoned = scene.add("http://poison.news.test/items/poisoned")
    scene.run()
    assert scene.rows(OUTCOMES, feed_id=poisoned.feed_id) == [("ok", None, None)]
    sql = f"SELECT title FROM core.feed_entry WHERE feed_id = '{poisoned.feed_id}' ORDER BY position"
    titles = [title for (title,) in scene.rows(sql)]
    assert len(titles) == 500
    assert [titles[n][:6] for n in (100, 200)] == ["Bakers", "Bakers"]
    assert titles[300] == "x" * 1_000
    whole = [f"Report {500 - n}" for n in range(500) if n not in {100, 200, 300}]
    assert [title for n, title in enumerate(titles) if n not in {100, 200, 300}] == whole
    assert scene.rows(f"SELECT count(DISTINCT {ADDRESS}) FROM core.feed_entry") == [(504,)]
    assert_invariants(scene)


def test_row_34_without_a_translator_and_with_one_that_fails_articles_are_stored_and_wait(scene, tmp_path):
    scene.open_sites(1, languages=["fr"])
    report = scene.run()
    assert report.waiting_pairs == {"fr → en": 4}
    models = demo_models(tmp_path)
    model = next(models.rglob("model.bin"))
    whole = model.read_bytes()
    model.write_bytes(whole[: len(whole) // 2])
    scene.later()
    scene.publish("h0000.news.test", n=1)
    report = scene.run(models_folder=models)
    assert (report.n_new_articles, report.n_translated) == (1, 0)
    assert len(report.failures) == 1
    assert report.failures[0].startswith("the package fr en fails (RuntimeError: ")
    model.write_bytes(whole)
    scene.later()
    assert scene.run(models_folder=models).n_translated == 5, "those that waited, too"
    assert_invariants(scene)
