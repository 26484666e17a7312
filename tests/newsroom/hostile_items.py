"""Feeds whose XML is sound and whose items are not: guids, links, dates, orders, edits."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

from tests.newsroom.clock import http_date
from tests.newsroom.exchange import Asked

DAY_S = 86_400
N_ITEMS = 10
N_MANY = 10_000
N_BATCH = 500
SURROGATE_MARK = "(a reference to a lone surrogate)"
TITLE_CHARS, LINK_CHARS, HUGE_CHARS = 1_000_000, 8_000, 3_000_000


@dataclass(frozen=True)
class Item:
    """An item as its elements are written; empty ones are left out."""

    title: str
    link: str
    guid: str
    date: str
    description: str = "The council has voted."
    guid_attributes: str = ""

    def xml(self) -> str:
        guid = f"<guid{self.guid_attributes}>{escape(self.guid)}</guid>" if self.guid else ""
        return (
            f"<item><title>{escape(self.title)}</title><link>{escape(self.link)}</link>{guid}"
            f"<pubDate>{self.date}</pubDate><description>{escape(self.description)}</description></item>\n"
        )


def items_of(asked: Asked, n: int = N_ITEMS) -> list[Item]:
    """Return *n* sound items, newest first."""
    base = f"http://{asked.host}/2026/11/16"
    return [
        Item(f"Report {one}", f"{base}/report-{one}", f"g{one}", http_date(asked.now - (n - one) * 3_600))
        for one in range(n, 0, -1)
    ]


Spoil = Callable[[Asked, Item], Item]
Write = Callable[[Asked], tuple[str, bytes]]


def _document(items: list[Item]) -> tuple[str, bytes]:
    listed = "".join(item.xml() for item in items)
    text = f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Items</title>\n{listed}</channel></rss>\n'
    return "application/rss+xml", text.encode("utf-8", "surrogatepass")


def _each(spoil: Spoil) -> Write:
    return lambda asked: _document([spoil(asked, item) for item in items_of(asked)])


def _all(spoil: Callable[[Asked, list[Item]], list[Item]]) -> Write:
    return lambda asked: _document(spoil(asked, items_of(asked)))


def _link(make: Callable[[Asked, Item], str]) -> Write:
    return _each(lambda asked, item: replace(item, link=make(asked, item)))


def _later(asked: Asked, first: Item, later: Item) -> Item:
    return first if asked.visit == 1 else later


def _shuffled(asked: Asked, items: list[Item]) -> list[Item]:
    random.Random(f"{asked.seed}:{asked.visit}").shuffle(items)
    return items


def _overflow(asked: Asked, items: list[Item]) -> list[Item]:
    """Between two visits three windows' worth is published, and the feed shows the last of them."""
    newest = asked.visit * 3 * N_ITEMS
    return items_of(asked, newest)[:N_ITEMS]


def _based(asked: Asked) -> tuple[str, bytes]:
    """Links are relative to the base of their item, and that is to the base of the document (XML Base, 4.2)."""
    items = [replace(item, link=item.link.rpartition("/")[2]) for item in items_of(asked)]
    content_type, body = _document(items)
    base = f'<rss xml:base="http://{asked.host}/2026/" '.encode()
    return content_type, body.replace(b"<rss ", base).replace(b"<item>", b'<item xml:base="11/16/">')


def _poisoned(asked: Asked, items: list[Item]) -> list[Item]:
    """Among 500 items, put a lone surrogate, written as a reference and as bytes, and a title beyond measure."""
    batch = items_of(asked, N_BATCH)
    batch[100] = replace(batch[100], title="Bakers \ud800 vote")
    batch[200] = replace(batch[200], title=f"Bakers {SURROGATE_MARK} vote")
    batch[300] = replace(batch[300], title="x" * HUGE_CHARS)
    return batch


def _with_reference(document: tuple[str, bytes]) -> tuple[str, bytes]:
    content_type, body = document
    return content_type, body.replace(SURROGATE_MARK.encode(), b"&#xD800;")


def _random_counter(asked: Asked, item: Item) -> str:
    key = hashlib.sha256(f"{asked.seed}:{asked.visit}:{item.guid}".encode()).hexdigest()[:8]
    return f"{item.link}?utm_source=rss&utm_term={key}"


GUIDS: dict[str, Write] = {
    "none": _each(lambda asked, item: replace(item, guid="")),
    "same-for-all": _each(lambda asked, item: replace(item, guid="1")),
    "changes-every-fetch": _each(lambda asked, item: replace(item, guid=f"{item.guid}-{asked.visit}")),
    "http-to-https": _each(
        lambda asked, item: replace(item, guid=item.link if asked.visit == 1 else item.link.replace("http:", "https:"))
    ),
    "case": _each(lambda asked, item: _later(asked, item, replace(item, guid=item.guid.upper()))),
    "whitespace": _each(lambda asked, item: _later(asked, item, replace(item, guid=f"\n  {item.guid} "))),
    "permalink-false": _each(lambda asked, item: replace(item, guid_attributes=' isPermaLink="false"')),
    "reused-for-new-story": _each(
        lambda asked, item: _later(asked, item, replace(item, title=f"New {item.title}", link=f"{item.link}-new"))
    ),
}

ITEMS: dict[str, Write] = {
    "10000": lambda asked: _document(items_of(asked, N_MANY)),
    "reordered": _all(_shuffled),
    "everything-every-time": _all(lambda asked, items: items),
    "window-overflow": _all(_overflow),
    "oldest-first": _all(lambda asked, items: items[::-1]),
    "poisoned": lambda asked: _with_reference(_all(_poisoned)(asked)),
    "empty-title": _each(lambda asked, item: replace(item, title="")),
    "title-1MB": _each(lambda asked, item: replace(item, title=item.title * (TITLE_CHARS // len(item.title)))),
    "link-8KB": _link(lambda asked, item: f"{item.link}?x={'y' * LINK_CHARS}"),
    "link-relative": _link(lambda asked, item: item.link.rpartition("/")[2]),
    "link-protocol-relative": _link(lambda asked, item: item.link.removeprefix("http:")),
    "link-xml-base": _based,
    "link-to": _link(lambda asked, item: f"http://{asked.host}{asked.query.get('to', '/')}?{item.guid}"),
    "link-slow": _all(lambda asked, items: [replace(items[0], link=f"http://{asked.host}/doc/slow")]),
    "link-js": _link(lambda asked, item: "javascript:alert(1)"),
    "link-mailto": _link(lambda asked, item: "mailto:desk@news.test"),
    "link-file": _link(lambda asked, item: "file:///etc/hosts"),
    "link-utm": _link(lambda asked, item: f"{item.link}?utm_source=rss&utm_medium=feed"),
    "link-utm-random": _link(_random_counter),
    "link-feedburner": _link(lambda asked, item: f"http://feeds.news.test/~r/{asked.host}/~3/{item.guid}"),
    "link-googlenews": _link(lambda asked, item: f"http://news-google.news.test/rss/articles/CBMi{item.guid}"),
    "link-amp": _link(lambda asked, item: item.link.replace("/2026/", "/amp/2026/")),
    "link-homepage": _link(lambda asked, item: f"http://{asked.host}/"),
    "link-fragment-only": _link(lambda asked, item: f"#{item.guid}"),
}


def _date(make: Callable[[Asked, Item], str]) -> Write:
    return _each(lambda asked, item: replace(item, date=make(asked, item)))


DATES: dict[str, Write] = {
    "future": _date(lambda asked, item: http_date(asked.now + 400 * DAY_S)),
    "year-1": _date(lambda asked, item: "Mon, 01 Jan 0001 00:00:00 GMT"),
    "year-9999": _date(lambda asked, item: "Fri, 31 Dec 9999 23:59:59 GMT"),
    "no-zone": _date(lambda asked, item: item.date.removesuffix(" GMT")),
    "bad-zone": _date(lambda asked, item: item.date.replace("GMT", "XYZT")),
    "french-month": _date(lambda asked, item: "lundi 16 novembre 2026 08:00"),
    "all-now": _date(lambda asked, item: http_date(asked.now)),
    "edited": _date(lambda asked, item: http_date(asked.now + asked.visit)),
    "backdated": _date(lambda asked, item: http_date(asked.now - 3_650 * DAY_S)),
}

EDITS: dict[str, Write] = {
    "typo": _each(
        lambda asked, item: _later(asked, replace(item, description="The council has votd."), item),
    ),
    "rewrite": _each(lambda asked, item: _later(asked, item, replace(item, description="It was the mayor, not they."))),
    "title-only": _each(lambda asked, item: _later(asked, item, replace(item, title=f"{item.title}, updated"))),
    "correction": _each(
        lambda asked, item: _later(
            asked, item, replace(item, description=f"{item.description} Correction: the vote was on Tuesday.")
        )
    ),
    "unpublish": _all(lambda asked, items: items if asked.visit == 1 else items[1:]),
}
