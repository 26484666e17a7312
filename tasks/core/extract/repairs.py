"""First repairs: the scars that machine translation and careless templates leave, each kept as a `Defect`.

The scars are evidence of how a text was made, so the text as found stays beside the repaired one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tasks.core.extract.blocks import Block
from tasks.core.extract.reading import EXTRACTOR_VERSION
from tasks.core.extract.titles import fold_name
from tasks.core.language import detect_language
from warehouse.records import Credit, Defect

IMAGE_NAME_AS_TEXT = "image_name_as_text"
REPEATED_TITLE = "repeated_title"
STRAY_QUOTE_MARK = "stray_quote_mark"
DOUBLED_QUOTE_MARK = "doubled_quote_mark"
LOST_LINK = "lost_link"
SITE_SUFFIX = "site_suffix_in_title"
BOILERPLATE = "boilerplate"

CONTEXT_CHARS = 32

MAX_SUFFIX_WORDS = 3
TITLE_BLOCKS = 4  # a repeated title stands among the first blocks

_IMAGE_NAME = re.compile(r"[^\s/<>\"]{1,120}\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)", re.IGNORECASE)
_IMAGE_NAME_SPACED = re.compile(r"[\w ()%.,+-]{1,80}\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)", re.IGNORECASE)
# A preposition, then a space, then the stop: what stood between was the anchor of a link. Without the space it is how
# many good sentences end ("the lights are on.").
_LOST_LINK = re.compile(
    r"\b(?:on|at|by|from|in|to|with|via|of|the|according to|sur|à|de|du|des|dans|par|chez|avec|selon|le|"
    r"la|les)[ ]+(?=[.,](?:\s|$))",
    re.IGNORECASE,
)
_DOUBLED_MARK = re.compile(r'(?<!\S)""(?=\w)')
_LAST_PART = re.compile(r"\s+[–—|-]\s+(?P<suffix>[^–—|]+)$")


@dataclass(frozen=True, slots=True)
class Repaired:
    """The body's blocks after repair, and what was found on the way (offsets into body_as_found)."""

    blocks: tuple[Block, ...]
    defects: tuple[Defect, ...]


def repair_body(
    blocks: Sequence[Block], boilerplate: Iterable[int], titles: Sequence[str], html_lang: str | None
) -> Repaired:
    """Return *blocks* without image names, repeated titles, boilerplate and stray quote marks; lost links are marked.

    Args:
        blocks: the body as found.
        boilerplate: indices of the blocks to drop.
        titles: the title as found and as read; either may stand in the body again.
        html_lang: what the page declares; French quote marks are only stray in an English text.
    """
    dropped = set(boilerplate)
    folded_titles = {fold_name(title) for title in titles if title}
    strip_marks = _is_english(blocks, html_lang)
    kept: list[Block] = []
    defects: list[Defect] = []
    for index, block in enumerate(blocks):
        code = _whole_block_defect(block, index, folded_titles) or (BOILERPLATE if index in dropped else "")
        if code:
            defects.append(_defect(code, block.text, block.start, repaired=""))
            continue
        text, found = _repair_text(block, strip_marks=strip_marks, is_first=not kept)
        defects.extend(found)
        if text:
            kept.append(Block(text, block.kind, block.links, block.start))
    return Repaired(tuple(kept), tuple(defects))


def repair_title(title: str, as_found: str, *, is_heading: bool, claims: Sequence[Credit]) -> tuple[str, list[Defect]]:
    """Return the title without a site's name, and the defect if a reader could see one.

    *title* is already without the site's own name. What is left at its end after a spaced dash, of at most three words,
    is taken for the name of another site, translated along with the title, only when a credit in the body says that the
    text comes from elsewhere: "The cloud in six questions – IT department", from Direction informatique's French title.

    >>> repair_title("Budget 2026 – the figures", "Budget 2026 – the figures", is_heading=True, claims=())
    ('Budget 2026 – the figures', [])
    """
    comes_from_elsewhere = any(credit.kind in {"original_source", "adapted_by", "translated_by"} for credit in claims)
    part = _LAST_PART.search(title)
    if part and comes_from_elsewhere and _is_name_like(part["suffix"]):
        title = title[: part.start()]
    elif not is_heading:
        return title, []  # a title tag carries the site's name by custom: nobody reads it above the text
    if title == as_found or not as_found.startswith(title):
        return title, []
    start = len(title)
    defect = Defect(SITE_SUFFIX, "title", as_found[start:], start, len(as_found), title, EXTRACTOR_VERSION)
    return title, [defect]


def with_context(defect: Defect, text: str) -> Defect:
    """Return *defect* quoted with the words before it in *text*, where it is too small to be seen alone.

    "»" tells a reader nothing; "for all our customers. »" does.
    """
    if defect.code not in {STRAY_QUOTE_MARK, LOST_LINK}:
        return defect
    line = text.rfind("\n", 0, defect.start) + 1
    start = max(line, defect.start - CONTEXT_CHARS)
    if start > line:
        start = text.find(" ", start, defect.start) + 1 or start
    before = text[start : defect.start]
    repaired = None if defect.repaired is None else before + defect.repaired
    return replace(defect, start=start, found=before + defect.found, repaired=repaired)


def _is_name_like(suffix: str) -> bool:
    words = suffix.split()
    return 0 < len(words) <= MAX_SUFFIX_WORDS and all(re.fullmatch(r"[^\W\d_][\w’'&-]*", word) for word in words)


def _whole_block_defect(block: Block, index: int, folded_titles: set[str]) -> str:
    if _IMAGE_NAME.fullmatch(block.text) or _IMAGE_NAME_SPACED.fullmatch(block.text):
        return IMAGE_NAME_AS_TEXT
    if index < TITLE_BLOCKS and fold_name(block.text) in folded_titles:
        return REPEATED_TITLE
    return ""


def _repair_text(block: Block, *, strip_marks: bool, is_first: bool) -> tuple[str, list[Defect]]:
    """Return the block's text repaired, and its defects."""
    text = block.text
    cuts: list[Defect] = []
    if is_first and (name := _IMAGE_NAME.match(text)) and text[name.end() : name.end() + 1].isspace():
        cuts.append(_defect(IMAGE_NAME_AS_TEXT, name[0], block.start, repaired=""))
    doubled = [
        _defect(DOUBLED_QUOTE_MARK, mark[0], block.start + mark.start(), repaired='"')
        for mark in _DOUBLED_MARK.finditer(text)
    ]
    is_unclosed = (text.count('"') - len(doubled)) % 2 == 1  # one mark of the pair was translated, the other was not
    stray = stray_marks(text) if strip_marks else []
    cuts += doubled + [
        _defect(STRAY_QUOTE_MARK, text[at], block.start + at, repaired='"' if is_unclosed and number == 0 else "")
        for number, at in enumerate(stray)
    ]
    for cut in sorted(cuts, key=lambda defect: -defect.start):
        text = _replace(text, cut, block.start)
    lost = [
        _defect(LOST_LINK, match[0] + block.text[match.end()], block.start + match.start(), repaired=None)
        for match in _LOST_LINK.finditer(block.text)
    ]
    return text.strip(), cuts + lost


def _replace(text: str, cut: Defect, offset: int) -> str:
    """Return *text* with *cut* made: the space that French sets inside its quote marks goes with the mark."""
    before, after = text[: cut.start - offset], text[cut.end - offset :]
    if cut.found == "»" and cut.repaired:
        before = before.rstrip()
    elif cut.found == "«" or not before or before[-1].isspace():
        after = after.lstrip()
    return before + (cut.repaired or "") + after


def stray_marks(text: str) -> list[int]:
    """Return the positions of the guillemets in *text* that have no counterpart.

    >>> stray_marks("He said « yes » and left»."), stray_marks("« fine »")
    ([24], [])
    """
    opened: list[int] = []
    stray: list[int] = []
    for position, char in enumerate(text):
        if char == "«":
            opened.append(position)
        elif char == "»":
            if opened:
                opened.pop()
            else:
                stray.append(position)
    return sorted(stray + opened)


def _is_english(blocks: Sequence[Block], html_lang: str | None) -> bool:
    """Say whether stray guillemets can be told in this text; asked only where one stands: it costs time."""
    if not any(stray_marks(block.text) for block in blocks):
        return False
    return detect_language("\n".join(block.text for block in blocks), html_lang=html_lang).lang == "en"


def _defect(code: str, found: str, start: int, *, repaired: str | None) -> Defect:
    return Defect(code, "body", found, start, start + len(found), repaired, EXTRACTOR_VERSION)
