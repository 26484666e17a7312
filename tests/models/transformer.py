"""The tiny Transformer of the fixture packages: pre-norm, one table of tokens, written to run in CTranslate2."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.models.tape import Array, Node, Tape

BEGIN, END = 1, 2  # ids of <s> and </s>, as the tokenizer has them
NOT_COUNTED = -100


@dataclass(frozen=True)
class Shape:
    """How large a model is. 250,000 parameters by default, of which 96,000 are the table of tokens."""

    n_tokens: int = 1_000
    width: int = 96
    inner: int = 256
    n_heads: int = 4
    n_encoder: int = 2
    n_decoder: int = 1
    n_places: int = 256


@dataclass(frozen=True)
class Batch:
    """Sentence pairs side by side, padded: the source ends in END, `given` begins with BEGIN, `wanted` ends in END."""

    source: NDArray[np.int64]
    padding: NDArray[np.bool_]  # of the source
    given: NDArray[np.int64]
    wanted: NDArray[np.int64]  # NOT_COUNTED where there is nothing

    @classmethod
    def of(cls, pairs: list[tuple[list[int], list[int]]]) -> "Batch":
        """Return a batch of (source ids without END, target ids)."""
        n_source, n_target = max(len(source) for source, _ in pairs) + 1, max(len(target) for _, target in pairs) + 1
        source, given = np.zeros((len(pairs), n_source), np.int64), np.zeros((len(pairs), n_target), np.int64)
        padding, wanted = np.ones((len(pairs), n_source), np.bool_), np.full((len(pairs), n_target), NOT_COUNTED)
        for row, (before, after) in enumerate(pairs):
            source[row, : len(before) + 1] = [*before, END]
            padding[row, : len(before) + 1] = False
            given[row, : len(after) + 1] = [BEGIN, *after]
            wanted[row, : len(after) + 1] = [*after, END]
        return cls(source, padding, given, wanted)


class Transformer:
    """The parameters by name, and how a loss comes of them."""

    def __init__(self, shape: Shape, random: np.random.Generator, dtype: type = np.float32) -> None:
        self.shape, self.dtype = shape, dtype
        self.positions = sinusoids(shape.n_places, shape.width)
        self.parameters = {name: value.astype(dtype) for name, value in _initial(shape, random).items()}

    def loss(self, tape: Tape, batch: Batch, *, smoothing: float = 0.0) -> tuple[Node, dict[str, Node]]:
        """Return the loss of a *batch*, and the parameters, which have gradients once the tape went backward."""
        nodes = {name: Node(value) for name, value in self.parameters.items()}
        layers = _Layers(tape, nodes, self.shape.n_heads)
        padding = batch.padding[:, None, None, :]
        later = np.triu(np.ones((batch.given.shape[1],) * 2, np.bool_), 1)
        memory = tape.drop(tape.embed(batch.source, nodes["table"], self.positions))
        for number in range(self.shape.n_encoder):
            memory = layers.attention(f"encoder{number}.self", memory, None, padding)
            memory = layers.feed_forward(f"encoder{number}.inner", memory)
        memory = layers.norm("encoder", memory)
        x = tape.drop(tape.embed(batch.given, nodes["table"], self.positions))
        for number in range(self.shape.n_decoder):
            x = layers.attention(f"decoder{number}.self", x, None, later)
            x = layers.attention(f"decoder{number}.cross", x, memory, padding)
            x = layers.feed_forward(f"decoder{number}.inner", x)
        x = layers.norm("decoder", x)
        return tape.loss(x, nodes["table"], nodes["bias"], batch.wanted, smoothing), nodes


@dataclass(frozen=True)
class _Layers:
    """The layers by name, each adding to what goes through it."""

    tape: Tape
    nodes: dict[str, Node]
    n_heads: int

    def linear(self, name: str, x: Node) -> Node:
        return self.tape.linear(x, self.nodes[f"{name}.weight"], self.nodes[f"{name}.offset"])

    def norm(self, name: str, x: Node) -> Node:
        return self.tape.norm(x, self.nodes[f"{name}.gain"], self.nodes[f"{name}.bias"])

    def attention(self, name: str, x: Node, memory: Node | None, hidden: NDArray[np.bool_]) -> Node:
        """Add to *x* what it attends to: itself, or the *memory* of the source; not what is *hidden*."""
        even = self.norm(name, x)
        keys_values = self.linear(f"{name}.keys_values", even if memory is None else memory)
        seen = self.tape.attend(self.linear(f"{name}.query", even), keys_values, hidden, self.n_heads)
        return self.tape.add(x, self.tape.drop(self.linear(f"{name}.out", seen)))

    def feed_forward(self, name: str, x: Node) -> Node:
        inner = self.tape.relu(self.linear(f"{name}.wide", self.norm(name, x)))
        return self.tape.add(x, self.tape.drop(self.linear(f"{name}.narrow", inner)))


def sinusoids(n_places: int, width: int) -> Array:
    """Return the positions of "Attention Is All You Need", sines and cosines side by side."""
    angles = np.arange(n_places)[:, None] * np.exp(-math.log(10_000) * np.arange(0, width, 2) / width)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(n_places, width)


def _initial(shape: Shape, random: np.random.Generator) -> dict[str, Array]:
    """Return parameters to begin with, drawn in a fixed order (Glorot's bounds for what multiplies)."""
    width, found = shape.width, {}

    def linear(name: str, n_in: int, n_out: int) -> None:
        bound = math.sqrt(6 / (n_in + n_out))
        found[f"{name}.weight"] = random.uniform(-bound, bound, (n_in, n_out))
        found[f"{name}.offset"] = np.zeros(n_out)

    def norm(name: str) -> None:
        found[f"{name}.gain"], found[f"{name}.bias"] = np.ones(width), np.zeros(width)

    def attention(name: str) -> None:
        norm(name)
        linear(f"{name}.query", width, width)
        linear(f"{name}.keys_values", width, 2 * width)
        linear(f"{name}.out", width, width)

    def feed_forward(name: str) -> None:
        norm(name)
        linear(f"{name}.wide", width, shape.inner)
        linear(f"{name}.narrow", shape.inner, width)

    found["table"], found["bias"] = random.normal(0, width**-0.5, (shape.n_tokens, width)), np.zeros(shape.n_tokens)
    for side, n_layers, kinds in (
        ("encoder", shape.n_encoder, ("self",)),
        ("decoder", shape.n_decoder, ("self", "cross")),
    ):
        for layer in range(n_layers):
            for kind in kinds:
                attention(f"{side}{layer}.{kind}")
            feed_forward(f"{side}{layer}.inner")
        norm(side)
    return found


def save_for_ctranslate2(model: Transformer, tokens: list[str], folder: Path, *, quantization: str | None) -> None:
    """Write *model* into *folder* in CTranslate2's format; *tokens* are the tokenizer's, by id."""
    from ctranslate2.specs import common_spec, transformer_spec  # noqa: PLC0415  # half a second, for the trainer alone

    shape, parts = model.shape, {name: value.astype(np.float32) for name, value in model.parameters.items()}
    spec = transformer_spec.TransformerSpec.from_config(
        (shape.n_encoder, shape.n_decoder), shape.n_heads, pre_norm=True, activation=common_spec.Activation.RELU
    )

    def norm(to, name: str) -> None:
        to.gamma, to.beta = parts[f"{name}.gain"], parts[f"{name}.bias"]

    def linear(to, *names: str) -> None:
        """Write linear layers beside each other as one; CTranslate2 has outputs by inputs."""
        to.weight = np.ascontiguousarray(np.concatenate([parts[f"{name}.weight"] for name in names], axis=1).T)
        to.bias = np.concatenate([parts[f"{name}.offset"] for name in names])

    def attention(to, name: str) -> None:
        norm(to.layer_norm, name)
        if name.endswith("self"):
            linear(to.linear[0], f"{name}.query", f"{name}.keys_values")
        else:
            linear(to.linear[0], f"{name}.query")
            linear(to.linear[1], f"{name}.keys_values")
        linear(to.linear[-1], f"{name}.out")

    def layer(to, name: str) -> None:
        attention(to.self_attention, f"{name}.self")
        if f"{name}.cross.gain" in parts:
            attention(to.attention, f"{name}.cross")
        norm(to.ffn.layer_norm, f"{name}.inner")
        linear(to.ffn.linear_0, f"{name}.inner.wide")
        linear(to.ffn.linear_1, f"{name}.inner.narrow")

    positions = model.positions.astype(np.float32)
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = parts["table"]
    spec.encoder.position_encodings.encodings = spec.decoder.position_encodings.encodings = positions
    spec.decoder.projection.weight, spec.decoder.projection.bias = parts["table"], parts["bias"]
    for side, part in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        norm(part.layer_norm, side)
        for number, to in enumerate(part.layer):
            layer(to, f"{side}{number}")
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.config.add_source_bos, spec.config.add_source_eos = False, True
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
