"""The fetcher: polite to hosts, safe against where they lead us, and never holding more than it was told to.

Redirects are followed here, hop by hop, so that every hop passes the address guard; the guard looks at the address the
socket is made for, so a name that resolves differently the second time (rebinding) does not get past it.
"""

import asyncio
import errno
import socket
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from yarl import URL

from tasks.byte_budget import FREE_BYTES, ByteBudget
from tasks.core.address_guard import refusal
from tasks.core.canonical_url import BadUrlError, host_of, resolve_url
from tasks.core.host_turns import Courtesy
from tasks.core.http_body import BodyError, BodyTooLargeError, decode_body
from tasks.errors import (
    BadAddressError,
    BadBodyError,
    BusyHostError,
    SourceError,
    TooLargeError,
    TransientSourceError,
)
from tasks.failures import network_error, status_error
from tasks.names import Names
from tasks.turns import HostMemory, Turns
from warehouse.records import ErrorClass

CHUNK_BYTES = 65_536
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
OK_FROM, OK_TO = 200, 300
NOT_MODIFIED = 304
PERMANENT = {301, 308}
REDIRECTS = {301, 302, 303, 307, 308}
BUSY = {429, 503}  # said for the whole host, whichever of its addresses was asked
CONDITIONS = {"if-none-match", "if-modified-since"}

Admit = Callable[[str], Awaitable[float]]  # URL → seconds its host wants between requests; raises SourceError to refuse
Watch = Callable[[str, int, Mapping[str, str]], None]  # told address, status and headers of every answer, at every hop


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """How we behave; the defaults are those of `config/newsecho.toml`."""

    user_agent: str = "newsecho"
    connect_timeout_s: float = 10
    header_timeout_s: float = 15
    total_timeout_s: float = 30
    dns_timeout_s: float = 3
    dns_tries: int = 2
    max_redirects: int = 5
    max_header_bytes: int = 65_536  # of one header line
    max_headers: int = 1_000
    feed_cap_bytes: int = 10_000_000
    page_cap_bytes: int = 5_000_000
    max_entries: int = 5_000  # read of a feed document; the rest is counted
    feed_gap_s: float = 2  # between two requests to one host
    page_gap_s: float = 5
    concurrency: int = 64  # requests in flight, all hosts together
    courtesy: Courtesy = field(default_factory=Courtesy)  # what slow hosts and shared addresses are spared
    large_bodies_bytes: int = 64_000_000  # in memory at once, of bodies beyond their first megabyte
    is_loopback_allowed: bool = False  # the demo and the tests alone
    hosts: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])  # host → address and port


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that is one: 2xx with its body, or 304 without."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    final_url: str
    permanent_url: str | None  # where permanent redirects alone led; None when there was none, or another kind
    elapsed_ms: int  # from request to last byte, over all hops; the wait for the host's turn is not in it


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one hop answered."""

    status: int
    headers: dict[str, str]
    body: bytes  # unpacked
    cookies: dict[str, str]
    took_s: float = 0.0


class _RefusedAddressError(OSError):
    """The guard's refusal, in the kind of error a connection attempt may raise."""


class Fetcher:
    """Fetches URLs; an async context manager. One request at a time to a host, with a gap between them.

    A host that answers 429 or 503, or with a Retry-After, is not asked again: it stands in `busy`.

    Args:
        policy: how we behave.
        watch: told every answer; None: nobody is.
        closed: hosts that asked for patience earlier, and the sentence that says so.
        memory: what fetchers before this one learned of hosts, so that gaps hold from one to the next.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        watch: Watch | None = None,
        *,
        closed: Mapping[str, str] | None = None,
        memory: HostMemory | None = None,
    ) -> None:
        self.policy = policy
        self.busy: dict[str, TransientSourceError] = {}  # host → what it answered
        self._watch = watch
        self._closed = closed or {}
        self._turns = Turns(policy.courtesy, memory or HostMemory())
        self._slots = asyncio.Semaphore(policy.concurrency)
        self._budget = ByteBudget(policy.large_bodies_bytes)

    async def __aenter__(self) -> Self:
        """Open the session; its connections are not kept: a feed's host is asked again in an hour."""
        policy = self.policy
        self._names = Names(policy.hosts, timeout_s=policy.dns_timeout_s, tries=policy.dns_tries)
        connector = aiohttp.TCPConnector(
            resolver=self._names,
            use_dns_cache=False,
            socket_factory=self._guarded_socket,
            force_close=True,
            limit=policy.concurrency,
        )
        self._session = aiohttp.ClientSession(
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
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the session."""
        await self._session.close()

    async def get(
        self,
        url: str,
        *,
        cap_bytes: int,
        gap_s: float,
        headers: Mapping[str, str] | None = None,
        admit: Admit | None = None,
    ) -> Response:
        """Return the answer of *url*, redirects followed.

        Args:
            url: an http or https address.
            cap_bytes: the most the decoded body may hold.
            gap_s: seconds to leave between this and the next request to its host; more where *admit* says so.
            headers: sent with every hop, so never credentials; conditions to the first host only, since another one
                would answer 304 by them for a document we never read.
            admit: asked about each hop before the hop is.

        Raises:
            SourceError: of the kind that fits; the sentence begins with what happened and ends with where.
        """
        here, permanent, seen, spent_s = _address(url), True, set[tuple[str, str]](), 0.0
        jar: defaultdict[str, dict[str, str]] = defaultdict(dict)  # of this request alone: some walls ask for it back
        for hop in range(self.policy.max_redirects + 1):
            cookie = "; ".join(f"{name}={value}" for name, value in jar[host_of(here)].items())
            if (here, cookie) in seen:
                raise SourceError(f"redirects in a circle at {here}")
            seen.add((here, cookie))
            sent = _for_hop(headers or {}, cookie, is_same_host=host_of(here) == host_of(url))
            hop_gap_s = max(gap_s, await admit(here)) if admit else gap_s
            got = await self._once(here, sent, cap_bytes, hop_gap_s)
            spent_s += got.took_s
            if got.status not in REDIRECTS:
                moved = here if permanent and hop else None
                return Response(got.status, got.headers, got.body, here, moved, round(spent_s * 1000))
            jar[host_of(here)].update(got.cookies)
            permanent = permanent and got.status in PERMANENT
            here = _next_hop(got.headers.get("location", ""), here)
        raise SourceError(f"more than {self.policy.max_redirects} redirects at {_address(url)}")

    async def _once(self, url: str, headers: Mapping[str, str], cap_bytes: int, gap_s: float) -> _Answer:
        """Ask when it is the host's turn. The wait for it takes no slot: those are for requests in flight."""
        host = host_of(url)
        loop = asyncio.get_running_loop()
        async with self._turns.of(host):
            self._refuse_when_busy(host, url)
            addresses = await self._names.addresses_of(host)
            async with self._turns.start(host, addresses, gap_s=gap_s), self._slots:
                started = loop.time()
                try:
                    answer = await self._request(url, headers, cap_bytes)
                    return replace(answer, took_s=loop.time() - started)
                except TransientSourceError as error:
                    if error.status in BUSY or error.retry_after_s:
                        self.busy[host] = error
                    raise
                finally:
                    self._turns.over(host, gap_s=gap_s, took_s=loop.time() - started)

    def _refuse_when_busy(self, host: str, url: str) -> None:
        said = self._closed.get(host) or (f"{host} asked for patience" if host in self.busy else "")
        if said:
            raise BusyHostError(f"{said}; not asked at {url}")

    async def _request(self, url: str, headers: Mapping[str, str], cap_bytes: int) -> _Answer:
        sent = {"Accept-Encoding": "gzip, deflate", **headers}
        is_conditional = any(name.lower() in CONDITIONS for name in headers)
        try:
            async with self._session.get(URL(url, encoded=True), headers=sent, allow_redirects=False) as response:
                answer = _readable_headers(response.headers)
                cookies = {name: morsel.value for name, morsel in response.cookies.items()}
                if self._watch:
                    self._watch(url, response.status, answer)
                if response.status in REDIRECTS or (response.status == NOT_MODIFIED and is_conditional):
                    return _Answer(response.status, answer, b"", cookies)
                if not OK_FROM <= response.status < OK_TO:
                    raise status_error(response.status, answer, url)
                body = await self._body(response.content, answer.get("content-encoding", ""), cap_bytes, url)
                return _Answer(response.status, answer, body, cookies)
        except TimeoutError as error:
            # One that does not even connect may mean our own network.
            is_ours = isinstance(error, aiohttp.ConnectionTimeoutError)
            error_class = ErrorClass.TEMP if is_ours else ErrorClass.SOFT
            raise TransientSourceError(f"no answer in time at {url}", error_class=error_class) from error
        except (aiohttp.ClientError, OSError) as error:
            raise network_error(error, url) from error

    async def _body(self, content: aiohttp.StreamReader, coding: str, cap_bytes: int, url: str) -> bytes:
        """Read and unpack a body; one that grows large waits for its share of the memory first."""
        raw = bytearray()
        async with AsyncExitStack() as stack:
            is_large = False
            async for chunk in content.iter_chunked(CHUNK_BYTES):
                raw += chunk
                if len(raw) > cap_bytes:
                    raise TooLargeError(f"more than {cap_bytes} bytes at {url}")
                if not is_large and len(raw) > FREE_BYTES:
                    await stack.enter_async_context(self._budget.reserved(cap_bytes))
                    is_large = True
            return _decoded(bytes(raw), coding, cap_bytes, url)

    def _guarded_socket(self, address: Any) -> socket.socket:
        """Make the socket for a resolved *address*, unless it is one we never contact."""
        family, kind, protocol, _, where = address
        is_own = (where[0], where[1]) in set(self.policy.hosts.values())
        why = refusal(where[0], is_loopback_allowed=self.policy.is_loopback_allowed and is_own)
        if why:
            raise _RefusedAddressError(errno.EACCES, why)
        return socket.socket(family, kind, protocol)


def _address(url: str) -> str:
    try:
        return resolve_url(url)
    except BadUrlError as error:
        raise BadAddressError(f"no web address to ask ({error})") from error


def _for_hop(headers: Mapping[str, str], cookie: str, *, is_same_host: bool) -> dict[str, str]:
    sent = {name: value for name, value in headers.items() if is_same_host or name.lower() not in CONDITIONS}
    return sent | ({"Cookie": cookie} if cookie else {})


def _next_hop(target: str, here: str) -> str:
    if not target:
        raise SourceError(f"redirects without saying where at {here}")
    try:
        return resolve_url(target, here)
    except BadUrlError as error:
        raise SourceError(f"redirects to no web address ({target[:80]}) at {here}") from error


def _readable_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return *headers* by lower-case name; what is no UTF-8 is left out, but in a Location percent-encoded.

    aiohttp hands over such bytes as lone surrogates: no store takes them, and they could not be sent back as they came.
    """
    readable: dict[str, str] = {}
    for name, value in headers.items():
        raw = value.encode("utf-8", "surrogateescape")
        try:
            said = raw.decode()
        except UnicodeDecodeError:
            if name.lower() == "location":
                readable["location"] = quote(raw, safe=PRINTABLE)
            continue
        before = readable.get("link") if name.lower() == "link" else None  # the one header read here that comes often
        readable[name.lower()] = f"{before}, {said}" if before else said
    return readable


def _decoded(raw: bytes, coding: str, cap_bytes: int, url: str) -> bytes:
    try:
        return decode_body(raw, coding, cap_bytes=cap_bytes)
    except BodyTooLargeError as error:
        raise TooLargeError(f"{error} at {url}") from error
    except BodyError as error:
        raise BadBodyError(f"body {error} at {url}") from error
