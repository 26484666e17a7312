"""Validators and conditional requests: by the book (RFC 9110, 13.2.2), and in the ways that servers get them wrong."""

import gzip
import hashlib
import re
from email.utils import parsedate_to_datetime

from tests.newsroom.clock import http_date
from tests.newsroom.exchange import Answer, Asked

KINDS = (
    "etag",
    "weak-etag",
    "lm",
    "both",
    "none",
    "lying-304",
    "etag-changes-every-time",
    "lm-only-on-200",
    "etag-changes-on-304",
    "304-unasked",
)
_TAG = re.compile(r'(?:W/)?("[^"]*")')


def conditional(
    asked: Asked, body: bytes, headers: dict[str, str], *, kind: str, changed_at: float, is_gzip: bool = True
) -> Answer:
    """Return *body*, or 304 where the request's conditions say that the client has it.

    Args:
        asked: the request.
        body: the representation, unpacked.
        headers: those of a 200; a 304 carries them too, less the content's own.
        kind: which validators are given, and how they lie; one of KINDS.
        changed_at: of the body.
        is_gzip: whether a client that takes gzip gets it; a strong ETag is then another one.
    """
    if is_gzip and "gzip" in asked.headers.get("accept-encoding", ""):
        body, headers = gzip.compress(body, mtime=0), {**headers, "Content-Encoding": "gzip"}
    tag = hashlib.sha256(body).hexdigest()[:16]
    if kind == "etag-changes-every-time":
        tag = f"{tag}-{asked.visit}"
    etag = "" if kind in {"none", "lm"} else f'W/"{tag}"' if kind == "weak-etag" else f'"{tag}"'
    modified = "" if kind in {"none", "etag", "weak-etag", "etag-changes-every-time"} else http_date(changed_at)
    headers = headers | {"Vary": "Accept-Encoding"}
    if kind == "304-unasked" or is_unchanged(asked.headers, etag, modified, is_lying=kind == "lying-304"):
        etag = f'"{tag}-{asked.visit}"' if kind == "etag-changes-on-304" else etag
        modified = "" if kind == "lm-only-on-200" else modified
        kept = {name: value for name, value in headers.items() if not name.startswith("Content-")}
        return Answer(304, kept | _given(etag, modified))
    return Answer(200, headers | _given(etag, modified), body)


def is_unchanged(sent: dict[str, str], etag: str, modified: str, *, is_lying: bool = False) -> bool:
    """Say whether the conditions of *sent* end in 304: If-None-Match where there is one, else If-Modified-Since."""
    if is_lying:
        return "if-none-match" in sent or "if-modified-since" in sent
    if "if-none-match" in sent:
        wanted = sent["if-none-match"]
        # Compared weakly, as the RFC has it for this header: W/ makes no difference.
        return bool(etag) and (wanted.strip() == "*" or etag.removeprefix("W/") in _TAG.findall(wanted))
    if "if-modified-since" not in sent or not modified:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(sent["if-modified-since"])
    except (TypeError, ValueError):
        return False


def _given(etag: str, modified: str) -> dict[str, str]:
    return ({"ETag": etag} if etag else {}) | ({"Last-Modified": modified} if modified else {})
