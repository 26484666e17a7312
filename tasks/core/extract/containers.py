"""A body in several sibling containers, of which trafilatura returned some: the rest is found by its mark-up.

Magazines set an article in several boxes, with an advertisement between each two; page builders set a box a section.
trafilatura takes the first box that looks like an article. The boxes of one article are marked up alike, and nothing
else on the page is.
"""

from collections.abc import Iterable
from copy import deepcopy

from lxml.html import Element, HtmlElement

from tasks.core.extract.titles import fold_name

MIN_PARAGRAPH_CHARS = 50  # folded: shorter ones are labels
MIN_MISSING_CHARS = 400  # folded
MIN_MISSING_SHARE = 0.15  # of what was read of these boxes
_PARAGRAPHS = ("p", "li", "blockquote")
_LISTS = {"ul", "ol", "blockquote"}
_ELSEWHERE = {"nav", "aside", "footer", "header", "form", "figure", "details", "dialog"}


def whole_body(tree: HtmlElement, text: str) -> HtmlElement | None:
    """Return a page of the boxes that hold the article whole; None when *text* is all there is of it.

    Args:
        tree: the page; left as it is.
        text: what was read of it, paragraphs folded by `fold_name` and joined.

    A box is an element that holds paragraphs itself. Boxes belong together when tag and class are the same and they
    stand in the same outermost `<article>`, or in none.
    """
    boxes: dict[tuple[str, str, HtmlElement | None], dict[HtmlElement, list[int]]] = {}
    for paragraph in tree.iter(*_PARAGRAPHS):
        box = _box_of(paragraph)
        if box is None:
            continue
        folded = fold_name("".join(paragraph.itertext()))
        if len(folded) < MIN_PARAGRAPH_CHARS:
            continue
        sums = boxes.setdefault(_kind_of(box), {}).setdefault(box, [0, 0])
        sums[0 if folded in text else 1] += len(folded)
    alike = max(boxes.values(), key=lambda found: sum(read for read, _ in found.values()), default={})
    n_read = sum(read for read, _ in alike.values())
    n_missing = sum(missing for _, missing in alike.values())
    if n_read == 0 or n_missing < max(MIN_MISSING_CHARS, MIN_MISSING_SHARE * n_read):
        return None
    return _page_of(alike)


def _box_of(paragraph: HtmlElement) -> HtmlElement | None:
    """Return the element that *paragraph* stands in, lists and quotes passed over; None in a page's furniture."""
    box = paragraph.getparent()
    while box is not None and box.tag in _LISTS:
        box = box.getparent()
    if box is None or box.tag == "li" or any(above.tag in _ELSEWHERE for above in box.iterancestors()):
        return None
    return box if box.tag not in _ELSEWHERE else None


def _kind_of(box: HtmlElement) -> tuple[str, str, HtmlElement | None]:
    article = next(reversed(list(box.iterancestors("article"))), None)
    return str(box.tag), " ".join((box.get("class") or "").split()), article


def _page_of(boxes: Iterable[HtmlElement]) -> HtmlElement:
    page, article = Element("html"), Element("article")
    body = Element("body")
    page.append(body)
    body.append(article)
    for box in boxes:
        for child in box:
            article.append(deepcopy(child))
    return page
