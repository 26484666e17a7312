"""Faults on the wire: answers that no framework lets you send. A table, path to what is done."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable

from tests.newsroom.bombs import BOMBS
from tests.newsroom.exchange import Asked, Wire

Play = Callable[[Asked, Wire, str], Awaitable[None]]  # the last is what the path says after the fault's name
FEED = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Wire</title>'
    b"<item><title>Bakers vote</title><link>http://wire.news.test/2026/11/16/bakers</link><guid>w1</guid></item>"
    b"</channel></rss>\n"
)
OK = b'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "wire"\r\nConnection: close\r\n'
BIG_HEADER_BYTES = 5_000_000
CHUNK = b"10000\r\n" + b"<!-- nothing -->" * 4_096 + b"\r\n"
_URL = b"<url><loc>http://wire.news.test/2026/11/16/bakers</loc></url><!--" + b"-=" * 475 + b" -->"
SITEMAP_CHUNK = b"%x\r\n" % (len(_URL) * 64) + _URL * 64 + b"\r\n"
FOR_EVER_S = 86_400.0


def fault_of(path: str) -> tuple[str, Play, str] | None:
    """Return the name, the deed and the rest of *path*, where it is one of FAULTS."""
    name, _, rest = path.removeprefix("/").partition("/")
    return (name, FAULTS[name], rest) if name in FAULTS else None


def _sized(body: bytes, *headers: bytes) -> bytes:
    lines = b"".join(header + b"\r\n" for header in headers)
    return OK + lines + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _sends(data: bytes) -> Play:
    async def send(asked: Asked, wire: Wire, rest: str) -> None:
        await wire.send(data)

    return send


def _repeats(head: bytes, piece: bytes) -> Play:
    """Send *piece* until the client goes: it is the client's bound that is tried."""

    async def send(asked: Asked, wire: Wire, rest: str) -> None:
        await wire.send(head)
        while True:
            await wire.send(piece)
            await asyncio.sleep(0)

    return send


def _slowly(head: bytes, body: bytes) -> Play:
    """Send *body* a byte at a time, every half second or as `?s=` says."""

    async def send(asked: Asked, wire: Wire, rest: str) -> None:
        if head:
            await wire.send(head)
        for byte in body:
            await wire.send(bytes([byte]))
            await asyncio.sleep(asked.number("s", 0.5))

    return send


def _then_silent(data: bytes) -> Play:
    async def send(asked: Asked, wire: Wire, rest: str) -> None:
        if data:
            await wire.send(data)
        await asyncio.sleep(asked.number("s", FOR_EVER_S))

    return send


async def _reset_mid_body(asked: Asked, wire: Wire, rest: str) -> None:
    await wire.send(_sized(FEED)[:-100])
    await asyncio.sleep(0.05)  # a RST overtakes what still waits in the kernel, and then there is no body to be mid of
    wire.reset()


async def _reset_before_headers(asked: Asked, wire: Wire, rest: str) -> None:
    wire.reset()


async def _reset_first(asked: Asked, wire: Wire, rest: str) -> None:
    """Reset the first visit, answer the others."""
    if asked.visit == 1:
        wire.reset()
    else:
        await wire.send(_sized(FEED))


async def _close(asked: Asked, wire: Wire, rest: str) -> None:
    """Say nothing: the connection is closed when this returns."""


async def _keepalive_lie(asked: Asked, wire: Wire, rest: str) -> None:
    """Promise to keep the connection; the server closes it when the next request begins to come."""
    await wire.send(b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: %d\r\n\r\n" % len(FEED) + FEED)


async def _bomb(asked: Asked, wire: Wire, rest: str) -> None:
    coding, make = BOMBS[rest]
    body = await asyncio.to_thread(make)
    await wire.send(_sized(body, b"Content-Encoding: " + coding.encode()))


async def _headers(asked: Asked, wire: Wire, rest: str) -> None:
    """Send `/hdr/n900`: so many headers, or `/hdr/s60000`: one so long."""
    size = int(rest[1:])
    lines = [b"X-%d: y" % number for number in range(size)] if rest[0] == "n" else [b"X-Long: " + b"y" * size]
    await wire.send(_sized(FEED, *lines))


def _multi_member() -> bytes:
    middle = len(FEED) // 2
    return gzip.compress(FEED[:middle], mtime=0) + gzip.compress(FEED[middle:], mtime=0)


_PACKED = gzip.compress(FEED, mtime=0)
_GZIP = b"Content-Encoding: gzip"
_CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

FAULTS: dict[str, Play] = {
    "drip": _slowly(_sized(FEED)[: -len(FEED)], FEED),
    "slowheaders": _slowly(b"", _sized(FEED)),
    "noheaders": _sends(b"HTTP/1.1 200 OK\r\n\r\n" + FEED),
    "accept-then-silent": _then_silent(b""),
    "silent-after-headers": _then_silent(_sized(FEED)[: -len(FEED)]),
    "endless": _repeats(_CHUNKED, CHUNK),
    "endless-sitemap": _repeats(_CHUNKED + b"9\r\n<urlset>\n\r\n", SITEMAP_CHUNK),
    "endless-nocl": _repeats(OK + b"\r\n", CHUNK),
    "trunc": _sends(_sized(FEED)[:-60]),
    "trunc-chunked": _sends(_CHUNKED + b"%x\r\n" % len(FEED) + FEED[:-60]),
    "truncgz": _sends(_sized(_PACKED[:-20], _GZIP)),
    "badgz": _sends(_sized(FEED, _GZIP)),
    "gzip-no-header": _sends(_sized(_PACKED)),
    "gzip-multi": _sends(_sized(_multi_member(), _GZIP)),
    "double-gzip": _sends(_sized(gzip.compress(_PACKED, mtime=0), b"Content-Encoding: gzip, gzip")),
    "unknown-encoding": _sends(_sized(FEED, b"Content-Encoding: aws-chunked")),
    "bomb": _bomb,
    "bighdr": _sends(_sized(FEED, b"X-Big: " + b"y" * BIG_HEADER_BYTES)),
    "hdr": _headers,
    "endlesshdr": _repeats(OK, b"X-More: of the same\r\n" * 1_000),
    "100s": _repeats(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "garbage": _sends(b"\x15\x03\x01\x00\x02\x02\x28"),  # what a TLS server says to plain HTTP: alert, fatal
    "http09": _sends(FEED),
    "bare-lf": _sends(_sized(FEED).replace(b"\r\n", b"\n")),
    "rst-mid-body": _reset_mid_body,
    "fin-before-headers": _close,
    "rst-before-headers": _reset_before_headers,
    "rst-first": _reset_first,
    "keepalive-lie": _keepalive_lie,
    "cl-and-te": _sends(OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n"),
}
