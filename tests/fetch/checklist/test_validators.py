"""Validators: what a server gives to vouch for its feed, sent back as it is and believed as far as it can be."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from warehouse.records import PollOutcome

HOST = "h0001.news.test"
FEED = f"http://{HOST}/feed.xml"
STORED = "SELECT etag, last_modified, body_sha256 FROM core.feed_state"
OUTCOMES = "SELECT outcome FROM core.feed_poll ORDER BY rowid"
HOUR_S = 3_600
N_HOURS = 6  # between two polls of a week


def at(path, host=HOST):
    return f"http://{host}{path}"


@pytest.mark.parametrize(
    ("kind", "path"), [("etag", "/feed.xml"), ("weak-etag", "/feed.xml"), ("both", "/etag-unquoted")]
)
def test_line_01_an_etag_goes_back_with_its_quotes_and_prefix_and_is_believed(newsroom, reader, rows, kind, path):
    newsroom.profile(HOST, validators=kind)
    ours = reader(at(path))
    ours.poll()
    ours.poll()
    first, second = newsroom.ledger()
    assert second.headers["if-none-match"] == first.answered["etag"]
    assert rows(STORED)[0][0] == first.answered["etag"]
    assert rows(OUTCOMES) == [("ok",), ("not_modified",)]


def test_line_02_a_last_modified_goes_back_verbatim(newsroom, reader, rows):
    newsroom.profile(HOST, validators="lm")
    ours = reader(FEED)
    ours.poll()
    ours.poll()
    first, second = newsroom.ledger()
    assert second.headers["if-modified-since"] == first.answered["last-modified"]
    assert "if-none-match" not in second.headers
    assert rows(STORED)[0][1] == first.answered["last-modified"]
    assert rows(OUTCOMES) == [("ok",), ("not_modified",)]


def test_line_03_both_validators_go_back_when_both_are_known(newsroom, reader):
    ours = reader(FEED)
    ours.poll()
    ours.poll()
    first, second = newsroom.ledger()
    assert second.headers["if-none-match"] == first.answered["etag"]
    assert second.headers["if-modified-since"] == first.answered["last-modified"]


@pytest.mark.parametrize(("kind", "kept"), [("etag", (True, False)), ("lm", (False, True)), ("none", (False, False))])
def test_line_04_each_validator_is_set_by_a_200_on_its_own_to_none_too(newsroom, reader, rows, kind, kept):
    ours = reader(FEED)
    ours.poll()
    newsroom.profile(HOST, validators=kind)
    newsroom.publish(HOST, n=1)
    ours.poll()
    assert rows(OUTCOMES) == [("ok",), ("ok",)]
    [(etag, last_modified, _)] = rows(STORED)
    assert (etag is not None, last_modified is not None) == kept
    given = newsroom.ledger()[-1].answered
    assert (etag, last_modified) == (given.get("etag"), given.get("last-modified"))


def test_line_05_a_304_with_a_new_etag_makes_it_ours_and_leaves_the_other(newsroom, reader, rows):
    ours = reader(at("/etag-flip"))
    ours.poll()
    ours.poll()
    first, second = newsroom.ledger()
    assert first.answered["etag"] != second.answered["etag"]
    assert rows(STORED)[0][:2] == (second.answered["etag"], first.answered["last-modified"])
    assert rows(OUTCOMES) == [("ok",), ("not_modified",)]


def test_line_05_a_304_without_last_modified_leaves_ours(newsroom, reader):
    ours = reader(at("/lm-only-200"))
    for _ in range(3):
        ours.poll()
    first, second, third = newsroom.ledger()
    assert "last-modified" not in second.answered
    assert third.headers["if-modified-since"] == first.answered["last-modified"]


@pytest.mark.parametrize(
    "path", ["/trunc", "/trunc-chunked", "/truncgz", "/rst-mid-body", "/200-login-html", "/200-empty", "/consent"]
)
def test_line_06_what_failed_or_cannot_be_read_leaves_no_validators_though_it_brought_some(
    newsroom, reader, rows, path
):
    ours = reader(at(path))
    ours.poll()
    ours.poll()
    assert newsroom.ledger()[0].answered["etag"]
    assert not {"if-none-match", "if-modified-since"} & newsroom.ledger()[1].headers.keys()
    assert rows(STORED) == [(None, None, None)]
    assert {outcome for (outcome,) in rows(OUTCOMES)} <= {"network_error", "parse_error"}


@pytest.mark.parametrize(("n_bytes", "read"), [(180, range(1)), (5_000, range(1, 30))], ids=["no item", "some items"])
def test_line_06_a_document_cut_short_gives_what_it_has_and_is_asked_for_whole_again(
    newsroom, reader, rows, n_bytes, read
):
    ours = reader(at(f"/cut-feed/{n_bytes}"))
    ours.poll()
    ours.poll()
    first, second = newsroom.ledger()
    assert first.answered["etag"]
    assert not {"if-none-match", "if-modified-since"} & second.headers.keys()
    assert rows(STORED) == [(None, None, None)]
    ((n_stored,),) = rows("SELECT count(*) FROM core.feed_entry")
    assert n_stored in read
    assert all("stops before its end" in error for (error,) in rows("SELECT error FROM core.feed_poll"))


def test_line_07_validators_and_entries_are_stored_together_or_not_at_all(newsroom, reader, rows):
    class KilledError(Exception):
        pass

    ours = reader(FEED)
    polled = ours.fetch()
    assert polled[0].poll.etag

    def save_and_die():
        with ours.warehouse.transaction("newsroom") as tx:
            ours.save(tx, polled)
            raise KilledError

    with pytest.raises(KilledError):
        save_and_die()
    assert rows("SELECT count(*) FROM core.feed_entry") == [(0,)]
    assert rows(STORED) == []
    ours.poll()
    given = newsroom.ledger()[-1].answered
    assert rows("SELECT count(*) FROM core.feed_entry") == [(30,)]
    assert rows(STORED)[0][:2] == (given["etag"], given["last-modified"])


def test_line_08_a_304_to_an_unconditional_request_is_an_error_and_changes_nothing(newsroom, reader, rows):
    ours = reader(at("/304-wrong-first"))
    ours.poll()
    assert rows("SELECT outcome, http_status FROM core.feed_poll") == [("http_error", 304)]
    assert rows("SELECT etag, body_sha256, n_failures FROM core.feed_state") == [(None, None, 1)]
    ours.poll()
    assert "if-none-match" not in newsroom.ledger()[1].headers
    assert rows("SELECT count(*) FROM core.feed_entry") == [(30,)]


def test_line_08_a_304_to_an_unconditional_request_leaves_what_an_earlier_answer_left(newsroom, reader, rows):
    newsroom.profile(HOST, validators="none")
    ours = reader(FEED)
    ours.poll()
    before = rows("SELECT * FROM core.feed_entry ORDER BY entry_key"), rows(STORED)
    newsroom.profile(HOST, validators="304-unasked")
    ours.poll()
    assert rows(OUTCOMES) == [("ok",), ("http_error",)]
    assert (rows("SELECT * FROM core.feed_entry ORDER BY entry_key"), rows(STORED)) == before


def test_line_09_a_feed_that_says_304_for_ever_is_found_out_by_one_unconditional_request_a_day(newsroom, reader, rows):
    newsroom.profile(HOST, validators="lying-304", rate_per_day=3)
    ours = reader(FEED)
    for _ in range(10 * 24 // N_HOURS):
        ours.poll(is_forced=False)
        newsroom.advance(N_HOURS * HOUR_S)
    first, *later = newsroom.ledger()
    probes = [one for one in later if not {"if-none-match", "if-modified-since"} & one.headers.keys()]
    days = [(one.t - first.t) / (24 * HOUR_S) for one in probes]
    assert 7 <= days[0] < 7.5, "after a week of nothing but 304"
    assert all(later - sooner >= 1 for sooner, later in pairwise(days)), "once a day at most"
    assert rows("SELECT count(*) FROM core.feed_poll WHERE is_probe") == [(len(probes),)]
    told = {one["url"] for one in newsroom.truth(until=datetime.fromtimestamp(probes[-1].t, UTC).isoformat())}
    assert told <= {url for (url,) in rows("SELECT coalesce(url, entry_key) FROM core.feed_entry")}
    assert rows("SELECT state FROM feed_health") == [("lying",)]


def test_line_09_a_feed_that_never_published_is_not_suspected(newsroom, reader, rows):
    newsroom.profile(HOST, validators="lying-304", rate_per_day=0, items=0)
    ours = reader(FEED)
    for _ in range(9):
        ours.poll()
        newsroom.advance(24 * HOUR_S)
    assert all("if-none-match" in one.headers for one in newsroom.ledger()[1:])
    assert rows("SELECT count(*) FROM core.feed_poll WHERE is_probe") == [(0,)]


def test_line_10_the_same_body_under_another_etag_is_unchanged_and_not_parsed(newsroom, reader, rows):
    newsroom.profile(HOST, validators="etag-changes-every-time")
    ours = reader(FEED)
    ours.poll()
    [polled] = ours.poll()
    first, second = newsroom.ledger()
    assert (first.status, second.status) == (200, 200)
    assert (polled.poll.outcome, polled.entries, polled.document) == (PollOutcome.UNCHANGED, (), None)
    assert rows(OUTCOMES) == [("ok",), ("unchanged",)]
    assert rows(STORED)[0][0] == second.answered["etag"]


@pytest.mark.parametrize("path", ["/feed.xml", "/304-wrong-first", "/status/500", "/200-login-html", "/truncgz"])
def test_line_12_who_starts_again_asks_no_feed_before_its_time(newsroom, reader, rows, path):
    reader(at(path)).poll()
    ((due_at,),) = rows("SELECT next_poll_at FROM core.feed_state")
    wait_s = (due_at - datetime.fromisoformat(newsroom.stats()["now"])).total_seconds()
    assert wait_s >= 15 * 60
    for seconds, n_requests in ((0, 1), (wait_s - 1, 1), (1, 2)):
        newsroom.advance(seconds)
        reader(at(path)).poll(is_forced=False)  # another reader, which knows what is in the warehouse and no more
        assert len(newsroom.ledger()) == n_requests


def test_line_12_who_is_killed_before_the_poll_is_stored_asks_once_more_and_then_waits(newsroom, reader, rows):
    reader(FEED).fetch()
    reader(FEED).poll(is_forced=False)
    reader(FEED).poll(is_forced=False)
    assert len(newsroom.ledger()) == 2
    [(polled_at, due_at)] = rows("SELECT last_polled_at, next_poll_at FROM core.feed_state")
    assert due_at - polled_at >= timedelta(minutes=15)
