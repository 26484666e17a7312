"""Extraction on the shared pages: no figure falls below its floor in floors.toml."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tasks.extract_manifest import extract_manifest

SHARED = Path(__file__).parents[3] / "shared" / "eval"
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text())["extract"]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared evaluation data beside the checkout"),
]


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    out = tmp_path_factory.mktemp("gate") / "out.jsonl"
    sums = extract_manifest(SHARED / "extract" / "truth.jsonl", out, max_workers=2)
    assert sums.n_failed == 0
    assert sums.n_pages == sums.n_read + sum(sums.without.values()) == len(out.read_text().splitlines())
    command = [sys.executable, SHARED / "score_extract.py", out]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(read_figures(printed))


def read_figures(printed):
    """Yield ("wcxb_article title", 0.86) and the like from what the shared scorer prints."""
    for line in printed.splitlines():
        name, _, rest = line.partition(" ")
        for part in rest.split("  "):
            words = part.split(" (")[0].split()
            if words:
                yield f"{name} {' '.join(words[:-1])}", float(words[-1])


@pytest.mark.parametrize("figure", FLOORS)
def test_a_figure_stays_above_its_floor(figures, figure):
    assert figures[figure] >= FLOORS[figure]
