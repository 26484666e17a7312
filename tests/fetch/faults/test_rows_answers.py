"""Rows 19 to 26, 28 to 30 and 32: servers that lie, move, go, come back, and say the same thing in other words."""

import pytest

from tests.newsroom.invariants import assert_invariants, content
from tests.newsroom.scene import ADDRESS

HOST = "h0100.news.test"
STATE = "SELECT f.url, s.etag, s.last_modified FROM core.feed_state AS s JOIN core.feed AS f ON f.feed_id = s.feed_id"
POLLS = (
    "SELECT p.outcome FROM core.feed_poll AS p JOIN core.feed AS f ON f.feed_id = p.feed_id WHERE f.url = $url"
    " ORDER BY p.polled_at, p.poll_id"
)


@pytest.fixture
def scene(scene):
    scene.is_read = False
    scene.open_sites(1)
    scene.bait()
    return scene


def at(path, host=HOST):
    return f"http://{host}{path}"


def outcomes(scene, feed):
    return [outcome for (outcome,) in scene.rows(POLLS, url=feed.url)]


def test_row_19_a_body_that_is_cut_leaves_no_validator_and_the_next_poll_is_whole(scene):
    paths = ["/rst-mid-body", "/trunc", "/trunc-chunked", "/truncgz"]
    for path in paths:
        scene.add(at(path))
    for _ in range(2):
        scene.run()
        scene.later(3)
    assert not [row for row in scene.rows(STATE) if HOST in row[0] and row[1:] != (None, None)]
    cut = [one for one in scene.newsroom.ledger(HOST) if one.path in paths]
    assert len(cut) == 8
    assert not [one for one in cut if "if-none-match" in one.headers or "if-modified-since" in one.headers]
    assert scene.rows(f"SELECT count(*) FROM core.feed_entry WHERE {ADDRESS} LIKE '%wire%'") == [(0,)]
    scene.run()
    assert_invariants(scene)


def test_row_20_a_304_that_lies_is_found_out_within_a_week_and_its_items_are_had(scene):
    (liar,) = scene.open_sites(1, first=120, validators="lying-304")
    scene.run()
    scene.publish(liar, n=2)
    for _ in range(8):
        scene.later(24.1)
        scene.run()
    asked = [one for one in scene.newsroom.ledger(liar) if one.path == "/feed.xml"]
    assert [one.status for one in asked][:7] == [200, *[304] * 6]
    # A probe asks without a condition, of whoever said nothing else for a week.
    feeds_asked = [one for one in scene.newsroom.ledger() if one.path == "/feed.xml" and one.visit > 1]
    scene.lost |= {one.n for one in feeds_asked if "if-none-match" not in one.headers}
    assert_invariants(scene)


def test_row_21_an_etag_that_changes_every_time_makes_nothing_be_read_or_written(scene):
    scene.open_sites(1, first=121, validators="etag-changes-every-time")
    scene.run()
    before = content(scene)
    scene.later()
    scene.run()
    assert outcomes(scene, scene.feeds[-1]) == ["ok", "unchanged"]
    assert content(scene) == before
    assert_invariants(scene)


def test_row_22_a_429_is_said_for_its_whole_host_of_fifty_feeds(scene):
    for number in range(50):
        scene.add(at(f"/429?ra=7200&n={number}"))
    n_asked = []
    for hours in (1, 0.9, 0.2):
        scene.run()
        n_asked.append(len(scene.newsroom.ledger(HOST)))
        scene.later(hours)
    scene.run()
    assert [*n_asked, len(scene.newsroom.ledger(HOST))] == [1, 1, 1, 2]
    assert_invariants(scene)


def test_row_23_a_retry_after_is_heeded_capped_or_replaced_by_our_own_patience(scene):
    asked = {"317100": 317_100, "99999999": 604_800, "bogus": 900, "Mon, 01 Jan 2024 00:00:00 GMT": 900}
    for number, said in enumerate(asked):
        scene.add(at(f"/429?ra={said.replace(' ', '%20')}", f"h02{number:02}.news.test"))
    scene.run()
    sql = "SELECT date_diff('second', since, blocked_until) FROM core.host_state ORDER BY host"
    waits = [seconds for (seconds,) in scene.rows(sql)]
    assert waits[:2] == [317_100, 604_800]
    assert all(900 <= seconds <= 990 for seconds in waits[2:]), "our own quarter of an hour, and its jitter"
    assert ("capped at 7 days",) in scene.rows("SELECT regexp_extract(reason, 'capped.*') FROM core.host_state")
    assert_invariants(scene)


def test_row_24_a_permanent_redirect_that_lasts_an_hour_moves_nothing(scene):
    scene.newsroom.profile(HOST, items=4, rate_per_day=0, cache_control="", ttl=0)
    moved = scene.add(at("/301/2"))
    for _ in range(4):
        scene.later(1.3)
        scene.run()
    assert outcomes(scene, moved)[0] == "ok"
    asked = [one.status for one in scene.newsroom.ledger(HOST) if one.path == "/301/2"]
    assert asked[:2] == [301, 301]
    assert set(asked[2:]) <= {200, 304}, "asked at its own address all the time"
    sql = "SELECT c.poll_url, c.n_redirects FROM core.feed_course AS c WHERE c.feed_id = $feed_id"
    assert scene.rows(sql, feed_id=moved.feed_id) == [(None, 0)]
    # The address it leads to is asked without the condition: what that one gave was kept for the other.
    scene.lost |= {one.n for one in scene.newsroom.ledger(HOST)}
    assert_invariants(scene)


def test_row_25_a_410_said_once_ends_nothing(scene):
    back = scene.add(at("/410-then-back"))
    scene.run()
    scene.later(25)
    scene.run()
    assert outcomes(scene, back) == ["http_error", "ok"]
    assert scene.rows("SELECT count(*) FROM core.feed_course WHERE gone_at IS NOT NULL") == [(0,)]
    assert_invariants(scene)


def test_row_26_a_site_that_was_sold_fails_softly_and_keeps_its_old_articles(scene):
    parked, lost = scene.add(at("/parked-after/1")), scene.add(at("/200-login-html"))
    scene.run()
    before = content(scene)["feed_entry"]
    scene.later(1.3)
    scene.run()
    assert outcomes(scene, parked) == ["ok", "parse_error"]
    assert outcomes(scene, lost)[:1] == ["parse_error"]
    assert content(scene)["feed_entry"] == before
    sql = "SELECT DISTINCT error_class FROM core.feed_poll WHERE outcome = 'parse_error'"
    assert scene.rows(sql) == [("soft",)]
    # Validators of what is no feed are not sent back; and each such document is kept, for whoever wants to look.
    scene.lost |= {one.n for one in scene.newsroom.ledger(HOST)}
    assert_invariants(scene, changing=["feed_body"])


@pytest.mark.parametrize("kind", ["http-to-https", "changes-every-fetch"])
def test_row_28_guids_that_change_for_all_items_make_no_new_article(scene, kind):
    scene.add(at(f"/guid/{kind}"))
    scene.run()
    counts = f"count(DISTINCT {ADDRESS}), count(*) FILTER (state = 'pending')"
    sql = f"SELECT {counts} FROM core.feed_entry WHERE {ADDRESS} LIKE '%{HOST}%'"
    before = scene.rows(sql)
    for _ in range(2):
        scene.later(1.3)
        scene.run()
    assert scene.rows(sql) == before == [(10, 10)]
    assert_invariants(scene, changing=["feed_body"])


def test_row_29_an_item_told_twice_reordered_and_by_two_feeds_is_one_article_seen_by_two(scene):
    scene.is_read = True
    host = scene.feeds[0].url.split("/")[2]
    scene.add(f"http://{host}/etag-unquoted")
    scene.run()
    scene.later()
    scene.publish(host, reorder=True)
    scene.run()
    seen = scene.rows(
        f"SELECT {ADDRESS}, count(DISTINCT feed_id), count(DISTINCT state) FROM core.feed_entry GROUP BY ALL"
    )
    assert [row[1:] for row in seen if host in row[0]] == [(2, 2)] * 4, "once as an article, once as known"
    assert scene.rows("SELECT count(*) FROM core.article") == [(4,)]
    assert_invariants(scene)


def test_row_30_an_edit_is_a_version_and_what_was_unpublished_stays(scene):
    scene.is_read = True
    (host,) = scene.open_sites(1, first=130, feed="atom")
    scene.run()
    scene.later()
    scene.publish(host, edit=1, delete=1)
    report = scene.run()
    assert (report.n_new_articles, report.n_updated_articles) == (0, 1)
    sql = f"SELECT a.version FROM core.article AS a WHERE a.host = '{host}' ORDER BY a.version"
    assert scene.rows(sql) == [(1,), (1,), (1,), (2,)]
    assert scene.rows("SELECT count(*) FROM core.article_text AS t SEMI JOIN core.past_version USING (article_id)") == [
        (2,)
    ]
    assert_invariants(scene)


def test_row_32_dates_nobody_can_have_meant_are_kept_as_written_and_order_nothing(scene):
    kinds = ["future", "year-1", "year-9999", "backdated"]
    for kind in kinds:
        scene.add(at(f"/dates/{kind}", f"{kind}.news.test"))
    scene.run()
    sql = (
        "SELECT count(*), count(published_at), count(published_raw) FROM core.feed_entry WHERE "
        + ADDRESS
        + " LIKE '%//{}.%'"
    )
    found = {kind: scene.rows(sql.format(kind)) for kind in kinds}
    assert found == {kind: [(10, 0, 10)] for kind in kinds[:3]} | {"backdated": [(10, 10, 0)]}
    assert scene.rows("SELECT count(DISTINCT first_seen_at) FROM core.feed_entry") == [(1,)]
    assert_invariants(scene)
