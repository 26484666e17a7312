"""Names in a byline: where one ends and the next begins, and what only looks like one."""

import html
import re
from collections.abc import Iterator

from tasks.core.extract.blocks import clean_text

MAX_NAME_CHARS = 60
MAX_NAME_WORDS = 6
MAX_BYLINE_CHARS = 200

_PREFIX = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words?)\s+)?(?:by|par|von|de|por|di|av|door|przez|"
    r"text|author|auteur|autor(?:in(?:/autor)?)?|autore|contributors?)\s*[:\s]\s*",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^)]*\)|^[^(]*\)|\([^)]*$")  # "(obe)", "(Image: …)"
_DATE = re.compile(r"[,|·]?\s+(?:\d{1,2}\.?\s+[^\W\d]+\.?|[^\W\d]{3,9}\.?\s+\d{1,2},)\s+\d{4}\b.*")
_BETWEEN = re.compile(r"\s*(?:,|;|\||·|\s[-–—]\s|\s(?:and|et|und|y|e|og|och|en|&)\s)\s*")
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\d{2}|\w\.\w+\.\w|^(?:admin|staff|editor|redaktion|rédaction|la rédaction|"
    r"redaction|newsroom|author|unknown|null|none|"
    r"updated|published|share|follow|more|contributor|correspondent|"
    r"(?:about |meet )?the authors?|authors?:.*|.*privacy policy)$",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(
    r"(?:[^\W\d_]+\.\s+)?[A-ZÀ-Þ][\w.’'-]*(?:\s+(?:[A-ZÀ-Þ][\w.’'-]*|d[aeiou]s?|de[lnr]|v[ao]n|l[ae]|te[nr]|al|bin|el|y))*"
    r"\s+[A-ZÀ-Þ][\w’'-]+"
)


def split_names(byline: str) -> Iterator[str]:
    """Yield the names in a byline.

    >>> list(split_names("Par Ada Roy et Jean Côté, La Gazette"))
    ['Ada Roy', 'Jean Côté', 'La Gazette']
    """
    text = _PREFIX.sub("", _DATE.sub("", clean_text(html.unescape(byline))))
    for part in _BETWEEN.split(text):
        name = _ASIDE.sub("", _PREFIX.sub("", part)).strip(" .,:;|-–—*")
        is_plausible = 1 < len(name) <= MAX_NAME_CHARS and len(name.split()) <= MAX_NAME_WORDS
        if is_plausible and not _NOT_A_NAME.search(name):
            yield name


def is_full_name(byline: str) -> bool:
    """Say whether *byline* names a person in full: initials and places do not replace the organisation that signs."""
    return any(_FULL_NAME.fullmatch(name) for name in split_names(byline))
