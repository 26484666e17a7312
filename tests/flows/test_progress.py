"""A bar on a terminal, one line a feed elsewhere; and nothing of either in what a command prints."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from flows.progress import Lines, Quiet, watched
from tests.conftest import monitor_press
from tests.flows.test_cli import newsecho

ROOT = Path(__file__).parents[2]


def test_elsewhere_a_run_writes_one_line_a_feed_and_a_failed_one_says_why(tmp_path):
    out = io.StringIO()
    report = monitor_press(tmp_path, progress=Lines(out))
    lines = out.getvalue().splitlines()
    assert len(lines) == report.n_feeds_polled
    assert all(line.startswith("feed ") for line in lines)
    assert any(line.endswith(" new") and ": ok, " in line for line in lines)
    assert [line for line in lines if "HTTP 410" in line] == report.failures


def test_what_is_watched_comes_in_batches_as_it_would_without():
    assert list(watched(Quiet(), "poll", "abcde", 2)) == ["ab", "cd", "e"]


@pytest.mark.long
def test_a_command_writes_its_lines_to_standard_error(tmp_path):
    ran = newsecho("demo", "--warehouse", tmp_path / "w")
    assert ran.returncode == 0, ran.stderr
    assert "feed meridian: ok, " in ran.stderr
    assert "feed meridian: ok, " not in ran.stdout


def test_on_a_terminal_there_is_a_bar_for_each_stage_and_no_lines(tmp_path):
    terminal, side = pty.openpty()
    command = [sys.executable, "-m", "flows.cli", "demo", "--warehouse", tmp_path / "w"]
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=side, env=environment) as ran:
        os.close(side)
        said = b""
        try:
            while piece := os.read(terminal, 65_536):
                said += piece
        except OSError:  # so a terminal says that the other side is closed
            pass
        assert ran.wait() == 0
    os.close(terminal)
    assert all(stage in said for stage in (b"poll", b"fetch", b"extract"))
    assert b"feed meridian" not in said
