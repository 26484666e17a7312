"""What stands where an article should be: consent walls, error pages, paywalls and teasers."""

import re
from collections.abc import Sequence

from tasks.core.extract.blocks import Block
from tasks.core.extract.credits import sentences_of
from tasks.core.extract.json_ld import text_of
from tasks.core.extract.page_data import PageData
from warehouse.records import Rejection

MIN_TEXT_WORDS = 8
MAX_WALL_WORDS = 250  # a wall has no article on it; an article about cookies is longer
ASKING_SHARE = 0.75  # of the words, in sentences that ask for consent
ASKING_SHARE_TITLED = 0.4  # on a page whose title says so too
MAX_ERROR_WORDS = 120
MAX_PAYWALL_WORDS = 400
MAX_DECLARED_WORDS = 200
MAX_TEASER_WORDS = 120
MIN_FULL_WORDS = 25
WHOLE_SHARE = 0.8

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
    return None


def read_status(data: PageData, blocks: Sequence[Block], text_as_found: str) -> str:
    """Return full, teaser (the page ends where the article goes on), or paywall (it says that one must pay).

    Publishers declare `isAccessibleForFree: false` on pages that give the whole text too, so a declaration counts only
    with a short text.
    """
    n_words = count_words(blocks)
    if n_words < MAX_PAYWALL_WORDS and _PAYWALL.search(text_as_found):
        return "paywall"
    if n_words < MAX_DECLARED_WORDS and _is_declared_paid(data) and not _is_whole(data, n_words):
        return "paywall"
    ends_cut = bool(blocks) and bool(_CUT_OFF.search(blocks[-1].text))
    if n_words < MIN_FULL_WORDS or (n_words < MAX_TEASER_WORDS and ends_cut):
        return "teaser"
    return "full"


def count_words(blocks: Sequence[Block]) -> int:
    """Return the number of words in *blocks*; in scripts without spaces two characters count as one."""
    return sum(max(len(block.text.split()), _n_ideographs(block.text) // 2) for block in blocks)


def _n_ideographs(text: str) -> int:
    return 0 if text.isascii() else sum("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" for char in text)


def _is_declared_paid(data: PageData) -> bool:
    declared = data.article.get("isAccessibleForFree")
    tier = data.first("article:content_tier", "article:opinion_tier")
    return declared is False or str(declared).lower() == "false" or tier.lower() in {"locked", "metered"}


def _is_whole(data: PageData, n_words: int) -> bool:
    """Say whether the text is about as long as the article that the page's own data describes."""
    stated = data.article.get("wordCount")
    n_stated = int(str(stated)) if str(stated).isdigit() else len(text_of(data.article.get("articleBody")).split())
    return 0 < n_stated * WHOLE_SHARE <= n_words


def _asking_sentences(blocks: Sequence[Block]) -> list[str]:
    return [
        block.text[start:end]
        for block in blocks
        for start, end in sentences_of(block.text)
        if _CONSENT_WORDS.search(block.text, start, end)
    ]
