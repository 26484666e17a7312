"""What stands where an article should be: consent walls, error pages and lists of articles."""

import re
from collections.abc import Sequence

from tasks.core.extract.blocks import Block
from tasks.core.extract.credits import sentences_of
from tasks.core.extract.page_data import PageData
from warehouse.records import Rejection

MIN_TEXT_WORDS = 8
MAX_WALL_WORDS = 250  # a wall has no article on it; an article about cookies is longer
ASKING_SHARE = 0.75  # of the words, in sentences that ask for consent
ASKING_SHARE_TITLED = 0.4  # on a page whose title says so too
MAX_ERROR_WORDS = 120
INDEX_LINK_SHARE = 0.6  # of the words found, in blocks that are wholly links
MIN_INDEX_LINKS = 6
LINKED_SHARE = 0.8  # of a block's characters, for it to be a link and nothing else

_IDEOGRAPHS = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
_CONSENT_TITLE = re.compile(
    r"\b(?:before you continue|avant de (?:continuer|poursuivre)|(?:your|vos|votre) (?:privacy|choix|"
    r"consentement|vie privée)|we value your privacy|"
    r"nous respectons votre vie privée|privacy (?:gate|choices|settings)|cookies?|consent|consentement|"
    r"bevor sie fortfahren|zustimmung|datenschutz)\b",
    re.IGNORECASE,
)
_CONSENT_WORDS = re.compile(
    r"cookies?\b|\bconsent|\bour partners\b|\bnos partenaires\b|\bunsere partner\b|\bpersonal data\b|"
    r"\bdonnées (?:personnelles|à caractère personnel)\b|"
    r"\bpersonenbezogene|\b(?:accept|reject|manage) all\b|\b(?:accept|agree) and (?:continue|close)\b|"
    r"\btout (?:accepter|refuser)\b|\baccepter (?:et|tout)|"
    r"\bprivacy policy\b|\bpolitique de confidentialité\b|\bdatenschutz|\bgdpr\b|\brgpd\b|\bdsgvo\b|"
    r"\bvie privée\b|\bpersonalised (?:ads|content)|\bpublicités? personnalisée",
    re.IGNORECASE,
)
_ERROR_TITLE = re.compile(
    r"\b(?:error|erreur|fehler|http)\s*(?:403|404|410|429|5\d\d)\b|\b(?:403|404|410|429|"
    r"50[0-4])\b\s*(?:[-–—:|]|not|page|error|forbidden|$)|\bpage (?:not found|introuvable|non trouvée|"
    r"inexistante)|"
    r"\bnot found\b|\bcette page n['’]existe|\bthis page (?:does not|doesn['’]t) exist|\baccess denied|"
    r"\baccès (?:refusé|interdit)|\bforbidden\b|\bjust a moment\b|"
    r"\battention required|\bare you (?:a robot|human)|\bservice unavailable|\bseite nicht gefunden|"
    r"\bpágina no encontrada|\bpagina non trovata|\bcan['’]t find (?:that|the) page|"
    r"\btemporarily unavailable|\bsite (?:en|under) maintenance",
    re.IGNORECASE,
)


def find_wall(data: PageData, title: str, blocks: Sequence[Block]) -> Rejection | None:
    """Return why this page is no article, or None when it may be one.

    A long text is never a wall, whatever its title: "404: how a number became a joke" is an article.
    """
    n_words = count_words(blocks)
    heading = " ".join((title, *data.h1, data.title_tag))
    if n_words < MAX_WALL_WORDS and (asking := _asking_sentences(blocks)):
        share = sum(len(sentence.split()) for sentence in asking) / n_words
        n_terms = len({term.lower() for sentence in asking for term in _CONSENT_WORDS.findall(sentence)})
        if share >= (ASKING_SHARE_TITLED if _CONSENT_TITLE.search(heading) else ASKING_SHARE) and n_terms > 1:
            return Rejection("consent_wall", f"{share:.0%} of its text asks for consent: {asking[0][:120]!r}")
    if n_words < MAX_ERROR_WORDS and not data.article and _ERROR_TITLE.search(heading):
        return Rejection("error_page", f"a page of {n_words} words titled {title[:120]!r}", is_transient=True)
    if n_words < MIN_TEXT_WORDS:
        return Rejection("no_text", f"{n_words} words of text found")
    return _index_page(data, blocks, n_words)


def _index_page(data: PageData, blocks: Sequence[Block], n_words: int) -> Rejection | None:
    """Return why the page lists articles instead of being one; a page whose data describe an article is one."""
    if data.article or data.first("og:type").lower() == "article":
        return None
    linked = [block for block in blocks if block.links and _linked_chars(block) >= LINKED_SHARE * len(block.text)]
    share = count_words(linked) / n_words
    if len(linked) >= MIN_INDEX_LINKS and share >= INDEX_LINK_SHARE:
        return Rejection("index_page", f"{len(linked)} headlines that lead elsewhere, {share:.0%} of its words")
    return None


def _linked_chars(block: Block) -> int:
    return sum(len(link.anchor) for link in block.links)


def count_words(blocks: Sequence[Block]) -> int:
    """Return the number of words in *blocks*; in scripts without spaces two characters count as one."""
    return sum(max(len(block.text.split()), _n_ideographs(block.text) // 2) for block in blocks)


def _n_ideographs(text: str) -> int:
    return 0 if text.isascii() else len(_IDEOGRAPHS.findall(text))


def _asking_sentences(blocks: Sequence[Block]) -> list[str]:
    return [
        block.text[start:end]
        for block in blocks
        for start, end in sentences_of(block.text)
        if _CONSENT_WORDS.search(block.text, start, end)
    ]
