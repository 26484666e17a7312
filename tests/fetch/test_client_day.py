"""Our polls through hours of the newsroom's clock: polite by its ledger, safe by its canary, complete by its truth."""

import json
import os
import subprocess
import sys
from dataclasses import replace

from flows.context import context_for
from flows.monitor import monitor
from tests.newsroom.asserts import Manners, assert_complete, assert_polite, assert_safe, stored_articles
from tests.newsroom.client import ROOT, SECURE
from warehouse.publish import SNAPSHOT_NAME
from warehouse.records import Feed, PollOutcome
from warehouse.sql import query

HOURS = 8
HOUR_S = 3_600
GAP_S = 0.1
AGENT = "newsecho/1 (+https://newsecho.example/about)"
CANARY = "http://127.0.0.66:{canary}/"


def at(path, host="h0001.news.test"):
    return f"http://{host}{path}"


def test_hours_of_polling_are_polite(newsroom, reader):
    paths = ["/feed.xml", "/etag-flip", "/lm-only-200"]
    hosts = [f"h000{number}.news.test" for number in range(1, 4)]
    urls = [at(path, host) for host in hosts for path in paths]
    newsroom.profile(hosts[0], rate_per_day=6)
    busy = [at("/429?ra=14400", "h0008.news.test"), at("/503?ra=http-date", "h0009.news.test")]
    ours = reader(*urls, *busy, user_agent=AGENT, feed_gap_s=GAP_S)
    for _ in range(HOURS):
        ours.poll(is_forced=False)
        newsroom.advance(HOUR_S + 60)
    ledger = newsroom.ledger()
    assert len([one for one in ledger if one.host in hosts]) == len(urls) * HOURS
    assert len(newsroom.ledger("h0008.news.test")) == 2, "four hours of silence between"
    assert {one.status for one in ledger} == {200, 304, 429, 503}
    assert_polite(ledger, Manners(gap_s=GAP_S))


PLACES = [
    CANARY,
    "http://a@127.0.0.66:{canary}/",
    "http://2130706498:{canary}/",
    "http://0x7f000042:{canary}/",
    "http://[::ffff:127.0.0.66]:{canary}/",
]
NAMES = ("priv10", "priv192", "priv169", "priv100", "priv127", "v6loop", "v4mapped", "nat64", "sixtofour", "multicast")
ROUTES = ("/to-private", "/to-file", "/to-gopher", "/to-userinfo", "/to-decimal-ip", "/to-port-22")


def test_no_feed_leads_us_inside_by_name_address_or_redirect(newsroom, reader):
    places = [place.format(**newsroom.ports) for place in PLACES]
    redirects = [at(f"/302?to={place}") for place in places]
    named = [at("/", f"{name}.news.test") for name in NAMES]
    ours = reader(*places, *redirects, *named, *map(at, ROUTES))
    outcomes = [one.poll.outcome for one in ours.poll()]
    assert set(outcomes) == {PollOutcome.BLOCKED, PollOutcome.NETWORK_ERROR}
    assert outcomes[: len(places) + len(redirects) + len(named)] == [PollOutcome.BLOCKED] * 20
    assert {one.host for one in newsroom.ledger()} == {"h0001.news.test"}, "only the redirects themselves were asked"
    assert_safe(newsroom.ledger(), n_canary_accepts=newsroom.stats()["n_canary_accepts"])


# A process of its own, since the roots it trusts are read when it starts.
CHILD = """
import asyncio, json, sys
from tasks.errors import SourceError
from tasks.fetch import Fetcher, FetchPolicy
from tests.newsroom.client import SECURE, Hosts
async def run():
    policy = FetchPolicy(hosts=Hosts(*json.loads(sys.argv[1])), is_loopback_allowed=True)
    async with Fetcher(policy) as fetcher:
        for name in SECURE:
            try:
                answer = await fetcher.get(f"https://{name}.news.test/feed.xml", cap_bytes=1_000_000, gap_s=0)
                print(name, answer.status)
            except SourceError as error:
                print(name, error)
asyncio.run(run())
"""


def test_of_six_certificates_the_good_one_alone_is_believed(newsroom, tmp_path):
    roots = tmp_path / "roots.pem"
    roots.write_text(newsroom.ports["ca_pem"])
    where = json.dumps([newsroom.address, newsroom.ports["http"], newsroom.ports["https"]])
    environment = {**os.environ, "SSL_CERT_FILE": str(roots)}
    command = [sys.executable, "-c", CHILD, where]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    good, *bad = said.splitlines()
    assert good == "secure 200"
    names = [name for name in SECURE if name != "secure"]
    assert [line.partition(" (")[0] for line in bad] == [f"{name} no trusted certificate" for name in names]
    assert bad[0] == "expired no trusted certificate (certificate has expired) at https://expired.news.test/feed.xml"
    assert [one.host for one in newsroom.ledger()] == ["secure.news.test"], "nothing was asked of the others"


def test_everything_the_newsroom_published_is_in_the_warehouse_once_and_what_it_edited_twice(newsroom, tmp_path):
    hosts = ["h0001.news.test", "h0002.news.test"]
    for host, kind in zip(hosts, ("rss2", "atom"), strict=True):
        newsroom.profile(host, items=6, feed=kind)
    feeds = [
        Feed(f"00000000-0000-0000-0000-00000000000{n}", at("/feed.xml", host), host, host, host, "en", HOUR_S)
        for n, host in enumerate(hosts)
    ]
    context = replace(context_for(tmp_path), hosts=newsroom.policy().hosts)
    monitor(context, feeds, is_forced=True)
    newsroom.advance(60)
    newsroom.publish(hosts[1], edit=1)  # an article the first run has seen
    newsroom.advance(2 * HOUR_S)
    report = monitor(context, feeds, is_forced=True)
    assert report.conservation.n_missing == 0
    truth = newsroom.truth()
    assert len(truth) == 16
    assert_complete(truth, stored_articles(tmp_path / SNAPSHOT_NAME))
    charsets = query(tmp_path / SNAPSHOT_NAME, "SELECT DISTINCT charset, charset_source FROM core.page").rows
    assert charsets == [("utf-8", "header")]
    before = len(newsroom.ledger())
    monitor(context, feeds, is_forced=True)
    assert {one.status for one in newsroom.ledger(since=before)} == {304}
