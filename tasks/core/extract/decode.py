"""From bytes to one HTML tree: which charset, and whether this is HTML at all."""

import codecs
import re

from lxml.html import HtmlElement
from trafilatura import load_html

SNIFFED_BYTES = 4096  # HTML asks for the charset in the first 1,024 bytes; real pages put it later
HTML_TYPES = ("html", "xml", "text/plain", "octet-stream")  # servers call pages all of these

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_TAG = re.compile(rb"<\s*(?:!doctype|html|head|body|div|p|meta|article|title|table|span)\b", re.IGNORECASE)
_ESCAPED_CHARSETS = ("iso-2022", "hz", "utf-7")  # written in ASCII bytes, so valid UTF-8 proves nothing
_C1_CONTROL = re.compile("[\u0080-\u009f]")
_TWICE_ENCODED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]{1,3}")
# The names that stand for Windows-1252 on the web (WHATWG Encoding): latin-1 has controls where it has quotes.
_LATIN_NAMES = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"}


def is_html(body: bytes, content_type: str | None) -> bool:
    """Say whether *body* can be read as a web page: its declared type, its first bytes, and one tag at least.

    >>> is_html(b"%PDF-1.7 ...", "text/html"), is_html(b"<html><p>Bonjour</p>", None)
    (False, True)
    """
    declared = (content_type or "").partition(";")[0].strip().lower()
    if declared and not any(name in declared for name in HTML_TYPES):
        return False
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return b"\x00" not in body[:SNIFFED_BYTES] and not body.startswith(b"%PDF") and bool(_TAG.search(body))


def decode_page(body: bytes, content_type: str | None = None) -> str:
    r"""Return *body* as text, with characters that were encoded twice put right ("Investorâ\x80\x99s").

    C1 controls stand in no real text: where they follow a Latin letter, they are UTF-8 that was read as Latin-1.

    >>> decode_page("l’été".encode().decode("latin-1").encode())
    'l’été'
    """
    text = decode_html(body, content_type)
    return _TWICE_ENCODED.sub(_decode_once, text) if _C1_CONTROL.search(text) else text


def decode_html(body: bytes, content_type: str | None = None) -> str:
    """Return *body* as text: byte order mark, valid UTF-8, HTTP header, meta tag, Windows-1252, in that order.

    Valid UTF-8 comes before what is declared, because long non-ASCII text is not valid by chance while headers lie;
    where they say UTF-8 and most that is not ASCII is not, they lie too.
    Bytes that fit nothing become U+FFFD; nothing is raised.

    >>> decode_html("déjà".encode("latin-1"), "text/html; charset=ISO-8859-1")
    'déjà'
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    declared = _declared_charset(body, content_type)
    if not declared.startswith(_ESCAPED_CHARSETS):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if declared == "utf-8" and _is_mostly_broken(body):
        declared = ""
    return body.decode(declared or "cp1252", "replace")


def parse_html(text: str) -> HtmlElement | None:
    """Return the tree of a decoded page, or None when nothing in it is an element."""
    return load_html(text) if text.strip() else None


def _declared_charset(body: bytes, content_type: str | None) -> str:
    """Return the charset that the header or a meta tag names and Python knows, lower case; else ""."""
    meta = _META_CHARSET.search(body[:SNIFFED_BYTES])
    header = _HEADER_CHARSET.search(content_type or "")
    names = [header[1] if header else "", meta[1].decode("ascii", "replace") if meta else ""]
    for name in filter(None, names):
        if name.lower() in _LATIN_NAMES:
            return "cp1252"
        try:
            codec = codecs.lookup(name)
        except LookupError:
            continue
        if codec._is_text_encoding:  # noqa: SLF001 - the only way to tell "rot13" and "hex" from charsets
            return codec.name
    return ""


def _is_mostly_broken(body: bytes) -> bool:
    """Say whether *body*, read as UTF-8, has more broken characters than whole ones beyond ASCII."""
    beyond_ascii = [char for char in body.decode("utf-8", "replace") if char > "\x7f"]
    return 2 * beyond_ascii.count("\ufffd") > len(beyond_ascii)


def _decode_once(run: re.Match[str]) -> str:
    try:
        return run[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return run[0]
