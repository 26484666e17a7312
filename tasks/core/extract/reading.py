"""What reading one page gives: the article's parts, before a feed and a warehouse make an `Article` of them."""

from dataclasses import dataclass
from datetime import datetime

from warehouse.records import Alternate, Credit, Defect, Link, Quote

EXTRACTOR_VERSION = "extract-3"  # stands in every article and defect; raise it when a rule changes what is read


@dataclass(frozen=True, slots=True)
class Reading:
    """One article as its page tells it.

    Offsets in credits, body defects, links and quotes point into `body_as_found`; those of title defects into
    `title_as_found`. Both texts are paragraphs joined by a blank line, without markup, anchors of links kept inline.
    """

    url: str  # canonical
    title: str
    title_as_found: str
    body: str  # repaired
    body_as_found: str
    status: str  # full | live_blog | teaser | paywall
    status_reason: str  # what says so
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None  # aware, with the offset the page wrote: its day is the publisher's
    published_source: str = ""  # json_ld | meta | html, "" when the page does not say
    modified_at: datetime | None = None  # UTC
    html_lang: str | None = None
    site_name: str = ""
    section: str | None = None
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    credits: tuple[Credit, ...] = ()
    defects: tuple[Defect, ...] = ()
    links: tuple[Link, ...] = ()
    quotes: tuple[Quote, ...] = ()
    alternates: tuple[Alternate, ...] = ()  # the same article in other languages, as the page says
    extractor_version: str = EXTRACTOR_VERSION
