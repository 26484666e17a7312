"""What is wrong with a feed, and what a person can do: a visit as values, judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tasks.core.feed_facts import EMPTY, HTML, FeedFacts
from tasks.core.pace import span

NOT_MODIFIED, FORBIDDEN = 304, 403
REFUSED = {401, 402, 403, 451}
GONE = {404, 410}
BUSY = {429, 503}
CHURN_SHARE = 0.8  # of the entries, as the warehouse has it before it tells them by address
MEANINGS = {
    304: "it says “not modified” to a first request",
    401: "it is for readers with a password",
    402: "it is for readers who pay",
    403: "the server refuses to give it to us",
    404: "there is nothing at this address",
    410: "the publisher has taken it down for good",
    429: "the server counts too many requests from here",
    451: "it is withheld for legal reasons",
    503: "the server is busy or being mended",
}
TELL, LATER = "tell the publisher", "ask again later; if it stays so, tell the publisher"


class Cause(StrEnum):
    """Why there is no document, where no status says it."""

    CERTIFICATE = "certificate"
    INSIDE = "inside"  # the name leads to an address of a private network
    CUT = "cut"  # the body cannot be unpacked, or broke off
    TOO_LARGE = "too large"
    BROKEN = "broken"  # no answer in time, or none that is HTTP
    OTHER = "other"


_BY_CAUSE = {
    Cause.CERTIFICATE: "open the address in a browser, which says the same, and tell the publisher: newsecho asks "
    "nobody who cannot show who they are",
    Cause.INSIDE: "give the address that the feed has on the public web: newsecho never asks inside a network",
    Cause.CUT: "ask again later; if it stays so, tell the publisher that the answer breaks off or cannot be unpacked",
    Cause.TOO_LARGE: "take a smaller feed of theirs, of one section, or tell the publisher",
    Cause.BROKEN: "ask again later; if a browser opens it all the while, tell the publisher",
}
_BY_HUNDREDS = {
    3: "its redirects lead nowhere: open the address in a browser and list the one it ends at; if it ends nowhere, "
    "tell the publisher",
    4: "the server takes the request for a wrong one: open the address in a browser, and ask the publisher",
    5: "the server is at fault: wait a day, then tell the publisher",
}


@dataclass(frozen=True, slots=True)
class Hop:
    """An address that was asked and what it answered; header names in lower case."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Visit:
    """All that was seen when a feed was asked for: hop by hop, its document, and what a second request got."""

    url: str
    hops: tuple[Hop, ...] = ()  # none when nothing answered
    error: str = ""  # why there is no document
    cause: Cause = Cause.OTHER
    n_bytes: int = 0
    moved_to: str | None = None  # where permanent redirects alone led
    facts: FeedFacts | None = None
    again: int | None = None  # what a conditional request got; None when there were no validators to send
    again_error: str = ""
    is_lying: bool = False  # it answers 304 to an ETag that it never gave
    n_renamed: int = 0  # entries that came under another guid when asked a second time
    n_disallowed: int = 0  # of the pages in `facts.links`, by robots.txt
    robots_error: str = ""  # why it cannot be known


@dataclass(frozen=True, slots=True)
class Problem:
    """A fact that keeps entries from us or makes them worse, and the way out."""

    what: str
    todo: str


def judge(visit: Visit) -> list[Problem]:
    """Return what is wrong, worst first; nothing for a healthy feed."""
    if visit.error:
        return [Problem(_what(visit), _after_failure(visit))]
    if visit.facts is None or not visit.facts.is_feed:
        return [_no_feed(visit)]
    facts = visit.facts
    return [*_of_address(visit), *_of_document(facts), *_of_robots(visit, facts), *_of_second_request(visit, facts)]


def _what(visit: Visit) -> str:
    """Return what happened, with what its status means."""
    last = visit.hops[-1] if visit.hops else None
    if last is None or visit.cause is not Cause.OTHER:
        return visit.error
    meaning = "Cloudflare asks for proof that a person asks" if _is_challenge(last) else MEANINGS.get(last.status)
    return f"{visit.error}: {meaning}" if meaning else visit.error


def _is_challenge(hop: Hop) -> bool:
    return hop.headers.get("cf-mitigated", "").strip().lower() == "challenge"


def _after_failure(visit: Visit) -> str:
    if visit.cause in _BY_CAUSE:
        return _BY_CAUSE[visit.cause]
    if not visit.hops:
        return "nothing answered: check how the host is written, and whether a browser on this machine opens it"
    last = visit.hops[-1]
    if last.status in BUSY or (last.status == FORBIDDEN and last.headers.get("retry-after")):
        asked = _patience(last.headers.get("retry-after", ""))
        return f"wait{asked}: newsecho run keeps to that by itself, and nothing is to be changed"
    if _is_challenge(last):
        return f"no program gets past that: ask the publisher to let newsecho have {last.url}, or take another feed"
    by_status = {
        **dict.fromkeys(GONE, f"look for its new place with newsecho feeds add {_site(visit.url)}"),
        **dict.fromkeys(REFUSED, "set fetch.contact, then ask the publisher to let newsecho in"),
        NOT_MODIFIED: _BY_HUNDREDS[5],
    }
    unusable = "the answer cannot be used: tell the publisher what stands above"
    return by_status.get(last.status) or _BY_HUNDREDS.get(last.status // 100, unusable)


def _patience(asked: str) -> str:
    """Return how long a Retry-After asks us to wait, in words."""
    if asked.isdecimal():
        return f" {span(float(asked))}"
    return f" until {asked}" if asked else ""


def _no_feed(visit: Visit) -> Problem:
    where = visit.hops[-1].url if visit.hops else visit.url
    told = where if where == visit.url else f"{visit.url} leads to {where}, which"
    look = f"look for the feed with newsecho feeds add {_site(visit.url)}"
    facts = visit.facts
    if facts is None or facts.kind not in {HTML, EMPTY}:
        return Problem(f"{told} is {facts.kind if facts else 'no feed'}, not a feed of RSS or Atom", look)
    if facts.kind == EMPTY:
        return Problem(f"{told} is {EMPTY}", f"{LATER}, or {look}")
    if facts.feeds:
        n = len(facts.feeds)
        named = f"names {facts.feeds[0]}" if n == 1 else f"names {n} feeds"
        return Problem(f"{told} is {HTML} that {named}", f"list that: newsecho feeds add {where}")
    if facts.is_sign_in:
        return Problem(
            f"{told} is {HTML} to sign in on", f"newsecho has no passwords: ask for a feed that is open, or {look}"
        )
    return Problem(f"{told} is {HTML} that names no feed", f"{look}; if there is none, ask the publisher")


def _of_address(visit: Visit) -> Iterator[Problem]:
    if visit.moved_to:
        yield Problem(
            f"the feed has moved for good to {visit.moved_to}", f"write {visit.moved_to} in your list in its place"
        )


def _of_document(facts: FeedFacts) -> Iterator[Problem]:
    if not facts.is_whole:
        yield Problem(
            f"the document stops before its end, after {facts.n_entries} entries",
            LATER,
        )
    elif facts.flaw:
        yield Problem(
            f"its XML is broken ({facts.flaw}) and was read as far as it goes, so entries may be missing or garbled",
            TELL,
        )
    if facts.n_unread:
        yield Problem(
            f"it lists {facts.n_entries} entries, of which {facts.n_unread} are left out: too many for one poll",
            "take a smaller feed of theirs, of one section",
        )
    if not facts.n_entries:
        yield Problem("the feed has no entries", f"wait; if it stays so, {TELL} or take another feed of theirs")
        return
    counted = (
        (facts.n_without_link, "have no link that can be opened, so they are rejected", TELL),
        (facts.n_undated, "have no date, so the date is looked for in their pages", TELL),
        (facts.n_misdated, "have a date that cannot be read, so it is looked for in their pages", TELL),
        (facts.n_future, "are dated in the future, so that date is not believed", TELL),
        (
            facts.n_without_guid,
            "have no guid, so they are known by their link",
            f"nothing; {TELL} if links change",
        ),
        (facts.n_repeated_guids, "repeat the guid of another, so they are known by their link", TELL),
    )
    for n, what, todo in counted:
        if n:
            yield Problem(f"{n} of {facts.n_entries} entries {what}", todo)


def _of_robots(visit: Visit, facts: FeedFacts) -> Iterator[Problem]:
    if visit.robots_error:
        yield Problem(
            f"whether its pages may be asked for cannot be known now: {visit.robots_error}",
            "wait: newsecho run asks again by itself",
        )
    if visit.n_disallowed:
        yield Problem(
            f"robots.txt disallows {visit.n_disallowed} of the {len(facts.links)} pages looked at, "
            "so they are not fetched and end as rejected",
            'ask the publisher; where they allow it, give the feed robots = "ignore" in your list',
        )


def _of_second_request(visit: Visit, facts: FeedFacts) -> Iterator[Problem]:
    if visit.again_error:
        yield Problem(
            f"asked a second time it failed: {visit.again_error}", "ask again later; the first answer was good"
        )
    elif visit.again not in {None, NOT_MODIFIED}:
        yield Problem(
            f"it gives validators and answers {visit.again} instead of 304 when they are sent back",
            "nothing on our side (an unchanged document is not read again); the publisher could save the traffic",
        )
    if visit.is_lying:
        yield Problem(
            "it answers 304 (not modified) also to an ETag that it never gave, so it may hide what is new",
            "nothing on our side (newsecho asks for the whole after a week of 304); tell the publisher",
        )
    if visit.n_renamed > CHURN_SHARE * facts.n_entries:
        yield Problem(
            f"{visit.n_renamed} of {facts.n_entries} entries came under another guid when asked a second time",
            "nothing on our side (they are told apart by their addresses); tell the publisher",
        )


def _site(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"
