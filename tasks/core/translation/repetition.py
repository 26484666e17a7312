"""Whether a translation loops: the same words again and again, which decoders do and writers hardly ever."""

from collections import Counter
from collections.abc import Sequence

from tasks.core.translation.faults import Fault, Flag, quoted
from tasks.core.translation.sides import Rendering

MAX_PERIOD = 12  # words; longer loops are found by how few of the word triples are different
MAX_WORDS = 4_000  # of a text that are looked at
FEWEST = 3  # times in a row; a single word once more: "no, no, no"
TRIPLES = 24  # from so many words on
DISTINCT = 0.5  # share of triples: below it a text repeats itself


def repetition_flag(rendering: Rendering) -> Flag | None:
    """Return a flag where words of the target come three times in a row (a single word four) and the source's do not.

    >>> from tasks.core.translation.sides import Side
    >>> looped = Side("The vote of the vote of the vote of", "en")
    >>> repetition_flag(Rendering(Side("Le conseil a voté.", "fr"), looped)).found
    '3 times “the vote of”'
    """
    words = rendering.target.words[:MAX_WORDS]
    times, phrase = _most_repeated(words)
    if times:
        theirs, _ = _most_repeated(rendering.source.words[:MAX_WORDS])
        if times > theirs + 1:
            return Flag(Fault.REPETITION, "no words again and again", f"{times} times {quoted(phrase)}")
    if len(words) >= TRIPLES and _distinct(words) < DISTINCT <= _distinct(rendering.source.words[:MAX_WORDS]):
        return Flag(Fault.REPETITION, "few words again", quoted(rendering.target.text))
    return None


def _most_repeated(words: Sequence[str]) -> tuple[int, str]:
    """Return how often in a row what phrase comes, (0, "") when none comes often."""
    best, phrase = 0, ""
    if max(Counter(words).values(), default=0) < FEWEST:
        return best, phrase
    for period in range(1, MAX_PERIOD + 1):
        run = 0
        for at in range(period, len(words)):
            run = run + 1 if words[at] == words[at - period] else 0
            times = run // period + 1
            if times > max(best, FEWEST if period == 1 else FEWEST - 1):
                best, phrase = times, " ".join(words[at - period + 1 : at + 1])
    return best, phrase


def _distinct(words: Sequence[str]) -> float:
    triples = list(zip(words, words[1:], words[2:], strict=False))
    return len(set(triples)) / len(triples) if triples else 1.0
