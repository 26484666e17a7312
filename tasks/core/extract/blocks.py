"""The body as blocks of plain text, with every link at its place."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from warehouse.records import Link

PARAGRAPH_BREAK = "\n\n"

# trafilatura's own vocabulary (its XML), and the HTML that its fallbacks leave behind.
_BLOCKS = {"p", "head", "item", "quote", "row", "list", "table", "div", "header", "code", "h1", "h2", "h3", "li"}
_KINDS = {
    "head": "heading",
    "h1": "h1",
    "h2": "heading",
    "h3": "heading",
    "item": "item",
    "li": "item",
    "quote": "quote",
    "row": "row",
}
_CELLS = {"cell", "td", "th"}
_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_NO_BREAK = "\u00a0\u202f"  # French sets them before ; : ! ? and inside « »: they are spelling, not layout


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, quote or table row. Link positions count from the start of `text`."""

    text: str
    kind: str = "paragraph"  # paragraph | h1 | heading | item | quote | row
    links: tuple[Link, ...] = ()
    start: int = 0  # of the text in body_as_found


def read_blocks(body: HtmlElement, base_url: str) -> list[Block]:
    """Return the blocks of a trafilatura body tree in reading order, placed, with links made absolute."""
    walker = _Walker(base_url)
    for event, element in iterwalk(body, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            walker.open(element)
        else:
            walker.close(element)
    walker.flush()
    return place_blocks(walker.blocks)


def place_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Return *blocks* with `start` set to where each stands in `join_blocks(blocks)`."""
    placed: list[Block] = []
    position = 0
    for block in blocks:
        placed.append(replace(block, start=position))
        position += len(block.text) + len(PARAGRAPH_BREAK)
    return placed


def join_blocks(blocks: Sequence[Block]) -> str:
    """Return the text of *blocks*: paragraphs joined by a blank line."""
    return PARAGRAPH_BREAK.join(block.text for block in blocks)


def placed_links(blocks: Sequence[Block]) -> Iterator[Link]:
    """Yield the links of *blocks* with positions in body_as_found."""
    for block in blocks:
        for link in block.links:
            yield replace(link, position=block.start + link.position)


def clean_text(text: str) -> str:
    r"""Return *text* in NFC on one line: invisible characters dropped, runs of space one space, ends stripped.

    A single no-break space stays.

    >>> clean_text("L’a\u00adccord\n  «\u00a0simple\u00a0» ")
    'L’accord «\xa0simple\xa0»'
    """
    return _fold_space(_INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def _fold_space(text: str) -> str:
    return _SPACE.sub(lambda run: run[0] if run[0] in _NO_BREAK else " ", text)


class _Walker:
    """Collects inline text until a block begins or ends."""

    def __init__(self, base_url: str) -> None:
        self.blocks: list[Block] = []
        self._base_url = base_url
        self._kinds: list[str] = []
        self._text = ""
        self._links: list[Link] = []
        self._opened: list[int] = []

    def open(self, element: HtmlElement) -> None:
        """Begin *element*: a block ends what came before it, a link remembers its place."""
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
            inherited = self._kinds[-1] if self._kinds else "paragraph"
            self._kinds.append("h1" if element.get("rend") == "h1" else _KINDS.get(tag, inherited))
        elif tag in _CELLS and self._text.strip():
            self._text += " | "
        elif tag == "lb":
            self._text = self._text.rstrip(" ") + "\n" if self._text else ""
        elif tag == "ref":
            self._opened.append(len(self._text))
        self._add(element.text)

    def close(self, element: HtmlElement) -> None:
        """End *element* and take the text behind it."""
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
            self._kinds.pop()
        elif tag == "ref" and self._opened:
            self._add_link(self._opened.pop(), element.get("target") or "")
        self._add(element.tail)

    def flush(self) -> None:
        """End the block at hand; a block of nothing is dropped with its links."""
        text = self._text.rstrip()
        if text:
            links = tuple(link for link in self._links if link.anchor)
            self.blocks.append(Block(text, self._kinds[-1] if self._kinds else "paragraph", links))
        self._text, self._links, self._opened = "", [], []

    def _add(self, text: str | None) -> None:
        if not text:
            return
        text = _fold_space(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
        if not self._text or self._text[-1].isspace():
            text = text.lstrip()
        self._text += text

    def _add_link(self, start: int, target: str) -> None:
        anchor = self._text[start:]
        start += len(anchor) - len(anchor.lstrip())
        try:
            url = urljoin(self._base_url, target.strip())
        except ValueError:  # "http://[" and the like: the words stay, the link is no link
            return
        if url.startswith(("http://", "https://")):
            self._links.append(Link(url, anchor.strip(), start))
