"""How a sentence ends: what is cut off has lost its mark, or stops at a word that nothing ends with."""

import re
from functools import cache
from importlib.resources import files

from tasks.core.language_words import COMMON_WORDS
from tasks.core.translation.faults import Fault, Flag, quoted
from tasks.core.translation.sides import Rendering, Side

LAST_CHARS = 200  # of a text that are looked at

_END = re.compile(r"[.!?…。！？؟।۔]['\"”’»›)\]」』\s\u00a0]*$")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Gov|M|Mme|Me)\.\s*$")  # ends nothing
_PAUSE = re.compile(r"[,(\[–—/-]\s*$")
_LAST_WORD = re.compile(r"([^\W\d_]+)\W*$")


def has_end_mark(text: str) -> bool:
    """Return whether *text* ends as a sentence does.

    >>> has_end_mark("« Assez ! »"), has_end_mark("I think Mr."), has_end_mark("to be or")
    (True, False, False)
    """
    tail = text[-LAST_CHARS:]
    return bool(_END.search(tail)) and not _TITLE.search(tail)


def dangles(side: Side) -> bool:
    """Return whether a text stops at a pause or at a word that nothing ends with, such as "the".

    >>> dangles(Side("Cast your vote here or", "en")), dangles(Side("Cast your vote", "en"))
    (True, False)
    """
    tail = side.text[-LAST_CHARS:]
    if has_end_mark(tail):
        return False
    last = _LAST_WORD.search(tail.lower())
    return bool(_PAUSE.search(tail)) or (last is not None and last[1] in _joining_words(side.lang))


def ending_flag(rendering: Rendering) -> Flag | None:
    """Return a flag where the source ends as a sentence does and the target does not, or only the target dangles."""
    source, target = rendering.source, rendering.target
    is_lost = has_end_mark(source.text) and not has_end_mark(target.text)
    if is_lost or (dangles(target) and not dangles(source)):
        end = f"an end as that of {quoted(source.text[-40:])}"
        return Flag(Fault.TRUNCATED, end, quoted(target.text[-40:]))
    return None


@cache
def _joining_words(lang: str) -> frozenset[str]:
    """Return the words of a language that nothing ends with; where none are listed, its function words."""
    text = files("tasks.core.translation").joinpath("joining_words.txt").read_text(encoding="utf-8")
    listed = [line.split()[1:] for line in text.splitlines() if line.startswith(f"{lang} ")]
    return frozenset(word for words in listed for word in words) or COMMON_WORDS.get(lang, frozenset())
