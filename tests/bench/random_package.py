"""A translation package of the real shape with random weights, and texts for it: speed without anybody's model or text.

Argos packages are OpenNMT transformers: 6 + 6 layers, 512 wide, 2,048 inside, 8 heads, a SentencePiece vocabulary of
32,000, int8. What such a model writes with random weights is noise of the length it is told to write, so whoever
measures forces the length. The tokenizer knows an invented vocabulary, common words as one piece, rare ones in
syllables: 1.24 pieces a word. Texts are drawn from it by Zipf's law.
"""

import itertools
import json
import math
import random
import shutil
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import common_spec, transformer_spec

N_PIECES, N_LAYERS, N_HEADS, WIDTH, INNER, N_POSITIONS = 32_000, 6, 8, 512, 2_048, 512
SYLLABLES = [one + two for one in "bcdfglmnprstvz" for two in ("a", "e", "i", "o", "u", "an", "on", "ai", "eu", "ou")]
N_WHOLE_WORDS = 26_000  # words that are one piece
N_WORDS = 60_000
N_CAPITALS = 2_000  # of them that are one piece at the start of a sentence too
MARKS = ".,;:!?«»\"'’()-–—%0123456789"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéèàçêîôûœ"
REPEATED = 0.095  # of the sentences of the French press come again
WORDS_A_SENTENCE, SPREAD = 21, 0.45  # median and spread of the logarithm
SENTENCES_AN_ARTICLE = 18


def words() -> list[str]:
    """Return the invented words, the commonest first: short ones are common."""
    found = itertools.chain.from_iterable(itertools.product(SYLLABLES, repeat=n) for n in (1, 2, 3))
    every = ["".join(parts) for parts in itertools.islice(found, N_WORDS * 3)]
    head, tail = every[: len(SYLLABLES)], every[len(SYLLABLES) :]
    random.Random(32).shuffle(tail)
    return [*head, *tail][:N_WORDS]


def articles(n: int, seed: int = 7) -> list[tuple[str, str]]:
    """Return titles and bodies: paragraphs of three sentences, some of them said before."""
    chance, known = random.Random(seed), words()
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(known))))
    said = [_sentence(chance, known, weights)]

    def sentence() -> str:
        if chance.random() < REPEATED:
            return chance.choice(said)
        said.append(_sentence(chance, known, weights))
        return said[-1]

    made: list[tuple[str, str]] = []
    for _ in range(n):
        paragraphs = [" ".join(sentence() for _ in range(3)) for _ in range(SENTENCES_AN_ARTICLE // 3)]
        made.append((_sentence(chance, known, weights).rstrip("."), "\n\n".join(paragraphs)))
    return made


def _sentence(chance: random.Random, known: list[str], weights: list[float]) -> str:
    n = max(4, round(math.exp(chance.gauss(math.log(WORDS_A_SENTENCE), SPREAD))))
    chosen = chance.choices(known, cum_weights=weights, k=min(n, 80))
    return " ".join(chosen).capitalize() + "."


def make_package(folder: Path, source: str, target: str) -> Path:
    """Write the package to *folder* and return where: 61 million parameters, 60 MB."""
    root = folder / f"translate-{source}_{target}-1_0"
    shutil.rmtree(root, ignore_errors=True)
    (root / "model").mkdir(parents=True)
    pieces = _pieces()
    (root / "sentencepiece.model").write_bytes(_sentencepiece(pieces))
    _model([piece for piece, _ in pieces]).save(str(root / "model"))
    named = {"from_code": source, "to_code": target, "from_name": source, "to_name": target}
    (root / "metadata.json").write_text(json.dumps({"package_version": "1.0", "argos_version": "1.9", **named}))
    return root


def add_splitter(root: Path, fixture: Path) -> None:
    """Give the package the sentence splitter of a fixture package, so that Argos downloads none."""
    with zipfile.ZipFile(fixture) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".onnx"))
        (root / "minisbd").mkdir()
        (root / "minisbd" / Path(name).name).write_bytes(archive.read(name))


def _pieces() -> list[tuple[str, float]]:
    """Return the pieces with their log-probabilities, the three special ones first."""
    scores = {mark + one: -16.0 for one in MARKS + LETTERS for mark in ("", "▁")} | {"▁": -9.0}
    scores |= {mark + one: -13.0 for one in SYLLABLES for mark in ("", "▁")}
    for rank, word in enumerate(words()[:N_WHOLE_WORDS]):
        scores["▁" + word] = -math.log(rank + 3) - 2
        if rank < N_CAPITALS:
            scores["▁" + word.capitalize()] = -math.log(rank + 3) - 5
    filler = ((f"ẑ{n}", -30.0) for n in itertools.count())
    special = [("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0)]
    return [*special, *itertools.islice(itertools.chain(scores.items(), filler), N_PIECES - 3)]


def _sentencepiece(pieces: list[tuple[str, float]]) -> bytes:
    """Return a unigram model of *pieces* as a file of SentencePiece, a protocol buffer (sentencepiece_model.proto)."""
    kinds = {"<unk>": 2, "<s>": 3, "</s>": 3}  # UNKNOWN, CONTROL; else NORMAL
    made = b""
    for piece, score in pieces:
        text = piece.encode()
        fields = _bytes(1, text) + b"\x15" + struct.pack("<f", score) + _number(3, kinds.get(piece, 1))
        made += _bytes(1, fields)
    trainer = _number(3, 1) + _number(4, len(pieces)) + _number(40, 0) + _number(41, 1) + _number(42, 2)
    return made + _bytes(2, trainer) + _bytes(3, _bytes(1, b"identity"))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])


def _model(vocabulary: list[str]) -> transformer_spec.TransformerSpec:
    """Return the transformer in int8, its weights drawn as those of an untrained one are."""
    chance = np.random.default_rng(0)
    spec = transformer_spec.TransformerSpec.from_config(
        N_LAYERS, N_HEADS, pre_norm=True, activation=common_spec.Activation.RELU
    )
    embeddings = chance.normal(0, WIDTH**-0.5, (len(vocabulary), WIDTH)).astype(np.float32)

    def linear(layer: Any, out: int, into: int) -> None:
        bound = math.sqrt(6 / (out + into))
        layer.weight = chance.uniform(-bound, bound, (out, into)).astype(np.float32)
        layer.bias = np.zeros(out, np.float32)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def attention(layer: Any, outs: tuple[int, ...]) -> None:
        norm(layer.layer_norm)
        for one, out in zip(layer.linear, outs, strict=True):
            linear(one, out, WIDTH)

    for side in (spec.encoder, spec.decoder):
        side.position_encodings.encodings = _sinusoids()
        norm(side.layer_norm)
        for layer in side.layer:
            attention(layer.self_attention, (3 * WIDTH, WIDTH))
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, INNER, WIDTH)
            linear(layer.ffn.linear_1, WIDTH, INNER)
    for layer in spec.decoder.layer:
        attention(layer.attention, (WIDTH, 2 * WIDTH, WIDTH))
    spec.encoder.embeddings[0].weight = embeddings
    spec.decoder.embeddings.weight = spec.decoder.projection.weight = embeddings
    spec.decoder.projection.bias = np.zeros(len(vocabulary), np.float32)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _sinusoids() -> np.ndarray[Any, np.dtype[np.float32]]:
    rates = np.exp(np.arange(0, WIDTH, 2) * -(math.log(10_000) / WIDTH))
    angles = np.arange(N_POSITIONS)[:, None] * rates
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
