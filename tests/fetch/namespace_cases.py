"""The address guard with its production defaults. Run by `test_client_namespace`, in a network without a way out."""

import asyncio

import pytest

from tasks.errors import BlockedAddressError
from tasks.fetch import Fetcher, FetchPolicy
from tests.newsroom.asserts import assert_safe
from tests.newsroom.client import Newsroom
from tests.newsroom.names import PRIVATE, PUBLIC


@pytest.fixture
def public():
    """Return the newsroom at a public address, port 80 and all."""
    with Newsroom("--address", PUBLIC, "--http", "80", "--canary", "8080") as newsroom:
        yield newsroom


def get(newsroom, *urls):
    policy = FetchPolicy(nameservers=(f"{PUBLIC}:{newsroom.ports['dns']}",), connect_timeout_s=2, dns_timeout_s=1)

    async def run():
        async with Fetcher(policy) as fetcher:
            asked = (fetcher.get(url, cap_bytes=10**6, gap_s=0) for url in urls)
            return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(run())


def hold(newsroom):
    assert_safe(newsroom.ledger(), n_canary_accepts=newsroom.stats()["n_canary_accepts"])


def test_a_public_name_is_reached_and_no_private_one(public):
    [good] = get(public, "http://h0001.news.test/feed.xml")
    assert good.status == 200
    names = [f"http://{label}.news.test{port}/" for label in PRIVATE for port in ("", ":8080")]
    literals = ["http://127.0.0.66:8080/", "http://2130706498:8080/", "http://[::ffff:127.0.0.66]:8080/"]
    hops = [f"http://h0001.news.test/302?to={where}" for where in literals]
    refused = get(public, *names, *literals, *hops)
    assert {type(one) for one in refused} == {BlockedAddressError}
    hold(public)


def test_a_name_that_turns_private_is_refused_the_second_time(public):
    [first] = get(public, "http://rebind.news.test/feed.xml")
    [second] = get(public, "http://rebind.news.test/feed.xml")
    assert first.status == 200
    assert "169.254.169.254 is no public address" in str(second)
    # The newsroom was asked once, under a name that was public then.
    assert [one.host for one in public.ledger()] == ["rebind.news.test"]
    assert public.stats()["n_canary_accepts"] == 0


def test_of_two_addresses_the_public_one_alone_is_contacted(public):
    [found] = get(public, "http://mixed.news.test/feed.xml")
    assert found.status == 200
    assert public.stats()["n_canary_accepts"] == 0
