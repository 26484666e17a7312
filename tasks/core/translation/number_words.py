"""Number words of French and English, and what they say together: "quatre-vingt-dix-sept" is 97."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

KNOWN = frozenset({"en", "fr"})  # of other languages only digits are read

_WORD = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r"\s?-\s?|\s")  # between the words of one number
_LINKS = frozenset({"and", "et"})  # two hundred and five, vingt et un
# Lower case without accents, character by character, so that places in the text stay what they are.
_PLAIN = {code: unicodedata.normalize("NFD", chr(code))[0].lower() for code in (*range(65, 91), *range(192, 384))}


@dataclass(frozen=True, slots=True)
class SpokenNumber:
    """A number in words, and its place in the text."""

    value: int
    start: int
    end: int
    n_words: int


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The words of a language."""

    numbers: dict[str, int]
    scales: dict[str, int]
    hints: dict[str, frozenset[int]]
    months: dict[str, int]


@cache
def words_of(lang: str) -> NumberWords:
    """Return the number words of *lang* (a primary subtag), empty where they are not known."""
    parts: dict[str, dict[str, set[int]]] = {"number": {}, "scale": {}, "hint": {}, "month": {}}
    text = files("tasks.core.translation").joinpath("number_words.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        language, _, rest = line.partition(" ")
        if language == lang:
            part, *pairs = rest.split()
            for word, value in (pair.split("=") for pair in pairs):
                parts[part].setdefault(word, set()).add(int(value))
    numbers, scales, months = (
        {word: min(values) for word, values in parts[part].items()} for part in ("number", "scale", "month")
    )
    return NumberWords(numbers, scales, {word: frozenset(said) for word, said in parts["hint"].items()}, months)


def spoken_numbers(text: str, lang: str) -> list[SpokenNumber]:
    """Return the numbers that *text* says in words of *lang*, in order, hints such as "dozen" left out.

    A text with no other number word than "one" says none.

    >>> [number.value for number in spoken_numbers("quatre-vingt-dix-sept et deux cent mille", "fr")]
    [97, 200000]
    >>> [number.value for number in spoken_numbers("Twenty-five of one hundred and five; the twenty-first", "en")]
    [25, 105, 21]
    """
    plain, words = text.translate(_PLAIN), words_of(lang)
    if _telling_words(lang).isdisjoint(_WORD.findall(plain)):
        return []
    found: list[SpokenNumber] = []
    for run in _runs(plain, words):
        found.extend(_read(run, words))
    return found


@cache
def _telling_words(lang: str) -> frozenset[str]:
    """Return the words that say a number for sure: those for one, articles for the most part, are hints too."""
    words = words_of(lang)
    return frozenset(word for word, value in words.numbers.items() if value > 1) | words.scales.keys()


def hinted_numbers(text: str, lang: str) -> frozenset[int]:
    """Return what numbers words of *text* may stand for without saying them.

    >>> sorted(hinted_numbers("a dozen", "en"))
    [1, 10, 12]
    """
    hints = words_of(lang).hints
    return frozenset(value for word in _WORD.findall(text.translate(_PLAIN)) for value in hints.get(word, ()))


def named_months(text: str, lang: str) -> frozenset[int]:
    """Return the numbers of the months that *text* names.

    >>> sorted(named_months("Du 3 mai au 2 juin", "fr"))
    [5, 6]
    """
    months = words_of(lang).months
    return frozenset(months[word] for word in _WORD.findall(text.translate(_PLAIN)) if word in months)


def _runs(folded: str, words: NumberWords) -> Iterator[list[re.Match[str]]]:
    """Yield the number words that stand together, with the "and" between them."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(folded):
        is_number = match[0] in words.numbers or match[0] in words.scales
        is_joined = bool(run) and _JOINT.fullmatch(folded, run[-1].end(), match.start())
        if is_joined and (is_number or match[0] in _LINKS):
            run.append(match)
            continue
        if run:
            yield run
        run = [match] if is_number else []
    if run:
        yield run


def _read(run: Sequence[re.Match[str]], words: NumberWords) -> Iterator[SpokenNumber]:
    """Yield the numbers in a run of number words; a word that cannot continue a number begins the next."""
    total = current = 0
    start: re.Match[str] | None = None
    last: re.Match[str] | None = None
    n_words = 0
    for match in run:
        if match[0] in _LINKS:
            continue
        scale = words.scales.get(match[0])
        value = words.numbers.get(match[0], 0)
        if start is not None and last is not None and not _continues(total, current, value, scale):
            yield SpokenNumber(total + current, start.start(), last.end(), n_words)
            start, total, current, n_words = None, 0, 0, 0
        start, last, n_words = start or match, match, n_words + 1
        if scale is None:
            current += 76 if (current % 100, value) == (4, 20) else value  # quatre-vingts
        elif scale == 100:  # noqa: PLR2004
            current = max(current, 1) * scale
        else:
            total, current = total + max(current, 1) * scale, 0
    if start is not None and last is not None:
        yield SpokenNumber(total + current, start.start(), last.end(), n_words)


def _continues(total: int, current: int, value: int, scale: int | None) -> bool:
    """Return whether a number so far can go on with a word of this value or scale."""
    if scale is not None:
        return (0 < current < scale) if scale == 100 else (current > 0 and (total == 0 or scale < total))  # noqa: PLR2004
    rest = current % 100
    if current == 0:
        return total > 0
    if value == 20 and rest == 4:  # noqa: PLR2004  # quatre-vingts
        return True
    if rest in {60, 80}:  # soixante-dix, quatre-vingt-douze
        return value < 20  # noqa: PLR2004
    return rest == 0 or (rest % 10 == 0 and value < 10) or (rest == 10 and 7 <= value <= 9)  # noqa: PLR2004
