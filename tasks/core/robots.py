"""robots.txt as RFC 9309 has it: which addresses a site lets our product ask for, and how fast.

protego matches paths against rules. Which rules are ours is decided here, since it takes the name of a product for that
of every longer one, splits a group at a Crawl-delay, does not know a group behind a byte order mark, and holds every
rule for every agent: 4,000 agents over 6,000 rules, 130 kB, took it 23 s (0.7.0).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from urllib.parse import quote, urlsplit

from protego import Protego

from warehouse.records import RobotsFile

CAP_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB are read
CRAWL_DELAY_CAP_S = 30.0
BELIEVED = timedelta(hours=24)  # RFC 9309, 2.4
BOM = b"\xef\xbb\xbf"
TOO_MANY_REQUESTS = 429
OK, REDIRECTED, REFUSED, FAILED = 200, 300, 400, 500  # where the classes of HTTP statuses begin

# With the spellings that are common enough for others to read them, too; a colon may be missing.
_LINE = re.compile(
    r"(?:(?P<agent>user[- ]?agent)|(?P<allow>allow)|(?P<disallow>diss?all?ow|diasllow|disallaw)"
    r"|(?P<delay>crawl[- ]delay))\s*[:\s]\s*(?P<value>.*)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\*(?!\S)|[a-z0-9_-]+")
_UNDECODED = re.compile("[\udc80-\udcff]")
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


class Standing(StrEnum):
    """What an answer to the request for robots.txt means (RFC 9309, 2.3.1)."""

    RULES = "rules"  # the file says what is allowed
    OPEN = "open"  # there is none: everything is allowed
    UNREACHABLE = "unreachable"  # it cannot be read now: nothing is allowed


def standing_of(status: int | None) -> Standing:
    """Return what an HTTP *status* means, None being no answer at all.

    429 is no "there is none": the host asks for fewer requests, not for all of them (so Google reads it, too).

    >>> [standing_of(status).value for status in (200, 404, 429, 503, None)]
    ['rules', 'open', 'unreachable', 'unreachable', 'unreachable']
    """
    if status is None or status == TOO_MANY_REQUESTS:
        return Standing.UNREACHABLE
    if OK <= status < REDIRECTED:
        return Standing.RULES
    return Standing.OPEN if REFUSED <= status < FAILED else Standing.UNREACHABLE


def origin_of(url: str) -> str:
    """Return what has a robots.txt of its own: scheme, host, and port where *url* names one.

    >>> origin_of("https://www.gazette.example:8443/a?b")
    'https://www.gazette.example:8443'
    """
    scheme, host, *_ = urlsplit(url)
    return f"{scheme}://{host}"


def robots_text(body: bytes, *, cap_bytes: int = CAP_BYTES) -> str:
    r"""Return the text of a robots.txt: its first *cap_bytes*, less the line that is cut there.

    Bytes that are no UTF-8 become what they are in an address.

    >>> robots_text(b"\xef\xbb\xbfDisallow: /caf\xe9")
    'Disallow: /caf%E9'
    """
    if len(body) > cap_bytes:
        body = body[: body.rfind(b"\n", 0, cap_bytes) + 1]
    text = body.removeprefix(BOM).replace(b"\0", b"").decode("utf-8", "surrogateescape")
    return _UNDECODED.sub(lambda found: f"%{ord(found.group()) - 0xDC00:02X}", text)


@dataclass(slots=True)
class _Group:
    """Agents, and the rules that follow them."""

    agents: set[str] = field(default_factory=set[str])
    rules: list[str] = field(default_factory=list[str])
    delays_s: list[float] = field(default_factory=list[float])
    has_rule: bool = False  # also one without a value


@dataclass(frozen=True, slots=True)
class Robots:
    """What a robots.txt says to one product."""

    crawl_delay_s: float  # between two requests; 0: not said
    _rules: Protego

    @classmethod
    def parse(
        cls,
        body: bytes,
        *,
        product: str = "newsecho",
        cap_bytes: int = CAP_BYTES,
        crawl_delay_cap_s: float = CRAWL_DELAY_CAP_S,
    ) -> Self:
        """Read a robots.txt. No *body* is an error: what cannot be read as a rule is none.

        The groups that name *product* count together, else those of `*` (RFC 9309, 2.2.1). Of several Crawl-delays
        the longest counts, up to *crawl_delay_cap_s*.
        """
        groups = list(_groups(robots_text(body, cap_bytes=cap_bytes)))
        ours = [group for group in groups if product.lower() in group.agents]
        ours = ours or [group for group in groups if "*" in group.agents]
        rules = ["User-agent: *", *(rule for group in ours for rule in group.rules)]
        delay_s = max((delay_s for group in ours for delay_s in group.delays_s), default=0.0)
        return cls(min(delay_s, crawl_delay_cap_s), Protego.parse("\n".join(rules)))

    def is_allowed(self, url: str) -> bool:
        """Say whether *url*, absolute, may be asked for: the longest rule that matches counts, at a tie Allow."""
        return self._rules.can_fetch(url, "*")


def _groups(text: str) -> Iterator[_Group]:
    """Yield the groups in their order; lines of other kinds do not end one (RFC 9309, 2.2.4)."""
    group = _Group()
    for line in re.split(r"[\r\n]+", text):
        found = _LINE.match(line.partition("#")[0].strip())
        if found is None:
            continue
        value = found["value"]
        if found["agent"]:
            if group.has_rule:
                yield group
                group = _Group()
            group.agents.update(_TOKEN.findall(value.lower())[:1])
        elif found["delay"]:
            group.delays_s += _seconds(value)
        else:
            group.has_rule = True
            if value:
                group.rules.append(f"{'Allow' if found['allow'] else 'Disallow'}: {quote(value, safe=_ASCII)}")
    yield group


def _seconds(value: str) -> list[float]:
    try:
        seconds = float(value)
    except ValueError:
        return []
    return [seconds] if math.isfinite(seconds) and seconds >= 0 else []


def is_believed(file: RobotsFile, now: datetime) -> bool:
    """Say whether what *file* last said still counts: for 24 hours, whether or not its host answers today."""
    return file.good_at is not None and now - file.good_at <= BELIEVED


def file_after(
    standing: Standing, asked: RobotsFile, last: RobotsFile | None, *, good_for: timedelta, retry_after: timedelta
) -> RobotsFile:
    """Return what is kept of an answer.

    Args:
        standing: what the answer means.
        asked: the answer: origin, time, status, error, and its text when there is one.
        last: what was kept before; its good copy stays while the host cannot be reached.
        good_for: how long the answer is gone by when it says what is allowed.
        retry_after: when the host is asked again when it does not.
    """
    at = asked.fetched_at
    if standing is Standing.UNREACHABLE:
        good_at, body, wait = (last.good_at, last.body, retry_after) if last else (None, None, retry_after)
    else:
        good_at, body, wait = at, asked.body if standing is Standing.RULES else None, good_for
    return RobotsFile(asked.origin, at, at + wait, asked.http_status, asked.error, good_at, body)
