"""Flags of the shared human translations, faults put in and not: no figure falls below its floor in floors.toml."""

import tomllib
from pathlib import Path

import pytest

from tests.bench.translation_flags import caught, false_alarms
from tests.gates.translation_faults import STORIES, human_pairs

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text())["translation_flags"]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not STORIES.is_dir(), reason="needs the shared evaluation data beside the checkout"),
]


@pytest.fixture(scope="module", params=[False, True], ids=["tuning", "heldout"])
def half(request):
    pairs = [pair for pair in human_pairs().pairs if pair.is_heldout is request.param]
    assert len(pairs) >= FLOORS["sentences of a half"]
    return pairs


@pytest.mark.parametrize("fault", FLOORS["caught"])
def test_a_fault_put_into_a_human_translation_is_caught(half, fault):
    assert caught(fault, half)["any"] >= FLOORS["caught"][fault]


@pytest.mark.parametrize("into", FLOORS["false alarms"])
def test_human_translations_raise_few_false_alarms(half, into):
    assert false_alarms(half, into)["any"] <= FLOORS["false alarms"][into]
