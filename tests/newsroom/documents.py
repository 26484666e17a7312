"""Feed documents and pages meant to hurt their reader, by the family in the path: /xml/billion, /doc/pdf-as-html."""

from collections.abc import Callable

from tests.newsroom.exchange import Answer, Asked
from tests.newsroom.hostile_items import DATES, EDITS, GUIDS, ITEMS
from tests.newsroom.hostile_pages import PAGES
from tests.newsroom.hostile_xml import XML

Write = Callable[[Asked], tuple[str, bytes]]  # the content type and the body
FAMILIES: dict[str, dict[str, Write]] = {
    "xml": XML,
    "guid": GUIDS,
    "items": ITEMS,
    "dates": DATES,
    "edit": EDITS,
    "doc": PAGES,
}
BARE = {
    "body-is-a-path": b"/dev/zero",
    "body-is-a-url": b"http://127.0.0.66/",
}


def play(asked: Asked) -> Answer | None:
    """Return the document of the path, None where it names none."""
    family, _, name = asked.path.removeprefix("/").partition("/")
    if family in BARE:
        return Answer(200, {"Content-Type": "application/rss+xml"}, BARE[family])
    write = FAMILIES.get(family, {}).get(name)
    if write is None:
        return None
    content_type, body = write(asked)
    return Answer(200, {"Content-Type": content_type}, body)
