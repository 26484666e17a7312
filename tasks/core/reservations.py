"""What a page asks of those who keep or mine it: recorded, for whoever publishes from the warehouse to honour."""

import re
from collections.abc import Iterator, Mapping
from html import unescape

HEAD_BYTES = 100_000  # of a page: its meta elements stand in there
TOLD = ("noindex", "noarchive", "tdm-reservation")
IMPLIED = {"none": "noindex"}  # the short form of "noindex, nofollow"
WITH_VALUE = {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}  # rules, not agents
PRODUCT = "newsecho"

_META = re.compile(rb"<meta\s[^>]{1,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)


def reservations(headers: Mapping[str, str], body: bytes) -> tuple[str, ...]:
    """Return those of noindex, noarchive and tdm-reservation that a page asks for, of everyone or of us.

    Args:
        headers: of the answer, by lower-case name: X-Robots-Tag, and tdm-reservation (TDMRep, W3C, 2024).
        body: the page; its meta elements say the same.
    """
    asked = set(_for_us(headers.get("x-robots-tag", "")))
    if headers.get("tdm-reservation", "").strip() == "1":
        asked.add("tdm-reservation")
    for name, content in _metas(body[:HEAD_BYTES]):
        if name in {"robots", PRODUCT}:
            asked.update(_words(content))
        elif name == "tdm-reservation" and content.strip() == "1":
            asked.add(name)
    return tuple(one for one in TOLD if one in asked)


def _for_us(tag: str) -> Iterator[str]:
    """Yield the rules of an X-Robots-Tag that are not of another agent: `noindex, otherbot: noarchive`."""
    is_ours = True
    for part in tag.lower().split(","):
        agent, colon, rest = part.partition(":")
        if colon and agent.strip() not in {
            "unavailable_after",
            "max-snippet",
            "max-image-preview",
            "max-video-preview",
        }:
            is_ours, part = agent.strip() == PRODUCT, rest  # noqa: PLW2901  # the agent is taken off its first rule
        if is_ours:
            yield from _words(part)


def _words(content: str) -> list[str]:
    words = [word.strip() for word in content.lower().split(",")]
    return [IMPLIED.get(word, word) for word in words]


def _metas(head: bytes) -> Iterator[tuple[str, str]]:
    for found in _META.finditer(_COMMENT.sub(b"", head)):
        values = {
            one[1].lower(): unescape(one[2] or one[3] or one[4] or "")
            for one in _ATTRIBUTE.finditer(found.group().decode("ascii", "replace"))
        }
        yield values.get("name", "").strip().lower(), values.get("content", "")
