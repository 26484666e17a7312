"""What can be grossly wrong with a translated sentence, and how it is said."""

from dataclasses import dataclass
from enum import StrEnum

QUOTED_CHARS = 80  # of a passage in a reason: enough to find it


class Fault(StrEnum):
    """A gross fault; a sentence may have several."""

    LENGTH = "length"  # far longer or shorter than its source asks for
    NUMBERS = "numbers"  # one is missing, one is too many, or another
    NAMES = "names"  # one is missing or became another
    REPETITION = "repetition"  # words come again and again: a decoder that loops
    UNTRANSLATED = "untranslated"  # still in the language of the source
    QUOTES = "quotes"  # quotation marks are lost or came from nowhere
    TRUNCATED = "truncated"  # the end is missing
    OTHER_SENTENCE = "other_sentence"  # says something else altogether
    UNSURE = "unsure"  # no rule: the decoder gave its own words little probability


@dataclass(frozen=True, slots=True)
class Flag:
    """A fault, with what the source led us to expect and what is there instead."""

    fault: Fault
    expected: str
    found: str

    @property
    def reason(self) -> str:
        """Return both in a sentence's half."""
        return f"expected {self.expected}; found {self.found}"


def quoted(text: str) -> str:
    """Return a passage in quotation marks, its middle left out where it is long.

    >>> quoted("La fin.")
    '“La fin.”'
    """
    shown = " ".join(text.split())
    if len(shown) > QUOTED_CHARS:
        half = QUOTED_CHARS // 2
        shown = f"{shown[:half].rstrip()} … {shown[-half:].lstrip()}"
    return f"“{shown}”"


def listed(words: list[str]) -> str:
    """Return the first few of *words*, each in quotation marks.

    >>> listed(["12", "13"])
    '“12”, “13”'
    """
    some = ", ".join(quoted(word) for word in words[:4])
    return some if len(words) <= 4 else f"{some} and {len(words) - 4} more"  # noqa: PLR2004
