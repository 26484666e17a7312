"""Structured data: the schema.org node that describes the article, whatever shape the page gave its JSON-LD.

Read by hand because extruct takes 106 ms a page; this takes about one (measured November 2026).
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from tasks.core.extract.blocks import clean_text

Node = dict[str, Any]

MAX_SCRIPT_CHARS = 2_000_000
MAX_NODES = 2_000

_ARTICLE_TYPE = re.compile(r"(Article|BlogPosting|Report|Review|AnalysisNewsArticle|LiveBlogPosting)$")
_NOISE = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$", re.DOTALL)
_TRAILING_COMMA = re.compile(r",\s*([\]}])")


def read_nodes(tree: HtmlElement) -> list[Node]:
    """Return every JSON-LD object of the page, nested ones too, in reading order; broken scripts are skipped."""
    nodes: list[Node] = []
    for script in tree.iter("script"):
        kind = (script.get("type") or "").lower()
        if "ld+json" in kind and script.text and len(script.text) <= MAX_SCRIPT_CHARS:
            nodes.extend(_walk(_parse(script.text)))
        if len(nodes) > MAX_NODES:
            break
    return nodes


def article_node(nodes: list[Node], url: str, headings: list[str]) -> Node:
    """Return the node of the article this page is about, or an empty one.

    Pages list related articles as nodes too: one that names *url*, or whose headline is one of *headings*, goes
    before the first. Ties go to the first.
    """
    articles = [node for node in nodes if any(_ARTICLE_TYPE.search(kind) for kind in types_of(node))]
    path = url.partition("://")[2].rstrip("/").lower()
    folded = {clean_text(heading).lower() for heading in headings}

    def fit(node: Node) -> int:
        addresses = (text_of(node.get(key)) for key in ("url", "mainEntityOfPage", "@id"))
        names_url = any(path and path in address.lower() for address in addresses)
        return 2 * (text_of(node.get("headline")).lower() in folded) + names_url + bool(node.get("datePublished"))

    return max(articles, key=fit, default={})


def types_of(node: Node) -> list[str]:
    """Return the types of *node* as a list, without a namespace."""
    kinds = node.get("@type") or []
    return [str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])]


def text_of(value: object) -> str:
    r"""Return the text that a JSON-LD *value* stands for: itself, its name, its @id, or its first item's.

    >>> text_of([{"@type": "Person", "name": "Ada&nbsp;Roy"}]), text_of(None)
    ('Ada\xa0Roy', '')
    """
    if isinstance(value, str):
        return clean_text(html.unescape(value))
    if isinstance(value, list):
        return next((text for item in value if (text := text_of(item))), "")
    if isinstance(value, dict):
        keys = ("name", "url", "@id", "@value", "contentUrl")
        return next((text for key in keys if isinstance(value.get(key), str) and (text := text_of(value[key]))), "")
    return ""


def _parse(script: str) -> object:
    """Return the value of a script, mending what real pages do to it: comments, CDATA, newlines in strings, commas."""
    for attempt in (script, _TRAILING_COMMA.sub(r"\1", _NOISE.sub("", script)), html.unescape(script)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: object) -> Iterator[Node]:
    """Yield the objects in *value*, outer before inner, without recursion: depth is the page's choice."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(reversed(item.values()))
        elif isinstance(item, list):
            stack.extend(reversed(item))
