"""What kind of text an article's page gives: all of it, its opening, or a live blog."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from tasks.core.extract.blocks import Block
from tasks.core.extract.json_ld import text_of, types_of
from tasks.core.extract.page_data import PageData
from tasks.core.extract.walls import count_words

MAX_PAYWALL_WORDS = 400
MAX_DECLARED_WORDS = 200
MAX_TEASER_WORDS = 120
MIN_FULL_WORDS = 25
WHOLE_SHARE = 0.8
REASON_CHARS = 60

_PAYWALL = re.compile(
    r"\bil vous reste [\d.,]+\s?% de cet article|\breste de (?:cet|l['’]) ?article est réservé|"
    r"\b(?:article|contenu|suite) (?:est )?réservée? (?:à nos |aux )abonné|\babonnez-vous pour (?:lire|"
    r"continuer|accéder)|"
    r"\bsubscribe (?:now )?to (?:continue|keep|read)|\bto (?:continue|"
    r"keep) reading\b.{0,60}\b(?:subscribe|sign|log|register|become)|\b(?:content|article|"
    r"story) is (?:reserved )?for (?:our )?subscribers|"
    r"\bsubscribers? only\b|\balready a subscriber\b|\bdéjà abonné|\bweiterlesen mit\b|"
    r"\bnur für abonnenten|\bsólo para suscriptores|\bcontenuto riservato agli abbonati",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.)\])\s*(?:\[?(?:read (?:more|on)|continue reading|lire (?:la suite|plus)|"
    r"weiterlesen|more)\]?\W*)?$",
    re.IGNORECASE,
)


class Status(NamedTuple):
    """What kind of text a page gives, and what says so."""

    name: str  # full | live_blog | teaser | paywall
    reason: str


def read_status(data: PageData, blocks: Sequence[Block], text_as_found: str) -> Status:
    """Return full, live_blog (it grows while it is read), teaser (it goes on elsewhere), or paywall (one must pay).

    Publishers declare `isAccessibleForFree: false` on pages that give the whole text too, so a declaration counts only
    with a short text.
    """
    n_words = count_words(blocks)
    if n_words < MAX_PAYWALL_WORDS and (asking := _PAYWALL.search(text_as_found)):
        return Status("paywall", f"{n_words} words, and: {asking[0][:REASON_CHARS]!r}")
    if n_words < MAX_DECLARED_WORDS and _is_declared_paid(data) and not _is_whole(data, n_words):
        return Status("paywall", f"{n_words} words, and its data say it is not free")
    if "LiveBlogPosting" in types_of(data.article):
        return Status("live_blog", "its data call it a live blog")
    ends_cut = bool(blocks) and bool(_CUT_OFF.search(blocks[-1].text))
    if n_words < MAX_TEASER_WORDS and ends_cut:
        return Status("teaser", f"{n_words} words that end cut off: {blocks[-1].text[-REASON_CHARS:]!r}")
    if n_words < MIN_FULL_WORDS:
        return Status("teaser", f"{n_words} words")
    return Status("full", f"{n_words} words")


def _is_declared_paid(data: PageData) -> bool:
    declared = data.article.get("isAccessibleForFree")
    tier = data.first("article:content_tier", "article:opinion_tier")
    return declared is False or str(declared).lower() == "false" or tier.lower() in {"locked", "metered"}


def _is_whole(data: PageData, n_words: int) -> bool:
    """Say whether the text is about as long as the article that the page's own data describes."""
    stated = data.article.get("wordCount")
    n_stated = int(str(stated)) if str(stated).isdigit() else len(text_of(data.article.get("articleBody")).split())
    return 0 < n_stated * WHOLE_SHARE <= n_words
