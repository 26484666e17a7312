"""The numbers of a sentence, each with every value it may mean: 1 234,5 is 1,234.5 and 14 h 30 is 2:30 p.m.

A number may be read in more than one way ("3,500" is 3500 in English and three and a half in French), so two numbers
agree when they share a reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tasks.core.translation.number_words import KNOWN, spoken_numbers

MAX_DIGITS = 15  # longer ones are compared digit by digit

_SPACES = "\u0020\u00a0\u202f\u2009"
_TOKEN = re.compile(
    rf"""
    (?P<date>(?<!\d)\d{{1,4}}(?P<cut>[./-])\d{{1,2}}(?P=cut)\d{{1,4}}(?!\d))
    |(?P<clock>(?<![\d.,])(?:[01]?\d|2[0-4])[{_SPACES}]?(?:[hH:]|[Hh]eures?\b)(?:[{_SPACES}]?[0-5]\d\b)?(?![\d:])
        (?:[{_SPACES}]?(?P<half>[ap])\.?[{_SPACES}]?m\b)?)
    |(?P<hour>(?<![\d.,])(?:0?\d|1[0-2])(?:[.]\d\d)?[{_SPACES}]?-?(?P<meridian>[ap])\.?[{_SPACES}]?m\b)
    |(?P<grouped>(?<!\d)\d{{1,3}}(?:(?P<mark>[.,'’{_SPACES}])\d{{3}}(?:(?P=mark)\d{{3}})*)(?!\d)(?:[.,]\d+)?)
    |(?P<plain>\d+(?:[.,]\d+)?)
    |(?P<roman>\b[IVX]+)(?=(?:e|è|ème|eme|ᵉ)\b)
    """,
    re.VERBOSE,
)
_ANY = re.compile(r"\d|[IVX][eèᵉ]")
_SCALE = re.compile(
    rf"""[{_SPACES}\-]?(?:autres[{_SPACES}]|other[{_SPACES}])?(?:[$€£][{_SPACES}]?)?
    (?P<word>trillions?|tn|milliards?|billions?|bn|mds?|mrds?\.?|milliarden?|milliardi|miljard(?:er)?|miliardi|bilhões|billones
    |millions?|mio\.?|mln|millionen|millones|milhões|milioni|miljoen(?:er)?|millón|million|m|b
    |млн|млрд|тыс|thousand|mille|milliers|tausend|k|mila|mil|hundred|cents?|万|億|亿)(?![^\W\d_])""",
    re.VERBOSE | re.IGNORECASE,
)
_RANGE = re.compile(rf"[{_SPACES}]?(?:à|to|-|–|—|et|and|ou|or)[{_SPACES}]?[$€£]?", re.IGNORECASE)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_DECADE_BEFORE, _DECADE_AFTER = re.compile(r"ann[ée]es\s$", re.IGNORECASE), re.compile(r"['’]?s\b")
_SPACED = re.compile(rf"[{_SPACES}][1-9]")
_AND_A_HALF = re.compile(r"(?:\s\w{1,12})?\s(?:et\sdemie?|and\sa\shalf)\b")
_PER = re.compile(r"(?:pour|per)\s$", re.IGNORECASE)  # pour cent
_POINTED_TIME = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
MILLION, MILLIARD, BILLION = 10**6, 10**9, 10**12  # on the long scale, which all but English use
# What a word after a number may multiply it by; any other of `_SCALE` is a million. Letters may be units, cents money.
_FACTORS: tuple[tuple[frozenset[str], tuple[int, ...]], ...] = (
    (frozenset({"k"}), (1, 1000)),
    (frozenset({"b"}), (1, MILLIARD)),
    (frozenset({"m"}), (1, MILLION)),
    (frozenset({"thousand", "mille", "milliers", "tausend", "mila", "mil", "тыс"}), (1000,)),
    (frozenset({"hundred", "cent", "cents"}), (1, 100)),
    (frozenset({"万"}), (10**4,)),
    (frozenset({"億", "亿"}), (10**8,)),
    (frozenset({"trillion", "trillions", "tn"}), (BILLION, 10**18)),
    (frozenset({"billion", "billions", "billones"}), (BILLION, MILLIARD)),
    (frozenset({"bn", "md", "mds", "mrd", "mrds", "milliard", "milliards", "milliarde", "milliarden"}), (MILLIARD,)),
    (frozenset({"milliardi", "miliardi", "miljard", "miljarder", "bilhões", "млрд"}), (MILLIARD,)),
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as quoted, and every value it may mean (written canonically; times of day as "14:30")."""

    quote: str
    readings: frozenset[str]
    start: int
    end: int
    is_spoken: bool = False  # in words; "one" may be an article and "second" no number at all
    parts: tuple["Amount", ...] = ()  # what it falls into when it is not one number after all
    scale: int = 1
    is_in_date: bool = False  # 03/05/2014: a month may be a word in the other text


def amounts(text: str, lang: str) -> list[Amount]:
    """Return the numbers of *text* in order; number words only in a language whose words are known.

    >>> [sorted(amount.readings) for amount in amounts("1 234,5 M$ en 2014", "fr")]
    [['1234.5', '1234500000'], ['2014']]
    >>> [sorted(amount.readings) for amount in amounts("$1,234.5 million in 2014", "en")]
    [['1234500000'], ['2014']]
    """
    digits = list(_digits(text, lang))
    for place in range(len(digits) - 1):  # 2 à 3 millions: both are millions
        left, right = digits[place], digits[place + 1]
        if left.scale == 1 and right.scale > 1 and _RANGE.fullmatch(text, left.end, right.start):
            scaled = frozenset(said for one in left.readings for said in _scaled(one, right.scale))
            digits[place] = replace(left, readings=left.readings | scaled)
    if lang not in KNOWN:
        return digits
    taken = {place for one in digits for place in range(one.start, one.end)}
    spoken = [one for one in _spoken(text, lang) if one.start not in taken]
    return sorted([*digits, *spoken], key=lambda one: one.start)


def written(value: float) -> str:
    """Return a value as readings are written.

    >>> written(1234.50), written(2e9)
    ('1234.5', '2000000000')
    """
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")


def _scaled(reading: str, scale: int) -> list[str]:
    if len(reading) > MAX_DIGITS:
        return [reading]
    try:
        return [written(float(reading) * scale)]
    except ValueError:  # a time of day
        return []


def _digits(text: str, lang: str) -> Iterator[Amount]:
    """Yield the numbers of *text* that are in digits or Roman numerals."""
    if not _ANY.search(text):
        return
    for match in _TOKEN.finditer(text):
        quote, start, end = match[0], match.start(), match.end()
        if match["date"]:
            yield from (replace(piece, is_in_date=True) for piece in _pieces(quote, start))
        elif match["clock"] or match["hour"]:
            yield Amount(quote, _times(match), start, end, parts=tuple(_pieces(quote, start)))
        elif match["roman"]:
            yield Amount(quote, frozenset({str(_roman(quote))}), start, end)
        else:
            scale = _SCALE.match(text, end)
            values = _values(quote)
            factors = _factors(scale["word"], lang) if scale else (1,)
            readings = {said for value in values for factor in factors for said in _times_scale(value, factor)}
            if _AND_A_HALF.match(text, scale.end() if scale else end):  # 7 millions et demi, 12 ans et demi
                halves = [written(float(one) + 0.5) for one in values if len(one) <= MAX_DIGITS]
                readings |= {said for one in halves for factor in factors for said in _times_scale(one, factor)}
            if _is_decade(text, start, end):  # les années 90, the '90s: 1990 too
                readings |= {f"19{quote}"}
            if _POINTED_TIME.fullmatch(quote):  # 14.30
                readings |= {":".join(quote.lstrip("0").split("."))}
            is_split = _SPACED.search(quote)  # 2012 300 may be two numbers, 5 000 is one
            parts = tuple(_pieces(quote, start)) if is_split else ()
            stop = scale.end() if scale else end
            yield Amount(text[start:stop], frozenset(readings), start, stop, parts=parts, scale=max(factors))


def _is_decade(text: str, start: int, end: int) -> bool:
    is_named = _DECADE_BEFORE.search(text, max(0, start - 7), start) or _DECADE_AFTER.match(text, end)
    return bool(is_named) and end - start == 2 and text[start:end].isdecimal()  # noqa: PLR2004


def _pieces(quote: str, start: int) -> Iterator[Amount]:
    for match in re.finditer(r"\d+", quote):
        reading = frozenset({_plain(match[0])})
        yield Amount(match[0], reading, start + match.start(), start + match.end())


def _plain(digits: str) -> str:
    """Return an integer without its leading zeros."""
    return str(int(digits)) if len(digits) <= MAX_DIGITS else digits


def _values(quote: str) -> list[str]:
    """Return what digits with marks between them may mean in any language: models keep the marks of the source."""
    bare = re.sub(rf"[{_SPACES}'’]", "", quote)
    if len(bare) > MAX_DIGITS:
        return [bare]
    marks = re.findall(r"[.,]", bare)
    if not marks:
        return [_plain(bare)]
    whole = re.sub(r"[.,]", "", bare)
    head, _, tail = bare.rpartition(marks[-1])
    decimal = written(float(f"{re.sub(r'[.,]', '', head)}.{tail}"))
    if len(marks) > 1 and marks[0] == marks[-1]:
        return [_plain(whole)]
    if len(marks) > 1 or len(tail) != 3:  # noqa: PLR2004  # 1,234.5 · 3,5 · 0,25
        return [decimal]
    return [_plain(whole)] if tail.endswith("00") else [_plain(whole), decimal]  # 3,500 · 3,525


def _times_scale(value: str, factor: int) -> list[str]:
    return [value] if factor == 1 else _scaled(value, factor)


def _factors(word: str, lang: str) -> tuple[int, ...]:
    """Return what a word after a number may multiply it by; the letters m and k may also be units, cents money."""
    word = word.lower().rstrip(".")
    if word.startswith("billion") and lang == "en":
        return (MILLIARD,)
    return next((factors for words, factors in _FACTORS if word in words), (MILLION,))


def _times(match: re.Match[str]) -> frozenset[str]:
    """Return the times of day that a clock or an hour with a.m. or p.m. may mean; a duration is its hours too."""
    digits = [int(one) for one in re.findall(r"\d+", match[0])]
    hour, minute = digits[0], digits[1] if len(digits) > 1 else 0
    half = match["half"] or match["meridian"]
    unsaid = {hour, hour + 12} if 0 < hour < 12 else {hour}  # noqa: PLR2004
    hours = {hour % 12 + (12 if half == "p" else 0)} if half else unsaid
    readings = {f"{one}:{minute:02}" for one in hours}
    if minute == 0:  # 14 h: at two
        readings |= {str(one) for one in (*hours, *(one - 12 for one in hours if one > 12))}  # noqa: PLR2004
    return frozenset(readings)


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    after = [*values[1:], 0]
    return sum(-value if value < following else value for value, following in zip(values, after, strict=True))


def _spoken(text: str, lang: str) -> Iterator[Amount]:
    for number in spoken_numbers(text, lang):
        quote = text[number.start : number.end]
        if quote.lower() in {"cent", "cents"} and _PER.search(text, max(0, number.start - 6), number.start):
            continue
        readings = {written(number.value)}
        if _DECADE_BEFORE.search(text, max(0, number.start - 7), number.start):  # les années quatre-vingt
            readings |= {f"19{number.value}"}
        yield Amount(quote, frozenset(readings), number.start, number.end, is_spoken=True)
