"""The book of hosts, between real processes that ask a real server: a host sees one client, whoever is killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tasks.core.host_turns import Courtesy
from tasks.fetch import Fetcher
from tasks.host_book import ENTRY, HostBook, _place
from tasks.turns import HostMemory
from tests.tasks.test_turns import Watched, gaps

GAP_S, TAKES_S = 0.25, 0.1
ASK = """
import asyncio, json, sys
from pathlib import Path
from tasks.core.host_turns import Courtesy
from tasks.fetch import Fetcher, FetchPolicy
from tasks.host_book import HostBook
from tasks.turns import HostMemory
job = json.loads(sys.argv[1])
hosts = {host: ("127.0.0.1", job["port"]) for host in job["urls"]}
policy = FetchPolicy(is_loopback_allowed=True, hosts=hosts, courtesy=Courtesy(slow_factor=0), total_timeout_s=60)
async def run():
    book = HostBook(Path(job["book"]), look_s=job["look_s"])
    async with Fetcher(policy, memory=HostMemory(book=book)) as fetcher:
        for _ in range(job["n"]):
            for host in hosts:
                await fetcher.get(f"http://{host}/", cap_bytes=100, gap_s=job["gap_s"])
asyncio.run(run())
"""


def asking(web, book, *hosts, n=3, gap_s=GAP_S, look_s=0.02):
    """Start a process that asks *hosts*, one after the other, *n* times."""
    job = {"port": web.server.server_port, "book": str(book), "urls": hosts, "n": n, "gap_s": gap_s, "look_s": look_s}
    return subprocess.Popen([sys.executable, "-c", ASK, json.dumps(job)])


def test_processes_ask_a_host_one_at_a_time_with_its_gap_between_them(web, tmp_path):
    route = web.routes["a.example", "/"] = Watched(takes_s=TAKES_S)
    for one in [asking(web, tmp_path / "hosts", "a.example") for _ in range(3)]:
        assert one.wait(60) == 0
    assert len(route.at) == 9
    assert route.most == 1
    assert min(gaps(route)) >= GAP_S + TAKES_S


def test_processes_that_ask_other_hosts_do_not_wait_for_each_other(web, tmp_path):
    route = Watched(takes_s=1.0)
    web.routes["a.example", "/"] = web.routes["b.example", "/"] = route
    both = [asking(web, tmp_path / "hosts", host, n=4, gap_s=0) for host in ("a.example", "b.example")]
    assert [one.wait(60) for one in both] == [0, 0]
    assert route.most == 2


# Found by trying: of one pair among a thousand hosts and more the places are one.
@pytest.mark.parametrize("hosts", [("s66139.example", "s100004.example"), ("a.example", "a.example")])
def test_two_books_of_one_process_let_one_request_through_to_a_place(web, tmp_path, hosts):
    assert _place(hosts[0]) == _place(hosts[1])
    route = web.routes[hosts[0], "/"] = web.routes[hosts[1], "/"] = Watched(takes_s=TAKES_S)
    policy = web.policy(*hosts, courtesy=Courtesy(slow_factor=0))

    async def ask(host):
        async with Fetcher(policy, memory=HostMemory(book=HostBook(tmp_path / "hosts"))) as fetcher:
            for _ in range(3):
                await fetcher.get(f"http://{host}/", cap_bytes=100, gap_s=0)

    async def run():
        await asyncio.gather(*map(ask, hosts))

    asyncio.run(run())
    assert (len(route.at), route.most) == (6, 1)


def test_a_process_that_is_killed_leaves_its_turn_to_the_others(web, tmp_path):
    route = web.routes["a.example", "/"] = Watched(takes_s=0.0)
    stuck = asking(web, tmp_path / "hosts", "a.example", gap_s=4)
    while len(route.at) < 1:
        time.sleep(0.02)
    time.sleep(0.2)  # it holds the turn while it leaves the host alone
    other = asking(web, tmp_path / "hosts", "a.example", n=1, gap_s=0)
    time.sleep(1.5)
    assert len(route.at) == 1, "the other one waits"
    os.kill(stuck.pid, signal.SIGKILL)
    stuck.wait()
    assert other.wait(60) == 0
    assert len(route.at) == 2


def test_the_gap_a_process_leaves_is_kept_by_the_next_one(web, tmp_path):
    route = web.routes["a.example", "/"] = Watched(takes_s=0.0)
    for gap_s in (2.5, 0.0):
        assert asking(web, tmp_path / "hosts", "a.example", n=1, gap_s=gap_s).wait(60) == 0
    ((first, _), (second, _)) = route.at
    assert second - first >= 2.5


def test_what_stands_in_the_book_of_before_the_machine_started_is_not_believed(tmp_path):
    book, now = HostBook(tmp_path / "hosts"), time.monotonic()
    book.note("gazette.example", now + 1000, 3.0)
    assert book.last("gazette.example", now) is None
    book.note("gazette.example", now - 1, 3.0)
    assert book.last("gazette.example", now) == (now - 1, 3.0)
    assert book.last("courrier.example", now) is None


def test_without_a_folder_there_is_no_book_and_one_that_cannot_be_written_keeps_nobody_back(web, tmp_path):
    web.routes["a.example", "/"] = Watched(takes_s=0.0)
    assert asking(web, tmp_path / "nowhere" / "hosts", "a.example", n=1).wait(60) == 0
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "hosts").mkdir()
    assert asking(web, tmp_path / "hosts", "a.example", n=1).wait(60) == 0


def test_a_book_that_was_cut_is_begun_again(tmp_path):
    path = tmp_path / "hosts"
    book = HostBook(path)
    book.note("gazette.example", 5.0, 1.0)
    os.truncate(path, 0)
    assert book.last("gazette.example", 10.0) is None
    book.note("gazette.example", 6.0, 1.0)
    assert HostBook(path).last("gazette.example", 10.0) == (6.0, 1.0)
    assert ENTRY.size == 16


def test_a_process_that_was_stopped_in_its_turn_keeps_nobody_from_the_host_for_good(web, tmp_path):
    first = web.routes["a.example", "/"] = Watched(takes_s=60)
    stopped = asking(web, tmp_path / "hosts", "a.example", gap_s=0)
    while len(first.at) < 1:
        time.sleep(0.01)
    os.kill(stopped.pid, signal.SIGSTOP)
    web.routes["a.example", "/"] = Watched(takes_s=0.0)

    async def wait(stuck_s):
        async with HostBook(tmp_path / "hosts", stuck_s=stuck_s).turn("a.example"):
            return time.monotonic()

    began = time.monotonic()
    assert asyncio.run(wait(0.5)) - began >= 0.5
    stopped.kill()
    stopped.wait()
    began = time.monotonic()
    assert asyncio.run(wait(60)) - began < 30, "its turn ended with it"


def test_all_books_of_a_file_share_one_descriptor_and_a_file_that_was_removed_is_made_anew(tmp_path):
    path = tmp_path / "press" / "hosts"
    path.parent.mkdir()

    def n_open():
        return sum(os.path.realpath(file).startswith(str(path)) for file in Path("/proc/self/fd").iterdir())

    for book in [HostBook(path), HostBook(path).patient(), *(HostBook(path) for _ in range(20))]:
        book.note("a.example", 1.0, 2.0)
        assert book.last("a.example", 3.0) == (1.0, 2.0)
    assert n_open() == 1
    path.unlink()
    assert HostBook(path).last("a.example", 3.0) is None
    HostBook(path).note("a.example", 2.0, 2.0)
    assert path.exists()
    assert n_open() == 1
