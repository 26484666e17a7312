"""Prometheus' text format, read back by a strict reader of our own."""

import re

import pytest

from tasks.core.metrics import Metric, exposition

NAME = r"[a-zA-Z_][a-zA-Z0-9_]*"
LABEL = rf'{NAME}="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)")


def read(text: str) -> dict[str, dict[str, float]]:
    """Return metric → labels as written → value; raise where the format, or its conventions, are not kept."""
    assert text.endswith("\n")
    found: dict[str, dict[str, float]] = {}
    kinds: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, said = line.removeprefix("# HELP ").split(" ", 1)
            assert said[0].isupper()
            assert said.endswith(".")
            assert name not in found, "a metric stands in one block"
            found[name] = {}
        elif line.startswith("# TYPE "):
            told, kinds[name] = line.removeprefix("# TYPE ").split(" ")
            assert told == name, "TYPE follows HELP"
            assert (kinds[name] == "counter") == name.endswith("_total")
            assert kinds[name] in {"counter", "gauge"}
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            assert sample[1] == name, "samples follow their TYPE"
            assert (sample[2] or "") not in found[name], "a sample is told once"
            found[name][sample[2] or ""] = float(sample[3])
    assert set(kinds) == set(found)
    return found


def test_labels_and_help_are_escaped():
    label = 'a "b" \\ c\nd'
    text = exposition([Metric("x_total", "counter", "As\nit \\ is.", [({"of": label}, 1), ({}, 2.5)])])
    assert read(text) == {"x_total": {r'of="a \"b\" \\ c\nd"': 1.0, "": 2.5}}
    assert text.splitlines()[0] == r"# HELP x_total As\nit \\ is."


@pytest.mark.parametrize("value", [0, 1, 2**53, 1764180000.25, 0.001, 1e-9])
def test_a_number_comes_back_as_it_was(value):
    assert read(exposition([Metric("x", "gauge", "X.", [({}, value)])])) == {"x": {"": value}}
