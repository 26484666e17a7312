"""The newsroom, one process for all tests of this folder, as new for each of them."""

from pathlib import Path

import pytest

from tests.newsroom.client import Newsroom
from tests.newsroom.reader import Reader

HERE = Path(__file__).parent
LONG = {HERE / "faults", HERE / "test_backfill.py", HERE / "test_backfill_gaps.py", HERE / "test_simulated_day.py"}


def pytest_collection_modifyitems(items):
    for item in items:
        if LONG & {item.path, *item.path.parents}:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def newsroom_process():
    with Newsroom("--seed", "7") as process:
        yield process


@pytest.fixture
def newsroom(newsroom_process):
    newsroom_process.reset(7)
    return newsroom_process


@pytest.fixture
def reader(newsroom, tmp_path):
    def opened(*urls, **changes):
        one = Reader(newsroom, tmp_path, **changes)
        for url in urls:
            one.add(url)
        return one

    return opened
