"""Three ways to poll the same feeds, each in a process of its own that is told by lines what to do.

    python -m tests.bench.contenders newsecho|httpx|aiohttp     (tests/bench/fetch.py starts it)

A line of JSON in, {"hosts": […], "port": …, "newsroom": …}, is a round: each host's feed is asked once. A line of JSON
out says what it cost. The two plain ones keep the validators and read what is new with feedparser; they store nothing,
look at no address, unpack whatever comes, and read hostile documents in their own process.
"""

import asyncio
import io
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

CONCURRENCY = 64
TIMEOUT_S = 30
ANSWERED = {"ok", "not_modified", "unchanged"}
NOWHERE = "http://127.0.0.1:1/feed.xml"  # refuses connections: what a dead name comes to, for those without our hosts

Round = dict[str, Any]
Get = Callable[[str, dict[str, str]], Awaitable[tuple[int, Any, bytes]]]  # URL, headers → status, headers, body


class Plain:
    """Polls with a bare client and feedparser, as a script would."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, str]] = {}

    async def poll(self, get: Get, task: Round) -> Counter[str]:
        slots = asyncio.Semaphore(CONCURRENCY)

        async def one(host: str) -> str:
            url = NOWHERE if host.startswith("dead") else f"http://127.0.0.1:{task['port']}{task['path']}"
            async with slots:
                try:
                    status, answered, body = await get(url, {"Host": host, **self._known.get(host, {})})
                except Exception:  # noqa: BLE001  the script would say so and go on
                    return "failed"
            if status == 304:
                return "not_modified"
            if status != 200:
                return "failed"
            found = self._read(body)
            conditions = {"If-None-Match": answered.get("etag"), "If-Modified-Since": answered.get("last-modified")}
            self._known[host] = {name: value for name, value in conditions.items() if value}
            return "ok" if found else "failed"

        return Counter(await asyncio.gather(*map(one, task["hosts"])))

    def _read(self, body: bytes) -> list[tuple[str, ...]]:
        import feedparser  # noqa: PLC0415

        parsed = feedparser.parse(io.BytesIO(body))
        return [(one.get("id", ""), one.get("link", ""), one.get("title", "")) for one in parsed.entries]


def with_httpx() -> Callable[[Round], Counter[str]]:
    import httpx  # noqa: PLC0415

    plain = Plain()

    async def run(task: Round) -> Counter[str]:
        limits = httpx.Limits(max_connections=CONCURRENCY)
        async with httpx.AsyncClient(timeout=TIMEOUT_S, limits=limits, trust_env=False) as client:

            async def get(url: str, headers: dict[str, str]) -> tuple[int, Any, bytes]:
                answer = await client.get(url, headers=headers)
                return answer.status_code, answer.headers, answer.content

            return await plain.poll(get, task)

    return lambda task: asyncio.run(run(task))


def with_aiohttp() -> Callable[[Round], Counter[str]]:
    import aiohttp  # noqa: PLC0415

    plain = Plain()

    async def run(task: Round) -> Counter[str]:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:

            async def get(url: str, headers: dict[str, str]) -> tuple[int, Any, bytes]:
                async with session.get(url, headers=headers) as answer:
                    return answer.status, answer.headers, await answer.read()

            return await plain.poll(get, task)

    return lambda task: asyncio.run(run(task))


def with_newsecho() -> Callable[[Round], Counter[str]]:
    """Return our own run of the poll stage: recorded, committed to a warehouse, audited, published."""
    from dataclasses import replace  # noqa: PLC0415
    from datetime import datetime  # noqa: PLC0415

    from flows.context import context_for  # noqa: PLC0415
    from tasks.core.identity import content_id  # noqa: PLC0415
    from tests.bench.day_run import poll_only  # noqa: PLC0415
    from tests.bench.day_sites import HOUR_S, Names  # noqa: PLC0415
    from warehouse.records import Feed  # noqa: PLC0415

    folder = tempfile.TemporaryDirectory()
    context = context_for(Path(folder.name))

    def run(task: Round) -> Counter[str]:
        urls = {host: f"http://{host}{task['path']}" for host in task["hosts"]}
        feeds = [Feed(content_id("feed", url), url, host, host, host, None, HOUR_S) for host, url in urls.items()]
        now = datetime.fromisoformat(task["now"])
        hosts = Names("127.0.0.1", task["port"], len(feeds))
        report = poll_only(replace(context, hosts=hosts, clock=lambda: now), feeds)
        with context.warehouse.transaction("bench: outcomes") as tx:
            outcomes = tx.run(
                "SELECT outcome, count(*) FROM core.feed_poll WHERE run_id = $run::UUID GROUP BY ALL",
                run=report.run_id,
            )
        counts = Counter[str]()
        for name, n in outcomes:
            counts[name if name in ANSWERED else "failed"] += n
        counts["failed"] += len(feeds) - counts.total()  # asked for patience before: not asked
        return counts

    run.folder = folder  # removed when this process ends
    return run


CONTENDERS = {"newsecho": with_newsecho, "httpx": with_httpx, "aiohttp": with_aiohttp}


def main() -> None:
    # Not at the top: children that read documents load this module anew.
    from tests.bench.meter import cpu_s, helpers_cpu_s, peak_mb  # noqa: PLC0415

    run = CONTENDERS[sys.argv[1]]()
    for line in sys.stdin:
        wall, own, helpers = time.monotonic(), cpu_s(os.getpid()), helpers_cpu_s()
        outcomes = run(json.loads(line))
        cost = {
            "wall_s": time.monotonic() - wall,
            "own_cpu_s": cpu_s(os.getpid()) - own,
            "helpers_cpu_s": helpers_cpu_s() - helpers,
            "peak_mb": peak_mb(),
            "outcomes": outcomes,
        }
        print(json.dumps(cost), flush=True)


if __name__ == "__main__":
    main()
