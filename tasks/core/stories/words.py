"""Words made comparable, within a language and across French and English.

A concept key stands for a word in either language: the beginning of an English word, or of the English counterparts
of a French one (a small list of our own), or of the French word itself, since half of the press's vocabulary is common
stock. It works offline and before any translation model is there.
"""

import re
from functools import cache
from importlib.resources import files

from tasks.core.stories.commonest import commonest_words
from tasks.core.stories.folding import fold

PACKAGE = "tasks.core.stories"
KEY_CHARS = 5  # of a folded word: reaches inflections, keeps most words apart
STEM_CHARS = 5
MIN_CHARS = 3
N_FUNCTION_WORDS = 200  # the first of a language's words say nothing of what a text is about

_WORD = re.compile(r"\d+(?:[.,\u202f\u00a0 ]\d{3})*(?:[.,]\d+)?|[^\W\d_]+")


def plain_words(text: str) -> list[str]:
    """Return the folded words and numbers of *text* in order, function words included.

    >>> plain_words("L'usine de Varona coûte 1 250,5 M$.")
    ['l', 'usine', 'de', 'varona', 'coute', '1250.5', 'm']
    """
    return [_number(word) if word[0].isdigit() else word for word in _WORD.findall(fold(text))]


def concept_keys(text: str, lang: str) -> list[str]:
    """Return the concept keys of *text* in *lang* (a primary subtag): one or more a content word, numbers as they are.

    >>> concept_keys("Les nouveaux logiciels", "fr")
    ['new', 'softw']
    >>> concept_keys("The new software", "en")
    ['new', 'softw']
    >>> concept_keys("Das ist eine Software", "de")
    ['softw']
    """
    keys: list[str] = []
    stop = _function_words(lang)
    for word in plain_words(text):
        if word[0].isdigit():
            keys.append(word)
        elif len(word) >= MIN_CHARS and word not in stop:
            keys.extend(_french_keys(word) if lang == "fr" else (word[:KEY_CHARS],))
    return keys


def lexicon_keys() -> frozenset[str]:
    """Return the keys of the English words in the word list."""
    whole, _ = _lexicon()
    return frozenset(key for keys in whole.values() for key in keys)


def _number(text: str) -> str:
    r"""Return a number the way both languages can be compared: grouping gone, the decimal mark a point.

    >>> _number("1 250,5"), _number("1,250.5"), _number("12,500"), _number("3,5")
    ('1250.5', '1250.5', '12500', '3.5')
    """
    joined = re.sub(r"[ \u202f\u00a0]", "", text)
    if "," in joined and "." in joined:
        joined = joined.replace(",", "") if joined.rfind(".") > joined.rfind(",") else joined.replace(".", "")
    mark = re.fullmatch(r"(\d{1,3})[.,](\d{3})", joined)
    if mark and mark.group(1) != "0":
        return mark.group(1) + mark.group(2)
    return re.sub(r"[.,](?=\d{3}(?:\D|$))", "", joined).replace(",", ".").rstrip(".")


@cache
def _function_words(lang: str) -> frozenset[str]:
    """Return the folded words of *lang* that say nothing of what a text is about.

    French and English ones stand in a list of our own and are left out of any text: a translation leaves some behind.
    """
    own = files(PACKAGE).joinpath("stop_words.txt").read_text(encoding="utf-8").split()
    return frozenset(own) | frozenset(() if lang in {"fr", "en"} else commonest_words(lang)[:N_FUNCTION_WORDS])


@cache
def _lexicon() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the word list by whole French word, and by its beginning where that is enough to tell."""
    whole: dict[str, tuple[str, ...]] = {}
    begins: dict[str, set[tuple[str, ...]]] = {}
    text = files(PACKAGE).joinpath("lexicon_fr_en.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            french, english = line.split("\t")
            keys = tuple(dict.fromkeys(word[:KEY_CHARS] for word in english.split()))
            whole[fold(french)] = keys
            if len(french) >= STEM_CHARS:
                begins.setdefault(fold(french)[:STEM_CHARS], set()).add(keys)
    return whole, {begin: next(iter(found)) for begin, found in begins.items() if len(found) == 1}


@cache
def _french_keys(word: str) -> tuple[str, ...]:
    whole, begins = _lexicon()
    singular = word[:-1] if word[-1] in "sx" else word
    found = whole.get(word) or whole.get(singular) or begins.get(word[:STEM_CHARS])
    return found or (word[:KEY_CHARS],)
