"""Who signs: structured data first, then meta tags, then the byline in the page."""

import html
import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from tasks.core.extract.blocks import clean_text
from tasks.core.extract.json_ld import Node, text_of, types_of
from tasks.core.extract.page_data import PageData
from tasks.core.extract.titles import fold_name, site_names

MAX_NAME_CHARS = 60
MAX_NAME_WORDS = 6
MAX_BYLINE_CHARS = 200

_META_NAMES = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "article:author_name",
    "cxenseparse:author",
    "dc.contributor",
)
_PREFIX = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words?)\s+)?(?:by|par|von|de|por|di|av|door|przez|"
    r"text|author|auteur|autor|autore)\s*[:\s]\s*",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^)]*\)|^[^(]*\)|\([^)]*$")  # "(obe)", "(Image: …)"
_BETWEEN = re.compile(r"\s*(?:,|;|\||·|\s[-–—]\s|\s(?:and|et|und|y|e|og|och|en|&)\s)\s*")
_BYLINE_TEXT = re.compile(r"(?:[Bb]y|BY|[Pp]ar|PAR|Von|Por|Di|Door|Af|Av)\s*:?\s+[A-ZÀ-Þ][^.!?\d]{3,80}$")
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\d{2}|\w\.\w+\.\w|^(?:admin|staff|editor|redaktion|rédaction|la rédaction|"
    r"redaction|newsroom|author|unknown|null|none|"
    r"updated|published|share|follow|more|contributor|correspondent)$",
    re.IGNORECASE,
)
_BYLINE = (
    ".//*[@rel='author']",
    ".//*[@itemprop='author']//*[@itemprop='name'] | .//*[@itemprop='author' and not(.//*[@itemprop='name'])]",
    (
        ".//*[contains(@class,'author-name') or contains(@class,'author__name') or contains(@class,'authorName') "
        "or contains(@class,'byline__name') or contains(@class,'byline-name')]"
    ),
    (
        ".//*[self::a or self::span or self::p or self::div or self::address]"
        "[contains(concat(' ',@class,' '),' author ') or contains(concat(' ',@class,' '),' byline ')]"
    ),
)


def read_authors(data: PageData, tree: HtmlElement, lines: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the names of those who sign the article, in order, each once, without their roles.

    *lines* are the first lines of the body, where a byline often stands alone. A newsroom that signs as itself is only
    named when nobody else is.
    """
    sites = site_names(data)
    newsroom: tuple[str, ...] = ()
    places = (
        lambda: _from_json_ld(data),
        lambda: _from_meta(data),
        lambda: _from_byline(tree),
        lambda: _from_lines(lines),
    )
    for look in places:  # only as far as needed: a byline search walks the whole tree
        people = {fold_name(name): name for raw in look() for name in split_names(raw)}
        unsigned = tuple(name for folded, name in people.items() if folded not in sites)
        if unsigned:
            return unsigned
        newsroom = newsroom or tuple(people.values())
    return newsroom


def split_names(byline: str) -> Iterator[str]:
    """Yield the names in a byline.

    >>> list(split_names("Par Ada Roy et Jean Côté, La Gazette"))
    ['Ada Roy', 'Jean Côté', 'La Gazette']
    """
    text = _PREFIX.sub("", clean_text(html.unescape(byline)))
    for part in _BETWEEN.split(text):
        name = _ASIDE.sub("", _PREFIX.sub("", part)).strip(" .,:;|-–—*")
        is_plausible = 1 < len(name) <= MAX_NAME_CHARS and len(name.split()) <= MAX_NAME_WORDS
        if is_plausible and not _NOT_A_NAME.search(name):
            yield name


def _from_json_ld(data: PageData) -> list[str]:
    """Return the author names of the article node, references (@id) followed; people go before organisations."""
    authors = data.article.get("author") or data.article.get("creator") or []
    by_id = {node["@id"]: node for node in data.nodes if isinstance(node.get("@id"), str) and node.get("name")}
    people: list[str] = []
    others: list[str] = []
    for author in authors if isinstance(authors, list) else [authors]:
        node: Node = author if isinstance(author, dict) else {"name": author}
        if not (node.get("name") or node.get("familyName")):
            node = by_id.get(str(node.get("@id")), {})
        names = node.get("name") or f"{text_of(node.get('givenName'))} {text_of(node.get('familyName'))}"
        is_organisation = any("Organization" in kind for kind in types_of(node))
        for name in names if isinstance(names, list) else [names]:
            (others if is_organisation else people).append(text_of(name))
    return people or others


def _from_meta(data: PageData) -> list[str]:
    """Return the values of the first author tag that holds a name and not a profile's address."""
    for name in _META_NAMES:
        values = [value for value in data.meta.get(name, ()) if not value.startswith(("http", "/", "@"))]
        if values:
            return values
    return []


def _from_byline(tree: HtmlElement) -> list[str]:
    """Return the texts of the first byline in the page, by the first kind of mark-up it uses.

    The names of one byline stand together; those further down sign other articles or comments.
    """
    for path in _BYLINE:
        found = [(element, clean_text(" ".join(element.itertext()))) for element in tree.xpath(path)]
        signed = [(element, text) for element, text in found if 1 < len(text) <= MAX_BYLINE_CHARS]
        if signed:
            home = _grandparent(signed[0][0])
            return [text for element, text in signed if _grandparent(element) is home]
    return []


def _grandparent(element: HtmlElement) -> HtmlElement | None:
    parent = element.getparent()
    return None if parent is None else parent.getparent()


def _from_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines that are a byline and nothing else."""
    return [line for line in lines if len(line) <= MAX_BYLINE_CHARS and _BYLINE_TEXT.match(line)][:1]
