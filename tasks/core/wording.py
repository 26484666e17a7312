"""What of a sentence is words, to be translated, and what stands as it is: links, addresses, names of accounts, emoji.

A translation model reads a link letter by letter and writes another one; an emoji it does not know becomes "⁇" or
nothing. They are taken out before it sees the sentence and put back where they stood.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_VERBATIM = re.compile(
    r"""https?://[^\s<>«»"”]+[^\s<>«»"”.,;:!?)\]’']        # a link, less the punctuation of the sentence around it
      | www\.[^\s<>«»"”]+[^\s<>«»"”.,;:!?)\]’']
      | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                       # an address
      | (?<!\w)[@\#]\w{2,}                                 # an account, a topic
      | [\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff\u200d]+  # arrows, signs, emoji
    """,
    re.VERBOSE,
)
_KEPT_CONTROLS = "\t\n"
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # direct the writing of the source, not of the target


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a sentence; the parts of a sentence, put together, are the sentence."""

    text: str
    is_words: bool  # to be translated


def without_controls(text: str) -> str:
    r"""Return *text* less what is not to be read: control characters, marks of the direction of writing.

    >>> without_controls("un\x00 deux\u200f\ttrois")
    'un deux\ttrois'
    """
    kept = (one for one in text if one in _KEPT_CONTROLS or unicodedata.category(one) != "Cc")
    return _BIDI.sub("", "".join(kept))


def has_words(text: str) -> bool:
    """Return whether there is a letter in *text*: what has none is the same in every language."""
    return any(map(str.isalpha, text))


def spans_of(sentence: str) -> list[Span]:
    """Return *sentence* in parts, spaces around the words apart from them.

    >>> [span.text for span in spans_of("Lire https://a.example/x, dit-il.") if span.is_words]
    ['Lire', ', dit-il.']
    """
    spans: list[Span] = []
    start = 0
    for match in _VERBATIM.finditer(sentence):
        spans += _words(sentence[start : match.start()])
        spans.append(Span(match[0], is_words=False))
        start = match.end()
    return spans + _words(sentence[start:])


def _words(text: str) -> list[Span]:
    """Return *text* with the spaces around it apart; what has no letter stands as it is."""
    inner = text.strip()
    if not has_words(inner):
        return [Span(text, is_words=False)] if text else []
    before, after = text[: text.index(inner)], text[text.index(inner) + len(inner) :]
    parts = (Span(before, is_words=False), Span(inner, is_words=True), Span(after, is_words=False))
    return [part for part in parts if part.text]


def respelled(spans: list[Span], translated: Mapping[str, str]) -> str:
    """Return the sentence of *spans* with its words as *translated*."""
    return "".join(translated[span.text] if span.is_words else span.text for span in spans).strip()
