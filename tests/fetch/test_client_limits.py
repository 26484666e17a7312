"""Our fetcher where the machine gives it little: few open files, and sixty-four bombs among healthy feeds."""

import json
import subprocess
import sys

import pytest

from tests.newsroom.client import ROOT

# Limits and the highest mark of memory are a process's, so each has one. What the reader's fork server starts imports
# this again: nothing runs at its top.
CHILD = "import sys\nfrom tests.fetch.polling_child import {0}\nif __name__ == '__main__':\n    {0}(*sys.argv[1:])\n"


def said_by(newsroom, function, *arguments):
    command = [sys.executable, "-c", CHILD.format(function), json.dumps(newsroom.ports), *map(str, arguments)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize("n_held", [0, 25])
def test_sixty_four_open_files_are_enough_for_every_feed(newsroom, n_held):
    said = said_by(newsroom, "poll_with_few_files", 120, n_held)
    assert said["outcomes"] == {"ok": 120}
    assert said["n_slots"] < 64 / 2


def test_files_that_others_take_meanwhile_cost_places_and_no_request(newsroom):
    said = said_by(newsroom, "fetch_while_files_go", 40)
    assert said["statuses"] == {"200": 40}
    assert 1 <= said["n_slots"] < said["n_slots_before"]


def test_sixty_four_bombs_among_healthy_feeds_stay_within_300_megabytes(newsroom):
    said = said_by(newsroom, "poll_among_bombs", 64)
    assert said["outcomes"] == {"ok": 64, "network_error": 64}
    assert said["peak_rss_mb"] < 300, said["peak_rss_mb"]
