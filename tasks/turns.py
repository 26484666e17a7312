"""Turns: one request at a time to a host, with a gap; a few at a time to an address that many hosts share.

What is remembered outlives a fetcher, which serves one batch: the next batch, and the next stage, keep the same gaps.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from tasks.core.host_turns import Courtesy, gap_after, mean_answer_s, registrable_name
from tasks.core.server_wishes import Wish
from tasks.host_book import HostBook
from warehouse.records import HostPace


@dataclass(slots=True)
class HostMemory:
    """What a process knows of hosts and addresses. Times are those of the event loops, which share the machine's."""

    # By registrable name: when its last answer was over, and how long it was to be left alone then.
    last: dict[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])
    mean_s: dict[str, float] = field(default_factory=dict[str, float])  # by host: how long its answers take
    slow: dict[str, Wish] = field(default_factory=dict[str, Wish])  # by host: those asked more slowly for that
    names_at: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict[str, set[str]](set))
    address_free_at: dict[str, float] = field(default_factory=dict[str, float])
    book: HostBook | None = None  # what other processes of this machine ask, too; None: nobody else is there
    _told: dict[str, Wish] = field(default_factory=dict[str, Wish])

    def recall(self, paces: Iterable[HostPace]) -> None:
        """Take over what earlier processes learned of hosts; what was learned here is newer."""
        for pace in paces:
            if pace.host not in self.mean_s:
                self.mean_s[pace.host] = pace.answer_s
                self.slow[pace.host] = self._told[pace.host] = Wish(pace.gap_s, pace.reason)

    def changed_paces(self, now: datetime) -> list[HostPace]:
        """Return the pace, *now*, of each slow host asked since the last call; of one that recovered, once more."""
        changed = [
            HostPace(host, round(self.mean_s[host], 3), round(gap.wait_s, 3), gap.reason, now)
            for host, gap in self.slow.items()
            if self._told.get(host) is not gap
        ]
        self.slow = {host: gap for host, gap in self.slow.items() if gap.reason}
        self._told = dict(self.slow)
        return changed


class Turns:
    """Whose turn it is in one fetcher, by what *memory* knows."""

    def __init__(self, courtesy: Courtesy, memory: HostMemory) -> None:
        self._courtesy = courtesy
        self._memory = memory
        self._hosts: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: dict[str, int] = defaultdict(int)  # by address
        self._over = asyncio.Condition()

    def of(self, host: str) -> asyncio.Lock:
        """Return what lets one request at a time through to the registrable name that *host* is part of."""
        return self._hosts[registrable_name(host)]

    @asynccontextmanager
    async def start(self, host: str, addresses: Iterable[str], *, gap_s: float) -> AsyncGenerator[None]:
        """Wait until *host* was left alone for its gap, and the one of its *addresses* that most names share has room.

        Its gap is what its last answer left, or *gap_s* where that is longer: a page comes as long after a feed as it
        would after a page. No other process of this machine asks it meanwhile.
        """
        name = registrable_name(host)
        async with self._memory.book.turn(name) if self._memory.book else nullcontext():
            await self._leave_alone(name, gap_s)
            async with self._room(name, addresses):
                yield

    async def _leave_alone(self, name: str, gap_s: float) -> None:
        """Wait until the last answer of *name*, whoever asked for it, is as long ago as it takes."""
        loop, memory = asyncio.get_running_loop(), self._memory
        known = [memory.last.get(name), memory.book.last(name, loop.time()) if memory.book else None]
        free_at = max((ended_at + max(left_s, gap_s) for ended_at, left_s in filter(None, known)), default=-inf)
        await asyncio.sleep(max(0.0, free_at - loop.time()))

    @asynccontextmanager
    async def _room(self, name: str, addresses: Iterable[str]) -> AsyncGenerator[None]:
        """Wait until the one of *addresses* that most names share has room, and take it."""
        loop, memory = asyncio.get_running_loop(), self._memory
        for address in addresses:
            memory.names_at[address].add(name)
        # Of several, the one most names lead to; with names that rotate their addresses, the same for all of them.
        address = max(addresses, key=lambda one: (len(memory.names_at[one]), one), default="")
        async with self._over:
            await self._over.wait_for(lambda: self._has_room(address))
            self._under_way[address] += 1
        try:
            if self._is_shared(address):
                starts_at = max(loop.time(), memory.address_free_at.get(address, 0.0))
                memory.address_free_at[address] = starts_at + self._courtesy.shared_gap_s
                await asyncio.sleep(starts_at - loop.time())
            yield
        finally:
            async with self._over:
                self._under_way[address] -= 1
                self._over.notify_all()

    def over(self, host: str, *, gap_s: float, took_s: float) -> None:
        """Say that a request to *host* is over after *took_s* seconds: it is left alone for *gap_s* now, or more.

        A connection that is refused counts as a quick answer: it costs the host no work.
        """
        courtesy, memory = self._courtesy, self._memory
        mean_s = mean_answer_s(memory.mean_s.get(host), took_s, courtesy.slow_weight)
        gap = gap_after(courtesy, gap_s, mean_s)
        memory.mean_s[host] = mean_s
        name, ended_at = registrable_name(host), asyncio.get_running_loop().time()
        memory.last[name] = ended_at, gap.wait_s
        if memory.book:
            memory.book.note(name, ended_at, gap.wait_s)
        if gap.reason or host in memory.slow:
            memory.slow[host] = gap

    def _is_shared(self, address: str) -> bool:
        return bool(address) and len(self._memory.names_at[address]) > self._courtesy.shared_names

    def _has_room(self, address: str) -> bool:
        return not self._is_shared(address) or self._under_way[address] < self._courtesy.shared_parallel
