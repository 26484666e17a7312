"""`newsecho sql` between other programs: what is piped in, who reads along, who hangs up, who presses Ctrl-C."""

import os
import pty
import signal
import subprocess
import sys
import time

import pytest

from tests.flows.test_cli import newsecho

COMMAND = [sys.executable, "-m", "flows.cli"]


def on_a_terminal(*arguments, **environ):
    """Return exit code and output of a command whose standard output is a terminal of ten lines."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "100", "LINES": "10", "TERM": "xterm", **environ}
    with subprocess.Popen([*COMMAND, *map(str, arguments)], stdout=theirs, stdin=theirs, env=environment) as child:
        os.close(theirs)
        said = b""
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not chunk:
                break
            said += chunk
    os.close(ours)
    return child.returncode, said.decode()


def test_a_query_is_read_from_standard_input(demo):
    command = [*COMMAND, "--warehouse", str(demo.folder), "sql", "-", "--format", "csv"]
    ran = subprocess.run(command, input=b"SELECT 'caf\xc3\xa9' AS word", capture_output=True, check=False)
    assert (ran.returncode, ran.stdout.decode()) == (0, "word\ncafé\n")
    ran = subprocess.run(command, input=b"SELECT '\xff'", capture_output=True, check=False)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)


def test_a_long_table_goes_through_the_pager_and_a_short_one_does_not(demo):
    paged = {"PAGER": "sed s/^/PAGED:/"}
    long, short = "FROM articles", "SELECT 1 AS n"
    code, said = on_a_terminal("--warehouse", demo.folder, "sql", long, **paged)
    assert code == 0
    assert said.startswith("PAGED:")
    for arguments in ((short,), (long, "--no-pager"), (long, "--format", "csv")):
        assert "PAGED:" not in on_a_terminal("--warehouse", demo.folder, "sql", *arguments, **paged)[1]
    assert "PAGED:" not in newsecho("--warehouse", demo.folder, "sql", long, **paged).stdout


@pytest.mark.parametrize("pager", ["", "no-such-pager", "true"])
def test_a_pager_that_is_not_there_or_leaves_costs_nothing(demo, pager):
    code, said = on_a_terminal("--warehouse", demo.folder, "sql", "FROM articles", PAGER=pager)
    assert code == 0
    assert "Traceback" not in said
    assert ("60 rows" in said) == (pager != "true")


@pytest.mark.parametrize(
    "arguments",
    [("sql", "FROM range(300000)"), ("sql", "SELECT 1"), ("story", "http://dailybyte.example/{}"), ("feeds", "list")],
    ids=lambda arguments: arguments[0],
)
def test_a_reader_that_hangs_up_ends_the_command_without_a_word(demo, arguments):
    [(url,)] = demo.ask("SELECT url FROM story_articles WHERE relation = 'adaptation' LIMIT 1")
    own = [url if argument.startswith("http") else argument for argument in arguments]
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [*COMMAND, "--warehouse", str(demo.folder), *own], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_ctrl_c_ends_a_query_at_once_without_a_traceback(demo):
    query = "SELECT sum(sin(a.range * b.range)) FROM range(10_000_000) AS a, range(1_000_000) AS b"
    command = [*COMMAND, "--warehouse", str(demo.folder), "sql", query]
    # A shell that starts the tests in the background makes them deaf to SIGINT, and a child inherits that.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, heard)
    with child:
        time.sleep(2)
        started = time.monotonic()
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=30)
    assert (child.returncode, said) == (130, b"")
    assert time.monotonic() - started < 10
