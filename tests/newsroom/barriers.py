"""Barriers: requests held until a test lets them go, so that a kill hits exactly where it is meant to."""

import asyncio
from dataclasses import dataclass, field
from fnmatch import fnmatch


@dataclass
class Barrier:
    """Holds each request whose host and path fit, once it is in the ledger and before a byte goes out."""

    host: str = "*"
    path: str = "*"
    n_held: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Barriers:
    """The barriers that stand, by name."""

    standing: dict[str, Barrier] = field(default_factory=dict)

    def put(self, name: str, host: str, path: str) -> None:
        self.release(name)
        self.standing[name] = Barrier(host, path)

    def release(self, name: str) -> None:
        barrier = self.standing.pop(name, None)
        if barrier:
            barrier.opened.set()

    def release_all(self) -> None:
        for name in list(self.standing):
            self.release(name)

    async def wait(self, host: str, path: str) -> None:
        for barrier in list(self.standing.values()):
            if fnmatch(host, barrier.host) and fnmatch(path, barrier.path):
                barrier.n_held += 1
                try:
                    await barrier.opened.wait()
                finally:
                    barrier.n_held -= 1
