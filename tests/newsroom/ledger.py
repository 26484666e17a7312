"""The ledger: every request as it came over the wire, and the head of what went back."""

import json
import time
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path


@dataclass
class Request:
    """One request. Heads are Latin-1, so that each character is one byte of the wire."""

    n: int
    t: float  # the newsroom's clock
    listener: str  # http | https
    host: str
    target: str  # path and query, as sent
    method: str
    head: str
    peer_port: int
    connection: int
    n_on_connection: int  # 1 for the first request on its connection
    visit: int  # 1 for the first request to its host and path
    # Monotonic, so that gaps are real even where the clock stands still: when it came, and when the last byte went out.
    started_s: float
    ended_s: float | None = None  # None: under way
    fault: str = ""  # the wire fault played, or the path that was answered in its place, if any
    answer_head: str = ""
    bytes_out: int = 0
    closed_by: str = ""  # server | client; empty while the connection is open

    @cached_property
    def headers(self) -> dict[str, str]:
        return headers_of(self.head)

    @cached_property
    def answered(self) -> dict[str, str]:
        return headers_of(self.answer_head)

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def status(self) -> int:
        """Return the status that went out; 0 when the answer had none."""
        parts = self.answer_head.split(" ", 2)
        return int(parts[1]) if len(parts) > 1 and parts[0].startswith("HTTP/") and parts[1].isdecimal() else 0


def headers_of(head: str) -> dict[str, str]:
    """Return the headers of *head* by lower-case name, values untouched but for the space around them."""
    found: dict[str, str] = {}
    for line in head.replace("\r\n", "\n").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            found[name.lower()] = value.strip()
    return found


@dataclass
class Ledger:
    """Requests in the order they came; each is also a line of *file* once its connection has gone on or closed."""

    file: Path | None = None
    requests: list[Request] = field(default_factory=list)

    def add(self, **what: object) -> Request:
        request = Request(n=len(self.requests) + 1, started_s=time.monotonic(), **what)
        self.requests.append(request)
        return request

    def close(self, request: Request, closed_by: str = "") -> None:
        """Note who closed the connection after *request*; nobody, where another request followed on it."""
        request.closed_by = closed_by
        request.ended_s = request.ended_s or time.monotonic()
        if self.file:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(asdict(request)) + "\n")

    def rows(self, host: str = "", since: int = 0, most: int | None = None) -> list[dict[str, object]]:
        """Return the requests to *host* (to all) behind number *since*, *most* of them at most."""
        found = (one for one in self.requests[since:] if host in {"", one.host})
        return [asdict(one) for one in islice(found, most)]
