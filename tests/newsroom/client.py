"""The newsroom from a test's side: start it, set the scene, read its ledger, and route a fetcher to it."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from tasks.core.host_turns import Courtesy
from tasks.fetch import FetchPolicy
from tests.newsroom.ledger import Request
from tests.newsroom.names import PRIVATE

ROOT = Path(__file__).parents[2]
SECURE = ("secure", "expired", "wronghost", "selfsigned", "untrusted", "noint")
WAIT_S = 120
LEDGER_PART = 5_000  # requests
NAMED = "h0000.news.test"
FREE = Courtesy(shared_names=1_000_000, slow_factor=0)


class Hosts(Mapping[str, tuple[str, int]]):
    """Where names lead, for `FetchPolicy.hosts`: every site to the newsroom, private names to their addresses."""

    def __init__(self, address: str, http_port: int, https_port: int) -> None:
        self._http, self._https = (address, http_port), (address, https_port)
        self._listed = {NAMED: self._http, "secure.news.test": self._https}

    def __getitem__(self, name: str) -> tuple[str, int]:
        label, _, rest = name.partition(".")
        if rest != "news.test":
            raise KeyError(name)
        if label in PRIVATE:
            return PRIVATE[label], 80
        return self._https if label in SECURE else self._http

    def __iter__(self) -> Iterator[str]:
        """List a name of each listener: they are as many as there are words."""
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.partition(".")[2] == "news.test"


class Newsroom:
    """The process and its ports."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.newsroom", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the newsroom did not start (exit {self._process.wait()}); what it said stands above")
        self.ports: dict[str, Any] = json.loads(line)
        self.address: str = self.ports["address"]
        self.pid: int = self._process.pid

    @classmethod
    def of(cls, ports: dict[str, Any]) -> Self:
        """Return the newsroom that runs at *ports*, for a process other than the one that started it."""
        there = cls.__new__(cls)
        there.ports, there.address = ports, ports["address"]
        return there

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._process.stdin.close()
        self._process.terminate()
        self._process.wait(WAIT_S)
        self._process.stdout.close()

    def policy(self, **changes: Any) -> FetchPolicy:
        """Return a policy that leads every *.news.test here, to its one address, without DNS and without gaps."""
        hosts = Hosts(self.address, self.ports["http"], self.ports["https"])
        free = {"feed_gap_s": 0, "page_gap_s": 0, "courtesy": FREE}
        return FetchPolicy(**{**free, "is_loopback_allowed": True, "hosts": hosts, **changes})

    def ask(self, method: str, path: str, /, **args: Any) -> Any:
        """Call the control API.

        Raises:
            ValueError: it refused; the sentence says why.
        """
        connection = http.client.HTTPConnection(self.address, self.ports["control"], timeout=WAIT_S)
        try:
            query = f"?{urlencode(args)}" if method == "GET" and args else ""
            connection.request(method, path + query, None if method == "GET" else json.dumps(args))
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise ValueError(answer["error"])
        return answer

    def reset(self, seed: int = 7) -> None:
        self.ask("POST", "/reset", seed=seed)

    def advance(self, seconds: float) -> str:
        return self.ask("POST", "/clock", advance=seconds)["now"]

    def set_clock(self, at: datetime) -> None:
        self.ask("POST", "/clock", set=at.isoformat())

    def profile(self, host: str, **changes: Any) -> None:
        self.ask("POST", f"/site/{host}", **changes)

    def publish(self, host: str, **what: Any) -> None:
        self.ask("POST", f"/site/{host}/publish", **what)

    def toxic(self, kind: str, **args: Any) -> None:
        self.ask("POST", "/toxic", kind=kind, args=args)

    def hold(self, name: str, /, **which: str) -> None:
        self.ask("POST", "/barrier", name=name, **which)

    def release(self, name: str) -> None:
        self.ask("POST", f"/barrier/{name}/release")

    def ledger(self, host: str = "", since: int = 0) -> list[Request]:
        """Return the requests to *host* (to all) behind number *since*; a long ledger comes in parts."""
        found: list[Request] = []
        while rows := self.ask("GET", "/ledger", host=host, since=since, most=LEDGER_PART):
            found += [Request(**row) for row in rows]
            since = found[-1].n
        return found

    def truth(self, since: str = "", until: str = "") -> list[dict[str, Any]]:
        return self.ask("GET", "/truth", since=since, until=until)

    def stats(self) -> dict[str, Any]:
        return self.ask("GET", "/stats")
