"""Our fetcher asks the newsroom's DNS: names that are dead, slow, wrong, or lead inside. No list knows them."""

import asyncio

import pytest

from config.settings import load_settings
from flows.context import context_for
from flows.steps import fetch_policy
from tasks.connections import FetchPolicy
from tasks.errors import BlockedAddressError, TransientSourceError
from tasks.fetch import Fetcher
from tests.newsroom.asserts import assert_safe
from tests.newsroom.names import PRIVATE
from warehouse.records import ErrorClass

UNKNOWN = ("dead", "dead7", "nx", "servfail", "slowdns")


@pytest.fixture
def fetched(newsroom):
    """Return what comes of asking names, one after the other, each by the DNS."""

    def fetch(*labels, port=newsroom.ports["http"], **changes):
        policy = newsroom.policy(
            # Of no site: it says that a connection to the newsroom itself is no way inside.
            hosts={"newsroom.example": (newsroom.address, newsroom.ports["http"])},
            nameservers=(f"127.0.0.1:{newsroom.ports['dns']}",),
            **{"dns_timeout_s": 0.3, "dns_tries": 1, **changes},
        )

        async def run():
            async with Fetcher(policy) as fetcher:
                asked = (
                    fetcher.get(f"http://{label}.news.test:{port}/feed.xml", cap_bytes=10**6, gap_s=0)
                    for label in labels
                )
                return await asyncio.gather(*asked, return_exceptions=True)

        return asyncio.run(run())

    return fetch


def test_a_name_is_looked_up_where_the_settings_say(newsroom, fetched):
    [answer] = fetched("h0001")
    assert answer.status == 200
    assert [one.host for one in newsroom.ledger()] == ["h0001.news.test"]


def test_names_that_lead_nowhere_are_a_passing_failure_and_cost_the_others_nothing(newsroom, fetched):
    *bad, good = fetched(*UNKNOWN, "h0001", dns_tries=2)
    assert good.status == 200
    assert [type(one) for one in bad] == [TransientSourceError] * len(UNKNOWN)
    assert {one.error_class for one in bad} == {ErrorClass.TEMP}
    assert "the name nx.news.test cannot be resolved" in str(bad[2])
    assert len(newsroom.ledger()) == 1


def test_a_server_that_fails_every_second_time_is_asked_twice(fetched):
    [first] = fetched("flap", dns_tries=2)
    [second] = fetched("flap", dns_tries=2)
    assert (first.status, second.status) == (200, 200)


@pytest.mark.parametrize("port_of", ["http", "canary"])
def test_no_name_leads_inside_whatever_record_it_has(newsroom, fetched, port_of):
    refused = fetched(*PRIVATE, port=newsroom.ports[port_of])
    assert [type(one) for one in refused] == [BlockedAddressError] * len(PRIVATE)
    assert all("no public address" in str(one) for one in refused)
    assert_safe(newsroom.ledger(), n_canary_accepts=newsroom.stats()["n_canary_accepts"])


def test_nothing_on_loopback_is_allowed_unless_a_demo_or_a_test_says_so(newsroom, fetched, tmp_path):
    assert (FetchPolicy().is_loopback_allowed, FetchPolicy().hosts, FetchPolicy().nameservers) == (False, {}, ())
    ours = fetch_policy(context_for(tmp_path))
    assert (ours.is_loopback_allowed, ours.hosts) == (False, {})
    assert "hosts" not in load_settings(None, {}).fetch.__slots__
    [refused] = fetched("h0001", is_loopback_allowed=False)
    assert isinstance(refused, BlockedAddressError)
    assert newsroom.ledger() == []
