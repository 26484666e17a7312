"""How connections are made: who is asked for a name, which addresses are never contacted, how long each step may take.

The guard looks at the address a socket is made for, so that neither a redirect nor a name that resolves differently the
second time (rebinding) gets past it.
"""

import asyncio
import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import AsyncResolver

from tasks.core.address_guard import refusal


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How we behave; the defaults are those of `config/newsecho.toml`."""

    user_agent: str = "newsecho"
    connect_timeout_s: float = 10
    header_timeout_s: float = 15  # from request to the end of the answer's headers, and of any silence after
    total_timeout_s: float = 30
    dns_timeout_s: float = 3
    dns_tries: int = 2
    nameservers: tuple[str, ...] = ()  # "address" or "address:port"; none: those of the system
    max_redirects: int = 5
    max_header_bytes: int = 65_536  # of one header line
    max_headers: int = 1_000
    feed_cap_bytes: int = 10_000_000  # decoded
    feed_wire_cap_bytes: int = 4_000_000  # as it comes
    page_cap_bytes: int = 5_000_000
    sitemap_cap_bytes: int = 50_000_000  # streamed, never held
    feed_gap_s: float = 2  # between two requests to one host
    page_gap_s: float = 5
    concurrency: int = 64  # requests in flight, all hosts together
    large_bodies_bytes: int = 64_000_000  # in memory at once, of bodies beyond their first megabyte
    is_loopback_allowed: bool = False  # the demo and the tests alone
    hosts: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])  # host → address and port


class DroppedError(aiohttp.ClientError):
    """The connection was closed or reset after the request went out and before the answer's headers were in."""


def open_session(policy: FetchPolicy) -> aiohttp.ClientSession:
    """Open a session that goes by *policy*. Its connections are not kept: a feed's host is asked again in an hour.

    A request must bring an `asyncio.Timeout` as its `trace_request_ctx`: it is set off when the request is out.
    """
    connector = aiohttp.TCPConnector(
        resolver=_Resolver(policy), socket_factory=_Guard(policy), force_close=True, limit=policy.concurrency
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(
            total=policy.total_timeout_s, sock_connect=policy.connect_timeout_s, sock_read=policy.header_timeout_s
        ),
        headers={"User-Agent": policy.user_agent},
        auto_decompress=False,
        trust_env=False,
        max_line_size=policy.max_header_bytes,
        max_field_size=policy.max_header_bytes,
        max_headers=policy.max_headers,
        trace_configs=[_patience(policy.header_timeout_s)],
        middlewares=(_without_retry,),
    )


class _RefusedAddressError(OSError):
    """The guard's refusal, in the kind of error a connection attempt may raise."""


class _Guard:
    """Makes the socket for a resolved address, unless it is one we never contact."""

    def __init__(self, policy: FetchPolicy) -> None:
        self._own = frozenset(policy.hosts.values()) if policy.is_loopback_allowed else frozenset[tuple[str, int]]()

    def __call__(self, address: Any) -> socket.socket:
        family, kind, protocol, _, where = address
        why = refusal(where[0], is_loopback_allowed=(where[0], where[1]) in self._own)
        if why:
            raise _RefusedAddressError(errno.EACCES, why)
        return socket.socket(family, kind, protocol)


class _Resolver(AbstractResolver):
    """Looks up names in the policy's own list first, then in the DNS."""

    def __init__(self, policy: FetchPolicy) -> None:
        self._own = policy.hosts
        self._dns = AsyncResolver(nameservers=policy.nameservers, timeout=policy.dns_timeout_s, tries=policy.dns_tries)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host in self._own:
            address, own_port = self._own[host]
            found = ResolveResult(
                hostname=host, host=address, port=own_port, family=socket.AF_INET, proto=0, flags=socket.AI_NUMERICHOST
            )
            return [found]
        return await self._dns.resolve(host, port, family)

    async def close(self) -> None:
        await self._dns.close()


def _patience(header_timeout_s: float) -> aiohttp.TraceConfig:
    """Give the answer's headers their time, all of them together, from when the request is out.

    aiohttp knows a time for each read alone: a server that drips its headers would hold its slot to the very end.
    """

    async def start(_: aiohttp.ClientSession, context: SimpleNamespace, __: object) -> None:
        context.trace_request_ctx.reschedule(asyncio.get_running_loop().time() + header_timeout_s)

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(start)
    return trace


async def _without_retry(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Name the failure that aiohttp would answer by asking again at once, without a gap and out of our hands."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
        raise DroppedError(str(error)) from error
