"""A scene for each test of faults, on the newsroom that the tests of this folder share."""

import multiprocessing
from multiprocessing.forkserver import ensure_running

import pytest

from tests.newsroom.scene import Scene


@pytest.fixture(scope="session", autouse=True)
def _fork_server():
    """Start the fork server with both readers in it: as runs do, one by one, each page reader would import its own."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(
        ["tasks.children", "tasks.core.feed_document", "tasks.core.extract.read"]
    )
    ensure_running()


@pytest.fixture
def scene(newsroom, tmp_path):
    return Scene(newsroom, tmp_path / "warehouse")
