"""What speaks for a target that is cut short, and for one that renders another sentence, weighed by measured weights.

Two logistic models in `faults.json`, learned by `python -m tests.gates.train_faults` from human translations, cut ones
and exchanged ones: what counts is how much of each text has a counterpart in the other.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tasks.core.translation.ending import dangles, has_end_mark
from tasks.core.translation.faults import Fault, Flag, quoted
from tasks.core.translation.names import NameMismatch
from tasks.core.translation.numbers import NumberMismatch
from tasks.core.translation.sides import KEY_PREFIX, Rendering, Side

TAIL = 0.4  # the share of a source that is its end
SMOOTHING = 8.0  # characters added to both lengths: those of short texts differ by chance
PAUSES = frozenset(",;:–—(")
QUOTES = frozenset('"«»“”„')


def features_of_cut(rendering: Rendering) -> dict[str, float]:
    """Return what tells a cut target: whether the end of the source has a counterpart, length, pauses, end marks."""
    source, target = rendering.source, rendering.target
    n_tail = max(1, math.ceil(len(source.keys) * TAIL))
    head, tail = source.keys[:-n_tail], source.keys[-n_tail:]
    n_head, n_end = (sum(_has(target, key) for key in keys) for keys in (head, tail))
    is_marked, was_marked = has_end_mark(target.text), has_end_mark(source.text)
    return {
        "tail_rendered": float(n_end),
        "tail_missing": float(len(tail) - n_end),
        "head_rendered": float(n_head),
        "head_missing": float(len(head) - n_head),
        "log_length": _log_length(rendering),
        "pauses_lost": float(_count(source.text, PAUSES) - _count(target.text, PAUSES)),
        "log_chars": math.log(1 + len(source.text)),
        "mark_lost": float(was_marked and not is_marked),
        "no_marks": float(not was_marked and not is_marked),
        "dangles": float(dangles(target) and not dangles(source)),
    }


def features_of_exchange(rendering: Rendering, numbers: NumberMismatch, names: NameMismatch) -> dict[str, float]:
    """Return what tells another sentence: concepts, names and numbers in common and apart, length, quotes, question."""
    source, target = rendering.source, rendering.target
    shared = source.key_set & target.key_set
    near = sum(key[:KEY_PREFIX] in target.key_beginnings for key in source.key_set - shared)
    is_quoting = [bool(_count(side.text, QUOTES)) for side in (source, target)]
    return {
        "shared": float(len(shared)),
        "near": float(near),
        "source_apart": float(len(source.key_set) - len(shared) - near),
        "target_apart": float(len(target.key_set) - len(shared)),
        "numbers_apart": float(min(len(numbers.missing) + len(numbers.extra), 4)),
        "numbers_shared": float(min(numbers.n_shared, 3)),
        "names_apart": float(min(len(names.missing) + len(names.extra), 6)),
        "names_shared": float(min(names.n_shared, 4)),
        "length_apart": abs(_log_length(rendering)),
        "one_quotes": float(is_quoting[0] != is_quoting[1]),
        "both_quote": float(all(is_quoting)),
        "one_asks": float(("?" in source.text) != ("?" in target.text)),
    }


def cut_flag(rendering: Rendering) -> Flag | None:
    """Return a flag where the end of the source seems to be missing; languages that no word list connects have none."""
    if not rendering.has_words_in_common or not rendering.source.keys:
        return None
    if _weigh(features_of_cut(rendering), _models()["truncated"]) <= 0:
        return None
    n_tail = max(1, math.ceil(len(rendering.source.text) * TAIL))
    end = f"the sense of “…{rendering.source.text[-min(n_tail, 60) :].strip()}”"
    return Flag(Fault.TRUNCATED, end, quoted(rendering.target.text))


def exchange_flag(rendering: Rendering, numbers: NumberMismatch, names: NameMismatch) -> Flag | None:
    """Return a flag where the target seems to render another sentence."""
    if rendering.has_words_in_common:
        model = _models()["other_sentence"]
    elif rendering.source.is_latin and rendering.target.is_latin:
        model = _models()["other_sentence_by_names"]
    else:
        return None
    if _weigh(features_of_exchange(rendering, numbers, names), model) <= 0:
        return None
    lost = [key for key in rendering.source.keys if not _has(rendering.target, key)]
    n_keys = len(rendering.source.keys)
    found = (
        f"{n_keys - len(lost)} of its {n_keys} words in {quoted(rendering.target.text)}"
        if n_keys
        else quoted(rendering.target.text)
    )
    return Flag(Fault.OTHER_SENTENCE, f"the sense of {quoted(rendering.source.text)}", found)


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model; above zero it speaks for the fault."""

    intercept: float  # the threshold taken off
    weights: Mapping[str, float]


def _weigh(features: Mapping[str, float], model: Model) -> float:
    return model.intercept + sum(weight * features[name] for name, weight in model.weights.items())


@cache
def _models() -> dict[str, Model]:
    text = files("tasks.core.translation").joinpath("faults.json").read_text(encoding="utf-8")
    return {
        name: Model(found["intercept"], found["weights"])
        for name, found in json.loads(text).items()
        if name != "recipe"
    }


def _has(side: Side, key: str) -> bool:
    return key in side.key_set or key[:KEY_PREFIX] in side.key_beginnings


def _count(text: str, marks: frozenset[str]) -> int:
    return sum(map(marks.__contains__, text))


def _log_length(rendering: Rendering) -> float:
    asked = len(rendering.source.text) * rendering.expansion
    return math.log((rendering.target.weight + SMOOTHING) / (asked + SMOOTHING))
