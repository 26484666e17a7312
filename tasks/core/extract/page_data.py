"""What the page says about itself outside its text: one pass over the tree for meta tags, links and headings."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from tasks.core.canonical_url import BadUrlError, canonical_url
from tasks.core.extract.blocks import clean_text
from tasks.core.extract.json_ld import Node, article_node, read_nodes, text_of

MAX_TAGS = 50

_LANG = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")


@dataclass(frozen=True, slots=True)
class PageData:
    """Meta tags (names and properties in lower case, every value), headings, and the article's JSON-LD node."""

    url: str  # canonical
    base_url: str  # what relative links count from
    meta: dict[str, tuple[str, ...]]
    h1: tuple[str, ...]
    title_tag: str
    html_lang: str | None
    nodes: tuple[Node, ...]
    article: Node  # {} when the page describes none
    site_name: str

    def first(self, *names: str) -> str:
        """Return the first value of the first of *names* the page has, else ""."""
        return next((self.meta[name][0] for name in names if self.meta.get(name)), "")


def read_page_data(tree: HtmlElement, url: str) -> PageData:
    """Return what *tree*, found at *url*, says about itself.

    Raises:
        BadUrlError: *url* itself is no web address.
    """
    meta: dict[str, tuple[str, ...]] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = clean_text(html.unescape(element.get("content") or ""))
        if name and content:
            meta[name] = (*meta.get(name, ()), content)
    h1 = tuple(text for element in tree.iter("h1") if (text := _text(element)))
    title_tag = _text(next(tree.iter("title"), None))
    nodes = read_nodes(tree)
    article = article_node(nodes, url, [*h1, *meta.get("og:title", ()), title_tag])
    site_name = next(iter(meta.get("og:site_name", ())), "") or text_of(article.get("publisher"))
    return PageData(
        url=_own_url(tree, url, meta.get("og:url", ())),
        base_url=_base_url(tree, url),
        meta=meta,
        h1=h1,
        title_tag=title_tag,
        html_lang=_html_lang(tree, meta, article),
        nodes=tuple(nodes),
        article=article,
        site_name="" if site_name.startswith("http") else site_name,
    )


def section_of(data: PageData) -> str | None:
    """Return the section the page files the article under."""
    return (
        data.first("article:section", "parsely-section", "section")
        or text_of(data.article.get("articleSection"))
        or None
    )


def tags_of(data: PageData) -> tuple[str, ...]:
    """Return the page's tags in order, each once; "keywords" only where no real tags are."""
    values: Sequence[str] = data.meta.get("article:tag", ())
    if not values:
        keywords = data.article.get("keywords")
        values = [text_of(item) for item in keywords] if isinstance(keywords, list) else [text_of(keywords)]
    if not any(values):
        values = (data.first("news_keywords", "keywords"),)
    parts = (part.strip() for value in values for part in re.split(r"[,;]", value))
    return tuple(dict.fromkeys(part for part in parts if part))[:MAX_TAGS]


def image_of(data: PageData) -> str | None:
    """Return the address of the article's picture, absolute."""
    address = data.first("og:image", "og:image:url", "twitter:image") or text_of(data.article.get("image"))
    try:
        return urljoin(data.base_url, address) if address else None
    except ValueError:
        return None


def _own_url(tree: HtmlElement, url: str, og_urls: Sequence[str]) -> str:
    """Return the address the page claims (canonical link, og:url), if the claim can be believed, else *url*.

    Not believed: another site (a copy that points to its original is its own article here), and the home page
    (templates write it on every page).
    """
    own = canonical_url(url)
    links = (link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    for claim in (*links, *og_urls):
        try:
            claimed = canonical_url(claim.strip(), base=url)
        except BadUrlError:
            continue
        parts = urlsplit(claimed)
        is_home = parts.path in {"", "/"} and not parts.query
        if site_of(parts.hostname) == site_of(urlsplit(own).hostname) and not (is_home and claimed != own):
            return claimed
    return own


def site_of(host: str | None) -> str:
    """Return what two addresses of one site share: the host without www., m. and amp.

    >>> site_of("www.journal.example") == site_of("m.journal.example")
    True
    """
    return re.sub(r"^(?:www\d?|m|amp|mobile)\.", "", (host or "").lower())


def _base_url(tree: HtmlElement, url: str) -> str:
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), "")
    try:
        return urljoin(url, base or "")
    except ValueError:
        return url


def _html_lang(tree: HtmlElement, meta: dict[str, tuple[str, ...]], article: Node) -> str | None:
    declared = (
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        tree.get("xml:lang"),
        *meta.get("content-language", ()),
        *meta.get("og:locale", ()),
        text_of(article.get("inLanguage")),
    )
    return next((lang.replace("_", "-") for lang in declared if lang and _LANG.match(lang.strip())), None)


def _text(element: HtmlElement | None) -> str:
    """Return an element's text on one line; templates escape twice, so entities are undone once more."""
    return "" if element is None else clean_text(html.unescape("".join(element.itertext())))
