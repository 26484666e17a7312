"""The lines of the checklist on failures and on what is dropped: 25 to 31, 49, and 58 to 60."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.context import context_for
from flows.monitor import monitor
from tasks.core.identity import content_id
from warehouse import feeds
from warehouse.records import ErrorClass, Feed, PollOutcome

HOST = "h0001.news.test"
HOUR_S, DAY_S = 3_600, 86_400
ADDS_UP = "n_listed = n_entries + n_beyond_cap + n_repeated AND n_entries = n_new + n_changed + n_known"


def at(path, host=HOST):
    return f"http://{host}{path}"


def rows(ours, sql):
    with ours.warehouse.transaction("test looks") as tx:
        return tx.run(sql)


CLASSES = [
    ("http://refused.example/", ErrorClass.TEMP),
    ("http://nobody.invalid/", ErrorClass.TEMP),
    (at("/status/404"), ErrorClass.SOFT),
    (at("/status/500"), ErrorClass.SOFT),
    (at("/trunc"), ErrorClass.SOFT),
    (at("/200-login-html"), ErrorClass.SOFT),
    (at("/", "priv10.news.test"), ErrorClass.HARD),
    (at("/410"), ErrorClass.GONE),
]


def test_line_25_a_failure_has_one_of_four_classes(newsroom, reader):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: a connection is refused
        own = {HOST: (newsroom.address, newsroom.ports["http"]), "priv10.news.test": ("10.0.0.1", 80)}
        own["refused.example"] = closed.getsockname()
        polled = reader(*(url for url, _ in CLASSES), hosts=own, dns_timeout_s=0.3, dns_tries=1).poll()
    assert [(one.poll.error_class, bool(one.poll.error)) for one in polled] == [(kind, True) for _, kind in CLASSES]


def test_line_26_failures_double_the_wait_up_to_a_day(newsroom, reader):
    ours = reader(at("/status/500"))
    waits = []
    for _ in range(9):
        [one] = ours.poll()
        waits.append((one.poll.next_poll_at - one.poll.polled_at).total_seconds())
        newsroom.advance(waits[-1])
    assert waits == [min(900 * 2**n, DAY_S) for n in range(9)]


def test_line_27_no_failure_ends_a_feed_but_two_410_a_day_apart(newsroom, reader):
    ours = reader(at("/status/404"), at("/410"))
    polled = [ours.poll()]
    for _ in range(20):
        newsroom.advance(DAY_S)
        polled.append(ours.poll(is_forced=False))
    by_path = [[one.path for one in newsroom.ledger()].count(path) for path in ("/status/404", "/410")]
    assert by_path == [21, 2]
    assert rows(ours, "SELECT state FROM feed_health ORDER BY url DESC") == [("failing",), ("gone",)]
    with ours.warehouse.transaction("test") as tx:
        by_hand = feeds.due_feeds(tx, ours.now(), names=["feed1"], is_forced=True)
    assert [state.feed.name for state in by_hand] == ["feed1"], "a person may try it"


def test_line_28_when_our_own_network_is_down_no_failure_is_counted(tmp_path):
    names = [f"paper{number}.example" for number in range(25)]
    listed = [Feed(content_id("feed", name), f"http://{name}/", name, "G", "g", "en", HOUR_S) for name in names]
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        context = replace(context_for(tmp_path), hosts=dict.fromkeys(names, closed.getsockname()))
        report = monitor(context, listed)
    assert report.failures == ["our own network: no connection to 25 of 25 feeds; no failure is counted to them"]
    with context.warehouse.transaction("test") as tx:
        assert tx.run("SELECT DISTINCT n_failures FROM core.feed_state") == [(0,)]


def test_line_29_a_404_is_forgiven_when_the_feed_is_back(newsroom, reader):
    ours = reader(at("/404-then-back"))
    assert ours.poll()[0].poll.error_class is ErrorClass.SOFT
    assert ours.poll()[0].poll.outcome is PollOutcome.OK
    assert rows(ours, "SELECT n_failures, last_error FROM core.feed_state") == [(0, None)]


@pytest.mark.parametrize(
    ("path", "at_most"), [("/rst-mid-body", 2), ("/fin-before-headers", 2), ("/status/500", 1), ("/status/404", 1)]
)
def test_line_30_a_poll_is_not_repeated_but_once_after_a_reset(newsroom, reader, path, at_most):
    [one] = reader(at(path)).poll()
    assert one.poll.error
    assert 1 <= len(newsroom.ledger()) <= at_most


def test_line_31_the_state_of_every_feed_has_its_reason_in_sql(newsroom, reader):
    newsroom.profile("h0002.news.test", rate_per_day=0)
    ours = reader(at("/status/404"), at("/feed.xml"), at("/feed.xml", "h0002.news.test"), at("/410"))
    ours.poll()
    newsroom.advance(15 * DAY_S)
    ours.poll()
    found = {name: (state, reason) for name, state, reason in rows(ours, "SELECT name, state, reason FROM feed_health")}
    assert found["feed0"] == (
        "failing",
        f"feed feed0: HTTP 404 at {at('/status/404')} (2 polls in a row); see newsecho feeds health",
    )
    assert found["feed1"][0] == "ok"
    assert found["feed2"] == ("silent", f"nothing new since {ours.now() - timedelta(days=15):%Y-%m-%d}")
    assert found["feed3"][0] == "gone"
    assert all(reason for state, reason in found.values() if state != "ok")
    assert rows(ours, "SELECT count(*) FROM feed_health WHERE next_poll_reason IS NULL") == [(0,)]


def test_line_49_a_page_for_a_feed_is_a_failure_that_names_the_feed(newsroom, reader):
    ours = reader(at("/302?to=/page-of-feed"), at("/200-login-html"))
    home, login = ours.poll()
    page, there = at("/page-of-feed"), at("/feed.xml")
    assert home.poll.error == (
        f"feed feed0: a web page and no feed at {page}; the page names {there}: newsecho feeds add {there}; "
        "see newsecho feeds health"
    )
    assert login.poll.error == (
        f"feed feed1: a web page and no feed at {at('/200-login-html')}; see newsecho feeds health"
    )
    assert {one.poll.outcome for one in (home, login)} == {PollOutcome.PARSE_ERROR}
    assert rows(ours, "SELECT reason FROM feed_health WHERE name = 'feed0'") == [(home.poll.error,)]


def test_line_58_of_ten_thousand_items_five_thousand_are_read_and_the_rest_is_said(newsroom, reader):
    ours = reader(at("/items/10000"))
    [one] = ours.poll()
    assert len(one.entries) == 5_000
    counted = rows(ours, "SELECT n_listed, n_entries, n_beyond_cap, n_new FROM core.feed_poll")
    assert counted == [(10_000, 5_000, 5_000, 5_000)]
    assert rows(ours, "SELECT reason FROM feed_health") == [("10000 items in its document, 5000 of them read",)]


def test_line_59_the_hub_a_feed_names_is_kept_and_polling_stays_the_truth(newsroom, reader):
    ours = reader(at("/websub"), at("/feed.xml"))
    ours.poll()
    named = rows(ours, "SELECT name, hub_url, hub_topic FROM feed_health ORDER BY name")
    assert named == [("feed0", "https://hub.news.test/", at("/feed.xml")), ("feed1", None, None)]
    assert {one.host for one in newsroom.ledger()} == {HOST}, "nothing is asked of the hub"


DOCUMENTS = {
    "/guid/none": 10,
    "/guid/same-for-all": 10,
    "/items/reordered": 10,
    "/items/link-js": 10,
    "/items/empty-title": 10,
    "/items/link-homepage": 10,
    "/items/10000": 10_000,
}


def test_line_60_every_item_is_an_entry_or_is_counted_by_why_it_is_none(newsroom, reader):
    ours = reader(*map(at, DOCUMENTS), max_entries=100)
    for _ in range(2):
        ours.poll()
    listed = rows(ours, "SELECT f.url, p.n_listed FROM core.feed_poll AS p JOIN core.feed AS f USING (feed_id)")
    whole = [(at(path), n) for path, n in DOCUMENTS.items()]
    assert [found for found in whole if found not in listed] == []
    assert rows(ours, f"SELECT count(*) FILTER ({ADDS_UP}), count(*) FROM core.feed_poll") == [(14, 14)]
