"""What is measured of a pair of tellings, and what that says: one story, beside each other, or nothing."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Any

from tasks.core.stories.alignment import (
    OPENING,
    Vectors,
    align,
    cosine,
    in_common,
    likeness_matrix,
    opening_likeness,
    share_told,
)
from tasks.core.stories.candidates import shared_marks

RULE_VERSION = "stories-4"  # part of every stored decision: raise it when the same input would be judged otherwise

SAME_TEXT_JACCARD = 0.20  # of word sequences: right for real press (F1 .93), where the customary .7 to .8 finds half
SAME_STORY, REVIEW = 0.68, 0.41  # likeness: merged from here, looked at by a person from there
TYPICAL_LOG_WORDS = 5.0  # 148 words: where the weights are what `likeness.json` says
MIN_COVERAGE = 0.55  # of the shorter text, within a language: less is a passage taken over, not the story told again
MIN_OPENINGS = 0.35  # of a sentence in one opening with one in the other, where no sentence has a clear counterpart
REUSE_CONTAINMENT = 0.12  # of word sequences: a passage was taken over, the rest is new
# A form filled in twice: the words of the template agree, the names and figures do not.
TEMPLATE_ANCHORS, TEMPLATE_JACCARD = 0.25, 0.75
CREDITED = 0.20  # one text credits the other, or keeps its credit: it takes no more than this to believe it


def measure(a: Vectors, b: Vectors) -> dict[str, float]:
    """Return the features of the pair, 0 to 1 but for `log_words`, `log_told` and `n_aligned` (at most 10).

    `told` is the share of the shorter text's concepts, by how telling they are, that the longer one has.

    `jaccard` and the containments are of word sequences, the others of sentences and concepts.
    """
    one, other = a.profile, b.profile
    common = in_common(a, b)
    matrix = likeness_matrix(a, b, common)
    alignment = align(matrix, a, b)
    opening_a, opening_b = opening_likeness(matrix), opening_likeness(matrix.T)
    shared = len(one.grams & other.grams)
    shared_anchors = len(one.anchors & other.anchors)
    fewer = min(len(one.anchors), len(other.anchors))
    short, long = sorted((max(1, one.n_words), max(1, other.n_words)))
    told, told_share = share_told(a, common.a) if one.n_words <= other.n_words else share_told(b, common.b)
    return {
        "mean_shorter": alignment.mean_shorter,
        "mean_longer": alignment.mean_longer,
        "coverage": alignment.coverage,
        "coverage_longer": alignment.coverage_longer,
        "order": alignment.order,
        "anchor_containment": shared_anchors / fewer if fewer else 0.0,
        "anchor_jaccard": shared_anchors / max(1, len(one.anchors) + len(other.anchors) - shared_anchors),
        "length_ratio": short / long,
        "log_words": log(short),
        "cosine": cosine(a, b, common),
        "opening_a": opening_a,
        "opening_b": opening_b,
        "openings": float(matrix[:OPENING, :OPENING].max(initial=0.0)),
        "marks": shared_marks(one.marks, other.marks),
        "told": told_share,
        "log_told": log(1 + told),
        "n_aligned": float(min(alignment.n_aligned, 10)),
        "jaccard": shared / max(1, len(one.grams) + len(other.grams) - shared),
        "containment": shared / max(1, min(len(one.grams), len(other.grams))),
        "containment_longer": shared / max(1, len(one.grams), len(other.grams)),
    }


def likeness(features: Mapping[str, float], *, is_cross_language: bool) -> float:
    """Return how likely the pair tells one story, 0 to 1, by the logistic model of its kind.

    A weight changes with the length of the shorter text: two sentences of a brief say less than ten of a report.
    The coefficients stand in `likeness.json`, with how they were learned and measured.
    """
    model = _models()["across_languages" if is_cross_language else "same_language"]
    by_length = features["log_words"] - TYPICAL_LOG_WORDS
    score = model["intercept"] + sum(
        (weight + by_length * model["by_length"][name]) * features[name] for name, weight in model["weights"].items()
    )
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def decide(
    features: Mapping[str, float], *, is_cross_language: bool, is_credited: bool = False, is_varied: bool = True
) -> tuple[str, float]:
    """Return the decision (`same_story`, `review`, `linked` or `apart`) and the likeness it rests on.

    Args:
        features: as `measure` gives them.
        is_cross_language: which model to ask.
        is_credited: one of the two names the other as its source, or keeps its translator's credit.
        is_varied: both are prose (`profile.is_varied`), which is what the likeness was learned on.
    """
    likely = likeness(features, is_cross_language=is_cross_language)
    if is_credited and likely >= CREDITED:
        return "same_story", max(likely, SAME_STORY)
    by_words = None if is_cross_language else _decide_by_words(features, likely)
    if by_words is not None:
        return by_words
    if not is_varied:
        likely = features["jaccard"]
    if likely >= SAME_STORY and not is_cross_language and features["coverage"] < MIN_COVERAGE:
        likely = REVIEW  # it may look like more, but for what it leaves out
    if likely >= SAME_STORY and not features["n_aligned"] and features.get("openings", 0.0) < MIN_OPENINGS:
        likely = REVIEW  # the words of a trade are alike in all its stories; without a sentence there is no evidence
    if likely >= SAME_STORY:
        return "same_story", likely
    if not is_cross_language and features["containment"] >= REUSE_CONTAINMENT:
        return "linked", likely
    return ("review" if likely >= REVIEW else "apart"), likely


def _decide_by_words(features: Mapping[str, float], likely: float) -> tuple[str, float] | None:
    """Return the decision where the word sequences of two texts in one language settle it; None where they do not."""
    is_template = features["anchor_jaccard"] < TEMPLATE_ANCHORS and features["jaccard"] < TEMPLATE_JACCARD
    if is_template and features["containment"] >= REUSE_CONTAINMENT:
        return "linked", min(likely, REVIEW)
    if features["jaccard"] >= SAME_TEXT_JACCARD and not is_template:
        return "same_story", max(likely, features["jaccard"], SAME_STORY)
    return None


@cache
def _models() -> dict[str, Any]:
    return json.loads(files("tasks.core.stories").joinpath("likeness.json").read_text(encoding="utf-8"))
