"""From bytes to one HTML tree: which charset, and whether this is HTML at all."""

import codecs
import re

from lxml.html import HtmlElement
from trafilatura import load_html

from tasks.core.charset import SNIFFED_BYTES, charset_of, decoded

HTML_TYPES = ("html", "xml", "text/plain", "octet-stream")  # servers call pages all of these

_TAG = re.compile(rb"<\s*(?:!doctype|html|head|body|div|p|meta|article|title|table|span)\b", re.IGNORECASE)
_C1_CONTROL = re.compile("[\u0080-\u009f]")
_TWICE_ENCODED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]{1,3}")


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
    """Return *body* as text, in the charset that `charset_of` finds; nothing is raised.

    >>> decode_html("déjà".encode("latin-1"), "text/html; charset=ISO-8859-1")
    'déjà'
    """
    return decoded(body, charset_of(body, content_type))


def parse_html(text: str) -> HtmlElement | None:
    """Return the tree of a decoded page, or None when nothing in it is an element."""
    return load_html(text) if text.strip() else None


def _decode_once(run: re.Match[str]) -> str:
    try:
        return run[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return run[0]
