"""The polling checklist on the newsroom: what the client sends, how often, where it goes, and how long it waits."""

import asyncio
import json
import os
import subprocess
import sys

import pytest

from config.settings import load_settings
from tasks.errors import SourceError, TransientSourceError
from tasks.fetch import Fetcher
from tests.newsroom.asserts import Manners, assert_polite
from tests.newsroom.client import ROOT
from warehouse.records import PollOutcome

HOST = "h0001.news.test"
AGENT = "newsecho/1 (+https://newsecho.example/about)"
DAY_S = 86_400


def at(path, host=HOST):
    return f"http://{host}{path}"


def get(newsroom, path, *, gap_s=0, headers=None, **changes):
    async def fetch():
        async with Fetcher(newsroom.policy(**changes)) as fetcher:
            return await fetcher.get(at(path), cap_bytes=10_000_000, gap_s=gap_s, headers=headers)

    return asyncio.run(fetch())


def asked(newsroom):
    return [one.headers for one in newsroom.ledger()]


@pytest.fixture
def deltas(newsroom, reader):
    """Return a reader that has polled a feed which sends what is new alone."""
    newsroom.profile(HOST, rate_per_day=0)
    ours = reader(at("/226"), user_agent=AGENT)
    ours.poll()
    return ours


def test_line_11_a_226_adds_its_entries_and_its_validators_are_ours(newsroom, deltas):
    newsroom.publish(HOST, n=3)
    [polled] = deltas.poll()
    first, second = newsroom.ledger()
    assert ("a-im" in first.headers, second.headers["a-im"], second.status) == (False, "feed", 226)
    assert (polled.poll.outcome, polled.poll.http_status, polled.poll.n_entries) == (PollOutcome.OK, 226, 3)
    [state] = deltas.states()
    assert (state.etag, state.last_modified) == (second.answered["etag"], second.answered["last-modified"])
    [again] = deltas.poll()
    assert again.poll.outcome is PollOutcome.NOT_MODIFIED
    assert len(deltas.ask("SELECT entry_key FROM core.feed_entry")) == 33
    assert_polite(newsroom.ledger(), Manners(gap_s=0))


def test_line_11_nothing_follows_from_what_a_226_does_not_list(newsroom, deltas):
    newsroom.publish(HOST, n=3)
    [polled] = deltas.poll()
    assert polled.gap is None, "not one of its entries was listed before"
    newsroom.advance(8 * DAY_S)
    [whole] = deltas.poll()
    assert (whole.poll.http_status, whole.poll.is_probe, whole.poll.n_entries) == (200, True, 30)
    assert (whole.gap, whole.course.lied_at) == (None, None)


def test_line_11_a_226_that_was_not_asked_for_is_an_error(newsroom):
    with pytest.raises(SourceError, match="HTTP 226"):
        get(newsroom, "/status/226")


def test_line_30_a_connection_closed_before_an_answer_is_tried_once_more_after_the_gap(newsroom):
    with pytest.raises(TransientSourceError, match="hung up before it answered"):
        get(newsroom, "/fin-before-headers", gap_s=0.2)
    first, second = newsroom.ledger()
    assert second.started_s - first.ended_s >= 0.19


def test_line_30_a_reset_before_the_answer_is_tried_once_more(newsroom):
    with pytest.raises(TransientSourceError, match="hung up before it answered"):
        get(newsroom, "/rst-before-headers")
    assert len(newsroom.ledger()) == 2


def test_line_30_the_second_try_may_succeed(newsroom, reader):
    [polled] = reader(at("/rst-first")).poll()
    assert polled.poll.outcome is PollOutcome.OK
    assert [one.status for one in newsroom.ledger()] == [0, 200]


@pytest.mark.parametrize(
    "path",
    ["/rst-mid-body", "/trunc", "/accept-then-silent", "/status/500", "/status/404", "/429", "/garbage", "/truncgz"],
)
def test_line_30_nothing_else_is_tried_again_within_a_run(newsroom, reader, path):
    [polled] = reader(at(path), header_timeout_s=0.3).poll()
    assert polled.poll.outcome not in {PollOutcome.OK, PollOutcome.NOT_MODIFIED}
    assert len(newsroom.ledger()) == 1


@pytest.mark.parametrize(("n", "outcome"), [(5, PollOutcome.OK), (6, PollOutcome.NETWORK_ERROR)])
def test_line_34_five_hops_are_followed_and_six_are_not(newsroom, reader, n, outcome):
    [polled] = reader(at(f"/chain/{n}")).poll()
    assert polled.poll.outcome is outcome
    assert len(newsroom.ledger()) == 6


def test_line_34_a_loop_is_seen_as_soon_as_it_closes(newsroom, reader):
    [polled] = reader(at("/301-loop")).poll()
    assert "redirects in a circle" in polled.poll.error
    assert [one.target for one in newsroom.ledger()] == ["/301-loop", "/301-loop/back"]


SECRETS = {"Authorization": "Basic bWU6c2VjcmV0", "Cookie": "session=mine", "If-None-Match": '"mine"', "A-IM": "feed"}


def test_line_37_credentials_and_conditions_stay_with_the_host_they_are_of(newsroom):
    get(newsroom, f"/302?to={at('/feed.xml', 'h0002.news.test')}", headers=SECRETS)
    get(newsroom, "/302", headers=SECRETS)
    away, home = asked(newsroom)[1], asked(newsroom)[3]
    assert away["host"] == "h0002.news.test"
    private = {name.lower() for name in SECRETS}
    assert not away.keys() & private
    assert home.keys() >= private


def test_line_37_credentials_in_an_address_are_never_sent(newsroom, reader):
    [polled] = reader("http://me:secret@h0001.news.test/feed.xml").poll()
    assert polled.poll.outcome is PollOutcome.OK
    [sent] = newsroom.ledger()
    assert "authorization" not in sent.headers
    assert "secret" not in sent.head


# A process of its own, since the roots it trusts are read when it starts.
SECURE = """
import json, sys
from pathlib import Path
from tests.newsroom.client import Newsroom
from tests.newsroom.reader import Reader
if __name__ == "__main__":
    newsroom = Newsroom.of(json.loads(sys.argv[1]))
    ours = Reader(newsroom, Path(sys.argv[2]))
    ours.add("https://secure.news.test/308?to=http://h0001.news.test/feed.xml")
    ours.poll()
    print(*ours.ask("SELECT reason FROM feed_health")[0])
"""


def test_line_37_a_step_down_to_http_is_flagged_and_not_believed(newsroom, tmp_path):
    roots = tmp_path / "roots.pem"
    roots.write_text(newsroom.ports["ca_pem"])
    ran = subprocess.run(
        [sys.executable, "-c", SECURE, json.dumps(newsroom.ports), str(tmp_path / "warehouse")],
        cwd=ROOT,
        env={**os.environ, "SSL_CERT_FILE": str(roots)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == (
        "has moved to http://h0001.news.test/feed.xml: put that address into feeds.toml; "
        "it gives up https, so it is not polled there\n"
    )


def test_line_39_we_ask_for_feeds_in_the_codings_we_undo_and_no_other(newsroom, reader):
    reader(at("/feed.xml")).poll()
    [sent] = asked(newsroom)
    assert sent["accept"].startswith("application/atom+xml, application/rss+xml")
    assert sent["accept-encoding"] == "gzip, deflate"


def test_line_40_no_cookie_is_kept_no_referer_sent_and_no_cache_avoided(newsroom, reader):
    ours = reader(at("/cookiewall"), at("/302"), at("/feed.xml"), user_agent=AGENT)
    ours.poll()
    newsroom.advance(DAY_S)
    ours.poll()
    assert any("set-cookie" in one.answered for one in newsroom.ledger())
    known = {"host", "connection", "user-agent", "accept", "accept-encoding", "if-none-match", "if-modified-since"}
    assert set().union(*asked(newsroom)) <= known | {"cookie", "a-im"}
    # A cookie goes back to the redirect that asked for it, and the next poll has forgotten it.
    walled = [one for one in newsroom.ledger() if one.target.startswith("/cookiewall")]
    assert ["cookie" in one.headers for one in walled] == [False, True, False, True]
    assert all("?" not in one.target for one in newsroom.ledger())


def test_line_45_dripped_headers_free_their_slot_when_the_time_for_headers_is_over(newsroom):
    async def fetch():
        policy = newsroom.policy(concurrency=1, header_timeout_s=0.5, total_timeout_s=300)
        async with Fetcher(policy) as fetcher:
            dripping = asyncio.create_task(fetcher.get(at("/slowheaders?s=0.2"), cap_bytes=10_000, gap_s=0))
            await asyncio.sleep(0.1)
            other = await fetcher.get(at("/feed.xml", "h0002.news.test"), cap_bytes=1_000_000, gap_s=0)
            return other, (await asyncio.gather(dripping, return_exceptions=True))[0]

    other, dripped = asyncio.run(asyncio.wait_for(fetch(), 60))
    assert other.status == 200
    assert "no answer in time" in str(dripped)


def test_line_45_a_body_may_take_longer_than_the_headers_may(newsroom):
    assert get(newsroom, "/drip?s=0.005", header_timeout_s=0.5).status == 200


@pytest.mark.parametrize("path", ["/drip?s=0.05", "/slowheaders?s=0.05"])
def test_line_45_a_drip_ends_when_the_whole_time_is_over(newsroom, path):
    with pytest.raises(TransientSourceError, match="no answer in time"):
        get(newsroom, path, total_timeout_s=0.6, header_timeout_s=200)


@pytest.mark.parametrize("path", ["/accept-then-silent", "/silent-after-headers"])
def test_line_45_silence_ends_long_before_the_whole_time_is_over(newsroom, path):
    with pytest.raises(TransientSourceError, match="no answer in time"):
        asyncio.run(asyncio.wait_for(_get(newsroom.policy(total_timeout_s=600, header_timeout_s=0.3), path), 60))


async def _get(policy, path):
    async with Fetcher(policy) as fetcher:
        return await fetcher.get(at(path), cap_bytes=10_000_000, gap_s=0)


def test_line_45_our_patience_is_thirty_seconds_ten_to_connect_and_fifteen_for_headers(newsroom):
    for one in (load_settings(None, {}).fetch, newsroom.policy()):
        assert (one.total_timeout_s, one.connect_timeout_s, one.header_timeout_s) == (30, 10, 15)
