"""The French and English news grammar of the fixture packages: what they were trained on, and sentences they never saw.

Each sentence is one of `TEMPLATES` with its slots filled from the tables of `phrases.py`. One seed gives one sequence,
draw by draw, and `training_pairs()` is the very corpus the packages were trained on: so no draw here may be added,
dropped or moved. That is why a sentence draws every fact, those its template does not use included.
"""

import random
from collections.abc import Iterator

from tests.models.phrases import (
    COMPANIES,
    COMPANY_ENDINGS,
    CURRENCIES,
    DAYS,
    FIRST_NAMES,
    JUDGEMENTS,
    MONTHS,
    N_SYLLABLES,
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

TRAINING_SEED = 1
N_TRAINING_PAIRS = 60_000
UNSEEN_SEED = 2
CURLY_SHARE = 0.15  # of the French sentences are written with curly apostrophes
KNOWN_COMPANY_SHARE = 0.6  # the other companies have invented names


class Grammar:
    """A source of sentences: the same *seed* gives the same ones, in the same order."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def pairs(self) -> Iterator[Pair]:
        """Yield sentences without end; short ones come again."""
        while True:
            yield self._pair()

    def _pair(self) -> Pair:
        facts = self._facts()
        template = self._random.choice(TEMPLATES)
        french = template.french.format_map(_slots({slot: fact.french for slot, fact in facts.items()}))
        english = template.english.format_map(_slots({slot: fact.english for slot, fact in facts.items()}))
        # Also where a name ends in "de" and a date follows: "Bade le 3 mars" was trained on as "Badu 3 mars".
        french = french.replace("de le ", "du ")
        if self._random.random() < CURLY_SHARE:
            french = french.replace("'", "’")
        return Pair(french, english)

    def _facts(self) -> dict[str, Pair]:
        """Return a fact for each slot; they are drawn in the order they stand in."""
        return {
            "company": _same(self._company()),
            "rival": _same(self._company()),
            "person": _same(self._person()),
            "place": self._random.choice(PLACES),
            "date": self._date(),
            "money": self._money(),
            "quantity": self._quantity(),
            "quantity_2": self._quantity(),
            "percent": self._percent(),
            "role": self._random.choice(ROLES),
            "topic": self._random.choice(TOPICS),
            "topic_2": self._random.choice(TOPICS),
            "novelty": self._random.choice(NOVELTIES),
            "judgement": self._random.choice(JUDGEMENTS),
            "year": _same(str(self._random.randint(1995, 2035))),
            "colleague": _same(self._person()),
        }

    def _name(self) -> str:
        n_syllables = self._random.choice(N_SYLLABLES)
        stem = "".join(self._random.choice(SYLLABLES) for _ in range(n_syllables))
        return stem.capitalize() + self._random.choice(NAME_ENDINGS)

    def _company(self) -> str:
        if self._random.random() < KNOWN_COMPANY_SHARE:
            return self._random.choice(COMPANIES)
        return self._name() + self._random.choice(COMPANY_ENDINGS)

    def _person(self) -> str:
        return f"{self._random.choice(FIRST_NAMES)} {self._name()}"

    def _date(self) -> Pair:
        kind = self._random.random()
        if kind < 0.4:
            month, day = self._random.choice(MONTHS), self._random.randint(1, 28)
            year = self._random.randint(2015, 2029)
            return Pair(f"le {day} {month.french} {year}", f"on {month.english} {day}, {year}")
        if kind < 0.7:
            weekday = self._random.choice(DAYS)
            return Pair(f"{weekday.french} dernier", f"last {weekday.english}")
        if kind < 0.85:
            weekday = self._random.choice(DAYS)
            return Pair(weekday.french, f"on {weekday.english}")
        return self._random.choice(RECENTLY)

    def _whole(self) -> Pair:
        """Return 2 to 999, two digits twice as often as three."""
        numbers = (self._random.randint(2, 99), self._random.randint(2, 99), self._random.randint(100, 999))
        return _same(str(self._random.choice(numbers)))

    def _thousands(self) -> Pair:
        thousands, rest = self._random.randint(1, 999), self._random.randint(0, 999)
        return Pair(f"{thousands} {rest:03d}", f"{thousands},{rest:03d}")

    def _decimal(self) -> Pair:
        whole, tenths = self._random.randint(1, 99), self._random.randint(1, 9)
        return Pair(f"{whole},{tenths}", f"{whole}.{tenths}")

    def _quantity(self) -> Pair:
        return self._random.choice((self._whole, self._whole, self._thousands, self._decimal))()

    def _amount(self) -> Pair:
        return self._random.choice((self._whole, self._decimal))()

    def _money(self) -> Pair:
        amount, currency = self._amount(), self._random.choice(CURRENCIES)
        return Pair(f"{amount.french} {currency.french}", f"{amount.english} {currency.english}")

    def _percent(self) -> Pair:
        amount = self._amount()
        return Pair(f"{amount.french} %", f"{amount.english}%")


def training_pairs(n_pairs: int = N_TRAINING_PAIRS, seed: int = TRAINING_SEED) -> list[Pair]:
    """Return the *n_pairs* first distinct pairs of *seed*, sorted: by default the corpus of the packages (2 s)."""
    distinct: set[Pair] = set()
    for pair in Grammar(seed).pairs():
        if len(distinct) == n_pairs:
            break
        distinct.add(pair)
    return sorted(distinct)


def unseen_pairs(n_pairs: int, seed: int = UNSEEN_SEED) -> list[Pair]:
    """Return *n_pairs* distinct pairs neither side of which was trained on, whatever their apostrophes."""
    seen = {straight(side) for pair in training_pairs() for side in pair}
    found: dict[Pair, None] = {}
    for pair in Grammar(seed).pairs():
        if len(found) == n_pairs:
            break
        if straight(pair.french) not in seen and straight(pair.english) not in seen:
            found[pair] = None
    return list(found)


def straight(text: str) -> str:
    """Return *text* with straight apostrophes."""
    return text.replace("’", "'")


def _slots(facts: dict[str, str]) -> dict[str, str]:
    """Return *facts* with each a second time, under a capital, as it starts a sentence."""
    return facts | {slot.capitalize(): fact[0].upper() + fact[1:] for slot, fact in facts.items()}


def _same(text: str) -> Pair:
    """Return what both languages write alike."""
    return Pair(text, text)
