"""Ids: the same content has the same id on every machine; events are ordered by time.

Content ids make every write idempotent: a replay meets its own rows. Event ids (runs, polls, packs) are UUIDv7
(RFC 9562), so that a range of time is a range of ids; so are page ids, in a shorter form.

What is random cannot be compressed, and an article's id stands in a dozen tables: ids and hashes have the digits that
they need and no more, a quarter of a kilobyte less for each article than whole ones.
"""

import hashlib
import uuid
from datetime import datetime

CONTENT_ID = uuid.UUID("00000000-0000-8000-8000-000000000000").int
CONTENT_BITS = 60
CONTENT_DIGITS = 16
ENTRY_DIGITS = 8
BODY_DIGITS = 32


def sha256_hex(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, lone surrogates replaced, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def content_hash(text: str) -> str:
    """Return what tells whether *text* is as it was: the first 64 bits of its SHA-256, in hex.

    It is compared with that of one other text, the one before: a change is missed with a probability of 5e-20. Whoever
    wants a change to be missed needs 2**32 trials for two texts of his own with one hash.
    """
    return sha256_hex(text)[:CONTENT_DIGITS]


def entry_hash(text: str) -> int:
    """Return what tells whether what a feed says of an entry is as it was: the first 32 bits of its SHA-256, above 0.

    It is compared with that of the same entry before: one edit in four thousand million is missed.
    """
    return int(sha256_hex(text)[:ENTRY_DIGITS], 16) or 1


def sentence_hash(sentence: str) -> str:
    """Return what a translated sentence is remembered by: the first 128 bits of its SHA-256, as a UUID.

    It is met among the sentences of all articles, and whoever found two with one hash could have the translation of one
    shown for the other: that needs 2**64 trials.
    """
    return str(uuid.UUID(sha256_hex(sentence)[:BODY_DIGITS]))


def body_hash(body: bytes) -> str:
    """Return what a fetched body is filed under: the first 128 bits of its SHA-256, in hex.

    It is compared with those of all bodies there are. Two of a billion have one hash with a probability of 1e-21, and
    whoever wants two to needs 2**64 trials.
    """
    return hashlib.sha256(body).hexdigest()[:BODY_DIGITS]


def content_id(kind: str, *parts: str) -> str:
    """Return the UUID named by *parts*, apart from every id of another *kind*.

    A UUIDv8 (RFC 9562) of which the last 60 bits are of the SHA-256 and the others always the same. Two of a million
    articles have one id with a probability of 4e-7, two of a hundred million with one of .4 %; the later would then
    be taken for a new version of the earlier.

    >>> content_id("article", "https://a.example/1") == content_id("article", "https://a.example/1")
    True
    >>> content_id("article", "x") == content_id("feed", "x")
    False
    """
    digest = hashlib.sha256("\x1f".join((kind, *parts)).encode("utf-8", "replace")).digest()
    return str(uuid.UUID(int=CONTENT_ID | int.from_bytes(digest[:16], "big") & ((1 << CONTENT_BITS) - 1)))


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


def page_id(event: str) -> str:
    """Return the id of the page that the *event* (a UUIDv7) fetched: ordered by time too, and half as many bits.

    A UUIDv8 (RFC 9562): its last 74 bits, less the two of the variant, are milliseconds (42, to the year 2109) and the
    last 32 of the event's. Of two pages fetched in one millisecond the second has the id of the first with a
    probability of 2e-10; it then counts as stored, its entry goes on waiting, and the next run fetches it.

    >>> page_id("019b76da-a800-7000-8000-0000abcdef01")
    '00000000-0000-866d-b6da-a800abcdef01'
    """
    value = uuid.UUID(event).int
    milliseconds = value >> 80
    low = (milliseconds & 0x3FFFFFFF) << 32 | value & 0xFFFFFFFF
    return str(uuid.UUID(int=CONTENT_ID | (milliseconds >> 30 & 0xFFF) << 64 | low))
