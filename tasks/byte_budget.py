"""How many bytes of large bodies may be in memory at once, all requests together.

A cap for each body is not enough: sixty-four of ten megabytes, all within their caps, cost 670 MB. Small bodies, nearly
all there are, are read without asking. A larger one waits until there is room for as much as its cap allows, with the
connection left unread, so that the sender waits too; and since it holds little while it waits, no two wait for each
other.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

FREE_BYTES = 1_000_000  # of each body: sixty-four requests in flight hold 64 MB of it at most


class ByteBudget:
    """Bytes that requests reserve, first come, first served."""

    def __init__(self, total_bytes: int) -> None:
        self.total_bytes = total_bytes
        self._free = total_bytes
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def reserved(self, n_bytes: int) -> AsyncGenerator[None]:
        """Wait for *n_bytes* (all there are, where that is less), and hold them while the body runs."""
        wanted = min(n_bytes, self.total_bytes)
        await self._take(wanted)
        try:
            yield
        finally:
            self._free += wanted
            self._wake()

    async def _take(self, wanted: int) -> None:
        if not self._waiting and wanted <= self._free:
            self._free -= wanted
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((wanted, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # its turn had come when it was given up
                self._free += wanted
            self._wake()
            raise

    def _wake(self) -> None:
        while self._waiting:
            wanted, turn = self._waiting[0]
            if turn.cancelled():
                self._waiting.popleft()
                continue
            if wanted > self._free:
                return
            self._waiting.popleft()
            self._free -= wanted
            turn.set_result(None)
