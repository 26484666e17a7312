"""Text from outside, made safe to store and show: no markup, no control characters, one line."""

import html
import re
import unicodedata

MARKUP_PER_TEXT = 4  # how many characters of markup are looked at for one of text
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# Tags that end a line or a cell part words; all others stand within them ("L'<em>Écho</em>, H<sub>2</sub>O").
_BREAK = re.compile(
    r"</?(?:p|br|hr|div|li|ul|ol|dl|dt|dd|h[1-6]|t[rdh]|table|blockquote|figure|figcaption|img|section|article)\b[^>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# NUL, C0 and C1 controls, lone surrogates (one kills a whole DuckDB batch), bidirectional overrides, the BOM, and the
# two code points that are no characters.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def strip_harmful(text: str) -> str:
    r"""Return *text* without the characters that break stores and screens.

    >>> strip_harmful("a\x00b\ud800c")
    'abc'
    """
    return _HARMFUL.sub("", text)


def plain_line(markup: str, *, max_chars: int) -> str:
    r"""Return *markup* as one line of plain text, composed (NFC), of at most *max_chars* characters.

    >>> plain_line("<p>Caf&eacute; &amp;\n th&#233;</p>", max_chars=80)
    'Café & thé'
    >>> plain_line("L'<em>Écho</em>, chaque<br>jour", max_chars=80)
    "L'Écho, chaque jour"
    """
    text = _COMMENT.sub(" ", markup[: max_chars * MARKUP_PER_TEXT])
    text = html.unescape(_TAG.sub("", _BREAK.sub(" ", text)))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", strip_harmful(text))).strip()[:max_chars]
