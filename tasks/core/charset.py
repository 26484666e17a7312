"""In which charset a document is, and what says so: its bytes, its server, itself, or a guess.

Byte order mark, then UTF-8 by sight, HTTP header, the document's own first lines, a guess. UTF-8 by sight stands before
what is declared because text that is not English is not valid UTF-8 by chance, while headers lie.
"""

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum

from charset_normalizer import from_bytes

SNIFFED_BYTES = 4_096  # HTML asks for the charset in the first 1,024 bytes; real pages put it later
GUESSED_BYTES = 16_384  # what a guess is made from
GUESSED_FROM = 16  # bytes beyond ASCII; fewer are the accents of a line
NON_LATIN_SHARE = 0.2  # of letters beyond ASCII: French and Czech stay below, Russian, Greek and Chinese do not
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_IN_DOCUMENT = (
    re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]+)", re.IGNORECASE),
    re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE),
)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_ESCAPED = ("iso2022", "hz", "utf-7")  # written in ASCII bytes, so valid UTF-8 proves nothing
# The names that stand for Windows-1252 on the web (WHATWG Encoding): latin-1 has controls where it has quotes.
_LATIN_NAMES = {"iso8859-1", "ascii"}
UTF8, DEFAULT = "utf-8", "cp1252"
REPLACEMENT, LAST_ASCII = "\ufffd", "\x7f"
GOOD_PER_SLIP = 5  # letters beyond ASCII that are whole, for each that is not


class CharsetSource(StrEnum):
    """What a charset was taken from."""

    MARK = "byte order mark"
    SIGHT = "sight"  # valid UTF-8, whatever is said or nothing is
    HEADER = "header"
    DOCUMENT = "document"  # its XML declaration or a meta element
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Charset:
    """A charset, as Python's codecs call it, and what it was taken from."""

    name: str
    source: CharsetSource


def charset_of(body: bytes, content_type: str | None) -> Charset:
    """Return the charset of *body*, which came with the header *content_type*.

    >>> charset_of("déjà".encode("latin-1"), "text/html; charset=ISO-8859-1")
    Charset(name='cp1252', source=<CharsetSource.HEADER: 'header'>)
    >>> charset_of("déjà".encode(), "text/html; charset=ISO-8859-1").source
    <CharsetSource.SIGHT: 'sight'>
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return Charset(name, CharsetSource.MARK)
    # Zeros are valid UTF-8, but no document has one beside its first bracket.
    unmarked = next((name for start, name in _UNMARKED if body.startswith(start)), "")
    if unmarked:
        return Charset(unmarked, CharsetSource.SIGHT)
    declared = _declared(body, content_type)
    if declared and declared.name == UTF8:
        return declared if _is_utf8(body) else Charset(_guess(body), CharsetSource.GUESS)
    if not (declared and declared.name.startswith(_ESCAPED)) and _is_utf8(body):
        return Charset(UTF8, CharsetSource.SIGHT)
    return declared or Charset(_guess(body), CharsetSource.GUESS)


def decoded(body: bytes, charset: Charset) -> str:
    """Return *body* as text, without its byte order mark; bytes that fit nothing become U+FFFD, nothing is raised."""
    return body.decode(charset.name, "replace").removeprefix("\ufeff")


def _is_utf8(body: bytes) -> bool:
    """Say whether *body* is UTF-8, but for a slip here and there: a letter cut in two garbles nothing else."""
    try:
        body.decode()
    except UnicodeDecodeError:
        text = body.decode(errors="replace")
        n_broken = text.count(REPLACEMENT)
        return sum(letter > LAST_ASCII for letter in text) - n_broken > n_broken * GOOD_PER_SLIP
    return True


def _declared(body: bytes, content_type: str | None) -> Charset | None:
    """Return the charset that the header or else the document names and Python knows."""
    header = _IN_HEADER.search(content_type or "")
    said = [(header[1], CharsetSource.HEADER)] if header else []
    for pattern in _IN_DOCUMENT:
        found = pattern.search(body[:SNIFFED_BYTES])
        if found:
            said.append((found[1].decode("ascii", "replace"), CharsetSource.DOCUMENT))
    for written, source in said:
        try:
            codec = codecs.lookup(written)
        except LookupError:
            continue
        if codec._is_text_encoding:  # noqa: SLF001 - the only way to tell "rot13" and "hex" from charsets
            return Charset(DEFAULT if codec.name in _LATIN_NAMES else codec.name, source)
    return None


def _guess(body: bytes) -> str:
    """Return Windows-1252, unless there are more letters beyond ASCII than any language in Latin letters has."""
    sample = body[:GUESSED_BYTES]
    n_beyond = sum(chr(byte) > LAST_ASCII for byte in sample)
    n_letters = n_beyond + sum(chr(byte).isalpha() for byte in sample if chr(byte) <= LAST_ASCII)
    best = from_bytes(sample).best() if n_beyond > max(GUESSED_FROM, n_letters * NON_LATIN_SHARE) else None
    return codecs.lookup(best.encoding).name if best else DEFAULT
