"""What is wrong with a feed, and what a person can do: a visit as values, judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tasks.core.feed_facts import HTML, FeedFacts

NOT_MODIFIED = 304
REFUSED = {401, 402, 403, 451}
GONE = {404, 410}
BUSY = {429, 503}
_BY_HUNDREDS = {
    3: "its redirects lead nowhere: open the address in a browser and list the one it ends at",
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
    n_bytes: int = 0
    moved_to: str | None = None  # where permanent redirects alone led
    facts: FeedFacts | None = None
    again: int | None = None  # what a conditional request got; None when there were no validators to send
    again_error: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fact that keeps entries from us or makes them worse, and the way out."""

    what: str
    todo: str


def judge(visit: Visit) -> list[Problem]:
    """Return what is wrong, worst first; nothing for a healthy feed."""
    if visit.error:
        return [Problem(visit.error, _after_failure(visit))]
    if visit.facts is None or not visit.facts.is_feed:
        return [_no_feed(visit)]
    return [*_of_address(visit), *_of_document(visit.facts), *_of_second_request(visit)]


def _after_failure(visit: Visit) -> str:
    if not visit.hops:
        return "nothing answered: check how the host is written, and whether a browser on this machine opens it"
    last = visit.hops[-1]
    if last.status in GONE:
        return f"the feed is not there any more: look for its new place with newsecho feeds add {_site(visit.url)}"
    if last.status in REFUSED:
        return "the server refuses us: set fetch.contact, then ask the publisher to let newsecho in"
    if last.status in BUSY:
        asked = last.headers.get("retry-after", "")
        return f"the server wants fewer requests: wait{f' ({asked})' if asked else ''}, nothing is to be changed"
    hundreds = 5 if last.status == NOT_MODIFIED else last.status // 100  # 304 to a request without a condition
    return _BY_HUNDREDS.get(hundreds, "the answer cannot be used: tell the publisher what stands above")


def _no_feed(visit: Visit) -> Problem:
    kind = visit.facts.kind if visit.facts else "no feed"
    where = visit.hops[-1].url if visit.hops else visit.url
    if kind == HTML:
        return Problem(f"{where} is {kind}, not a feed", f"let its feeds be found: newsecho feeds add {where}")
    return Problem(f"{where} is {kind}, not a feed", f"look for the feed with newsecho feeds add {_site(visit.url)}")


def _of_address(visit: Visit) -> Iterator[Problem]:
    if visit.moved_to:
        yield Problem(
            f"the feed has moved for good to {visit.moved_to}", f"write {visit.moved_to} in your list in its place"
        )


def _of_document(facts: FeedFacts) -> Iterator[Problem]:
    publisher = "tell the publisher"
    if not facts.is_whole:
        yield Problem(
            f"the document stops before its end, after {facts.n_entries} entries",
            f"ask again later; if it stays so, {publisher}",
        )
    if not facts.n_entries:
        yield Problem("the feed has no entries", f"wait; if it stays so, {publisher} or take another feed of theirs")
        return
    counted = (
        (facts.n_without_link, "have no link that can be opened, so they are rejected", publisher),
        (facts.n_undated, "have no date, so the date is looked for in their pages", publisher),
        (facts.n_misdated, "have a date that cannot be read, so it is looked for in their pages", publisher),
        (facts.n_future, "are dated in the future, so that date is not believed", publisher),
        (
            facts.n_without_guid,
            "have no guid, so they are known by their link",
            f"nothing; {publisher} if links change",
        ),
        (facts.n_repeated_guids, "repeat the guid of another, so they are known by their link", publisher),
    )
    for n, what, todo in counted:
        if n:
            yield Problem(f"{n} of {facts.n_entries} entries {what}", todo)


def _of_second_request(visit: Visit) -> Iterator[Problem]:
    if visit.again_error:
        yield Problem(
            f"asked a second time it failed: {visit.again_error}", "ask again later; the first answer was good"
        )
    elif visit.again not in {None, NOT_MODIFIED}:
        yield Problem(
            f"it gives validators and answers {visit.again} instead of 304 when they are sent back",
            "nothing on our side (an unchanged document is not read again); the publisher could save the traffic",
        )


def _site(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"
