"""One exchange: what was asked, the answer to it, and the wire it goes out on."""

import asyncio
import socket
import struct
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import parse_qsl

from tests.newsroom.ledger import Request

KEPT_HEAD_BYTES = 100_000  # of what went out, in the ledger


@dataclass(frozen=True)
class Asked:
    """A request, with all that an answer may depend on."""

    seed: int
    host: str
    target: str
    method: str
    headers: dict[str, str]
    visit: int
    now: float

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.target.partition("?")[2]))

    def number(self, name: str, default: float) -> float:
        """Return a number of the query, so that a test may hurry a fault that is slow by nature."""
        return float(self.query.get(name, default))


@dataclass(frozen=True)
class Answer:
    """An answer in good HTTP. Header values may hold any byte below 256."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay_s: float = 0

    BODILESS: ClassVar = {204, 304}

    def wire(self, method: str, date: str) -> bytes:
        reason = HTTPStatus(self.status).phrase if self.status in set(HTTPStatus) else "Odd"
        length = {} if self.status in self.BODILESS else {"Content-Length": str(len(self.body))}
        lines = [f"HTTP/1.1 {self.status} {reason}"]
        lines += [f"{name}: {value}" for name, value in ({"Date": date} | length | self.headers).items()]
        body = b"" if method == "HEAD" or self.status in self.BODILESS else self.body
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def html(text: str, status: int = 200, **headers: str) -> Answer:
    return Answer(status, {"Content-Type": "text/html; charset=utf-8", **headers}, text.encode())


class Wire:
    """Where bytes go out, as bad as you like; counts them, and keeps the first for the ledger."""

    def __init__(self, writer: asyncio.StreamWriter, request: Request) -> None:
        self._writer = writer
        self._request = request
        self._kept = b""
        self.last_byte_s: float | None = None  # monotonic

    async def send(self, data: bytes) -> None:
        self._request.bytes_out += len(data)
        if len(self._kept) < KEPT_HEAD_BYTES and b"\r\n\r\n" not in self._kept:
            self._kept += data[:KEPT_HEAD_BYTES]
            self._request.answer_head = self._kept.partition(b"\r\n\r\n")[0].decode("latin-1")
        # Before it goes out, and not when its task is resumed: a witness that is late would accuse the client of haste.
        self.last_byte_s = time.monotonic()
        self._writer.write(data)
        await self._writer.drain()

    def reset(self) -> None:
        """End the connection with a RST: nothing that waits to be sent arrives."""
        plain = self._writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
