import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tasks.children import TOO_LARGE, TRIES, Unread, children

ROOT = Path(__file__).parents[2]


def die(body, *, folder, n_deaths):
    """Kill the child the first *n_deaths* times."""
    seen = Path(folder) / body.decode()
    n = len(seen.read_text()) if seen.exists() else 0
    seen.write_text("x" * (n + 1))
    if n < n_deaths:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def grow(body):
    return len(body * 2_000_000_000)


def say(body):
    return body


def whoami(body):
    return os.getpid()


def imported(body):
    return body.decode() in sys.modules


def opened(timeout_s=20):
    return children(["tests.tasks.test_children"], max_workers=1, timeout_s=timeout_s)


def test_a_document_whose_child_was_killed_is_read_by_another(tmp_path):
    with opened() as readers:
        assert readers.end(readers.begin(die, b"a", folder=str(tmp_path), n_deaths=2)) == 2


def test_a_document_that_kills_its_child_each_time_is_given_up_and_costs_only_itself(tmp_path):
    with opened() as readers:
        jobs = [readers.begin(die, b"evil", folder=str(tmp_path), n_deaths=99), readers.begin(say, b"good")]
        evil, good = map(readers.end, jobs)
    assert isinstance(evil, Unread)
    assert evil.detail.startswith("killed its reader, 3 times: Abnormal termination")
    assert len((tmp_path / "evil").read_text()) == TRIES
    assert good == b"good"


def test_a_child_that_is_killed_while_it_has_nothing_to_read_is_replaced():
    with opened() as readers:
        pid = readers.end(readers.begin(whoami, b""))
        os.kill(pid, signal.SIGKILL)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.01)
        assert readers.end(readers.begin(whoami, b"")) != pid


def test_a_document_that_takes_too_much_memory_ends_in_a_sentence():
    with opened() as readers:
        assert readers.end(readers.begin(grow, b"x")).detail == TOO_LARGE


FEEDS_FIRST = """
from tasks.children import children
from tests.tasks.test_children import imported, say
with children(max_workers=1, timeout_s=20) as readers:
    readers.end(readers.begin(say, b"the first pool starts the fork server"))
with children(max_workers=1, timeout_s=20) as readers:
    print(*(readers.end(readers.begin(imported, name)) for name in (b"feedparser", b"trafilatura")))
"""


def test_every_child_comes_with_the_readers_of_feeds_and_of_pages_imported():
    run = subprocess.run([sys.executable, "-c", FEEDS_FIRST], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "True True\n"


PROGRAM = """
print(__name__)
from tasks.children import children
from tests.tasks.test_children import say
if __name__ == "__main__":
    with children(max_workers=1, timeout_s=20) as readers:
        print(readers.end(readers.begin(say, b"read")))
"""


@pytest.mark.parametrize("start", [["program.py"], ["-m", "program"]])
def test_no_child_imports_the_program_that_started_it(start, tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, *start], cwd=tmp_path, env=path, capture_output=True, text=True, check=True)
    assert run.stdout == "__main__\nb'read'\n"
