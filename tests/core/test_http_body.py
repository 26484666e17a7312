import gzip
import zlib
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.http_body import BodyDecoder, BodyError, BodyTooLargeError

gzipped = partial(gzip.compress, mtime=0)  # two processes collect the same tests, whatever the second
TEXT = b"The bakers of Orvane vote on Monday. " * 50
CAP = 100_000
PACKED = [
    (TEXT, ""),
    (TEXT, "identity"),
    (gzipped(TEXT), "gzip"),
    (gzipped(TEXT), "X-GZIP"),
    (zlib.compress(TEXT), "deflate"),
    (gzipped(zlib.compress(TEXT)), "deflate, gzip"),
    (gzipped(gzipped(TEXT)), "gzip, gzip"),
    (gzipped(gzipped(TEXT)), "gzip"),
    (gzipped(TEXT[:900]) + gzipped(TEXT[900:]), "gzip"),
    (gzipped(TEXT[:900]) + bytes(12) + gzipped(TEXT[900:]), "gzip"),
    (gzipped(TEXT) + bytes(12), "gzip"),
    (gzipped(TEXT) + b"<!-- served in 0.3 s -->", "gzip"),
    (gzipped(TEXT), ""),
    (TEXT, "gzip"),
]


def decode(body, coding, *, piece_bytes=CAP):
    decoder = BodyDecoder(coding, cap_bytes=CAP)
    found = [piece for at in range(0, len(body), piece_bytes) for piece in decoder.feed(body[at : at + piece_bytes])]
    return b"".join([*found, *decoder.close()])


def raw_deflate(body):
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


@pytest.mark.parametrize(("body", "coding"), [*PACKED, (raw_deflate(TEXT), "deflate")])
def test_a_body_is_taken_for_what_it_is(body, coding):
    assert decode(body, coding) == TEXT


@given(st.sampled_from(PACKED), st.integers(min_value=1, max_value=200))
def test_where_the_wire_cuts_a_body_makes_no_difference(packed, piece_bytes):
    assert decode(*packed, piece_bytes=piece_bytes) == TEXT


def test_a_body_of_one_byte_is_that_byte():
    assert decode(b"x", "gzip") == b"x"
    assert decode(b"", "gzip") == b""


@given(st.integers(min_value=2, max_value=len(gzipped(TEXT)) - 1))
def test_a_gzip_cut_anywhere_is_a_failure(length):
    with pytest.raises(BodyError, match=r"cut off|damaged"):
        decode(gzipped(TEXT)[:length], "gzip")


@given(st.integers(min_value=1, max_value=len(zlib.compress(TEXT)) - 1))
def test_a_deflate_cut_anywhere_is_a_failure(length):
    with pytest.raises(BodyError, match=r"cut off|damaged"):
        decode(zlib.compress(TEXT)[:length], "deflate")


def test_a_damaged_checksum_is_a_failure():
    body = bytearray(gzipped(TEXT))
    body[-6] ^= 1
    with pytest.raises(BodyError, match="damaged"):
        decode(bytes(body), "gzip")


@pytest.mark.parametrize("body", [bytes(CAP + 1), gzipped(bytes(50_000_000)), zlib.compress(bytes(50_000_000))])
def test_more_than_the_cap_is_refused_while_it_comes(body):
    coding = "deflate" if body[:1] == b"\x78" else "gzip"
    with pytest.raises(BodyTooLargeError, match=str(CAP)):
        decode(body, coding)


def test_gzip_within_gzip_without_end_is_not_followed():
    body = b"x"
    for _ in range(40):
        body = gzipped(body)
    assert decode(body, "gzip").startswith(b"\x1f\x8b")
    with pytest.raises(BodyError, match="packed 40 times"):
        decode(body, ",".join(["gzip"] * 40))


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, br"])
def test_a_coding_nobody_asked_for_is_a_failure(coding):
    with pytest.raises(BodyError, match="not asked for"):
        decode(TEXT, coding)
