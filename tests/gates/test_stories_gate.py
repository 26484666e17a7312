"""Grouping of the shared sets: no figure falls below its floor in floors.toml, with translations and without.

python -m pytest tests/gates/test_stories_gate.py -m long    # those without translations alone
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tasks.group_manifest import group_manifest

SHARED = Path(__file__).parents[3] / "shared" / "eval"
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text())["stories"]

OTHERS = {
    "adjusted Rand index": r"adjusted Rand index (\d\.\d+)",
    "relation right": r"relation right (\d\.\d+)",
    "joined wrongly with the running story": r"joined wrongly with the running story: (\d+)",
}
AT_MOST = {"joined wrongly with the running story"}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared evaluation data beside the checkout"),
]


def without_translations(manifest, bare):
    with manifest.open(encoding="utf-8") as lines, bare.open("w", encoding="utf-8") as out:
        for row in map(json.loads, lines):
            row.pop("translation", None)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return bare


def figures_of(name, manifest, out):
    """Return what the shared scorer says of our grouping of *manifest*, by name."""
    group_manifest(manifest, out)
    command = [sys.executable, SHARED / "score_stories.py", name, out]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures = {
        f"{kind} {figure}": float(value)
        for kind, line in re.findall(r"^(same language|across languages|press pairs)(.*)$", printed, re.MULTILINE)
        for figure, value in re.findall(r"(P|R|F1) (\d\.\d+)", line)
    }
    others = {figure: re.search(pattern, printed) for figure, pattern in OTHERS.items()}
    return figures | {figure: float(found[1]) for figure, found in others.items() if found}


BARE = [pytest.param(case, marks=pytest.mark.long) for case in FLOORS if "bare" in case]


@pytest.mark.parametrize("case", [*(case for case in FLOORS if "bare" not in case), *BARE])
def test_stories_are_found_as_well_as_ever(tmp_path, case):
    name, _, bare = case.partition(" ")
    manifest = SHARED / "stories" / f"{name}.articles.jsonl"
    if bare:
        manifest = without_translations(manifest, tmp_path / "bare.jsonl")
    figures = figures_of(name, manifest, tmp_path / "out.jsonl")
    assert {
        figure: figures[figure]
        for figure, floor in FLOORS[case].items()
        if (figures[figure] > floor if figure in AT_MOST else figures[figure] < floor)
    } == {}
