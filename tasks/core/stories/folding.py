"""Letters made comparable."""

import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "Œ": "Oe"})


def fold(text: str) -> str:
    """Return *text* in lower case without accents, ligatures spelled out.

    >>> fold("Œuvre d’Été")
    "oeuvre d'ete"
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES).lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
