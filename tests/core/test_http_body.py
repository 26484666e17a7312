import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.http_body import BodyError, BodyTooLargeError, decode_body

TEXT = b"The bakers of Orvane vote on Monday. " * 50
CAP = 100_000


def raw_deflate(body):
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), "X-GZIP"),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "deflate"),
        (gzip.compress(zlib.compress(TEXT)), "deflate, gzip"),
        (gzip.compress(gzip.compress(TEXT)), "gzip, gzip"),
        (gzip.compress(gzip.compress(TEXT)), "gzip"),
        (gzip.compress(TEXT[:900]) + gzip.compress(TEXT[900:]), "gzip"),
        (gzip.compress(TEXT) + bytes(12), "gzip"),
        (gzip.compress(TEXT), ""),
        (TEXT, "gzip"),
    ],
)
def test_a_body_is_taken_for_what_it_is(body, coding):
    assert decode_body(body, coding, cap_bytes=CAP) == TEXT


@given(st.integers(min_value=2, max_value=len(gzip.compress(TEXT)) - 1))
def test_a_gzip_cut_anywhere_is_a_failure(length):
    with pytest.raises(BodyError, match=r"cut off|damaged"):
        decode_body(gzip.compress(TEXT)[:length], "gzip", cap_bytes=CAP)


@given(st.integers(min_value=1, max_value=len(zlib.compress(TEXT)) - 1))
def test_a_deflate_cut_anywhere_is_a_failure(length):
    with pytest.raises(BodyError, match=r"cut off|damaged"):
        decode_body(zlib.compress(TEXT)[:length], "deflate", cap_bytes=CAP)


def test_a_damaged_checksum_is_a_failure():
    body = bytearray(gzip.compress(TEXT))
    body[-6] ^= 1
    with pytest.raises(BodyError, match="damaged"):
        decode_body(bytes(body), "gzip", cap_bytes=CAP)


@pytest.mark.parametrize("body", [bytes(CAP + 1), gzip.compress(bytes(50_000_000)), zlib.compress(bytes(50_000_000))])
def test_more_than_the_cap_is_refused_while_it_comes(body):
    coding = "deflate" if body[:1] == b"\x78" else "gzip"
    with pytest.raises(BodyTooLargeError, match=str(CAP)):
        decode_body(body, coding, cap_bytes=CAP)


def test_gzip_within_gzip_without_end_is_not_followed():
    body = b"x"
    for _ in range(40):
        body = gzip.compress(body)
    assert decode_body(body, "gzip", cap_bytes=CAP).startswith(b"\x1f\x8b")
    with pytest.raises(BodyError, match="packed 40 times"):
        decode_body(body, ",".join(["gzip"] * 40), cap_bytes=CAP)


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, br"])
def test_a_coding_nobody_asked_for_is_a_failure(coding):
    with pytest.raises(BodyError, match="not asked for"):
        decode_body(TEXT, coding, cap_bytes=CAP)
