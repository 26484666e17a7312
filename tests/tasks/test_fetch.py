import asyncio
import gzip
import time
import zlib

import pytest

from tasks.errors import (
    BadBodyError,
    BlockedAddressError,
    HttpStatusError,
    SourceError,
    TooLargeError,
    TransientSourceError,
)
from tasks.fetch import Fetcher
from tests.tasks.conftest import Web

PAGE = b"<p>All is well in Orvane.</p>" * 40


def get(policy, url="http://a.example/", *, cap_bytes=100_000, gap_s=0.0, times=1, **options):
    async def fetch():
        async with Fetcher(policy) as fetcher:
            return [await fetcher.get(url, cap_bytes=cap_bytes, gap_s=gap_s, **options) for _ in range(times)]

    return asyncio.run(fetch())[-1]


def test_a_page_comes_back_as_it_was_sent(web):
    web.routes["a.example", "/"] = (200, {"ETag": '"v1"'}, PAGE)
    response = get(web.policy())
    assert (response.status, response.body, response.headers["etag"]) == (200, PAGE, '"v1"')


def test_compressed_bodies_are_unpacked_whatever_their_label_says(web):
    web.routes["a.example", "/"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE))
    web.routes["a.example", "/unsaid"] = (200, {}, gzip.compress(PAGE))
    web.routes["a.example", "/mislabelled"] = (200, {"Content-Encoding": "gzip"}, PAGE)
    web.routes["a.example", "/deflate"] = (200, {"Content-Encoding": "deflate"}, zlib.compress(PAGE))
    for path in ("/", "/unsaid", "/mislabelled", "/deflate"):
        assert get(web.policy(), f"http://a.example{path}").body == PAGE


def test_a_cut_gzip_is_a_failure_not_a_short_page(web):
    web.routes["a.example", "/"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE)[:-12])
    with pytest.raises(BadBodyError, match="cut off"):
        get(web.policy())


def test_a_bomb_is_refused_at_the_cap(web):
    web.routes["a.example", "/"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(50_000_000)))
    with pytest.raises(TooLargeError, match=r"http://a\.example/"):
        get(web.policy())


def test_permanent_redirects_say_where_the_page_lives_now(web):
    web.routes["a.example", "/"] = (301, {"Location": "http://b.example/new"}, b"")
    web.routes["b.example", "/new"] = (200, {}, PAGE)
    assert get(web.policy()).permanent_url == "http://b.example/new"


def test_one_temporary_hop_makes_a_move_temporary(web):
    web.routes["a.example", "/"] = (301, {"Location": "/on"}, b"")
    web.routes["a.example", "/on"] = (302, {"Location": "http://b.example/new"}, b"")
    web.routes["b.example", "/new"] = (200, {}, PAGE)
    response = get(web.policy())
    assert (response.permanent_url, response.final_url) == (None, "http://b.example/new")


def test_validators_do_not_follow_to_another_host(web):
    web.routes["a.example", "/"] = (302, {"Location": "http://b.example/"}, b"")
    web.routes["b.example", "/"] = (200, {}, PAGE)
    get(web.policy(), headers={"If-None-Match": '"v1"'})
    (_, _, first), (_, _, second) = web.ledger
    assert first["if-none-match"] == '"v1"'
    assert "if-none-match" not in second


def test_a_circle_of_redirects_ends(web):
    web.routes["a.example", "/"] = (302, {"Location": "/b"}, b"")
    web.routes["a.example", "/b"] = (302, {"Location": "/"}, b"")
    with pytest.raises(SourceError, match="circle"):
        get(web.policy())


def test_statuses_are_told_apart_by_whether_they_pass(web):
    web.routes["a.example", "/gone"] = (410, {}, b"")
    web.routes["a.example", "/busy"] = (503, {"Retry-After": "120"}, b"")
    with pytest.raises(HttpStatusError, match=r"HTTP 410 at http://a\.example/gone"):
        get(web.policy(), "http://a.example/gone")
    with pytest.raises(TransientSourceError) as busy:
        get(web.policy(), "http://a.example/busy")
    assert busy.value.retry_after_s == 120


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/"])
def test_loopback_is_refused_even_where_a_server_listens(web, url):
    policy = web.policy("a.example", is_loopback_allowed=False, dns_tries=1, dns_timeout_s=1)
    with pytest.raises((BlockedAddressError, TransientSourceError)):
        get(policy, url.format(port=web.server.server_port))
    assert web.ledger == []


def test_a_redirect_cannot_lead_inside(web):
    web.routes["a.example", "/"] = (302, {"Location": "http://127.0.0.1:9/admin"}, b"")
    with pytest.raises(BlockedAddressError, match="no public address"):
        get(web.policy())


def test_a_host_is_asked_with_a_gap_between(web):
    web.routes["a.example", "/"] = (200, {}, PAGE)
    started = time.monotonic()
    get(web.policy(), gap_s=0.2, times=3)
    assert time.monotonic() - started >= 0.4


def test_nobody_listening_is_a_passing_failure_with_the_address():
    web = Web()
    web.server.shutdown()
    web.server.server_close()
    with pytest.raises(TransientSourceError, match=r"no connection .* at http://a\.example/"):
        get(web.policy())
