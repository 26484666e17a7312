import asyncio
import gzip
import os
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


def test_validators_do_not_follow_to_another_host_but_what_we_accept_does(web):
    web.routes["a.example", "/"] = (302, {"Location": "http://b.example/"}, b"")
    web.routes["b.example", "/"] = (200, {}, PAGE)
    get(web.policy(), headers={"If-None-Match": '"v1"', "Accept": "text/html"})
    (_, _, first), (_, _, second) = web.ledger
    assert first["if-none-match"] == '"v1"'
    assert "if-none-match" not in second
    assert first["accept"] == second["accept"] == "text/html"


def test_a_server_that_adds_its_counter_by_a_redirect_is_followed(web):
    web.routes["a.example", "/"] = (302, {"Location": "/?utm_source=feed#top"}, b"")
    web.routes["a.example", "/?utm_source=feed"] = (200, {}, PAGE)
    assert get(web.policy()).final_url == "http://a.example/?utm_source=feed"


def test_a_location_in_latin_1_is_followed_byte_for_byte(web):
    web.routes["a.example", "/"] = (302, {"Location": "/\xe9t\xe9"}, b"")
    web.routes["a.example", "/%E9t%E9"] = (200, {}, PAGE)
    assert get(web.policy()).body == PAGE


@pytest.mark.parametrize(
    "target", [{}, {"Location": ""}, {"Location": "file:///etc/hosts"}, {"Location": "gopher://b"}]
)
def test_a_redirect_to_nowhere_is_a_failure_and_no_page(web, target):
    web.routes["a.example", "/"] = (302, target, b"<p>Moved</p>")
    with pytest.raises(SourceError, match=r"redirects .* at http://a\.example/"):
        get(web.policy())


def test_too_many_hops_end(web):
    for hop in range(9):
        web.routes["a.example", f"/{hop}"] = (302, {"Location": f"/{hop + 1}"}, b"")
    with pytest.raises(SourceError, match="more than 5 redirects"):
        get(web.policy(), "http://a.example/0")
    assert len(web.ledger) == 6


def test_not_modified_is_an_answer_to_a_condition_alone(web):
    web.routes["a.example", "/"] = (304, {}, b"")
    assert get(web.policy(), headers={"If-None-Match": '"v1"'}).status == 304
    with pytest.raises(HttpStatusError, match="HTTP 304"):
        get(web.policy())


def test_many_and_long_headers_are_read_and_endless_ones_refused(web):
    web.routes["a.example", "/"] = (200, {f"X-{number}": "y" for number in range(900)}, PAGE)
    web.routes["a.example", "/long"] = (200, {"X": "y" * 60_000}, PAGE)
    web.routes["a.example", "/endless"] = (200, {"X": "y" * 2_000_000}, PAGE)
    assert get(web.policy()).body == get(web.policy(), "http://a.example/long").body == PAGE
    with pytest.raises(TransientSourceError):
        get(web.policy(), "http://a.example/endless")


def test_header_bytes_no_store_takes_are_left_out(web):
    web.routes["a.example", "/"] = (200, {"ETag": '"\xe9"', "Last-Modified": "today"}, PAGE)
    headers = get(web.policy()).headers
    assert "etag" not in headers
    assert headers["last-modified"] == "today"


def test_a_body_shorter_than_announced_is_a_passing_failure(web):
    web.routes["a.example", "/"] = (200, {"Content-Length": "100000"}, PAGE)
    with pytest.raises(TransientSourceError, match="broken answer"):
        get(web.policy(total_timeout_s=1))


def test_a_server_cannot_talk_its_way_into_the_guard_s_mouth(web):
    # A header no client can read, which the error then quotes, with the guard's own words in it.
    web.routes["a.example", "/"] = (200, {"10.0.0.1 is no public address": "x"}, b"")
    with pytest.raises(TransientSourceError, match="broken answer"):
        get(web.policy())


@pytest.mark.parametrize("url", ["ftp://a.example/", "http://a.example/\udce9", "nonsense"])
def test_what_is_no_web_address_is_never_asked(web, url):
    with pytest.raises(SourceError, match="no web address"):
        get(web.policy(), url)
    assert web.ledger == []


def test_a_host_that_makes_us_wait_holds_up_no_other(web):
    web.routes["a.example", "/"] = web.routes["b.example", "/"] = (200, {}, PAGE)

    async def fetch():
        async with Fetcher(web.policy(concurrency=1)) as fetcher:
            waiting = [
                asyncio.create_task(fetcher.get("http://a.example/", cap_bytes=10_000, gap_s=30)) for _ in range(3)
            ]
            await asyncio.sleep(0.1)
            answer = await asyncio.wait_for(fetcher.get("http://b.example/", cap_bytes=10_000, gap_s=0), 2)
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            return answer

    assert asyncio.run(fetch()).body == PAGE


def test_one_request_at_a_time_goes_to_a_host(web):
    under_way, most = [0], [0]

    def slow(_):
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        time.sleep(0.03)
        under_way[0] -= 1
        return 200, {}, PAGE

    web.routes["a.example", "/"] = slow

    async def fetch():
        async with Fetcher(web.policy()) as fetcher:
            await asyncio.gather(*(fetcher.get("http://a.example/", cap_bytes=10_000, gap_s=0) for _ in range(4)))

    asyncio.run(fetch())
    assert most == [1]


def test_a_circle_of_redirects_ends(web):
    web.routes["a.example", "/"] = (302, {"Location": "/b"}, b"")
    web.routes["a.example", "/b"] = (302, {"Location": "/"}, b"")
    with pytest.raises(SourceError, match="circle"):
        get(web.policy())


def test_a_cookie_asked_for_by_a_redirect_goes_back_within_the_request_and_to_no_other_host(web):
    def wall(sent):
        if sent.get("cookie") == "seen=1; lang=fr":
            return 200, {}, PAGE
        return 302, {"Location": "/", "Set-Cookie": "seen=1; Path=/; HttpOnly\r\nSet-Cookie: lang=fr"}, b""

    web.routes["a.example", "/"] = wall
    web.routes["a.example", "/away"] = (302, {"Location": "http://b.example/", "Set-Cookie": "who=me"}, b"")
    web.routes["b.example", "/"] = (200, {}, PAGE)
    assert get(web.policy(), times=2).body == PAGE
    assert ["cookie" in sent for _, _, sent in web.ledger] == [False, True, False, True]
    get(web.policy(), "http://a.example/away")
    assert "cookie" not in web.ledger[-1][2]


def test_a_wall_that_never_takes_its_cookie_ends(web):
    web.routes["a.example", "/"] = (302, {"Location": "/", "Set-Cookie": "seen=1"}, b"")
    with pytest.raises(SourceError, match="circle"):
        get(web.policy())
    assert len(web.ledger) == 2


def test_large_bodies_take_turns_in_memory_and_small_ones_do_not_wait(web):
    large = os.urandom(3_000_000)
    web.routes["a.example", "/"] = web.routes["b.example", "/"] = (200, {}, large)
    web.routes["c.example", "/"] = (200, {}, PAGE)
    policy = web.policy("a.example", "b.example", "c.example", large_bodies_bytes=4_000_000)

    async def fetch():
        async with Fetcher(policy) as fetcher:
            async with fetcher._budget.reserved(4_000_000):
                waiting = [
                    asyncio.create_task(fetcher.get(f"http://{host}.example/", cap_bytes=4_000_000, gap_s=0))
                    for host in "ab"
                ]
                small = await fetcher.get("http://c.example/", cap_bytes=4_000_000, gap_s=0)
                await asyncio.sleep(0.2)
                assert not any(task.done() for task in waiting)
            return [small, *await asyncio.gather(*waiting)]

    assert [answer.body for answer in asyncio.run(fetch())] == [PAGE, large, large]


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


def test_even_the_demo_reaches_no_server_on_loopback_but_its_own(web):
    other = Web()
    with pytest.raises(BlockedAddressError):
        get(web.policy(), f"http://127.0.0.1:{other.server.server_port}/")
    assert other.ledger == []
    other.close()


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "public.example@127.0.0.1"])
def test_loopback_in_disguise_is_refused(web, host):
    with pytest.raises(BlockedAddressError, match=r"127\.0\.0\.1 is no public address"):
        get(web.policy(is_loopback_allowed=False), f"http://{host}:{web.server.server_port}/")
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


def test_the_wait_for_a_turn_is_not_the_server_s_slowness(web):
    web.routes["a.example", "/"] = (200, {}, PAGE)
    assert get(web.policy(), gap_s=0.5, times=2).elapsed_ms < 400


def test_nobody_listening_is_a_passing_failure_with_the_address():
    web = Web()
    web.close()
    with pytest.raises(TransientSourceError, match=r"no connection .* at http://a\.example/"):
        get(web.policy())
