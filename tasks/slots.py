"""How many requests are in flight at once: as many as we were told, fewer where the process runs out of descriptors."""

import asyncio
import resource
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

SHARE = 2  # of the files a process may open, every second one is left to the warehouse, the DNS and the readers


class Slots:
    """Places for requests in flight.

    Args:
        n: the most there are; fewer where the limit on open files (`ulimit -n`) is low.
    """

    def __init__(self, n: int) -> None:
        self.n = max(1, min(n, most_sockets()))
        self._free = asyncio.Semaphore(self.n)
        self._n_to_drop = 0

    @asynccontextmanager
    async def taken(self) -> AsyncGenerator[None]:
        """Wait for a place, and hold it while the body runs."""
        await self._free.acquire()
        try:
            yield
        finally:
            if self._n_to_drop:
                self._n_to_drop -= 1
            else:
                self._free.release()

    def lower(self) -> None:
        """Have one place less from now on, down to one: the next that is given back is gone."""
        if self.n > 1:
            self.n -= 1
            self._n_to_drop += 1


def most_sockets() -> int:
    """Return how many sockets this process may well hold, by its limit on open files."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1_000_000 if limit == resource.RLIM_INFINITY else limit // SHARE
