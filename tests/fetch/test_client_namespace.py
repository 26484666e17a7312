"""The address guard with its production defaults, in a network of its own where the newsroom has a public address.

Nothing in that network leads out: it has loopback, and a public address on it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsroom.client import ROOT
from tests.newsroom.names import PUBLIC

CASES = Path(__file__).with_name("namespace_cases.py")
SET_UP = f"ip link set lo up && ip addr add {PUBLIC}/32 dev lo"


def why_not():
    """Return why this machine gives us no network of our own; empty when it does."""
    if os.geteuid() != 0:
        return "a network namespace needs root"
    if not (shutil.which("unshare") and shutil.which("ip")):
        return "a network namespace needs unshare and ip (util-linux, iproute2)"
    tried = subprocess.run(["unshare", "-n", "sh", "-c", SET_UP], capture_output=True, text=True, check=False)
    return f"no network namespace: {tried.stderr.strip()}" if tried.returncode else ""


def test_the_guard_holds_by_its_defaults_in_a_network_of_its_own():
    why = why_not()
    if why:
        pytest.skip(why)
    run = f"{SET_UP} && exec {sys.executable} -m pytest -p no:cacheprovider {CASES}"
    ran = subprocess.run(["unshare", "-n", "sh", "-c", run], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-3_000:]
