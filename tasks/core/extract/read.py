"""Read a page: from its bytes to the article in it."""

from collections.abc import Sequence

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from tasks.core.canonical_url import BadUrlError
from tasks.core.extract.blocks import Block, join_blocks, place_blocks, placed_links, read_blocks
from tasks.core.extract.boilerplate import find_boilerplate
from tasks.core.extract.containers import whole_body
from tasks.core.extract.credits import read_credits, read_outside_credits
from tasks.core.extract.dates import read_modified, read_published
from tasks.core.extract.decode import decode_page, is_html, parse_html
from tasks.core.extract.page_data import PageData, image_of, read_page_data, section_of, tags_of
from tasks.core.extract.people import read_authors
from tasks.core.extract.quotes import read_quotes
from tasks.core.extract.reading import Reading
from tasks.core.extract.repairs import TITLE_BLOCKS, repair_body, repair_title, with_context
from tasks.core.extract.stated_credits import read_alternates, read_stated_credits
from tasks.core.extract.status import read_status
from tasks.core.extract.titles import choose_title, fold_name
from tasks.core.extract.walls import find_wall
from warehouse.records import Credit, Rejection

FIRST_BLOCKS = 6
BLANK = b" \t\r\n\xef\xbb\xbf"  # white space, and the byte order mark of UTF-8

# A block that says whose text this is stays, whatever else it looks like.
KEPT_CREDITS = {"original_source", "translated_by", "adapted_by", "republished_from", "with_files_from"}


def read_page(body: bytes, *, url: str, content_type: str | None = None) -> Reading | Rejection:
    """Return the article in a page, or why there is none.

    Args:
        body: the page's bytes, content encoding undone.
        url: where it was found; the page's own canonical link replaces it when it can be believed.
        content_type: the HTTP header, when there is one.

    Returns:
        A `Reading`, or a `Rejection` for one of: not_html, bad_url, consent_wall, error_page, no_text, index_page.
    """
    if not body.strip(BLANK):
        return Rejection("not_html", "the page is empty")
    if not is_html(body, content_type):
        return Rejection("not_html", f"{content_type or 'no content type'}, beginning {body[:40]!r}")
    tree = parse_html(decode_page(body, content_type))
    if tree is None:
        return Rejection("no_text", "no element in the page")
    try:
        data = read_page_data(tree, url)
    except BadUrlError as error:
        return Rejection("bad_url", str(error))
    title, title_as_found = choose_title(data)
    blocks = _article_blocks(tree, data, title)
    if wall := find_wall(data, title, blocks):
        return wall
    return _assemble(tree, data, blocks, title, title_as_found)


def _article_blocks(tree: HtmlElement, data: PageData, title: str) -> list[Block]:
    """Return the blocks of the article's body, without its headline.

    The headline is the page's h1 or, on a page without such an h1, what repeats the title; where both are, the second
    stays, to be found as a defect.

    trafilatura works on a copy of the tree. Never `deduplicate=True`: its cache is process-wide, and the fourth reading
    of a page returned nothing.
    """
    blocks = _read(tree, data)
    whole = whole_body(tree, "".join(fold_name(block.text) for block in blocks))
    if whole is not None:
        blocks = max(blocks, _read(whole, data), key=lambda read: sum(len(block.text) for block in read))
    h1 = {fold_name(heading) for heading in data.h1}
    unsaid = {fold_name(title)} - h1
    matches = (
        i
        for i, block in enumerate(blocks)
        if fold_name(block.text) in (h1 if block.kind == "h1" else unsaid if i < TITLE_BLOCKS else ())
    )
    first = next(matches, None)
    return place_blocks([block for i, block in enumerate(blocks) if i != first])


def _read(tree: HtmlElement, data: PageData) -> list[Block]:
    document = bare_extraction(tree, url=data.url, include_comments=False, include_links=True, with_metadata=False)
    body = getattr(document, "body", None)  # None when trafilatura finds nothing
    return [] if body is None else read_blocks(body, data.base_url)


def _assemble(tree: HtmlElement, data: PageData, blocks: Sequence[Block], title: str, as_found: str) -> Reading:
    claims = read_credits(blocks)
    claims += read_outside_credits(tree, data.base_url, claims)
    claims += read_stated_credits(data, tree)
    title, title_defects = repair_title(title, as_found, is_heading=as_found in data.h1, claims=claims)
    boilerplate = find_boilerplate(blocks, title) - _credited(blocks, claims)
    repaired = repair_body(blocks, boilerplate, (title, as_found), data.html_lang)
    body_as_found = join_blocks(blocks)
    published_at, published_source = read_published(data, tree)
    status = read_status(data, repaired.blocks, body_as_found)
    return Reading(
        url=data.url,
        title=title,
        title_as_found=as_found,
        body=join_blocks(repaired.blocks),
        body_as_found=body_as_found,
        status=status.name,
        status_reason=status.reason,
        authors=read_authors(data, tree, [block.text for block in blocks[:FIRST_BLOCKS]]),
        published_at=published_at,
        published_source=published_source,
        modified_at=read_modified(data),
        html_lang=data.html_lang,
        site_name=data.site_name,
        section=section_of(data),
        tags=tags_of(data),
        image_url=image_of(data),
        credits=claims,
        defects=(*title_defects, *(with_context(defect, body_as_found) for defect in repaired.defects)),
        links=tuple(placed_links(repaired.blocks)),
        quotes=read_quotes(repaired.blocks),
        alternates=read_alternates(data, tree),
    )


def _credited(blocks: Sequence[Block], claims: Sequence[Credit]) -> set[int]:
    """Return the indices of the blocks that hold a credit for the text as a whole."""
    places = [credit.start for credit in claims if credit.kind in KEPT_CREDITS]
    return {
        i for i, block in enumerate(blocks) if any(block.start <= at < block.start + len(block.text) for at in places)
    }
