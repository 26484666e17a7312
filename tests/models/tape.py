"""Backward differentiation for the few operations a small Transformer needs, in numpy alone.

Each operation computes forwards and leaves on the tape how its inputs' gradients follow from its output's.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
NORM_EPSILON = 1e-5  # as PyTorch and CTranslate2 have it


class Node:
    """A value, and the gradient of the loss by it."""

    __slots__ = ("gradient", "value")

    def __init__(self, value: Array) -> None:
        self.value = value
        self.gradient: Array | None = None

    def receive(self, gradient: Array) -> None:
        self.gradient = gradient if self.gradient is None else self.gradient + gradient


class Tape:
    """What was computed, in order; `backward` goes through it from its end.

    Without a *random* source nothing is dropped.
    """

    def __init__(self, random: np.random.Generator | None = None, dropout: float = 0.0) -> None:
        self._random, self._dropout = random, dropout
        self._steps: list[tuple[Node, Callable[[Array], None]]] = []

    def _leave(self, value: Array, step: Callable[[Array], None]) -> Node:
        node = Node(value)
        self._steps.append((node, step))
        return node

    def backward(self) -> None:
        """Give every node the gradient of the last one, a number, by it."""
        last, _ = self._steps[-1]
        last.receive(np.ones_like(last.value))
        for node, step in reversed(self._steps):
            if node.gradient is not None:
                step(node.gradient)

    def linear(self, x: Node, weight: Node, bias: Node) -> Node:
        """Return x · weight + bias; *weight* is inputs by outputs."""

        def step(gradient: Array) -> None:
            flat = gradient.reshape(-1, gradient.shape[-1])
            weight.receive(x.value.reshape(-1, x.value.shape[-1]).T @ flat)
            bias.receive(flat.sum(0))
            x.receive((flat @ weight.value.T).reshape(x.value.shape))

        return self._leave(x.value @ weight.value + bias.value, step)

    def add(self, x: Node, y: Node) -> Node:
        def step(gradient: Array) -> None:
            x.receive(gradient)
            y.receive(gradient)

        return self._leave(x.value + y.value, step)

    def relu(self, x: Node) -> Node:
        return self._leave(np.maximum(x.value, 0), lambda gradient: x.receive(gradient * (x.value > 0)))

    def drop(self, x: Node) -> Node:
        """Return *x* with a share of it at random set to nought, and the rest the larger for it."""
        if self._random is None or not self._dropout:
            return x
        kept = (self._random.random(x.value.shape, dtype=np.float32) >= self._dropout) / (1 - self._dropout)
        kept = kept.astype(x.value.dtype)
        return self._leave(x.value * kept, lambda gradient: x.receive(gradient * kept))

    def norm(self, x: Node, gain: Node, bias: Node) -> Node:
        """Return *x* with mean 0 and variance 1 along its last axis, then scaled and moved."""
        centred = x.value - x.value.mean(-1, keepdims=True)
        scale = 1 / np.sqrt((centred**2).mean(-1, keepdims=True) + NORM_EPSILON)
        even = centred * scale

        def step(gradient: Array) -> None:
            axes = tuple(range(gradient.ndim - 1))
            gain.receive((gradient * even).sum(axes))
            bias.receive(gradient.sum(axes))
            inner = gradient * gain.value
            along = (inner * even).mean(-1, keepdims=True)
            x.receive(scale * (inner - inner.mean(-1, keepdims=True) - even * along))

        return self._leave(even * gain.value + bias.value, step)

    def attend(self, query: Node, keys_values: Node, hidden: NDArray[np.bool_], n_heads: int) -> Node:
        """Return, for each place of *query*, the values of the places it attends to.

        Args:
            query: texts by places by width.
            keys_values: texts by other places by twice the width: the keys, then the values.
            hidden: what broadcasts to texts by heads by places by other places: where not to look.
            n_heads: the width is cut into as many.
        """
        width = query.value.shape[-1]
        q = _heads(query.value, n_heads)
        k, v = (_heads(part, n_heads) for part in np.split(keys_values.value, 2, axis=-1))
        scale = 1 / math.sqrt(width // n_heads)
        scores = np.where(hidden, -1e9, (q @ k.swapaxes(-1, -2)) * scale).astype(q.dtype)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)

        def step(gradient: Array) -> None:
            outer = _heads(gradient, n_heads)
            inner = outer @ v.swapaxes(-1, -2)
            inner = weights * (inner - (inner * weights).sum(-1, keepdims=True)) * scale
            query.receive(_together(inner @ k))
            of_keys, of_values = inner.swapaxes(-1, -2) @ q, weights.swapaxes(-1, -2) @ outer
            keys_values.receive(np.concatenate([_together(of_keys), _together(of_values)], axis=-1))

        return self._leave(_together(weights @ v), step)

    def embed(self, ids: NDArray[np.int64], table: Node, positions: Array) -> Node:
        """Return the rows of *table* for *ids* (texts by places), scaled, with where each stands."""
        scale = math.sqrt(table.value.shape[1])

        def step(gradient: Array) -> None:
            rows = np.zeros_like(table.value)
            np.add.at(rows, ids.reshape(-1), gradient.reshape(-1, gradient.shape[-1]) * scale)
            table.receive(rows)

        place = positions[: ids.shape[1]].astype(table.value.dtype)
        return self._leave(table.value[ids] * np.asarray(scale, table.value.dtype) + place, step)

    def loss(self, x: Node, table: Node, bias: Node, wanted: NDArray[np.int64], smoothing: float) -> Node:
        """Return the mean cross-entropy of the *wanted* ids (negative: not counted) against x · tableᵀ + bias.

        With *smoothing*, that share of what is wanted is spread over all ids.
        """
        counted = wanted.reshape(-1) >= 0
        flat, ids = x.value.reshape(-1, x.value.shape[-1])[counted], wanted.reshape(-1)[counted]
        logits = flat @ table.value.T + bias.value
        logits -= logits.max(-1, keepdims=True)
        logs = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
        rows = np.arange(len(ids))
        value = -((1 - smoothing) * logs[rows, ids] + smoothing * logs.mean(-1)).mean()

        def step(gradient: Array) -> None:
            inner = np.exp(logs) - smoothing / logs.shape[1]
            inner[rows, ids] -= 1 - smoothing
            inner *= gradient / len(ids)
            table.receive(inner.T @ flat)
            bias.receive(inner.sum(0))
            whole = np.zeros((counted.size, flat.shape[1]), flat.dtype)
            whole[counted] = inner @ table.value
            x.receive(whole.reshape(x.value.shape))

        return self._leave(np.asarray(value), step)


def _heads(x: Array, n_heads: int) -> Array:
    """Return texts by heads by places by width of a head."""
    texts, places, width = x.shape
    return x.reshape(texts, places, n_heads, width // n_heads).swapaxes(1, 2)


def _together(x: Array) -> Array:
    texts, _, places, _ = x.shape
    return x.swapaxes(1, 2).reshape(texts, places, -1)
