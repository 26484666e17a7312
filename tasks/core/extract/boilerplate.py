"""Lines that are in the body but not of it: newsletter forms, promotions, consent boxes, "read also", photo credits.

Conservative: a line goes only when it is short or wholly a link, and its words give it away; a doubtful line stays.
Every rule earned its place on the shared pages (body F1, `tests/gates`); none names a site. The words themselves stand
in `boilerplate_phrases`.
"""

from collections.abc import Sequence

from tasks.core.extract import boilerplate_phrases as phrases
from tasks.core.extract.blocks import Block
from tasks.core.extract.titles import fold_name

MAX_PROMOTION_CHARS = 420
MAX_CAPTION_CHARS = 210
MAX_LABEL_CHARS = 60
LINK_SHARE = 0.8  # of a block's characters inside links: above it, the block is navigation
LONG_PARAGRAPH_CHARS = 140  # the text proper has begun


def find_boilerplate(blocks: Sequence[Block], title: str) -> set[int]:
    """Return the indices of the blocks that are no part of the article.

    *title* is needed because a body often begins with the page's own h1. A block is judged by what it is (wholly a
    link, a label, a promotion) and where it stands (date lines and bylines only before the text proper begins).
    """
    begins = _text_begins(blocks)
    folded_title = fold_name(title)
    return {
        index
        for index, block in enumerate(blocks)
        if _is_promotion(block) or _is_navigation(block) or (index < begins and _is_masthead(block, folded_title))
    } | _repeated(blocks)


def _text_begins(blocks: Sequence[Block]) -> int:
    return next((i for i, block in enumerate(blocks) if len(block.text) >= LONG_PARAGRAPH_CHARS), len(blocks))


def _is_promotion(block: Block) -> bool:
    if len(block.text) > MAX_PROMOTION_CHARS:
        return False
    text = block.text.lower()
    if len(text) <= MAX_LABEL_CHARS and phrases.LABEL.match(text):
        return True
    if len(text) <= MAX_CAPTION_CHARS and phrases.PHOTO_CREDIT.search(text):
        return True
    return bool(phrases.PROMOTION.search(text) or phrases.OPENING.match(text) or phrases.READ_ALSO.match(text))


def _is_navigation(block: Block) -> bool:
    """Say whether nearly all of a paragraph is links, but for a "read also" before them."""
    linked = sum(len(link.anchor) for link in block.links)
    if block.kind != "paragraph" or not linked:
        return False
    label = phrases.READ_ALSO_BEFORE_LINK.match(block.text)
    return linked >= LINK_SHARE * (len(block.text) - (label.end() if label else 0))


def _is_masthead(block: Block, folded_title: str) -> bool:
    if block.kind == "h1" and fold_name(block.text) == folded_title:
        return True
    return len(block.text) < LONG_PARAGRAPH_CHARS and bool(phrases.MASTHEAD.match(block.text.lower()))


def _repeated(blocks: Sequence[Block]) -> set[int]:
    """Return the later copies of a sentence-long block: pages print a notice under each embed, a lead twice."""
    seen: set[str] = set()
    copies: set[int] = set()
    for index, block in enumerate(blocks):
        if len(block.text) < MAX_LABEL_CHARS:
            continue
        if block.text in seen:
            copies.add(index)
        seen.add(block.text)
    return copies
