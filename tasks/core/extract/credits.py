"""Credits: what a text says about where it comes from, each quoted with its place and its link.

Text credits matter because structured data does not help: `translator` and `translationOfWork` stood on 0 of 2,866
pages, and `isBasedOn` names the page itself on 19 of 21 (measured November 2026).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urljoin

from lxml.html import HtmlElement

from tasks.core.extract.blocks import Block, clean_text
from tasks.core.extract.credit_patterns import NO_OUTLET, TRIGGERS, WORDINGS
from warehouse.records import Credit, Link

OUTSIDE_KINDS = {"adapted_by", "translated_by", "original_source"}
OUTSIDE_CONFIDENCE = 0.8  # a footer can speak of the site and not of this text
MAX_SIGNATURE_CHARS = 60  # "— La Presse Canadienne", alone at the end
MAX_CREDIT_CHARS = 400  # a longer sentence tells a story; it does not give a credit

_VISIBLE_TEXT = "//body//text()[not(parent::script or parent::style or parent::noscript or parent::template)]"
_OUTSIDE_CLUES = (
    *("traduit", "traduction", "adaptation", "adapté", "article original", "version originale"),
    *("translated", "translation by", "translation:", "adapted", "original article", "original story"),
)
_INLINE = {"a", "b", "em", "i", "strong", "span", "u", "small", "font", "cite"}
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»)]?\s+(?=[\"“«(\[]?\s*[A-ZÀ-ÖØ-Þ0-9])|\n")
_ABBREVIATION = re.compile(r"(?:\b(?:M|Mr|Mrs|Ms|Dr|Prof|St|Ste|Inc|Ltd|Corp|vs|no|No)|\b[A-Z])\.$")
# Words a name swallows when the sentence goes on in capitals or ends in a stop.
_NAME_TAIL = re.compile(r"(?:['’]s|[.,;:'’\-]|\s+(?:The|This|It|Il|Elle|Le|La|Les|On|In|Copyright))+$")
_PHRASE_BREAK = re.compile(r"\.\s")


def read_credits(blocks: Sequence[Block]) -> tuple[Credit, ...]:
    """Return the credits in *blocks* in reading order; offsets point into body_as_found.

    The quote is the sentence the claim stands in. One claim a kind and name: a credit repeated at the foot of the
    page counts once. A sentence can hold several ("adapted by X; original on Y").
    """
    found: list[Credit] = []
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        for credit in _credits_of(block):
            key = (credit.kind, (credit.name or credit.organisation or "").lower())
            if key not in seen:
                seen.add(key)
                found.append(credit)
    return tuple(sorted(found, key=lambda credit: credit.start))


def read_outside_credits(tree: HtmlElement, base_url: str, inside: Sequence[Credit]) -> tuple[Credit, ...]:
    """Return the claims of translation, adaptation and origin that stand outside the body, in a byline or a footer.

    Their place is -1. A kind that the body claims too is left out; so is a claim that names nobody.
    """
    wanted = OUTSIDE_KINDS - {credit.kind for credit in inside}
    found: dict[str, Credit] = {}
    words = "".join(tree.itertext()).lower()
    if not any(clue in words for clue in _OUTSIDE_CLUES):  # the search below walks all text nodes
        return ()
    for element in _telling_elements(tree):
        text = clean_text("".join(element.itertext()))
        if len(text) > MAX_CREDIT_CHARS:
            continue
        for credit in _credits_of(Block(text, links=_links_in(element, text, base_url))):
            if credit.kind in wanted and (credit.name or credit.organisation):
                outside = replace(credit, start=-1, end=-1, confidence=credit.confidence * OUTSIDE_CONFIDENCE)
                found.setdefault(credit.kind, outside)
    return tuple(found.values())


def _telling_elements(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements whose own words may give such a credit: the block around them, not the inline mark-up."""
    for text in tree.xpath(_VISIBLE_TEXT):
        lowered = text.lower()
        if not any(clue in lowered for clue in _OUTSIDE_CLUES):
            continue
        element = text.getparent()
        if text.is_tail:
            element = element.getparent()
        while element.tag in _INLINE and element.getparent() is not None:
            element = element.getparent()
        yield element


def _links_in(element: HtmlElement, text: str, base_url: str) -> tuple[Link, ...]:
    links: list[Link] = []
    for anchor in element.iter("a"):
        words = clean_text("".join(anchor.itertext()))
        try:
            url = urljoin(base_url, (anchor.get("href") or "").strip())
        except ValueError:
            continue
        if words and url.startswith(("http://", "https://")):
            links.append(Link(url, words, text.find(words)))
    return tuple(links)


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of each sentence in *text*.

    >>> [("Par M. Roy. Adapté ici."[a:b]) for a, b in sentences_of("Par M. Roy. Adapté ici.")]
    ['Par M. Roy.', 'Adapté ici.']
    """
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[start : gap.start()]):
            yield start, len(text[: gap.end()].rstrip())
            start = gap.end()
    if start < len(text):
        yield start, len(text)


def _credits_of(block: Block) -> Iterator[Credit]:
    for start, end in sentences_of(block.text):
        if end - start > MAX_CREDIT_CHARS:
            continue
        sentence = block.text[start:end]
        kinds = _possible_kinds(sentence)
        taken: list[tuple[int, int]] = []
        for wording in WORDINGS:
            if wording.kind not in kinds:
                continue
            match = wording.pattern.search(sentence)
            if not match or any(a < match.end() and match.start() < b for a, b in taken):
                continue
            name, organisation = _named(match, "name"), _named(match, "org")
            links = [link for link in block.links if start <= link.position < end]
            if not (name or organisation or (links if wording.needs_link else not wording.pattern.groupindex)):
                continue  # "Originally published in March 2022" names nobody
            taken.append(match.span())
            yield Credit(
                kind=wording.kind,
                quote=sentence,
                start=block.start + start,
                end=block.start + end,
                name=name,
                organisation=organisation,
                url=None if wording.kind == "agency" else _link_of(links, match, start, name, organisation),
                confidence=wording.confidence,
            )


def _possible_kinds(sentence: str) -> set[str]:
    lowered = sentence.lower()
    kinds = {kind for kind, triggers in TRIGGERS.items() if any(trigger in lowered for trigger in triggers)}
    return kinds | {"agency"} if len(sentence) <= MAX_SIGNATURE_CHARS else kinds


def _named(match: re.Match[str], group: str) -> str | None:
    """Return the person or outlet in *match* without what its pattern swallowed behind it."""
    found = match.groupdict().get(group)
    if not found:
        return None
    kept = _NAME_TAIL.sub("", _PHRASE_BREAK.split(found)[0].strip())
    return None if not kept or NO_OUTLET.match(kept) else " ".join(kept.split())


def _link_of(
    links: Sequence[Link], match: re.Match[str], offset: int, name: str | None, organisation: str | None
) -> str | None:
    """Return the link on the claim: the one on the outlet's name, else one inside the claim, else the next one.

    A person's credit takes no link that is not inside it: the next one leads to the original.
    """
    if organisation:
        named = [link for link in links if _overlap(link.anchor.lower(), organisation.lower())]
        if named:
            return named[0].url
    inside = [link for link in links if match.start() - 1 <= link.position - offset <= match.end()]
    after = [] if name else [link for link in links if link.position - offset > match.end()]
    return next((link.url for link in [*inside, *after]), None)


def _overlap(anchor: str, name: str) -> bool:
    return bool(anchor) and (anchor in name or name in anchor)
