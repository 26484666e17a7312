"""Learn the weights of `tasks/core/translation/faults.json` from the first half of the shared human translations.

    python -m tests.gates.train_faults          # prints what they catch on the half not learned from
    python -m tests.gates.train_faults --write  # and writes the file

Human translations are what is right; cut ones, with and without their final mark, and those of other sentences of the
same story are what is wrong; in both directions. The intercept is set so that FALSE_ALARMS of the human translations
learned from are flagged.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from tasks.core.translation.evidence import features_of_cut, features_of_exchange
from tasks.core.translation.names import compare_names
from tasks.core.translation.numbers import compare_numbers
from tasks.core.translation.sides import Rendering, Side
from tests.gates.train_likeness import fit
from tests.gates.translation_faults import human_pairs, inject

MODEL = Path(__file__).parents[2] / "tasks" / "core" / "translation" / "faults.json"
FALSE_ALARMS = {"truncated": 0.003, "other_sentence": 0.003, "other_sentence_by_names": 0.003}
UNMARKED = 0.1  # of human translations where neither text has a final mark, headlines mostly: 2 % of all
CUT = ("truncated", "truncated, its mark kept")
WITHOUT_WORDS = (
    "numbers_apart",
    "numbers_shared",
    "names_apart",
    "names_shared",
    "one_quotes",
    "both_quote",
    "one_asks",
)


def renderings(found, into):
    source_lang = "fr" if into == "en" else "en"
    return [Rendering(Side(source, source_lang), Side(target, into)) for _, source, target in found]


def cut_features(rendering):
    return features_of_cut(rendering)


def exchange_features(rendering):
    source, target = rendering.source, rendering.target
    numbers = compare_numbers(source.text, target.text, source.lang, target.lang)
    return features_of_exchange(rendering, numbers, compare_names(rendering))


def rows_of(measure, pairs, faults):
    """Return (features of what is right, of what is wrong), both as dicts."""
    right, wrong = [], []
    for into in ("en", "fr"):
        human = [(pair, *pair.sides(into)) for pair in pairs]
        right += [measure(one) for one in renderings(human, into)]
        for fault in faults:
            wrong += [measure(one) for one in renderings(inject(fault, pairs, into), into)]
    return right, wrong


def learn(name, measure, pairs, faults, names=None):
    halves = [[pair for pair in pairs if pair.is_heldout is heldout] for heldout in (False, True)]
    tuning, heldout = (rows_of(measure, half, faults) for half in halves)
    names = names or tuple(tuning[0][0])
    table = [np.array([[row[one] for one in names] for row in rows]) for rows in (*tuning, *heldout)]
    intercept, weights = fit(np.r_[table[0], table[1]], np.r_[np.zeros(len(table[0])), np.ones(len(table[1]))])
    scores = [rows @ weights + intercept for rows in table]
    threshold = float(np.quantile(scores[0], 1 - FALSE_ALARMS[name]))
    if "no_marks" in names:  # so few sentences have none that more of them may be flagged
        unmarked = names.index("no_marks")
        threshold = float(np.quantile(scores[0][table[0][:, unmarked] == 0], 1 - FALSE_ALARMS[name]))
        there = float(np.quantile(scores[0][table[0][:, unmarked] == 1], 1 - UNMARKED))
        weights[unmarked] += threshold - there
        scores = [one + rows[:, unmarked] * (threshold - there) for one, rows in zip(scores, table, strict=True)]
    print(name, {one: round(float(weight), 3) for one, weight in zip(names, weights, strict=True)})
    for half, right, wrong in (("tuning", *scores[:2]), ("heldout", *scores[2:])):
        print(f"  {half}: false alarms {np.mean(right > threshold):.4f}, caught {np.mean(wrong > threshold):.4f}")
    return {
        "intercept": round(float(intercept) - threshold, 4),
        "weights": {one: round(float(weight), 4) for one, weight in zip(names, weights, strict=True)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {MODEL.name}")
    options = parser.parse_args()
    pairs = human_pairs().pairs
    found = {
        "recipe": "python -m tests.gates.train_faults --write; ridge logistic regression on the first half of the "
        "shared human translations, sentence by sentence, against cut ones and those of other sentences",
        "truncated": learn("truncated", cut_features, pairs, CUT),
        "other_sentence": learn("other_sentence", exchange_features, pairs, ("another sentence",)),
        "other_sentence_by_names": learn(
            "other_sentence_by_names", exchange_features, pairs, ("another sentence",), WITHOUT_WORDS
        ),
    }
    if options.write:
        MODEL.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
