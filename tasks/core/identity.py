"""Ids: the same content has the same id on every machine; events are ordered by time.

Content ids make every write idempotent: a replay meets its own rows. Event ids (runs, polls, fetches) are UUIDv7
(RFC 9562), so that a range of time is a range of ids.
"""

import hashlib
import uuid
from datetime import datetime


def sha256_hex(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, lone surrogates replaced, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def content_id(kind: str, *parts: str) -> str:
    """Return the UUID named by *parts*, apart from every id of another *kind*.

    >>> content_id("article", "https://a.example/1") == content_id("article", "https://a.example/1")
    True
    >>> content_id("article", "x") == content_id("feed", "x")
    False
    """
    digest = hashlib.sha256("\x1f".join((kind, *parts)).encode("utf-8", "replace")).digest()
    return str(uuid.UUID(bytes=digest[:16], version=5))


def event_id(at: datetime, entropy: bytes) -> str:
    """Return a UUIDv7 for an event *at* a time, made unique by ten bytes of *entropy* from the caller.

    >>> from datetime import UTC
    >>> event_id(datetime(2026, 1, 1, tzinfo=UTC), bytes(10))
    '019b76da-a800-7000-8000-000000000000'
    """
    milliseconds = int(at.timestamp() * 1000)
    value = (milliseconds << 80) | int.from_bytes(entropy[:10], "big")
    value = (value & ~(0xF << 76)) | (7 << 76)
    value = (value & ~(0x3 << 62)) | (2 << 62)
    return str(uuid.UUID(int=value))
