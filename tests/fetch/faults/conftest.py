"""A scene for each test of faults, on the newsroom that the tests of this folder share."""

import pytest

from tests.newsroom.scene import Scene


@pytest.fixture
def scene(newsroom, tmp_path):
    return Scene(newsroom, tmp_path / "warehouse")
