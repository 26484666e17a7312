"""The fixture packages' grammar: one seed, one corpus, and what is called unseen was never trained on."""

import hashlib
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from tests.models.grammar import Grammar, straight, training_pairs, unseen_pairs
from tests.models.phrases import Pair

RECIPE = Path(__file__).parents[3] / "shared" / "models" / "recipe" / "gen_fixture.py"
CORPUS_SHA256 = "85438e6e84996ff5f3c6e3085c8d676647dbf6c33eca9e9db67caf9f5e42d9e4"  # what the packages were trained on


def as_lines(pairs: list[Pair]) -> bytes:
    """Return the pairs as the recipe wrote them."""
    return "".join(f"syn\t{pair.french}\t{pair.english}\n" for pair in pairs).encode()


def test_a_seed_gives_the_same_sentences_again():
    assert list(islice(Grammar(5).pairs(), 100)) == list(islice(Grammar(5).pairs(), 100))
    assert list(islice(Grammar(5).pairs(), 100)) != list(islice(Grammar(6).pairs(), 100))


def test_the_training_corpus_is_the_one_the_packages_were_trained_on():
    assert hashlib.sha256(as_lines(training_pairs())).hexdigest() == CORPUS_SHA256


@pytest.mark.shared
@pytest.mark.skipif(not RECIPE.is_file(), reason="shared/models/recipe is not beside the checkout")
@pytest.mark.parametrize(("n_pairs", "seed"), [(3_000, 1), (2_000, 7), (2_000, 20_261)])
def test_the_recipe_gives_the_same_sentences_for_any_seed(n_pairs: int, seed: int):
    recipe = subprocess.run([sys.executable, RECIPE, str(n_pairs), str(seed)], capture_output=True, check=True)
    assert as_lines(training_pairs(n_pairs, seed)) == recipe.stdout


def test_unseen_sentences_are_distinct_and_none_was_trained_on():
    unseen, trained = unseen_pairs(1_000), training_pairs()
    assert len(set(unseen)) == 1_000
    assert not {straight(pair.french) for pair in unseen} & {straight(pair.french) for pair in trained}
    assert not {pair.english for pair in unseen} & {pair.english for pair in trained}
