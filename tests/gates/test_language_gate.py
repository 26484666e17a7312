"""Languages of snippets of the shared press: accuracy by length stays above its floor in floors.toml."""

import tomllib
from pathlib import Path

import pytest

from tests.bench.language import DETECTORS, OURS, measure
from tests.bench.snippets import LENGTHS, SHARED, load_snippets

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text())["language"]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared evaluation data beside the checkout"),
]


@pytest.fixture(scope="module")
def snippets():
    return load_snippets()


@pytest.fixture(scope="module")
def figures(snippets):
    _, ready = DETECTORS[OURS]
    return measure(snippets, ready(), rounds=1)


@pytest.mark.parametrize("length", LENGTHS)
def test_accuracy_stays_above_its_floor(figures, length):
    assert figures.summary(length)["accuracy"] >= FLOORS[f"accuracy at {length}"]


@pytest.mark.parametrize(("length", "least"), [(20, 1000), (50, 1000), (200, 500)])
def test_the_snippets_speak_for_many_languages(snippets, length, least):
    cut = [snippet for snippet in snippets if snippet.length == length]
    assert len(cut) >= least
    assert len({snippet.lang for snippet in cut}) >= 8
