"""Which packages lead where: direct before a detour, English before other third languages, the newest of its pair."""

import json
import zipfile
from pathlib import Path

import pytest

from tasks.models import ModelPackage, ModelStore
from tasks.press import MODELS_FOLDER
from tasks.translate.argos import ArgosEngine
from tasks.translate.routes import routes_to
from tests.models.grammar import Grammar


def package(pair: str, version: str = "1.0") -> ModelPackage:
    source, target = pair.split()
    return ModelPackage(source, target, version, Path(pair))


def versions(target: str, *packages: ModelPackage) -> dict[str, str]:
    return {source: route.engine_version for source, route in routes_to(target, packages).items()}


def test_a_direct_package_wins_over_a_detour():
    found = versions("fr", package("de fr"), package("de en"), package("en fr"))
    assert found == {"de": "translate-de_fr-1.0", "en": "translate-en_fr-1.0"}


def test_where_there_is_none_two_packages_are_chained_and_the_version_names_both():
    found = versions("fr", package("de en", "1.2"), package("en fr", "1.9"))
    assert found["de"] == "translate-de_en-1.2 + translate-en_fr-1.9"


def test_english_is_the_first_third_language_then_the_alphabet_decides():
    ways = [package("de en"), package("en fr"), package("de es"), package("es fr"), package("de ca"), package("ca fr")]
    for order in (ways, list(reversed(ways))):
        assert versions("fr", *order)["de"] == "translate-de_en-1.0 + translate-en_fr-1.0"
        without = [way for way in order if "en" not in (way.source, way.target)]
        assert versions("fr", *without)["de"] == "translate-de_ca-1.0 + translate-ca_fr-1.0"


def test_the_newest_of_a_pair_is_taken_by_number():
    assert versions("en", package("fr en", "1.10"), package("fr en", "1.9")) == {"fr": "translate-fr_en-1.10"}


def test_nothing_leads_to_itself_nor_over_three_packages():
    assert versions("en", package("en fr"), package("fr en")) == {"fr": "translate-fr_en-1.0"}
    assert versions("fr", package("ja ko"), package("ko en"), package("en fr")).keys() == {"en", "ko"}


@pytest.fixture
def detour(tmp_path) -> ModelStore:
    """The two fixture packages, renamed so that they lead from German over English to French."""
    store = ModelStore(tmp_path / "models")
    for name, source, target in (("fr_en", "de", "en"), ("en_fr", "en", "fr")):
        with zipfile.ZipFile(MODELS_FOLDER / f"fixture_{name}.argosmodel") as archive:
            archive.extractall(tmp_path / name)
        (metadata,) = (tmp_path / name).rglob("metadata.json")
        named = {**json.loads(metadata.read_text()), "from_code": source, "to_code": target}
        metadata.write_text(json.dumps(named))
        store.install(metadata.parent)
    return store


def test_a_chain_translates_what_the_first_package_made(detour):
    engine = ArgosEngine(detour, "fr")
    assert engine.methods()["de"].engine_version == "translate-de_en-0.1 + translate-en_fr-0.1"
    pairs = [pair for pair, _ in zip(Grammar(5).pairs(), range(40), strict=False)]
    made = list(engine.translate([pair.french.replace("’", "'") for pair in pairs], "de"))
    n_same = sum(
        one.target.replace("’", "'") == pair.french.replace("’", "'") for one, pair in zip(made, pairs, strict=True)
    )
    assert n_same >= 30  # there and back again
    (alone,) = ArgosEngine(detour, "en").translate([pairs[0].french], "de")
    assert made[0].n_tokens > alone.n_tokens
    assert made[0].log_probability < alone.log_probability
