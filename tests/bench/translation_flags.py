"""Measure the flags of translated sentences: faults caught, human translations flagged, CPU time a sentence.

    python -m tests.bench.translation_flags [FOLDER] [--into en|fr] [--show FLAG] [--missed FAULT] [--json]

`tests/gates/translation_faults.py` says which pairs are taken and how each fault is put in. Printed are both halves of
the stories: weights and thresholds were learned from `tuning` alone. A fault is caught by any flag; beside it stands
what the flag named for it catches alone. `--show numbers` quotes the false alarms of a flag in the tuning half,
`--missed truncated` what is missed there.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from tasks.core.translation.flags import flags_of
from tasks.core.translation.judgement import TranslatedSentence, judge
from tests.gates.translation_faults import INJECTIONS, STORIES, Pair, Taken, human_pairs, inject

OWN_FLAG = {
    "truncated": {"truncated", "length"},
    "loop": {"repetition"},
    "changed number": {"numbers"},
    "dropped number": {"numbers"},
    "left in the source's language": {"untranslated"},
    "another sentence": {"other_sentence"},
    "truncated, its mark kept": {"truncated", "length"},
}


def kinds(source: str, target: str, into: str) -> set[str]:
    return {flag.fault.value for flag in flags_of(source, target, "fr" if into == "en" else "en", into)}


def caught(fault: str, pairs: Sequence[Pair], into: str = "en") -> dict[str, float]:
    """Return how many sentences have *fault*, and the share that any flag, and its own, catches."""
    found = [kinds(source, target, into) for _, source, target in inject(fault, pairs, into)]
    return {
        "n": len(found),
        "any": sum(map(bool, found)) / len(found),
        "own": sum(bool(flags & OWN_FLAG[fault]) for flags in found) / len(found),
    }


def false_alarms(pairs: Sequence[Pair], into: str = "en") -> dict[str, float]:
    """Return the share of human translations that are flagged, by flag and by any; and CPU ms a sentence."""
    for pair in pairs[:20]:  # word lists are read before the clock starts
        kinds(*pair.sides(into), into)
    started = time.process_time()
    found = [kinds(*pair.sides(into), into) for pair in pairs]
    ms = 1000 * (time.process_time() - started) / len(pairs)
    counts = Counter(flag for flags in found for flag in flags)
    shares = {flag: n / len(pairs) for flag, n in counts.most_common()}
    return {"n": len(pairs), "any": sum(map(bool, found)) / len(pairs), **shares, "ms": ms}


def doubted(pairs: Sequence[Pair], into: str) -> dict[str, float]:
    """Return how many stories the pairs are of, and how many of their human translations would be doubtful."""
    source_lang = "fr" if into == "en" else "en"
    judged: list[bool] = []
    for _, some in groupby(pairs, key=lambda pair: pair.story):
        sentences = [TranslatedSentence("body", place, *pair.sides(into)) for place, pair in enumerate(some)]
        judged.append(judge(sentences, source_lang, into, token_score=None).is_doubtful)
    return {"n": len(judged), "doubtful": sum(judged)}


def measure(pairs: Sequence[Pair], into: str) -> dict[str, dict[str, dict[str, float]]]:
    """Return false alarms and faults caught, of each half."""
    halves = {
        half: [pair for pair in pairs if pair.is_heldout is (half == "heldout")] for half in ("tuning", "heldout")
    }
    return {
        half: {"false alarms": false_alarms(some, into), "stories": doubted(some, into)}
        | {fault: caught(fault, some, into) for fault in INJECTIONS}
        for half, some in halves.items()
    }


def print_table(taken: Taken, found: dict[str, dict[str, dict[str, float]]], into: str) -> None:
    print(
        f"{taken.n_stories} stories with an original and a human translation, {taken.n_uneven_stories} of them not "
        f"paragraph by paragraph; {taken.n_paragraphs} paragraphs side by side, {len(taken.pairs)} of them a sentence "
        f"each; into {into}\n"
    )
    for half, rows in found.items():
        alarms = rows["false alarms"]
        print(f"{half}: {alarms['n']:.0f} sentences, {alarms['ms']:.3f} ms CPU each")
        by_flag = ", ".join(
            f"{flag} {100 * share:.2f}" for flag, share in alarms.items() if flag not in {"n", "any", "ms"}
        )
        print(f"  false alarms {100 * alarms['any']:6.2f} %  ({by_flag})")
        stories = rows["stories"]
        print(f"  {stories['doubtful']:.0f} of {stories['n']:.0f} human translations of whole stories doubtful")
        for fault in INJECTIONS:
            row = rows[fault]
            caught_by = f"{100 * row['any']:6.2f} % caught, {100 * row['own']:6.2f} % by its own flag"
            print(f"  {fault:30} {caught_by}, of {row['n']:.0f}")
        print()


def show(flag: str, pairs: Sequence[Pair], into: str) -> None:
    for pair in pairs:
        source, target = pair.sides(into)
        for one in flags_of(source, target, "fr" if into == "en" else "en", into):
            if one.fault.value == flag:
                print(f"{one.reason}\n  {source}\n  {target}")


def show_missed(fault: str, pairs: Sequence[Pair], into: str) -> None:
    for _, source, target in inject(fault, pairs, into):
        if not kinds(source, target, into):
            print(f"{source}\n  {target}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=STORIES, help="with chains.articles.jsonl and .truth")
    parser.add_argument("--into", choices=("en", "fr"), default="en", help="the language translated into")
    parser.add_argument("--show", metavar="FLAG", help="quote the false alarms of this flag in the tuning half")
    parser.add_argument("--missed", choices=INJECTIONS, metavar="FAULT", help="quote what is missed in the tuning half")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    args = parser.parse_args(arguments)
    if not args.folder.is_dir():
        parser.error(f"{args.folder}: no such folder")
    taken = human_pairs(args.folder)
    tuning = [pair for pair in taken.pairs if not pair.is_heldout]
    if args.show or args.missed:
        show(args.show, tuning, args.into) if args.show else show_missed(args.missed, tuning, args.into)
        return
    found = measure(taken.pairs, args.into)
    if args.json:
        print(json.dumps({"n_pairs": len(taken.pairs), "into": args.into, **found}))
        return
    print_table(taken, found, args.into)


if __name__ == "__main__":
    main()
