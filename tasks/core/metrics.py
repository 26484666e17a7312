"""Measurements as Prometheus reads them: the text format, version 0.0.4."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LABEL_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
HELP_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric with its samples: labels and value each."""

    name: str  # in base units, with its unit; a counter ends in _total
    kind: str  # gauge | counter
    text: str  # for HELP
    samples: Sequence[tuple[Mapping[str, str], float]]


def exposition(metrics: Sequence[Metric]) -> str:
    r"""Return *metrics* in the text format.

    >>> print(exposition([Metric("a_total", "counter", "As.", [({"of": 'x"y'}, 2)])]), end="")
    # HELP a_total As.
    # TYPE a_total counter
    a_total{of="x\"y"} 2
    """
    lines: list[str] = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.text.translate(HELP_ESCAPES)}", f"# TYPE {metric.name} {metric.kind}"]
        lines += [f"{metric.name}{_labels(labels)} {_number(value)}" for labels, value in metric.samples]
    return "\n".join(lines) + "\n"


def _labels(labels: Mapping[str, str]) -> str:
    named = ",".join(f'{name}="{value.translate(LABEL_ESCAPES)}"' for name, value in labels.items())
    return f"{{{named}}}" if named else ""


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
