"""The proxy before the sites: what a bad line does to good servers. Names follow toxiproxy."""

import asyncio
import random
import re
import socket
import struct
from dataclasses import dataclass, field
from fnmatch import fnmatch

PIECE = 65_536
TLS_HANDSHAKE = 0x16
KINDS = {
    "latency": ("ms", "jitter"),
    "bandwidth": ("kb_per_s",),
    "slow_close": ("ms",),
    "timeout": (),  # a black hole: taken, and never answered
    "reset_peer": ("ms",),
    "slicer": ("bytes", "ms"),
    "limit_data": ("bytes",),
    "corrupt": ("rate", "seed"),
    "down": (),
    "partition": ("host",),
    "servfail": (),  # of the DNS, for every name
}
# In a request and in the ClientHello alike the name stands in the clear.
_HOST = re.compile(rb"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.test")


@dataclass
class Toxics:
    """The proxy. `active` holds the toxics by kind, with their arguments; without any it passes all on."""

    targets: dict[str, int] = field(default_factory=dict)  # http and https → port
    active: dict[str, dict] = field(default_factory=dict)
    address: str = "127.0.0.1"

    def set(self, kind: str, args: dict) -> None:
        """Set a toxic; `up` takes all of them away.

        Raises:
            ValueError: there is no such kind, or it takes no such argument.
        """
        if kind == "up":
            self.active.clear()
            return
        if kind not in KINDS or not set(args) <= set(KINDS[kind]):
            raise ValueError(f"no toxic {kind!r} with {sorted(args)}; there are {KINDS} and 'up'")
        self.active[kind] = args

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (ConnectionError, OSError):
            pass  # either end may go at any time
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if "down" in self.active:
            _reset(writer)
            return
        first = await reader.read(PIECE)
        if not first or self._is_cut_off(first):
            await reader.read()  # until the client gives up
            return
        port = self.targets["https" if first[0] == TLS_HANDSHAKE else "http"]
        there_reader, there = await asyncio.open_connection(self.address, port)
        there.write(first)
        up = asyncio.create_task(_pass_on(reader, there))
        try:
            await self._bring_back(there_reader, writer)
        finally:
            up.cancel()
            there.close()

    def _is_cut_off(self, first: bytes) -> bool:
        if "timeout" in self.active:
            return True
        host = _HOST.search(first.lower())
        glob = self.active.get("partition", {}).get("host", "")
        return bool(glob and host and fnmatch(host.group().decode(), glob))

    async def _bring_back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Bring the server's answer to the client, as badly as the toxics say."""
        limit = self.active.get("limit_data", {}).get("bytes")
        chance = random.Random(self.active.get("corrupt", {}).get("seed", 0))
        is_first = True
        while piece := await reader.read(PIECE):
            if is_first:
                await self._wait(chance)
                is_first = False
            if "reset_peer" in self.active:
                _reset(writer)
                return
            piece = self._spoilt(piece, chance)[:limit]
            for part in self._parts(piece):
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(self._pause_s(len(part)))
            if limit is not None:
                limit -= len(piece)
                if limit <= 0:
                    return
        await asyncio.sleep(self.active.get("slow_close", {}).get("ms", 0) / 1_000)

    async def _wait(self, chance: random.Random) -> None:
        latency = self.active.get("latency", {})
        ms = latency.get("ms", 0) + chance.uniform(0, latency.get("jitter", 0))
        await asyncio.sleep((ms + self.active.get("reset_peer", {}).get("ms", 0)) / 1_000)

    def _spoilt(self, piece: bytes, chance: random.Random) -> bytes:
        rate = self.active.get("corrupt", {}).get("rate", 0)
        return bytes(byte ^ 0x55 if chance.random() < rate else byte for byte in piece) if rate else piece

    def _parts(self, piece: bytes) -> list[bytes]:
        size = self.active.get("slicer", {}).get("bytes", PIECE)
        return [piece[at : at + size] for at in range(0, len(piece), size)]

    def _pause_s(self, n_bytes: int) -> float:
        rate = self.active.get("bandwidth", {}).get("kb_per_s", 0)
        return self.active.get("slicer", {}).get("ms", 0) / 1_000 + (n_bytes / (rate * 1_000) if rate else 0)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(PIECE):
        writer.write(piece)
        await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    plain = writer.get_extra_info("socket")
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
