"""Grouping of the shared chains: no figure falls below its floor in floors.toml, with translations and without."""

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


@pytest.mark.parametrize("is_translated", [True, False], ids=["translated", "bare"])
def test_the_chains_are_found_as_well_as_ever(tmp_path, is_translated):
    manifest = SHARED / "stories" / "chains.articles.jsonl"
    if not is_translated:
        manifest = without_translations(manifest, tmp_path / "bare.jsonl")
    out = tmp_path / "out.jsonl"
    group_manifest(manifest, out)
    command = [sys.executable, SHARED / "score_stories.py", "chains", out]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures = {
        f"{kind} {name}": float(value)
        for kind, line in re.findall(r"^(same language|across languages)(.*)$", printed, re.MULTILINE)
        for name, value in re.findall(r"([PR]) (\d\.\d+)", line)
    }
    figures["adjusted Rand index"] = float(re.findall(r"adjusted Rand index (\d\.\d+)", printed)[0])
    assert {name: value for name, value in figures.items() if value < FLOORS.get(name, 0)} == {}
    assert FLOORS.keys() <= figures.keys()
