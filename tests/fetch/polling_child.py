"""What `test_client_limits` runs in processes of their own; each prints a line of JSON."""

import asyncio
import json
import os
import resource
import uuid
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tasks.core.course import Doubts
from tasks.core.identity import content_id, event_id
from tasks.core.pace import Pace
from tasks.errors import SourceError
from tasks.fetch import Fetcher
from tasks.poll import poll_feeds
from tests.memory import peak_rss_mb
from tests.newsroom.client import Newsroom
from warehouse.records import Feed, FeedState

MAX_FILES = 64
LEFT = 3
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def state(url):
    return FeedState(Feed(content_id("feed", url), url, url, "Gazette", "g", "en", 3_600))


async def outcomes(fetcher, urls):
    polled = await poll_feeds(
        fetcher,
        [state(url) for url in urls],
        run_id=content_id("run", "child"),
        clock=lambda: NOW,
        new_id=lambda at: event_id(at, uuid.uuid4().bytes),
        pace=Pace(),
        doubts=Doubts(),
    )
    return Counter(one.poll.outcome for one in polled)


def n_open():
    return sum(1 for _ in Path("/dev/fd").iterdir())


def poll_with_few_files(ports, n_feeds, n_held):
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_FILES, MAX_FILES))
    held = [os.open("/dev/null", os.O_RDONLY) for _ in range(int(n_held))]

    async def run():
        async with Fetcher(Newsroom.of(json.loads(ports)).policy()) as fetcher:
            found = await outcomes(fetcher, [f"http://h{n:04}.news.test/feed.xml" for n in range(int(n_feeds))])
            print(json.dumps({"outcomes": found, "n_slots": fetcher._slots.n, "n_held": len(held)}))

    asyncio.run(run())


def fetch_while_files_go(ports, n_hosts):
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_FILES, MAX_FILES))

    async def status(fetcher, n):
        try:
            return (await fetcher.get(f"http://h{n:04}.news.test/feed.xml", cap_bytes=10**6, gap_s=0)).status
        except SourceError as error:
            return str(error)

    async def run():
        async with Fetcher(Newsroom.of(json.loads(ports)).policy()) as fetcher:
            await status(fetcher, 0)
            n_slots = fetcher._slots.n
            held = []
            while n_open() < MAX_FILES - LEFT:
                held.append(os.open("/dev/null", os.O_RDONLY))
            got = await asyncio.gather(*(status(fetcher, n) for n in range(int(n_hosts))))
            print(json.dumps({"statuses": Counter(got), "n_slots": fetcher._slots.n, "n_slots_before": n_slots}))

    asyncio.run(run())


def poll_among_bombs(ports, n_bombs):
    urls = [f"http://h{n:04}.news.test/{'feed.xml' if n % 2 else 'bomb/gzip'}" for n in range(2 * int(n_bombs))]

    async def run():
        async with Fetcher(Newsroom.of(json.loads(ports)).policy(total_timeout_s=300, header_timeout_s=300)) as fetcher:
            found = await outcomes(fetcher, urls)
        print(json.dumps({"outcomes": found, "peak_rss_mb": peak_rss_mb()}))

    asyncio.run(run())
