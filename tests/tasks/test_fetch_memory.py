"""Sixty-four servers at once that send as much as they may: the cost is bounded, measured in a process of its own."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tasks.conftest import Web

N_HOSTS = 64
CAP_BYTES = 10_000_000
FETCH = """
import asyncio, json, sys
from tasks.errors import SourceError
from tasks.fetch import Fetcher, FetchPolicy
from tests.memory import peak_rss_mb

port, n_hosts, cap_bytes = map(int, sys.argv[1:])
own = {f"h{n}.example": ("127.0.0.1", port) for n in range(n_hosts)}
policy = FetchPolicy(feed_gap_s=0, is_loopback_allowed=True, hosts=own, total_timeout_s=60, header_timeout_s=60)

async def length(fetcher, host):
    try:
        return len((await fetcher.get(f"http://{host}/", cap_bytes=cap_bytes, gap_s=0)).body)
    except SourceError as error:
        return type(error).__name__

async def run():
    async with Fetcher(policy) as fetcher:
        before = peak_rss_mb()
        got = await asyncio.gather(*(length(fetcher, host) for host in own))
        return {"mb": peak_rss_mb() - before, "got": got}

print(json.dumps(asyncio.run(run())))
"""


@pytest.mark.parametrize(
    ("body", "coding", "expected"),
    [
        (gzip.compress(bytes(200_000_000)), "gzip", "TooLargeError"),
        (os.urandom(9_000_000), "", 9_000_000),
    ],
    ids=["bombs", "large honest bodies"],
)
def test_sixty_four_large_bodies_at_once_stay_within_150_megabytes(body, coding, expected):
    web = Web()
    for number in range(N_HOSTS):
        answer = (200, {"Content-Encoding": coding} if coding else {}, body)
        web.routes[f"h{number}.example", "/"] = answer if number else (200, {}, b"<p>healthy</p>")
    arguments = [str(web.server.server_port), str(N_HOSTS), str(CAP_BYTES)]
    ran = subprocess.run(
        [sys.executable, "-c", FETCH, *arguments],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    web.close()
    said = json.loads(ran.stdout)
    assert said["got"] == [len(b"<p>healthy</p>")] + [expected] * (N_HOSTS - 1)
    assert said["mb"] < 150, said["mb"]
