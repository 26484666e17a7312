"""Alerts after a run: once a story and address, tried again when they fail, and never of a month at once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.errors import ConfigError
from flows.alerts import check_addresses
from flows.context import context_for
from flows.demo import as_feed, demo_models, run_demo
from flows.monitor import monitor
from tasks.press import serve_press
from tests.receiver import receiving
from warehouse.publish import SNAPSHOT_NAME
from warehouse.sql import query

PRESS_DAY = datetime(2026, 11, 19, 20, tzinfo=UTC)  # the evening of the newsroom's last day


@pytest.fixture
def receiver():
    with receiving() as one:
        yield one


@pytest.fixture
def run(tmp_path):
    """Monitor an edition of the press, telling addresses of what watchlists hit."""

    def once(*urls, edition="morning", at=PRESS_DAY, days=30, most=20):
        context = context_for(tmp_path)
        notify = replace(context.settings.notify, urls=urls, alert_days=days, stories_a_message=most)
        with serve_press(edition) as press:
            own = replace(
                context,
                settings=replace(context.settings, notify=notify),
                hosts=press.hosts,
                models_folder=demo_models(tmp_path),
                clock=lambda: at,
            )
            return monitor(own, [as_feed(feed) for feed in press.feeds], is_forced=True)

    return once


def stories_of(folder):
    return query(folder / SNAPSHOT_NAME, "SELECT count(DISTINCT story_id) FROM watch_hits").rows[0][0]


def test_every_story_is_told_once_in_one_message_and_a_second_run_tells_nothing(receiver, run, tmp_path):
    report = run(receiver.url)
    (message,) = receiver.taken
    assert report.n_alerted == stories_of(tmp_path) > 2
    assert message["title"].startswith(f"newsecho: {report.n_alerted} new stories on ")
    body = message["message"]
    assert body.count("Brevane to end perpetual licences, leaving customers eighteen months to move") == 2  # and quoted
    assert "machine translation" in body
    assert run(receiver.url).n_alerted == 0
    assert len(receiver.taken) == 1


@pytest.mark.long
def test_a_later_article_of_a_told_story_is_not_told_and_a_new_story_is(receiver, run, tmp_path):
    before = run(receiver.url, edition="morning").n_alerted
    after = run(receiver.url, edition="noon").n_alerted
    assert before + after == stories_of(tmp_path)
    assert len(receiver.taken) == 1 + bool(after)


def test_what_was_not_taken_is_said_and_told_by_the_next_run(receiver, run):
    receiver.status = 503
    failed = run(receiver.url)
    assert (failed.n_alerted, failed.state) == (0, "degraded")
    (said,) = [line for line in failed.failures if line.startswith("alert to address 1 of notify.urls")]
    assert "the next run tries again" in said
    assert "s3cret" not in said
    receiver.status = 200
    again = run(receiver.url)
    assert again.n_alerted > 2
    assert len(receiver.taken) == 1
    run(receiver.url)
    assert len(receiver.taken) == 1


@pytest.mark.long
def test_one_address_that_fails_costs_another_nothing_and_is_alone_told_again(receiver, run):
    with receiving() as other:
        other.status = 500
        run(receiver.url, other.url)
        other.status = 200
        run(receiver.url, other.url)
        assert (len(receiver.taken), len(other.taken)) == (1, 1)


@pytest.mark.long
def test_what_was_published_long_ago_is_not_told(receiver, run, tmp_path):
    later = datetime(2026, 11, 26, 8, tzinfo=UTC)
    assert run(receiver.url, at=later, days=2).n_alerted == 0
    assert stories_of(tmp_path) > 2
    assert receiver.taken == []


@pytest.mark.long
def test_a_message_counts_the_stories_it_has_no_room_for(receiver, run):
    report = run(receiver.url, most=1)
    assert f"and {report.n_alerted - 1} more stories: newsecho brief" in receiver.taken[0]["message"]


def test_the_demo_tells_nobody(receiver, tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSECHO_NOTIFY_URLS", receiver.url)
    context = context_for(tmp_path)
    assert context.settings.notify.urls == (receiver.url,)
    assert run_demo(context)[-1].n_watch_hits >= 0
    assert receiver.taken == []


def test_an_address_that_cannot_be_used_is_refused_before_a_run():
    settings = replace(context_for().settings.notify, urls=("nowhere://x",))
    with pytest.raises(ConfigError, match=r"address 1 of notify\.urls"):
        check_addresses(settings)
