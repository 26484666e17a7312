"""The trainer of the fixture packages: right gradients, CTranslate2 decodes as we do, the tokenizer is the same."""

import zipfile
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
import sentencepiece

from tasks.models import ModelStore
from tasks.press import MODELS_FOLDER
from tests.models import splitter
from tests.models.grammar import training_pairs
from tests.models.pack import pack
from tests.models.tape import Tape
from tests.models.train import Example, batches, rate_at, train, train_tokenizer
from tests.models.transformer import BEGIN, END, Batch, Shape, Transformer, save_for_ctranslate2

TINY = Shape(n_tokens=11, width=8, inner=12, n_heads=2, n_encoder=2, n_decoder=1, n_places=32)
PAIRS: list[Example] = [([3, 4, 5], [6, 7]), ([8, 3], [9, 10, 4, 5]), ([7], [])]


def loss(model: Transformer) -> float:
    return float(model.loss(Tape(), Batch.of(PAIRS), smoothing=0.1)[0].value)


def test_gradients_are_those_of_finite_differences():
    random = np.random.default_rng(3)
    model = Transformer(TINY, random, np.float64)
    for name, value in model.parameters.items():  # offsets and gains, too, away from where they begin
        model.parameters[name] = value + random.normal(0, 0.1, value.shape)
    tape = Tape()
    _, nodes = model.loss(tape, Batch.of(PAIRS), smoothing=0.1)
    tape.backward()
    for name, value in model.parameters.items():
        gradient = nodes[name].gradient
        assert gradient is not None, name
        place = np.unravel_index(np.abs(gradient).argmax(), value.shape)
        kept, small = value[place], 1e-6
        value[place] = kept + small
        above = loss(model)
        value[place] = kept - small
        below = loss(model)
        value[place] = kept
        assert gradient[place] == pytest.approx((above - below) / (2 * small), rel=1e-4), name


def test_padding_changes_nothing():
    model = Transformer(TINY, np.random.default_rng(3), np.float64)
    weights = [len(target) + 1 for _, target in PAIRS]
    alone = [float(model.loss(Tape(), Batch.of([pair]))[0].value) for pair in PAIRS]
    together = float(model.loss(Tape(), Batch.of(PAIRS))[0].value)
    assert together == pytest.approx(np.average(alone, weights=weights))


def learn_to_reverse() -> tuple[Transformer, list[Example]]:
    """Return a tiny model that learned to say numbers backwards, and what it learned from."""
    random = np.random.default_rng(5)
    sources = [list(map(int, random.integers(3, 11, random.integers(1, 4)))) for _ in range(3_000)]
    examples = [(source, source[::-1]) for source in sources]
    shape = Shape(n_tokens=11, width=32, inner=64, n_heads=4, n_encoder=1, n_decoder=1, n_places=32)
    return train(examples, n_steps=500, shape=shape, batch_tokens=200), examples


def greedy(model: Transformer, source: list[int], n_most: int = 8) -> list[int]:
    """Return what *model* says of *source*, the most likely id each time: the one whose loss is least."""
    said: list[int] = []
    while len(said) < n_most:
        costs = [
            float(model.loss(Tape(), _asking(source, said, candidate))[0].value)
            for candidate in range(model.shape.n_tokens)
        ]
        best = int(np.argmin(costs))
        if best == END:
            break
        said.append(best)
    return said


def _asking(source: list[int], said: list[int], candidate: int) -> Batch:
    batch = Batch.of([(source, said)])
    wanted = np.full_like(batch.wanted, -100)
    wanted[0, len(said)] = candidate
    return Batch(batch.source, batch.padding, batch.given, wanted)


def test_it_learns_and_ctranslate2_says_what_it_says(tmp_path: Path):
    model, examples = learn_to_reverse()
    tokens = ["<unk>", "<s>", "</s>", *(f"t{number}" for number in range(3, 11))]
    assert (tokens[BEGIN], tokens[END]) == ("<s>", "</s>")
    save_for_ctranslate2(model, tokens, tmp_path / "model", quantization=None)
    translator = ctranslate2.Translator(str(tmp_path / "model"), device="cpu")
    asked = [source for source, _ in examples[:20]]
    results = translator.translate_batch([[tokens[number] for number in source] for source in asked], beam_size=1)
    theirs = [[tokens.index(token) for token in result.hypotheses[0]] for result in results]
    assert theirs == [greedy(model, source) for source in asked]
    n_right = sum(said == source[::-1] for said, source in zip(theirs, asked, strict=True))
    assert n_right >= 15, "of 20"


def test_training_again_gives_the_same_model():
    examples = PAIRS * 100
    first, second = (train(examples, n_steps=5, shape=TINY) for _ in range(2))
    assert all(np.array_equal(value, second.parameters[name]) for name, value in first.parameters.items())


def test_an_epoch_holds_every_example_once():
    examples: list[Example] = [([3] * n, [4] * (n % 7)) for n in range(1, 200)]
    seen = [example for batch in batches(examples, np.random.default_rng(1)) for example in batch]
    assert sorted(seen) == sorted(examples)


def test_the_rate_rises_then_falls():
    rates = [rate_at(step, 4_000) for step in (1, 400, 2_000, 4_000)]
    assert rates[0] < rates[2] < rates[1]
    assert 0 < rates[3] < rates[2]


@pytest.mark.long
def test_the_tokenizer_comes_out_as_the_one_that_is_packaged(tmp_path: Path):
    with zipfile.ZipFile(MODELS_FOLDER / "fixture_fr_en.argosmodel") as archive:
        archive.extract("translate-fr_en-0_1/sentencepiece.model", tmp_path)
    theirs = sentencepiece.SentencePieceProcessor(model_file=str(next(tmp_path.rglob("sentencepiece.model"))))
    ours = train_tokenizer(training_pairs(), tmp_path / "tokens")
    pieces = [
        [(one.id_to_piece(number), one.get_score(number)) for number in range(one.vocab_size())]
        for one in (ours, theirs)
    ]
    assert pieces[0] == pieces[1]


@pytest.mark.parametrize("package", ["fr_en", "en_fr"])
def test_the_splitter_comes_out_as_the_one_that_is_packaged(package: str):
    pytest.importorskip("onnx", reason="onnx is not installed; only building the splitter takes it")
    with zipfile.ZipFile(MODELS_FOLDER / f"fixture_{package}.argosmodel") as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".onnx"))
        assert splitter.build().SerializeToString() == archive.read(name)


def test_a_trained_model_is_packed_so_that_it_installs_and_runs(tmp_path: Path):
    pairs = training_pairs(3_000)
    tokenizer = train_tokenizer(pairs, tmp_path / "tokens", n_tokens=300)
    tokens = [tokenizer.id_to_piece(number) for number in range(300)]
    examples = [(tokenizer.encode(pair.french), tokenizer.encode(pair.english)) for pair in pairs[:400]]
    model = train(examples, n_steps=2, shape=Shape(n_tokens=300, width=16, inner=16))
    save_for_ctranslate2(model, tokens, tmp_path / "model", quantization="int8")
    for out in ("one.argosmodel", "two.argosmodel"):
        pack(tmp_path / "model", tmp_path / "tokens.model", tmp_path / out, "fr", "en")
    assert (tmp_path / "one.argosmodel").read_bytes() == (tmp_path / "two.argosmodel").read_bytes()
    store = ModelStore(tmp_path / "store")
    store.install(tmp_path / "one.argosmodel")
    assert [check.problem for check in store.verify()] == [""]
