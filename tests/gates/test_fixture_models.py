"""The fixture packages through our engine: no less of the grammar's unseen sentences comes out word for word.

Greedy (beam 1), as a gate of the engine wants the least of the search. The packages were trained on `training_pairs`;
what is asked here is not among them.
"""

import tomllib
from pathlib import Path

import pytest

from tasks.models import ModelStore
from tasks.press import MODELS_FOLDER
from tasks.translate.argos import ArgosEngine, DecodeOptions
from tests.models.grammar import Pair, unseen_pairs

FLOORS = tomllib.loads((Path(__file__).with_name("floors.toml")).read_text())["fixture_models"]
N_SENTENCES = 1_000


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    store = ModelStore(tmp_path_factory.mktemp("models"))
    for package in sorted(MODELS_FOLDER.glob("*.argosmodel")):
        store.install(package)
    return store


@pytest.fixture(scope="module")
def unseen() -> list[Pair]:
    return unseen_pairs(N_SENTENCES)


def decoded(sentences: list[str], models: ModelStore, source: str, target: str) -> list[str]:
    engine = ArgosEngine(models, target, DecodeOptions(beam_size=1))
    return [translation.target for translation in engine.translate(sentences, source)]


def test_unseen_french_comes_out_word_for_word_in_english(models: ModelStore, unseen: list[Pair]):
    found = decoded([pair.french for pair in unseen], models, "fr", "en")
    n_exact = sum(one == pair.english for one, pair in zip(found, unseen, strict=True))
    assert n_exact / len(unseen) >= FLOORS["fr-en"], f"{n_exact} of {len(unseen)}"


def test_unseen_english_comes_out_word_for_word_in_french(models: ModelStore, unseen: list[Pair]):
    found = decoded([pair.english for pair in unseen], models, "en", "fr")
    n_exact = sum(one == pair.french for one, pair in zip(found, unseen, strict=True))
    assert n_exact / len(unseen) >= FLOORS["en-fr"], f"{n_exact} of {len(unseen)}"
