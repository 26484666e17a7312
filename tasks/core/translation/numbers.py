"""Whether the numbers of a sentence are those of its source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tasks.core.translation.amounts import Amount, amounts
from tasks.core.translation.faults import Fault, Flag, listed
from tasks.core.translation.number_words import KNOWN, hinted_numbers, named_months

SMALL = frozenset(map(str, range(21)))  # a language whose number words we do not read may spell these out
FEW = frozenset(map(str, range(11)))  # numbers that words say in passing
ONE = frozenset({"1"})


@dataclass(frozen=True, slots=True)
class NumberMismatch:
    """Numbers of the source that the target does not say, and numbers it says that the source does not."""

    missing: tuple[Amount, ...]
    extra: tuple[Amount, ...]
    n_shared: int = 0  # of the source that the target says too


def compare_numbers(source: str, target: str, source_lang: str, target_lang: str) -> NumberMismatch:
    """Return where the numbers of a sentence and its translation disagree.

    A number said twice in one text and once in the other is no disagreement. "One" in words is no number: it may be an
    article.

    >>> compare_numbers("Le 3 mai à 14 h 30, deux millions", "On May 3 at 2:30 p.m., 2 million", "fr", "en")
    NumberMismatch(missing=(), extra=(), n_shared=3)
    >>> [one.quote for one in compare_numbers("12 % en 2014", "13% in 2014", "fr", "en").extra]
    ['13']
    """
    ours, theirs = amounts(source, source_lang), amounts(target, target_lang)
    if not ours and not theirs:
        return NumberMismatch((), ())
    missing, extra = _unmatched(ours, theirs), _unmatched(theirs, ours)
    if missing or extra:
        missing, extra = _unmatched(missing, [*theirs, *_parts(extra)]), _unmatched(extra, [*ours, *_parts(missing)])
    n_shared = max(0, len(ours) - len(missing))
    missing = _unhinted(missing, target, target_lang)
    extra = _unhinted(extra, source, source_lang)
    if missing and not extra:  # five to seven became 7 to 7: the second stands in place of what is missing
        extra = _surplus(theirs, ours)
    return NumberMismatch(tuple(missing), tuple(extra), n_shared)


def _unmatched(some: Iterable[Amount], others: Iterable[Amount]) -> list[Amount]:
    """Return those of *some* that share no reading with *others*, whole or part by part."""
    said = {reading for other in others for reading in other.readings}
    return [
        one
        for one in some
        if one.readings.isdisjoint(said)
        and (not one.parts or any(part.readings.isdisjoint(said) for part in one.parts))
    ]


def _parts(some: Sequence[Amount]) -> list[Amount]:
    """Return what numbers fall into: "en 2012 300 personnes" holds two after all."""
    return [part for one in some for part in one.parts]


def _surplus(some: Sequence[Amount], others: Sequence[Amount]) -> list[Amount]:
    """Return the numbers in digits among *some* that find no partner of their own among *others*."""
    free = list(others)
    left: list[Amount] = []
    for one in some:
        partner = next((other for other in free if one.readings & other.readings), None)
        if partner is not None:
            free.remove(partner)
        elif not one.is_spoken and not one.parts:
            left.append(one)
    return left


def _unhinted(some: Sequence[Amount], other: str, lang: str) -> list[Amount]:
    """Return those of *some* that no word of the *other* text can stand for."""
    if not some:
        return []
    if lang not in KNOWN:
        return [one for one in some if one.readings.isdisjoint(SMALL)]
    hints = {str(value) for value in hinted_numbers(other, lang)}
    months = {str(value) for value in named_months(other, lang)}
    return [
        one
        for one in some
        if one.readings.isdisjoint(hints)
        and not (one.is_in_date and not one.readings.isdisjoint(months))
        and not (one.is_spoken and one.readings == ONE)
    ]


def numbers_flag(mismatch: NumberMismatch) -> Flag | None:
    """Return a flag where a number is missing, one is too many, or one became another.

    A small number in words alone is no fault: "deux" may be "both", "les uns et les autres" or nothing.
    """
    missing, extra = mismatch.missing, mismatch.extra
    if not any(map(_is_certain, (*missing, *extra))) and not (missing and extra):
        return None
    expected = listed([one.quote for one in missing]) if missing else "no other number than the source's"
    found = listed([one.quote for one in extra]) if extra else "no such number"
    return Flag(Fault.NUMBERS, expected, found)


def _is_certain(amount: Amount) -> bool:
    return not amount.is_spoken or not amount.readings <= FEW
