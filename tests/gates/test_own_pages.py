"""Extraction on pages of our own, wherever the tests run: no case falls below its floor in floors.toml.

A case is a folder `tests/data/NAME/`: `page.html` as it is, and `expect.toml`, whose first line says why it exists.
What it leaves out is not judged.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tasks.core.extract.read import read_page
from tasks.core.extract.reading import Reading
from warehouse.records import Credit, Rejection

TESTS = Path(__file__).parents[1]
CASES = sorted(page.parent for page in (TESTS / "data").glob("*/page.html"))
FLOORS = tomllib.loads((TESTS / "gates" / "floors.toml").read_text())["own"]
KNOWN = {"url", "canonical_url", "status", "title", "authors", "published", "credits", "defects", "in", "out"}


def judge(expected: dict[str, Any], read: Reading | Rejection) -> Iterator[tuple[str, bool]]:
    """Yield each thing that was expected, as a sentence, and whether it holds."""
    status = read.reason if isinstance(read, Rejection) else read.status
    if "status" in expected:
        yield f"status {expected['status']}, not {status}", status == expected["status"]
    if isinstance(read, Rejection):
        return
    day = read.published_at.date().isoformat() if read.published_at else None
    found = {"canonical_url": read.url, "title": read.title, "authors": list(read.authors), "published": day}
    for name, value in found.items():
        if name in expected:
            yield f"{name} {expected[name]!r}, not {value!r}", value == expected[name]
    yield from judge_lineage(expected, read)
    for sentence in expected.get("in", ()):
        yield f"in the text: {sentence!r}", sentence in read.body
    for sentence in expected.get("out", ()):
        yield f"not in the text: {sentence!r}", sentence not in read.body


def judge_lineage(expected: dict[str, Any], read: Reading) -> Iterator[tuple[str, bool]]:
    """Yield whether the credits and defects are those expected, none more."""
    if "defects" in expected:
        codes = {defect.code for defect in read.defects} - {"boilerplate"}
        yield f"defects {expected['defects']}, not {sorted(codes)}", codes == set(expected["defects"])
    if "credits" in expected:
        kinds = sorted({credit.kind for credit in read.credits})
        yield f"no other credit than expected: {kinds}", kinds == sorted({one["kind"] for one in expected["credits"]})
        for wanted in expected["credits"]:
            yield f"credit {wanted}", any(says(credit, wanted, read.body_as_found) for credit in read.credits)


def says(credit: Credit, wanted: dict[str, str], text: str) -> bool:
    """Say whether *credit* is what was *wanted* and quotes *text* where it says."""
    is_quoted = credit.start == -1 or text[credit.start : credit.end] == credit.quote
    return is_quoted and all(getattr(credit, name) == value for name, value in wanted.items())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_of_our_own_reads_as_expected(case):
    said = (case / "expect.toml").read_text(encoding="utf-8")
    expected = tomllib.loads(said)
    assert said.startswith("# "), "the first line says why the case exists"
    assert expected.keys() <= KNOWN
    judged = list(judge(expected, read_page((case / "page.html").read_bytes(), url=expected["url"])))
    failed = [sentence for sentence, holds in judged if not holds]
    assert 1 - len(failed) / len(judged) >= FLOORS[case.name], "\n".join(failed)


def test_every_case_has_a_floor_and_every_floor_a_case():
    assert sorted(FLOORS) == [case.name for case in CASES]
