"""Who signs: structured data first, then meta tags, then the byline in the page."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from tasks.core.extract.byline import find_bylines
from tasks.core.extract.json_ld import Node, text_of, types_of
from tasks.core.extract.names import MAX_BYLINE_CHARS, is_full_name, split_names
from tasks.core.extract.page_data import PageData
from tasks.core.extract.titles import fold_name, site_names

MIN_SITE_CHARS = 5  # of a site's folded name, for a name that only begins with it to be the site's

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
    "og:article:author",
    "articleauthor",
)
_BYLINE_TEXT = re.compile(r"(?:[Bb]y|BY|[Pp]ar|PAR|Von|Por|Di|Door|Af|Av)\s*:?\s+[A-ZÀ-Þ][^.!?\d]{3,80}$")
_WRITTEN_BY = re.compile(
    r"(?:written by|author|by|écrit par|auteur|verfasst von|geschrieben von|autor)\b", re.IGNORECASE
)


def read_authors(data: PageData, tree: HtmlElement, lines: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the names of those who sign the article, in order, each once, without their roles.

    *lines* are the first lines of the body, where a byline often stands alone. A newsroom that signs as itself is only
    named when nobody else is.
    """
    sites = site_names(data)
    newsroom: tuple[str, ...] = ()
    people, organisations = _from_json_ld(data)
    places = (
        lambda: people,
        lambda: _from_meta(data),
        lambda: [text for text in find_bylines(tree) if not organisations or is_full_name(text)],
        lambda: organisations or _from_lines(lines),
    )
    for look in places:  # only as far as needed: a byline search walks the whole tree
        signed = [list(split_names(raw)) for raw in look()]
        names = {fold_name(name): name for part in signed if part and not _is_newsroom(part[0], sites) for name in part}
        outside = tuple(name for folded, name in names.items() if folded not in sites)
        if outside:
            return outside
        newsroom = newsroom or tuple({fold_name(name): name for part in signed for name in part}.values())
    return newsroom


def _is_newsroom(name: str, sites: set[str]) -> bool:
    """Say whether the site signs itself: by its name, or by its name and more ("The Gazette with agencies")."""
    folded = fold_name(name)
    return any(folded == site or (len(site) >= MIN_SITE_CHARS and folded.startswith(site)) for site in sites)


def _from_json_ld(data: PageData) -> tuple[list[str], list[str]]:
    """Return the people and the organisations that the article node names as authors, references (@id) followed."""
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
    return people, others


def _from_meta(data: PageData) -> list[str]:
    """Return the values of the first author tag that holds a name and not a profile's address."""
    if _WRITTEN_BY.match(data.first("twitter:label1")) and (signed := data.first("twitter:data1")):
        return [signed]
    for name in _META_NAMES:
        values = [value for value in data.meta.get(name, ()) if not value.startswith(("http", "/", "@"))]
        if values:
            return values
    return []


def _from_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines that are a byline and nothing else."""
    return [line for line in lines if len(line) <= MAX_BYLINE_CHARS and _BYLINE_TEXT.match(line)][:1]
