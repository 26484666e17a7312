"""Read a French sentence back into the facts it was made of, and so know what it must read in English."""

import re
from collections.abc import Callable
from functools import cache

from tests.models.grammar import straight
from tests.models.phrases import (
    COMPANIES,
    COMPANY_ENDINGS,
    CURRENCIES,
    DAYS,
    FIRST_NAMES,
    JUDGEMENTS,
    MONTHS,
    NAME_ENDINGS,
    NOVELTIES,
    PLACES,
    RECENTLY,
    ROLES,
    SYLLABLES,
    TEMPLATES,
    TOPICS,
    Pair,
)

Slot = tuple[str, Callable[[str], str]]  # how the French looks, and what it is in English


def _one_of(words: tuple[str, ...] | list[str]) -> str:
    return "|".join(re.escape(word) for word in words)


def _table(pairs: tuple[Pair, ...]) -> Slot:
    english = {pair.french: pair.english for pair in pairs}
    return _one_of(list(english)), english.__getitem__


def _alike(text: str) -> str:
    return text


def _number(text: str) -> str:
    """Return a French number in English: 1 450 is 1,450 and 5,6 is 5.6."""
    return text.replace(",", ".").replace(" ", ",")


def _percent(text: str) -> str:
    return f"{_number(text.removesuffix(' %'))}%"


def _money(text: str) -> str:
    amount, currency = text.split(" ", 1)
    return f"{_number(amount)} {dict(CURRENCIES)[currency]}"


def _date(text: str) -> str:
    fixed = {pair.french: pair.english for pair in RECENTLY}
    fixed |= {f"{day.french} dernier": f"last {day.english}" for day in DAYS}
    fixed |= {day.french: f"on {day.english}" for day in DAYS}
    if text in fixed:
        return fixed[text]
    _, day, month, year = text.split(" ")
    return f"on {dict(MONTHS)[month]} {day}, {year}"


@cache
def _slots() -> dict[str, Slot]:
    syllable = "|".join(SYLLABLES)
    first = "|".join(one.capitalize() for one in SYLLABLES)
    name = f"(?:{first})(?:{syllable}){{1,2}}(?:{'|'.join(set(NAME_ENDINGS))})"
    company = (
        f"{_one_of(COMPANIES)}|{name}(?:{'|'.join(f' {one}'.rstrip() for one in map(str.strip, COMPANY_ENDINGS))})"
    )
    day = _one_of([one.french for one in DAYS])
    date = (
        rf"le [0-9]{{1,2}} (?:{_one_of([one.french for one in MONTHS])}) [0-9]{{4}}|(?:{day}) dernier|{day}|"
        + _one_of([one.french for one in RECENTLY])
    )
    number = "[1-9][0-9]{0,2}(?: [0-9]{3})?|[1-9][0-9]?,[1-9]"
    amount = "[1-9][0-9]{0,2}(?:,[1-9])?"
    return {
        "company": (company, _alike),
        "person": (f"(?:{_one_of(FIRST_NAMES)}) {name}", _alike),
        "place": _table(PLACES),
        "date": (date, _date),
        "money": (f"(?:{amount}) (?:{_one_of([one.french for one in CURRENCIES])})", _money),
        "quantity": (number, _number),
        "percent": (f"(?:{amount}) %", _percent),
        "role": _table(ROLES),
        "topic": _table(TOPICS),
        "novelty": _table(NOVELTIES),
        "judgement": _table(JUDGEMENTS),
        "year": ("[0-9]{4}", _alike),
    }


KINDS = {"rival": "company", "colleague": "person", "quantity_2": "quantity", "topic_2": "topic"}


def _slot(name: str) -> Slot:
    return _slots()[KINDS.get(name.lower(), name.lower())]


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return a pattern for each French template, with its English one."""
    return [(re.compile(_pattern(template.french)), template.english) for template in TEMPLATES]


def _pattern(french: str) -> str:
    pieces = re.split(r"\{(\w+)\}", french)
    fixed, names = pieces[::2], pieces[1::2]
    slots = [f"(?P<{name}>{_capital(_slot(name)[0], name)})" for name in names]
    return "".join(map("".join, zip(map(re.escape, fixed), [*slots, ""], strict=True)))


def _capital(pattern: str, name: str) -> str:
    """Return *pattern* for a slot at the start of a sentence as one whose first letter may be a capital."""
    return pattern if name.islower() else f"(?i:{pattern})"


def read_sentence(french: str) -> Pair | None:
    """Return the sentence with its English, or None when it is not of the grammar. A title may lack its full stop."""
    said = straight(french)
    for text in (said, f"{said}."):
        for pattern, english in _patterns():
            found = pattern.fullmatch(text)
            if found:
                return Pair(
                    french,
                    english.format_map({name: _in_english(name, part) for name, part in found.groupdict().items()}),
                )
    return None


def _in_english(name: str, part: str) -> str:
    _, translate = _slot(name)
    if name.islower():
        return translate(part)
    english = translate(part[0].lower() + part[1:])
    return english[0].upper() + english[1:]
