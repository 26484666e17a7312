"""The newsroom, one process for all tests of this folder, as new for each of them."""

import pytest

from tests.newsroom.client import Newsroom


@pytest.fixture(scope="session")
def newsroom_process():
    with Newsroom("--seed", "7") as process:
        yield process


@pytest.fixture
def newsroom(newsroom_process):
    newsroom_process.reset(7)
    return newsroom_process
