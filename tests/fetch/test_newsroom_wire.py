"""Each wire fault of the newsroom sends what its name says: looked at as bytes, through a raw socket."""

import gzip
import struct
import time
import zlib

import pytest

from tests.newsroom import bombs, faults
from tests.newsroom.raw import ask, connect, headers, parts, request, status


@pytest.mark.parametrize("path", ["/trunc", "/truncgz", "/badgz", "/gzip-no-header", "/gzip-multi", "/double-gzip"])
def test_only_trunc_is_shorter_than_it_says(newsroom, path):
    answer = ask(newsroom, path)
    said = int(headers(answer)["Content-Length"])
    assert (len(parts(answer)[1]) < said) is (path == "/trunc")


def test_packed_bodies_are_what_their_names_say(newsroom):
    bodies = {path: parts(ask(newsroom, path))[1] for path in ("/truncgz", "/badgz", "/gzip-no-header", "/gzip-multi")}
    with pytest.raises(EOFError):
        gzip.decompress(bodies["/truncgz"])
    assert bodies["/badgz"] == faults.FEED
    assert gzip.decompress(bodies["/gzip-no-header"]) == faults.FEED
    assert gzip.decompress(bodies["/gzip-multi"]) == faults.FEED
    first = zlib.decompressobj(31)
    assert first.decompress(bodies["/gzip-multi"]) == faults.FEED[: len(faults.FEED) // 2]
    assert first.unused_data.startswith(b"\x1f\x8b")
    twice = parts(ask(newsroom, "/double-gzip"))[1]
    assert gzip.decompress(gzip.decompress(twice)) == faults.FEED


def test_a_cut_chunked_body_has_no_last_chunk(newsroom):
    body = parts(ask(newsroom, "/trunc-chunked"))[1]
    size, _, data = body.partition(b"\r\n")
    assert len(data) < int(size, 16)
    assert not body.endswith(b"0\r\n\r\n")


def test_a_reset_in_the_body_is_a_reset(newsroom):
    with connect(newsroom) as line:
        line.sendall(request("/rst-mid-body"))
        assert line.recv(10_000).startswith(b"HTTP/1.1 200 OK")
        with pytest.raises(ConnectionResetError):
            line.recv(10_000)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fin-before-headers", b""),
        ("/http09", faults.FEED),
        ("/garbage", b"\x15\x03\x01\x00\x02\x02\x28"),
        ("/noheaders", b"HTTP/1.1 200 OK\r\n\r\n" + faults.FEED),
    ],
)
def test_bad_http_is_sent_as_it_is(newsroom, path, expected):
    assert ask(newsroom, path) == expected


def test_bare_line_feeds_come_without_a_carriage_return(newsroom):
    answer = ask(newsroom, "/bare-lf")
    assert b"\r" not in answer
    assert answer.startswith(b"HTTP/1.1 200 OK\n")


def test_the_smuggling_pair_has_both_lengths(newsroom):
    assert headers(ask(newsroom, "/cl-and-te")).keys() >= {"Content-Length", "Transfer-Encoding"}


@pytest.mark.parametrize("path", ["/drip?s=0.05", "/slowheaders?s=0.05"])
def test_a_drip_comes_a_byte_at_a_time(newsroom, path):
    with connect(newsroom) as line:
        line.sendall(request(path))
        if path.startswith("/drip"):
            line.recv(len(faults.OK) + 200)  # the head comes at once
        pieces = [line.recv(100) for _ in range(4)]
    assert [len(piece) for piece in pieces[1:]] == [1, 1, 1]


@pytest.mark.parametrize("path", ["/accept-then-silent", "/silent-after-headers"])
def test_silence_is_silence_and_ends_in_the_ledger_when_the_client_goes(newsroom, path):
    with connect(newsroom) as line:
        line.sendall(request(path))
        if path == "/silent-after-headers":
            assert line.recv(10_000).endswith(b"\r\n\r\n")
        line.settimeout(0.3)
        with pytest.raises(TimeoutError):
            line.recv(1)
        assert newsroom.ledger()[0].ended_s is None
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and newsroom.ledger()[0].ended_s is None:
        time.sleep(0.02)
    assert newsroom.ledger()[0].closed_by == "client"


@pytest.mark.parametrize(
    ("path", "n_bytes"), [("/endless", 3_000_000), ("/endless-nocl", 3_000_000), ("/endlesshdr", 1_000_000)]
)
def test_the_endless_goes_on_past_every_bound(newsroom, path, n_bytes):
    received = b""
    with connect(newsroom) as line:
        line.sendall(request(path))
        while len(received) < n_bytes:
            received += line.recv(1 << 20)
    assert (b"\r\n\r\n" in received) is (path != "/endlesshdr")
    assert b"Content-Length" not in received


def test_the_interim_answers_never_come_to_a_last_one(newsroom):
    with connect(newsroom) as line:
        line.sendall(request("/100s"))
        received = b"".join(line.recv(10_000) for _ in range(20))
    assert received.count(b"HTTP/1.1 100 Continue\r\n\r\n") > 100
    assert b"HTTP/1.1 200" not in received


@pytest.mark.parametrize(("path", "size"), [("/hdr/n900", 900), ("/hdr/n120", 120), ("/hdr/s60000", 1)])
def test_headers_are_as_many_and_as_long_as_asked_for(newsroom, path, size):
    extra = [line for line in parts(ask(newsroom, path))[0].split("\r\n") if line.startswith("X-")]
    assert len(extra) == size
    assert len(extra[0]) >= (60_000 if "s60000" in path else 1)
    assert status(ask(newsroom, path)) == 200


def test_the_big_header_is_five_million_bytes(newsroom):
    assert len(headers(ask(newsroom, "/bighdr"))["X-Big"]) == 5_000_000


def test_a_kept_connection_is_closed_just_as_the_next_request_comes(newsroom):
    with connect(newsroom) as line:
        line.sendall(request("/keepalive-lie"))
        first = line.recv(10_000)
        assert headers(first)["Connection"] == "keep-alive"
        line.sendall(request("/feed.xml"))
        assert line.recv(10_000) == b""
    assert [one.target for one in newsroom.ledger()] == ["/keepalive-lie"]


def test_a_bomb_is_one_whole_gzip_member():
    assert gzip.decompress(bombs.gzip_bomb(64 << 20)) == bytes(64 << 20), "length and checksum are looked at, too"


def test_the_bomb_that_is_served_is_two_gibibytes_in_two_megabytes(newsroom):
    packed = parts(ask(newsroom, "/bomb/gzip"))[1]
    assert len(packed) < 2_500_000
    assert packed[-4:] == struct.pack("<I", 2 << 30), "the length that gzip keeps at its end"
    assert packed[1_000_000:1_100_000] in bombs.gzip_bomb(256 << 20), "the middle is made as that of a small one"


def test_a_bomb_in_a_bomb_is_small_and_holds_it(newsroom):
    answer = ask(newsroom, "/bomb/gzip2")
    assert headers(answer)["Content-Encoding"] == "gzip, gzip"
    assert len(parts(answer)[1]) < 20_000
    assert gzip.decompress(parts(answer)[1])[-4:] == struct.pack("<I", 2 << 30)


def test_the_zstd_bomb_is_blocks_of_repeated_zeros_up_to_two_gibibytes(newsroom):
    answer = ask(newsroom, "/bomb/zstd")
    frame = parts(answer)[1]
    assert headers(answer)["Content-Encoding"] == "zstd"
    assert (frame[:4], len(frame)) == (b"\x28\xb5\x2f\xfd", 6 + 4 * 16_384)
    blocks = [struct.unpack("<I", frame[at : at + 3] + b"\0")[0] for at in range(6, len(frame), 4)]
    assert {block >> 1 & 3 for block in blocks} == {1}, "every block repeats one byte"
    assert [block & 1 for block in blocks] == [0] * 16_383 + [1], "the last one says so"
    assert sum(block >> 3 for block in blocks) == 2 << 30
