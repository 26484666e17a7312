"""What a page's data say of where its text comes from: translator, work translated, source syndicated, other languages.

Few pages say any of it (`translator` and `translationOfWork` stood on 0 of 2,866), and what they say is often of
themselves: `isBasedOn` names the page itself on 19 of 21, so what leads to the own site is no source.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tasks.core.canonical_url import BadUrlError, canonical_url
from tasks.core.extract.json_ld import Node, text_of
from tasks.core.extract.page_data import PageData, site_of
from tasks.core.host_turns import registrable_name
from warehouse.records import Alternate, Credit

STATED_CONFIDENCE = 0.9
BASED_ON_CONFIDENCE = 0.6
MAX_ALTERNATES = 40

_SOURCE_PROPERTIES = {"translationOfWork": STATED_CONFIDENCE, "isBasedOn": BASED_ON_CONFIDENCE}
_SOURCE_TAGS = {"syndication-source": STATED_CONFIDENCE, "original-source": BASED_ON_CONFIDENCE}


def read_stated_credits(data: PageData, tree: HtmlElement) -> tuple[Credit, ...]:
    """Return the credits in structured data and head, in that order, each once; their place is -1.

    The quote is the property with its value, as `translator: Odile Roy`.
    """
    found = [*_translators(data.article), *_sources(data), *_foreign_canonical(data, tree)]
    return tuple({(credit.kind, credit.name, credit.url): credit for credit in reversed(found)}.values())[::-1]


def read_alternates(data: PageData, tree: HtmlElement) -> tuple[Alternate, ...]:
    """Return the pages that hold this one in another language (`link rel=alternate hreflang`), in order."""
    found: dict[str, Alternate] = {}
    for link in tree.iter("link"):
        lang = (link.get("hreflang") or "").strip()
        if not lang or lang.lower() == "x-default" or "alternate" not in (link.get("rel") or "").lower().split():
            continue
        try:
            url = canonical_url((link.get("href") or "").strip(), base=data.base_url)
        except BadUrlError:
            continue
        if url != data.url and urlsplit(url).path not in {"", "/"}:
            found.setdefault(url, Alternate(lang, url))
    return tuple(found.values())[:MAX_ALTERNATES]


def _translators(article: Node) -> Iterator[Credit]:
    value = article.get("translator") or []
    for person in value if isinstance(value, list) else [value]:
        if name := text_of(person):
            yield _credit("translated_by", f"translator: {name}", STATED_CONFIDENCE, name=name)


def _sources(data: PageData) -> Iterator[Credit]:
    """Yield the works this one is made from; the page itself, and other pages of its site, are none."""
    for name, confidence in _SOURCE_PROPERTIES.items():
        value = data.article.get(name) or []
        for work in value if isinstance(value, list) else [value]:
            url, title = _work(work)
            if url and not _is_own(data, url):
                yield _credit("original_source", f"{name}: {title or url}", confidence, url=url)
    for name, confidence in _SOURCE_TAGS.items():
        if (url := data.first(name)).startswith("http") and not _is_own(data, url):
            yield _credit("original_source", f"{name}: {url}", confidence, url=url)


def _work(value: object) -> tuple[str, str]:
    if not isinstance(value, dict):
        return (str(value), "") if isinstance(value, str) and value.startswith("http") else ("", "")
    url = next((text for key in ("url", "@id") if (text := text_of(value.get(key))).startswith("http")), "")
    return url, text_of(value.get("name") or value.get("headline"))


def _foreign_canonical(data: PageData, tree: HtmlElement) -> Iterator[Credit]:
    """Yield the page on another site that this one names as canonical: what a reprint is asked to do."""
    for link in tree.iter("link"):
        url = (link.get("href") or "").strip()
        is_foreign = (
            (link.get("rel") or "").lower() == "canonical" and url.startswith("http") and not _is_own(data, url)
        )
        if is_foreign and urlsplit(url).path not in {"", "/"}:
            yield _credit("republished_from", f"canonical: {url}", STATED_CONFIDENCE, url=url)


def _is_own(data: PageData, url: str) -> bool:
    try:
        there, here = urlsplit(url).hostname or "", urlsplit(data.url).hostname or ""
        return site_of(there) == site_of(here) or registrable_name(there) == registrable_name(here)
    except ValueError:
        return True


def _credit(kind: str, quote: str, confidence: float, *, name: str | None = None, url: str | None = None) -> Credit:
    organisation = site_of(urlsplit(url).hostname) if url else None
    return Credit(kind, quote, -1, -1, name=name, organisation=organisation, url=url, confidence=confidence)
