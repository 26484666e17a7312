"""Terms that are watched for: whether a text speaks of one."""

import re
import unicodedata
from collections.abc import Iterable, Sequence


def mentions(texts: Iterable[str], terms: Sequence[str]) -> bool:
    """Return whether one of *texts* holds one of *terms* as whole words, upper and lower case alike.

    >>> mentions(["La vie privée n'est pas un luxe"], ["VIE PRIVÉE"])
    True
    >>> mentions(["Les Microsofties"], ["Microsoft"])
    False
    """
    wanted = [rf"(?<!\w){re.escape(_folded(term))}(?!\w)" for term in terms]
    pattern = re.compile("|".join(wanted)) if wanted else None
    return pattern is not None and any(pattern.search(_folded(text)) for text in texts)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").casefold().split())
