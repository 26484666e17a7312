"""The byline in a page: by its mark-up, its class, its link to an author's page, its words."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from tasks.core.extract.blocks import clean_text
from tasks.core.extract.names import MAX_BYLINE_CHARS, split_names

MAX_PARTS = 3  # elements inside a line of text
MAX_ABOVE = 6  # elements around a byline that say what it signs

_AUTHOR_NAME_CLASS = re.compile(r"(?:author|byline)[_-]{0,2}(?:\w+[_-]{1,2})?name", re.IGNORECASE)
_TEASER_CLASS = re.compile(r"(?:^|[\s_-])(?:teaser|related|recirc|card|promo)", re.IGNORECASE)
_ELSEWHERE = {"nav", "aside", "figure", "figcaption"}
_WHOLE = {"article", "main", "body", "html"}
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|auteurs?|autor(?:en|e|i)?|contributors?|columnists?|profile|signataires|staff)/[^/?#]{3}"
)
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|auteurs?|autor(?:en)?|byline|contributor)(?:[_-]{0,2}(?:title|list|item|text|meta|info))*"
    r"(?:-[a-zA-Z0-9]{5,8}|__[a-zA-Z0-9]{5})?(?:$|\s)",
    re.IGNORECASE,
)
_OTHER_CLASS = re.compile(
    r"teaser|related|comment|sidebar|recommend|newsletter|popular|latest|most-read|recirc|promo|navbar|biograph",
    re.IGNORECASE,
)
_SIGNED_TEXT = re.compile(
    r"(?i:(?:(?:written|words|posted|story|text)\s+)?(?:by|par|von|av|por|di|door))\s+[A-ZÀ-Þ]"
    r"|(?i:author|auteur|autor|autorin|autorin/autor|contributors?)\s*:?\s+[A-ZÀ-Þ]"
)


def find_bylines(tree: HtmlElement) -> list[str]:
    """Return the texts of the byline in the page, by the first kind of mark-up that holds a name.

    The byline stands behind the headline, seldom before it; those further down sign other articles or comments. The
    names of one byline stand together.
    """
    places = {element: number for number, element in enumerate(tree.iter())}
    heading = next(tree.iter("h1"), None)
    headline = 0 if heading is None else places[heading]
    home = None if heading is None else next(heading.iterancestors("article"), None)
    for find in (_by_markup, _by_name_class, _by_class, _by_link, _by_text):
        found = [(element, clean_text(" ".join(element.itertext()))) for element in find(tree)]
        signed = [(element, text) for element, text in found if _is_byline(element, text, home)]
        signed.sort(key=lambda one: (places[one[0]] < headline, places[one[0]]))
        if signed:
            block = _grandparent(signed[0][0])
            return [text for element, text in signed if _grandparent(element) is block]
    return []


def _by_markup(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield what HTML and schema.org mark as an author."""
    yield from tree.iterfind(".//*[@rel='author']")
    for author in tree.iterfind(".//*[@itemprop='author']"):
        yield from author.xpath(".//*[@itemprop='name']") or [author]


def _by_name_class(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the innermost elements whose class says an author's name."""
    return _innermost(tree, _AUTHOR_NAME_CLASS)


def _by_class(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the innermost elements whose class says author or byline, as a word of its own or of a longer name."""
    return _innermost(tree, _AUTHOR_CLASS)


def _innermost(tree: HtmlElement, kind: re.Pattern[str]) -> Iterator[HtmlElement]:
    around: set[HtmlElement] = set()
    for element in reversed(list(tree.iterfind(".//*[@class]"))):
        if element not in around and kind.search(element.get("class") or ""):
            around.update(element.iterancestors())
            yield element


def _by_link(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the links to a page about an author."""
    return (link for link in tree.iterfind(".//a[@href]") if _AUTHOR_PAGE.search(link.get("href") or ""))


def _by_text(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield short elements that begin "By …", "Written by …", "Auteur : …"."""
    for element in tree.iter("p", "span", "div", "li", "small", "em", "address"):
        if len(element) <= MAX_PARTS and _SIGNED_TEXT.match("".join(element.itertext()).lstrip()):
            yield element


def _is_byline(element: HtmlElement, text: str, home: HtmlElement | None) -> bool:
    """Say whether *text* can be a byline, and of the article at *home*: not of a teaser, a picture or a comment."""
    if not 1 < len(text) <= MAX_BYLINE_CHARS or not any(True for _ in split_names(text)):
        return False
    above = _surroundings(element)
    article = next(element.iterancestors("article"), None)
    if article is None and any(one.tag == "footer" for one in above):  # the page's, not the article's
        return False
    if article is not None and (
        (home is not None and article is not home) or _TEASER_CLASS.search(article.get("class") or "")
    ):
        return False
    return not any(one.tag in _ELSEWHERE or _OTHER_CLASS.search(one.get("class") or "") for one in above[:MAX_ABOVE])


def _surroundings(element: HtmlElement) -> list[HtmlElement]:
    """Return *element* and what stands around it, up to the article or page."""
    above: list[HtmlElement] = []
    for one in (element, *element.iterancestors()):
        if one.tag in _WHOLE:
            break
        above.append(one)
    return above


def _grandparent(element: HtmlElement) -> HtmlElement | None:
    parent = element.getparent()
    return None if parent is None else parent.getparent()
