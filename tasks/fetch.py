"""The fetcher: polite to hosts, and never holding more than it was told to.

Redirects are followed here, hop by hop, so that every hop passes robots.txt and the address guard.
"""

import asyncio
import errno
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from tasks.bodies import Caps, Keep, Take, handed_on, kept_whole, read_body
from tasks.byte_budget import ByteBudget
from tasks.connections import DroppedError, FetchPolicy, open_session
from tasks.core.canonical_url import host_of
from tasks.core.robots import origin_of
from tasks.errors import BusyHostError, LostConnectionError, SourceError, TransientSourceError
from tasks.failures import network_error, status_error
from tasks.hops import first_address, has_conditions, headers_for, next_hop, readable_headers, takes_delta
from tasks.names import Names
from tasks.slots import Slots
from tasks.turns import HostMemory, Turns
from warehouse.records import ErrorClass

OK_FROM, OK_TO = 200, 300
DELTA = 226  # IM Used, RFC 3229: what is new since the version that the conditions name
NOT_MODIFIED = 304
PERMANENT = {301, 308}
REDIRECTS = {301, 302, 303, 307, 308}
BUSY = {429, 503}  # said for the whole host, whichever of its addresses was asked
OUT_OF_FILES = {errno.EMFILE, errno.ENFILE}
NO_FILES_WAIT_S = 0.1

Admit = Callable[[str], Awaitable[float]]  # URL → seconds its host wants between requests; raises SourceError to refuse
Watch = Callable[[str, int, Mapping[str, str]], None]  # told address, status and headers of every answer, at every hop


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


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is the same at every hop."""

    headers: Mapping[str, str]
    gap_s: float
    admit: Admit | None
    caps: Caps
    keep: Keep


class _NoFilesError(Exception):
    """This process cannot open another socket now."""


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
        self._started: dict[str, float] = {}  # host → when the request under way went out, on the loop's clock
        self._slots = Slots(policy.concurrency)
        self._budget = ByteBudget(policy.large_bodies_bytes)

    async def __aenter__(self) -> Self:
        """Open the session."""
        policy = self.policy
        self._names = Names(
            policy.hosts, nameservers=policy.nameservers, timeout_s=policy.dns_timeout_s, tries=policy.dns_tries
        )
        self._session = open_session(policy, self._names)
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
        wire_cap_bytes: int | None = None,
    ) -> Response:
        """Return the answer of *url*, redirects followed.

        Args:
            url: an http or https address.
            cap_bytes: the most the decoded body may hold.
            gap_s: seconds to leave between this and the next request to its host; more where *admit* says so.
            headers: sent with every hop; but conditions to the first host only, since another one would answer 304 by
                them for a document we never read, and credentials to the first origin only.
            admit: asked about each hop before the hop is.
            wire_cap_bytes: the most the body may hold as it comes; None: as much as decoded.

        Raises:
            SourceError: of the kind that fits; the sentence begins with what happened and ends with where.
        """
        caps = Caps(cap_bytes, cap_bytes if wire_cap_bytes is None else wire_cap_bytes)
        return await self._follow(url, _Ask(headers or {}, gap_s, admit, caps, kept_whole(self._budget, cap_bytes)))

    async def stream(
        self,
        url: str,
        take: Take,
        *,
        cap_bytes: int,
        gap_s: float,
        headers: Mapping[str, str] | None = None,
        admit: Admit | None = None,
    ) -> Response:
        """Give *take* the body of *url* as it comes, decoded, a piece of at most 64 KB at a time.

        For what is too large to hold: no more than a piece of it is in memory. A body that is a gzip file comes out
        unpacked, whether or not the server says so. *take* has been given the beginning of a body that then fails.

        Args:
            url: as for `get`, like what follows.
            take: called for each piece, in order, only where the answer is a success; what it raises ends the request
                and comes out here as it is.
            cap_bytes: the most the body may hold, decoded, and as it comes.
            gap_s: see `get`.
            headers: see `get`.
            admit: see `get`.

        Returns:
            The answer, its body empty.

        Raises:
            SourceError: as for `get`.
        """
        caps = Caps(cap_bytes, cap_bytes)
        return await self._follow(url, _Ask(headers or {}, gap_s, admit, caps, handed_on(take)))

    async def _follow(self, url: str, ask: _Ask) -> Response:
        here, permanent, seen, spent_s = first_address(url), True, set[tuple[str, str]](), 0.0
        jar: defaultdict[str, dict[str, str]] = defaultdict(dict)  # of this request alone: some walls ask for it back
        for hop in range(self.policy.max_redirects + 1):
            cookie = "; ".join(f"{name}={value}" for name, value in jar[origin_of(here)].items())
            if (here, cookie) in seen:
                raise SourceError(f"redirects in a circle at {here}")
            seen.add((here, cookie))
            sent = headers_for(here, ask.headers, cookie, first=first_address(url))
            hop_gap_s = max(ask.gap_s, await ask.admit(here)) if ask.admit else ask.gap_s
            got = await self._once(here, replace(ask, headers=sent, gap_s=hop_gap_s))
            spent_s += got.took_s
            if got.status not in REDIRECTS:
                moved = here if permanent and hop else None
                return Response(got.status, got.headers, got.body, here, moved, round(spent_s * 1000))
            jar[origin_of(here)].update(got.cookies)
            permanent = permanent and got.status in PERMANENT
            here = next_hop(got.headers.get("location", ""), here)
        raise SourceError(f"more than {self.policy.max_redirects} redirects at {first_address(url)}")

    async def _once(self, url: str, ask: _Ask) -> _Answer:
        """Ask when it is the host's turn; once more where the connection was cut before the answer began."""
        async with self._turns.of(host_of(url)):
            try:
                return await self._in_turn(url, ask)
            except LostConnectionError:
                return await self._in_turn(url, ask)

    async def _in_turn(self, url: str, ask: _Ask) -> _Answer:
        """Ask when the gap is over. The wait for it takes no slot: those are for requests in flight."""
        host = host_of(url)
        loop = asyncio.get_running_loop()
        self._refuse_when_busy(host, url)
        addresses = await self._names.addresses_of(host)
        async with self._turns.start(host, addresses, gap_s=ask.gap_s):
            try:
                return await self._in_slot(url, ask)
            except TransientSourceError as error:
                if error.status in BUSY or error.retry_after_s:
                    self.busy[host] = error
                raise
            finally:
                took_s = loop.time() - self._started.pop(host, loop.time())
                self._turns.over(host, gap_s=ask.gap_s, took_s=took_s)

    async def _in_slot(self, url: str, ask: _Ask) -> _Answer:
        """Ask when a slot is free; where no socket can be opened there is a slot less, and the request waits again."""
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + self.policy.total_timeout_s
        while True:
            async with self._slots.taken():
                started = self._started[host_of(url)] = loop.time()
                try:
                    return replace(await self._request(url, ask), took_s=loop.time() - started)
                except _NoFilesError as error:
                    if self._slots.n == 1 and loop.time() > give_up_at:
                        raise TransientSourceError(
                            f"this process may open no more files (ulimit -n) at {url}", error_class=ErrorClass.TEMP
                        ) from error
                    self._slots.lower()
            await asyncio.sleep(NO_FILES_WAIT_S)

    def _refuse_when_busy(self, host: str, url: str) -> None:
        said = self._closed.get(host) or (f"{host} asked for patience" if host in self.busy else "")
        if said:
            raise BusyHostError(f"{said}; not asked at {url}")

    async def _request(self, url: str, ask: _Ask) -> _Answer:
        try:
            async with await self._opened(url, ask.headers) as response:
                return await self._read(response, url, ask)
        except TimeoutError as error:
            # One that does not even connect may mean our own network.
            is_ours = isinstance(error, aiohttp.ConnectionTimeoutError)
            error_class = ErrorClass.TEMP if is_ours else ErrorClass.SOFT
            raise TransientSourceError(f"no answer in time at {url}", error_class=error_class) from error
        except (aiohttp.ClientError, OSError) as error:
            if isinstance(error, aiohttp.ClientConnectorError) and error.os_error.errno in OUT_OF_FILES:
                raise _NoFilesError from error
            raise network_error(error, url) from error

    async def _opened(self, url: str, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        """Send the request and return the answer as soon as its headers are in, its body unread."""
        sent = {"Accept-Encoding": "gzip, deflate", **headers}
        async with asyncio.timeout(None) as patience:  # set off when the request is out
            try:
                return await self._session.get(
                    URL(url, encoded=True), headers=sent, allow_redirects=False, trace_request_ctx=patience
                )
            except DroppedError as error:
                raise LostConnectionError(f"the server hung up before it answered at {url}") from error

    async def _read(self, response: aiohttp.ClientResponse, url: str, ask: _Ask) -> _Answer:
        answer = readable_headers(response.headers)
        cookies = {name: morsel.value for name, morsel in response.cookies.items()}
        if self._watch:
            self._watch(url, response.status, answer)
        if response.status in REDIRECTS or (response.status == NOT_MODIFIED and has_conditions(ask.headers)):
            return _Answer(response.status, answer, b"", cookies)
        if not OK_FROM <= response.status < OK_TO or (
            response.status == HTTPStatus.IM_USED and not takes_delta(ask.headers)
        ):
            raise status_error(response.status, answer, url)
        coding = answer.get("content-encoding", "")
        body = await read_body(response.content, coding, caps=ask.caps, url=url, keep=ask.keep)
        return _Answer(response.status, answer, body, cookies)
