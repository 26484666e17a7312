"""Folders that may not be written, or not be read: named in a sentence by whatever command needs the right."""

import subprocess
import sys

import pytest

from tests.flows.bad_input.refusals import READING, WRITING, check_refused, content_of, filled_in

pytestmark = pytest.mark.long  # a process a test

# Root may read and write whatever the modes say; without these two rights it is like anybody else.
# What it gives up is gone with the next program, so the script starts one in its place.
WITHOUT_PRIVILEGE = """
import ctypes, os, sys
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def as_anybody(place, *arguments):
    newsecho = ["-m", "flows.cli", "--warehouse", str(place / "w"), *filled_in(place, arguments)]
    command = [sys.executable, "-c", WITHOUT_PRIVILEGE, *newsecho]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stderr


@pytest.fixture
def locked_up(place):
    """Return a way to take rights from the warehouse, given back at the end."""

    def set_modes(folders, files):
        for path in [*(place / "w").rglob("*"), place / "w"]:
            path.chmod(folders if path.is_dir() else files)

    yield set_modes
    set_modes(0o755, 0o644)


@pytest.mark.parametrize("command", WRITING)
def test_a_folder_that_may_only_be_read_is_named_by_what_writes(place, locked_up, command):
    before = content_of(place)
    locked_up(0o555, 0o444)
    check_refused(as_anybody(place, *WRITING[command]), before, place, "/w/", "Permission denied", "--warehouse")


def test_a_folder_that_may_only_be_read_can_be_read(place, locked_up):
    locked_up(0o555, 0o444)
    before = content_of(place)
    assert as_anybody(place, "sql", "FROM articles") == (0, "")
    assert as_anybody(place, "feeds", "health") == (0, "")
    assert as_anybody(place, "doctor") == (0, "")
    assert content_of(place) == before
    assert as_anybody(place, "export", "csv", "{out}") == (0, "")


@pytest.mark.parametrize("command", READING)
def test_a_folder_that_may_not_be_read_is_named(place, locked_up, command):
    before = content_of(place)
    locked_up(0o000, 0o000)
    code, said = as_anybody(place, *READING[command])
    locked_up(0o755, 0o644)
    check_refused((code, said), before, place, "/w", "Permission denied")


@pytest.mark.parametrize(
    "arguments",
    [("export", "csv", "{page}"), ("export", "csv", "{page}/below"), ("export", "csv", "/proc/newsecho")],
    ids=lambda arguments: arguments[-1],
)
def test_a_place_that_cannot_be_written_is_named(newsecho, place, arguments):
    before = content_of(place)
    check_refused(newsecho(*arguments), before, place, "folder")
