"""The commonest words of some forty languages, in order: the lists that jusText, a part of trafilatura, brings."""

import re
from functools import cache
from importlib.resources import files

from tasks.core.stories.folding import fold

MIN_CHARS = 3  # shorter words are read nowhere

_STOPLISTS = {
    "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "is": "Icelandic",
    "it": "Italian", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian_Bokmal", "nl": "Dutch",
    "nn": "Norwegian_Nynorsk", "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
}  # fmt: skip


@cache
def commonest_words(lang: str) -> tuple[str, ...]:
    """Return the commonest words of *lang* (a primary subtag), folded, the commonest first; none when it has no list.

    >>> commonest_words("de")[:3], commonest_words("tlh")
    (('der', 'und', 'die'), ())
    """
    if lang not in _STOPLISTS:
        return ()
    text = files("justext").joinpath("stoplists", f"{_STOPLISTS[lang]}.txt").read_text(encoding="utf-8")
    words = (re.sub(r"[\W\d_]+", "", word) for word in fold(text).split())
    return tuple(word for word in dict.fromkeys(words) if len(word) >= MIN_CHARS)
