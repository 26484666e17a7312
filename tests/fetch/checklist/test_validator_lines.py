"""The polling checklist on the newsroom: validators, and what we say of ourselves."""

import asyncio

import pytest

from config.settings import load_settings
from tasks.fetch import Fetcher
from warehouse.records import PollOutcome

HOST = "h0001.news.test"
FEED = f"http://{HOST}/feed.xml"
CONTACT = "newsecho/1 (+https://newsecho.example/about)"


def at(path, host=HOST):
    return f"http://{host}{path}"


def get(newsroom, path, *, cap_bytes=10_000_000, headers=None, **changes):
    async def fetch():
        async with Fetcher(newsroom.policy(**changes)) as fetcher:
            return await fetcher.get(at(path), cap_bytes=cap_bytes, gap_s=0, headers=headers)

    return asyncio.run(fetch())


def asked(newsroom):
    return [one.headers for one in newsroom.ledger()]


@pytest.mark.parametrize(
    ("kind", "path"), [("etag", "/feed.xml"), ("weak-etag", "/feed.xml"), ("both", "/etag-unquoted")]
)
def test_line_01_an_etag_goes_back_with_its_quotes_and_prefix_and_is_believed(newsroom, reader, kind, path):
    newsroom.profile(HOST, validators=kind)
    ours = reader(at(path))
    ours.poll()
    [polled] = ours.poll()
    first, second = newsroom.ledger()
    assert second.headers["if-none-match"] == first.answered["etag"]
    assert polled.poll.outcome is PollOutcome.NOT_MODIFIED


def test_line_02_a_last_modified_goes_back_verbatim(newsroom, reader):
    newsroom.profile(HOST, validators="lm")
    ours = reader(FEED)
    ours.poll()
    [polled] = ours.poll()
    first, second = newsroom.ledger()
    assert second.headers["if-modified-since"] == first.answered["last-modified"]
    assert "if-none-match" not in second.headers
    assert polled.poll.outcome is PollOutcome.NOT_MODIFIED


def test_line_03_both_validators_go_back_when_both_are_known(newsroom, reader):
    ours = reader(FEED)
    ours.poll()
    ours.poll()
    first, second = newsroom.ledger()
    assert second.headers["if-none-match"] == first.answered["etag"]
    assert second.headers["if-modified-since"] == first.answered["last-modified"]


@pytest.mark.parametrize(("kind", "kept"), [("etag", (True, False)), ("lm", (False, True)), ("none", (False, False))])
def test_line_04_each_validator_is_set_by_a_200_on_its_own_to_none_too(newsroom, reader, kind, kept):
    ours = reader(FEED)
    ours.poll()
    newsroom.profile(HOST, validators=kind)
    newsroom.publish(HOST, n=1)
    [polled] = ours.poll()
    assert polled.poll.outcome is PollOutcome.OK
    [state] = ours.states()
    assert (state.etag is not None, state.last_modified is not None) == kept
    given = newsroom.ledger()[-1].answered
    assert (state.etag, state.last_modified) == (given.get("etag"), given.get("last-modified"))


def test_line_05_a_304_with_a_new_etag_makes_it_ours_and_leaves_the_other(newsroom, reader):
    ours = reader(at("/etag-flip"))
    ours.poll()
    [polled] = ours.poll()
    assert polled.poll.outcome is PollOutcome.NOT_MODIFIED
    [state] = ours.states()
    first, second = newsroom.ledger()
    assert first.answered["etag"] != second.answered["etag"]
    assert state.etag == second.answered["etag"]
    assert state.last_modified == first.answered["last-modified"]


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
def test_line_06_what_failed_or_cannot_be_read_leaves_no_validators_though_it_brought_some(newsroom, reader, path):
    ours = reader(at(path))
    [polled] = ours.poll()
    assert polled.poll.outcome not in {PollOutcome.OK, PollOutcome.NOT_MODIFIED, PollOutcome.UNCHANGED}
    assert newsroom.ledger()[0].answered["etag"]
    assert (polled.poll.etag, polled.poll.last_modified) == (None, None)
    [state] = ours.states()
    assert (state.etag, state.last_modified, state.body_sha256) == (None, None, None)


def test_line_07_validators_and_entries_are_stored_together_or_not_at_all(newsroom, reader):
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
    assert ours.states()[0].etag is None
    [again] = ours.poll()
    assert (again.poll.outcome, again.poll.n_entries) == (PollOutcome.OK, 30)
    assert ours.states()[0].etag == again.poll.etag


def test_line_08_a_304_to_an_unconditional_request_is_an_error_and_changes_nothing(newsroom, reader):
    ours = reader(at("/304-wrong-first"))
    [wrong] = ours.poll()
    assert (wrong.poll.outcome, wrong.poll.http_status) == (PollOutcome.HTTP_ERROR, 304)
    [state] = ours.states()
    assert (state.etag, state.body_sha256, state.n_failures) == (None, None, 1)
    [right] = ours.poll()
    assert (right.poll.outcome, right.poll.n_entries) == (PollOutcome.OK, 30)


def test_line_10_the_same_body_under_another_etag_is_unchanged_and_not_parsed(newsroom, reader):
    newsroom.profile(HOST, validators="etag-changes-every-time")
    ours = reader(FEED)
    ours.poll()
    [polled] = ours.poll()
    first, second = newsroom.ledger()
    assert (first.status, second.status) == (200, 200)
    assert (polled.poll.outcome, polled.entries, polled.document) == (PollOutcome.UNCHANGED, (), None)
    assert ours.states()[0].etag == second.answered["etag"]


@pytest.mark.parametrize("kind", ["302", "303", "307"])
def test_line_33_a_passing_move_is_followed_and_never_stored(newsroom, reader, kind):
    ours = reader(at(f"/{kind}"))
    [polled] = ours.poll()
    assert polled.poll.outcome is PollOutcome.OK
    assert (polled.poll.final_url, polled.poll.moved_to) == (FEED, None)
    ours.poll()
    assert [one.target for one in newsroom.ledger()] == [f"/{kind}", "/feed.xml"] * 2


def test_line_38_we_say_name_version_and_contact_on_every_hop(newsroom, reader, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[fetch]\ncontact = "https://newsecho.example/about"\n')
    agent = load_settings(own, {}).fetch.user_agent
    assert agent.startswith("newsecho/")
    assert agent.endswith(" (+https://newsecho.example/about)")
    reader(at("/302"), user_agent=agent).poll()
    assert [one["user-agent"] for one in asked(newsroom)] == [agent, agent]
