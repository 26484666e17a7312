"""Quotations and who speaks them, in English and French: who said what is what a rewrite keeps when its words change.

A quotation counts when it is long enough to be a statement; a word in quote marks is a distance, not a statement. Its
speaker is named beside it: behind it (`"…," said Odile Roy`), before it (`Odile Roy a déclaré : « … »`) or by a
pronoun, which means the last person who spoke.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tasks.core.extract.blocks import Block
from warehouse.records import Quote

MIN_QUOTE_WORDS = 4
MAX_QUOTE_CHARS = 1_200
NEAR_CHARS = 130  # of words beside a quotation in which its speaker is named

_PAIRS = (("“", "”"), ("«", "»"), ("„", "“"), ('"', '"'))
_SAYS = (
    r"said|says|told|tells|added|adds|explained|explains|wrote|writes|argued|argues|warned|warns|noted|notes|"
    r"stated|states|insisted|insists|recalled|recalls|announced|claimed|claims|replied|according to"
)
_DIT = (
    r"dit|déclaré|déclare|affirmé|affirme|expliqué|explique|estimé|estime|ajouté|ajoute|souligné|souligne|précisé|précise|"
    r"indiqué|indique|rappelé|rappelle|assuré|assure|confié|confie|lancé|lance|regretté|regrette|répondu|répond|noté|note|"
    r"écrit|selon|d['’]après|poursuit|poursuivi|soutient|soutenu|martelé|martèle"
)
_VERB = re.compile(rf"\b(?:{_SAYS}|{_DIT})\b(?:-t-(?P<pronoun>il|elle|on))?", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|they|il|elle)\b", re.IGNORECASE)
_PARTICLE = r"d[aeiou]s?|de[lnr]?|v[ao]n|l[ae]|te[nr]|al|bin|el|d['’]"
_NAME = re.compile(rf"[A-ZÀ-ÖØ-Þ][\w.’'-]*(?:\s+(?:(?:{_PARTICLE})\s+)*[A-ZÀ-ÖØ-Þ][\w’'-]+)+")
_AROUND = ' .,:»”"\u00a0\u202f'
_SURNAME_BEHIND = re.compile(r"\s+(?:(?:Mr|Mrs|Ms|Dr|M|Mme)\.?\s+)?([A-ZÀ-ÖØ-Þ][\w’'-]+)")
_SURNAME_BEFORE = re.compile(r"([A-ZÀ-ÖØ-Þ][\w’'-]+)(?:\s+(?:a|avait|has|had))?\s+$")
_BREAK = re.compile(r"(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bM)(?<!\bSt)[.!?…;]\s+|\n")
_NOT_A_PERSON = re.compile(
    r"^(?:As|Says|Said|Mr\.?|Mrs\.?|Ms\.?|M\.|Mme|Dr\.?|Prof\.?|The|This|That|But|And|In|On|At|For|When|Le|La|Les|"
    r"Un|Une|Mais|Dans|Selon|Pour|Il|Elle|He|She|They|It|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\s+"
)


class _Passage(NamedTuple):
    """A quotation by its marks, positions in its block."""

    start: int  # of the first quoted character
    end: int


def read_quotes(blocks: Sequence[Block]) -> tuple[Quote, ...]:
    """Return the quotations in *blocks* in reading order, each with its speaker where the text names one.

    Positions are those of the words between the marks, in body_as_found. A surname alone is read as the full name that
    the text gives elsewhere. Words quoted further in a paragraph are of the speaker it names.
    """
    full_names = {name.rsplit(" ", 1)[-1]: name for block in reversed(blocks) for name in _names_in(block.text)}
    quotes: list[Quote] = []
    last = ""
    for block in blocks:
        here, told_here = "", ""
        for passage in _passages(block.text):
            speaker, told = _speaker(block.text, passage, full_names, last)
            here, told_here = (speaker, told) if speaker else (here, told_here)
            last = here or last
            place = {"start": block.start + passage.start, "end": block.start + passage.end}
            quotes.append(Quote(block.text[passage.start : passage.end], **place, speaker=here or None, told=told_here))
    return tuple(quotes)


def _passages(text: str) -> Iterator[_Passage]:
    """Yield the quotations of one paragraph; a mark that is never closed quotes to its end, as long statements do."""
    at = 0
    while (opening := _next_opening(text, at)) is not None:
        start, closing = opening
        end = text.find(closing, start)
        stop = len(text) if end == -1 and closing in "”»" else end
        if stop == -1:
            return
        start, last = _stripped(text, start, stop)
        if len(text[start:last].split()) >= MIN_QUOTE_WORDS and last - start <= MAX_QUOTE_CHARS:
            yield _Passage(start, last)
        at = stop + 1


def _next_opening(text: str, at: int) -> tuple[int, str] | None:
    """Return where the next quotation's words begin, and the mark that ends it."""
    found = [(place, closing) for opening, closing in _PAIRS if (place := text.find(opening, at)) != -1]
    if not found:
        return None
    place, closing = min(found)
    return place + 1, closing


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds without the space inside French marks and the comma before an English one."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip(" \u00a0\u202f,"))


def _speaker(text: str, passage: _Passage, full_names: Mapping[str, str], last: str) -> tuple[str, str]:
    """Return who speaks, and the words that say so; ("", "") when none are there."""
    behind = _BREAK.split(text[passage.end + 1 : passage.end + 1 + NEAR_CHARS], maxsplit=1)[0]
    before = _BREAK.split(text[max(0, passage.start - NEAR_CHARS) : max(0, passage.start - 1)])[-1]
    for words in (behind, before):
        verb = _VERB.search(words)
        if verb is None:
            continue
        person = _person_in(words, verb) or _surname_in(words, verb, full_names)
        if not person and (verb["pronoun"] or _PRONOUN.search(words)):
            person = last
        if person:
            return person, words.strip(_AROUND)
    return "", ""


def _person_in(words: str, verb: re.Match[str]) -> str:
    """Return the person nearest to the *verb* in *words*: behind it first, as "said Odile Roy" names one."""
    found = ((match.end(), _NOT_A_PERSON.sub("", match[0])) for match in _NAME.finditer(words))
    people = [(end, name) for end, name in found if " " in name]
    behind = [name for end, name in people if end - len(name) >= verb.end()]
    before = [name for end, name in people if end <= verb.start()]
    return (behind[:1] or before[-1:] or [""])[0].rstrip(".,'’-")


def _surname_in(words: str, verb: re.Match[str], full_names: Mapping[str, str]) -> str:
    """Return the person whose surname stands beside the *verb*: "said Roy", "M. Roy a dit"."""
    beside = _SURNAME_BEHIND.match(words, verb.end()) or _SURNAME_BEFORE.search(words[: verb.start()])
    return full_names.get(beside[1], "") if beside else ""


def _names_in(text: str) -> Iterator[str]:
    for match in _NAME.finditer(text):
        name = _NOT_A_PERSON.sub("", match[0]).rstrip(".,'’-")
        if " " in name:
            yield name
