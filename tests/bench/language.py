"""Measure telling languages, ours beside its rivals: how often each is right about a few words, and CPU a call.

    python -m tests.bench.language [--rounds N] [--json]

The words are those of `tests.bench.snippets`: 20, 50 and 200 characters of shared press, nothing declared, the same for
all. A call that answers nothing (`und`, or an exception) counts as wrong. Accuracy is over all snippets of a length, of
which no language has more than 300; "mean of languages" lets each language count alike. Times are CPU times of this
process, the cheapest of the rounds (one for the rivals), after a call in each language. `learn` and `judge` are the two
halves of the sources: constants of ours were chosen on the first alone.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tasks.core.language import UNDETERMINED, detect_language, primary_subtag
from tests.bench.meter import table
from tests.bench.snippets import LENGTHS, SEED, SHARED, Snippet, load_snippets

OURS = "newsecho"
Detect = Callable[[str], str | None]


def ours() -> Detect:
    return lambda text: detect_language(text).lang


def with_langdetect() -> Detect:
    from langdetect import DetectorFactory, detect  # noqa: PLC0415
    from langdetect.lang_detect_exception import LangDetectException  # noqa: PLC0415

    DetectorFactory.seed = SEED

    def run(text: str) -> str | None:
        try:
            return detect(text)
        except LangDetectException:  # no letters in it
            return None

    return run


def with_py3langid() -> Detect:
    import py3langid  # noqa: PLC0415

    return lambda text: py3langid.classify(text)[0]


def with_lingua() -> Detect:
    from lingua import LanguageDetectorBuilder  # noqa: PLC0415

    detector = LanguageDetectorBuilder.from_all_languages().build()

    def run(text: str) -> str | None:
        found = detector.detect_language_of(text)
        return found and found.iso_code_639_1.name.lower()

    return run


# name → package it comes in, how it is made ready
DETECTORS: dict[str, tuple[str, Callable[[], Detect]]] = {
    OURS: ("newsecho", ours),
    "langdetect": ("langdetect", with_langdetect),
    "py3langid": ("py3langid", with_py3langid),
    "lingua": ("lingua-language-detector", with_lingua),
}


@dataclass
class Figures:
    """What one detector made of the snippets: counts by (length, language, half), milliseconds by length."""

    n: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    n_right: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    n_und: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    ms: dict[int, float] = field(default_factory=dict)

    def add(self, snippet: Snippet, answer: str) -> None:
        key = snippet.length, snippet.lang, snippet.half
        self.n[key] += 1
        self.n_right[key] += answer == snippet.lang
        self.n_und[key] += answer == UNDETERMINED

    def share(self, counts: Counter[tuple[int, str, str]], *wanted: Any) -> float | None:
        """Return the share of *counts* among the snippets whose key holds all *wanted*; None when there is none."""
        keys = [key for key in self.n if all(one in key for one in wanted)]
        total = sum(self.n[key] for key in keys)
        return sum(counts[key] for key in keys) / total if total else None

    def summary(self, length: int) -> dict[str, float | None]:
        by_language = self.by_language(length).values()
        return {
            "accuracy": self.share(self.n_right, length),
            "mean_of_languages": sum(by_language) / len(by_language),
            "learn": self.share(self.n_right, length, "learn"),
            "judge": self.share(self.n_right, length, "judge"),
            "und": self.share(self.n_und, length),
            "ms": self.ms[length],
        }

    def by_language(self, length: int) -> dict[str, float]:
        languages = sorted({lang for one, lang, _ in self.n if one == length})
        return {lang: self.share(self.n_right, length, lang) or 0.0 for lang in languages}


def installed_version(name: str) -> str | None:
    try:
        return version(DETECTORS[name][0])
    except PackageNotFoundError:
        return None


def measure(snippets: Sequence[Snippet], detect: Detect, *, rounds: int) -> Figures:
    figures = Figures()
    for snippet in {(one.length, one.lang): one for one in snippets}.values():
        detect(snippet.text)  # what it needs for a script or a length is loaded by now
    by_length: dict[int, list[Snippet]] = defaultdict(list)
    for snippet in snippets:
        by_length[snippet.length].append(snippet)
    for length, group in by_length.items():
        for number in range(rounds):
            begun = time.process_time()
            answers = [detect(snippet.text) for snippet in group]
            spent_ms = 1000 * (time.process_time() - begun) / len(group)
            figures.ms[length] = min(spent_ms, figures.ms.get(length, spent_ms))
            if number == 0:
                for snippet, answer in zip(group, answers, strict=True):
                    figures.add(snippet, primary_subtag(answer) or UNDETERMINED)
    return figures


def print_tables(found: dict[str, Figures], n_snippets: int) -> None:
    lengths = sorted({length for one in found.values() for length, *_ in one.n})
    print(f"{n_snippets} snippets of shared press, nothing declared; und counts as wrong\n")
    rows: list[tuple[str, ...]] = [("", "characters", "accuracy", "mean of languages", "learn", "judge", "und", "ms")]
    for name, one in found.items():
        for length in lengths:
            *shares, ms = one.summary(length).values()
            rows.append((f"{name} {installed_version(name)}", str(length), *map(_shown, shares), f"{ms:.3f}"))
    print(table(rows))
    for name in sorted(DETECTORS.keys() - found.keys()):
        print(f"{name} not installed (uv pip install -c constraints.txt -e '.[bench]')")
    for length in lengths:
        print(f"\naccuracy by language at {length} characters")
        by_language = {name: one.by_language(length) for name, one in found.items()}
        first = next(iter(found.values()))
        rows = [("", "n", *by_language)]
        for lang in next(iter(by_language.values())):
            n = sum(first.n[key] for key in first.n if key[:2] == (length, lang))
            rows.append((lang, str(n), *(_shown(one[lang]) for one in by_language.values())))
        print(table(rows))


def _shown(share: float | None) -> str:
    return "-" if share is None else f"{share:.4f}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="times each snippet is told; the cheapest counts")
    parser.add_argument("--json", action="store_true", help="only the figures, as JSON")
    args = parser.parse_args(arguments)
    if not SHARED.is_dir():
        parser.error(f"{SHARED}: no such folder; the shared evaluation data lies beside the checkout")
    snippets = load_snippets()
    ready = {name: make() for name, (_, make) in DETECTORS.items() if installed_version(name)}
    found = {
        name: measure(snippets, detect, rounds=args.rounds if name == OURS else 1) for name, detect in ready.items()
    }
    if args.json:
        figures = {
            name: {length: {**one.summary(length), "by_language": one.by_language(length)} for length in LENGTHS}
            for name, one in found.items()
        }
        print(json.dumps(figures))
        return
    print_tables(found, len(snippets))


if __name__ == "__main__":
    main()
