"""Learn the coefficients of `tasks/core/stories/likeness.json` from the shared pairs, and print how well they do.

    python -m tests.gates.train_likeness          # prints, on halves of the stories never seen together
    python -m tests.gates.train_likeness --write  # and writes the file

Only pairs that the candidate search brings up are learned from: the model never sees others. Every article is used with
the translation it comes with and again without any, so that the model works before a translation exists.
"""

import argparse
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from tasks.core.stories.alignment import vectors_of
from tasks.core.stories.candidates import candidates
from tasks.core.stories.features import SAME_STORY, TYPICAL_LOG_WORDS, measure
from tasks.core.stories.profile import profiles_of
from tasks.group_manifest import read_manifest

ROOT = Path(__file__).parents[2]
STORIES = ROOT.parent / "shared" / "eval" / "stories"
MODEL = ROOT / "tasks" / "core" / "stories" / "likeness.json"
SETS = ("chains", "briefs")
RIDGE = 1.0
STEPS = 50
COMMON = ("mean_shorter", "mean_longer", "coverage", "coverage_longer", "order", "anchor_containment", "anchor_jaccard")
COMMON += ("length_ratio", "log_words", "cosine", "n_aligned", "told", "log_told")
KINDS = {"across_languages": COMMON, "same_language": (*COMMON, "jaccard", "containment")}


def examples(tellings, truth):
    """Yield (kind, story that decides the half, features, is one story) for each candidate pair that is judged."""
    profiles = profiles_of(tellings)
    vectors = [vectors_of(profile) for profile in profiles]
    for a, b in candidates(profiles, range(len(profiles))):
        one, other = (truth[vectors[at].profile.telling.article_id] for at in (a, b))
        kind = "same_language" if one["lang"] == other["lang"] else "across_languages"
        if one["story"] is None and other["story"] is None and kind == "same_language":
            continue  # the crowd is one running story: not judged among itself
        if _is_donor(one, other) or _is_donor(other, one):
            continue  # a mixture and a story that lent it sentences: neither one story nor two
        is_same = one["story"] is not None and one["story"] == other["story"]
        yield kind, one["story"] or other["story"] or one["id"], measure(vectors[a], vectors[b]), is_same


def _is_donor(one, other):
    return bool(one.get("donor")) and one["donor"] == other["story"]


def fit(rows, labels):
    """Return (intercept, weights) of a ridge logistic regression by Newton's method, in the units of *rows*."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.c_[np.ones(len(rows)), (rows - mean) / spread]
    penalty = np.eye(design.shape[1]) * RIDGE
    penalty[0, 0] = 0
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (likely - labels) + penalty @ weights
        weights -= np.linalg.solve(design.T @ (design * (likely * (1 - likely))[:, None]) + penalty, slope)
    return weights[0] - (weights[1:] * mean / spread).sum(), weights[1:] / spread


def half(story: str) -> int:
    return hashlib.sha256(story.encode()).digest()[0] % 2


def learn(found, names):
    rows = np.array([[features[name] for name in names] for _, features, _ in found])
    # What a feature says depends on how long the shorter text is: each comes in once more, by length.
    rows = np.c_[rows, rows * (rows[:, [names.index("log_words")]] - TYPICAL_LOG_WORDS)]
    labels = np.array([float(is_same) for _, _, is_same in found])
    halves = np.array([half(story) for story, _, _ in found])
    likely = np.zeros(len(rows))
    for held_out in (0, 1):
        intercept, weights = fit(rows[halves != held_out], labels[halves != held_out])
        likely[halves == held_out] = 1 / (1 + np.exp(-(intercept + rows[halves == held_out] @ weights)))
    joined = likely >= SAME_STORY
    measured = {
        "n_pairs": len(rows),
        "n_true": int(labels.sum()),
        "held_out_precision": round(float(labels[joined].mean()), 4),
        "held_out_recall": round(float(labels[joined].sum() / labels.sum()), 4),
    }
    intercept, weights = fit(rows, labels)
    return {
        "intercept": round(float(intercept), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights[: len(names)], strict=True)},
        "by_length": {name: round(float(weight), 4) for name, weight in zip(names, weights[len(names) :], strict=True)},
        "measured": measured,
    }


def examples_of(name):
    """Return the examples of a shared set, with the translations it comes with and without any."""
    with (STORIES / f"{name}.truth.jsonl").open(encoding="utf-8") as lines:
        truth = {row["id"]: row for row in map(json.loads, lines)}
    tellings = read_manifest(STORIES / f"{name}.articles.jsonl")
    bare = [replace(telling, pivot_lang=None, pivot_title="", pivot_body="") for telling in tellings]
    return [example for given in (tellings, bare) for example in examples(given, truth)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    found = [example for name in SETS for example in examples_of(name)]
    model = {
        "recipe": "python -m tests.gates.train_likeness --write; ridge logistic regression on candidate pairs of the "
        "shared chains and briefs, with and without their translations; measured on the half of the stories not "
        "learned from",
    }
    for kind, names in KINDS.items():
        model[kind] = learn([example[1:] for example in found if example[0] == kind], names)
        print(kind, model[kind]["measured"])
    if arguments.write:
        MODEL.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
