"""`newsecho extract` on files that are no articles: each has its line, the others are read, the exit code says so."""

import gzip
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.extract.pages import page

ROOT = Path(__file__).parents[2]
NEWSECHO = [sys.executable, "-m", "flows.cli", "extract"]


@pytest.fixture
def files(tmp_path):
    """Seven paths: one page among a missing file, a folder, an empty file, two binaries and a broken gzip."""
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "image.html").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (tmp_path / "noise.html").write_bytes(bytes(range(256)) * 40)
    whole = bytearray(gzip.compress(page()))
    whole[12] ^= 0xFF
    (tmp_path / "broken.html.gz").write_bytes(whole)
    (tmp_path / "page.html").write_bytes(page())
    names = ("missing.html", "folder.html", "empty.html", "image.html", "noise.html", "broken.html.gz", "page.html")
    return [tmp_path / name for name in names]


def run(*arguments, **options):
    return subprocess.run([*NEWSECHO, *map(str, arguments)], cwd=ROOT, capture_output=True, check=False, **options)


def run_on_terminal(*arguments):
    """Return what the command prints to stdout, a pipe, and draws on stderr, a terminal."""
    ours, theirs = pty.openpty()
    command, environment = [*NEWSECHO, *map(str, arguments)], {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, env=environment) as running:
        os.close(theirs)
        drawn = b"".join(iter(lambda: read_terminal(ours), b""))
        printed = running.stdout.read()
    os.close(ours)
    return printed, drawn


def read_terminal(end):
    try:
        return os.read(end, 4096)
    except OSError:  # how Linux says that nobody holds the other end any more
        return b""


def test_a_file_that_is_no_page_is_one_line_with_its_reason_and_the_rest_is_read(files):
    done = run("--json", *files)
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [line["id"] for line in lines] == [str(file) for file in files]
    reasons = ["unreadable", "unreadable", "not_html", "not_html", "not_html", "unreadable"]
    assert [(line["status"], line["reason"]) for line in lines[:-1]] == [("rejected", reason) for reason in reasons]
    assert lines[-1]["status"] == "full"
    assert (done.returncode, done.stderr) == (1, b"")


def test_as_text_a_rejected_file_is_one_line_too(files):
    said = run(files[0], files[2]).stdout.decode().splitlines()
    assert said == [
        f"{files[0]}: rejected: unreadable: missing.html cannot be read: No such file or directory",
        f"{files[2]}: rejected: not_html: the page is empty",
    ]


def test_a_bar_is_drawn_on_a_terminal_only_and_never_into_the_lines(files, tmp_path):
    manifest, out = tmp_path / "manifest.jsonl", tmp_path / "out.jsonl"
    manifest.write_text("".join(json.dumps({"id": file.name, "path": str(file)}) + "\n" for file in files))
    printed, drawn = run_on_terminal("--manifest", manifest, "--out", out)
    assert b"reading" in drawn
    sums = "7 pages = 1 read + 6 failed (3 not_html, 3 unreadable)"
    assert printed.decode() == f"{out}: {sums}\n"
    assert run("--manifest", manifest, "--out", out).stderr == b""
