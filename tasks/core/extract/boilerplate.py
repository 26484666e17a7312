"""Lines that are in the body but not of it: newsletter forms, promotions, consent boxes, "read also", photo credits.

Conservative: a line goes only when it is short or wholly a link, and its words give it away; a doubtful line stays.
Every rule earned its place on the shared pages (body F1, `tests/gates`); none names a site.
"""

import re
from collections.abc import Sequence

from tasks.core.extract.blocks import Block
from tasks.core.extract.titles import fold_name

MAX_PROMOTION_CHARS = 420
MAX_LABEL_CHARS = 60
LINK_SHARE = 0.8  # of a block's characters inside links: above it, the block is navigation
LONG_PARAGRAPH_CHARS = 140  # the text proper has begun

_PROMOTION = re.compile(
    r"newsletter|news ?letter|infolettre|boletín informativo|\bnieuwsbrief|nyhetsbrev"
    r"|\bsign up (?:for|to|here|now|today)|\bsubscribe (?:to|now|today|here)|\bsubscribing to our\b|"
    r"\bsubscriber[- ]only"
    r"|\babonnez-vous|\bs['’]abonner|\binscrivez-vous|\bsuscríbe|\bsuscribirse|\babonnier|"
    r"\bjetzt abonnieren|\biscriviti"
    r"|\binscreva-se|\bassine (?:já|agora)|\bprenumerera på|\bfollow (?:us|me|him|her|them|along)\b|"
    r"\bsuivez-nous"
    r"|\bsíguenos|\bfolgen sie uns|\bfolge uns|\bseguici|\bsiga-nos|\bjoin (?:our|the) (?:community|"
    r"channel|whatsapp|telegram)"
    r"|\bdownload (?:our|the) (?:\w+ )?app\b|\btéléchargez (?:notre|l['’]) ?app|"
    r"\bwhatsapp[- ](?:channel|kanal|group)"
    r"|\bclick here (?:to|for) (?:subscribe|sign|read|more|get|join|download|follow)|"
    r"\bcliquez ici pour (?:vous|lire|recevoir)"
    r"|\bsupport (?:our|us|independent) (?:work|journalism|by)|\bdonate (?:now|today|here)|"
    r"\bfaites un don|\bsoutenez-nous"
    r"|\bmake a donation|\bmit einer spende|\bbecome a (?:member|patron|subscriber)|\bdevenez (?:membre|"
    r"abonné)"
    r"|\bdelivered (?:straight |directly )?(?:to|in) your inbox|\bstraight to your inbox|"
    r"\bbookmark your favou?rite"
    r"|\bjoin the (?:conversation|discussion)|\bjoin thought-provoking|\bview comments\b|"
    r"\bpost a comment|\bleave a comment"
    r"|\ball rights reserved|\btous droits réservés|\balle rechte vorbehalten|"
    r"\btodos los derechos reservados"
    r"|^(?:©|\(c\)|copyright\b)|\bcopyright ©|©\s*(?:19|20)\d\d|"
    r"\bthis material may not be published, broadcast"
    r"|\bour standards\s*:|\btrust principles\b|\baffiliate (?:links?|commission)|\bwe may (?:earn|"
    r"receive) (?:a |an )?(?:\w+ )?commission"
    r"|\bliens? affiliés?\b|\bdiese seite enthält werbung|\baffiliate-link"
    r"|\bjavascript (?:is|must|to be|aktivieren|deaktiviert)|\benable javascript|\byour browser (?:does|"
    r"is|doesn)|\bvotre navigateur ne"
    r"|\bprivatsphäre-einstellungen|\bexterne[rnm]? inhalte?\b|\bcookie (?:policy|settings|consent|"
    r"preferences)|\bgérer les cookies"
    r"|\bpersonenbezogene daten|\brecommended by our editorial|\bempfohlener redaktioneller inhalt|"
    r"\bcontenu bloqué\b"
    r"|\bis a (?:news )?(?:writer|reporter|journalist|editor|breaking news \w+) (?:for|at|with|"
    r"who)\b.{0,200}(?:follow|twitter|email|e-mail|reach|tips)"
    r"|\bsend (?:any )?(?:tips|story tips|your tips)|\bgot a (?:story|tip)\b|\bfollow \w+ on (?:twitter|"
    r"x|instagram|facebook)"
    r"|\bcan be (?:reached|contacted) (?:at|via|on)\b|\bemail (?:him|her|the author|\w+ \w+) at\b"
    r"|\bmore (?:stories|news) (?:like this|from)\b|\byou (?:may|might) also (?:like|enjoy|"
    r"be interested)"
    r"|\bsponsored (?:content|by)|\bcontenu commandité|^(?:advertisement|publicité|anzeige|publicidad|"
    r"pubblicità|werbung|reklam[ea]?)\b"
    r"|\bthis article is (?:reserved|only available) (?:for|to)|\bcet article est réservé|\bfree trial\b"
    r"|\bwould you like to receive notifications|\bfill out the form\b|\bthank you for (?:visiting|"
    r"reading|subscribing)"
    r"|\bpodcast (?:abonnieren|hören)|\bhat ihnen dieser artikel gefallen|\bfehler (?:gefunden|"
    r"der redaktion)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:read (?:also|more|next|this next)|also read|see also|related(?: (?:articles|stories|posts|"
    r"content|topics|coverage))?|more on this(?: story)?"
    r"|recommended(?: reading| stories)?|trending(?: now)?|most read|share(?: this)?(?: article|"
    r" story)?|comments?|tags?|topics|advertisement"
    r"|continue reading.*|story continues below.*|article continues (?:below|after).*|"
    r"scroll to continue.*|à lire aussi|lire aussi|à lire également"
    r"|voir aussi|sur le même sujet|nos suggestions|partager|commentaires?|publicité|"
    r"la suite après (?:la|cette) (?:publicité|annonce)"
    r"|lesen sie auch|mehr zum thema|lesen sie mehr(?: zum thema)?|das könnte sie auch interessieren|"
    r"anzeige|auch interessant|teilen|themen|kommentare"
    r"|lee también|te puede interesar|leer más|más información|leggi anche|leia (?:também|mais)|"
    r"veja também|lees ook|les også|läs (?:också|mer|även)"
    r"|les mer|читайте также|czytaj (?:także|też|więcej)|zobacz (?:także|też)|about the author|"
    r"l['’]auteur|baca juga|関連記事)\s*[:.…»>]*$",
    re.IGNORECASE,
)
_READ_ALSO = re.compile(
    r"^[\W_]*(?:read (?:also|more|next)|also read|see also|related|more|watch|à lire (?:aussi|"
    r"également)|lire aussi|voir aussi|lesen sie auch|mehr zum thema|lee también|"
    r"leggi anche|leia (?:também|mais)|veja também|lees ook|les også|läs (?:också|mer|även)|"
    r"czytaj (?:także|też)|baca juga|see more)\s*[:|–—]",
    re.IGNORECASE,
)
_PHOTO_CREDIT = re.compile(
    r"^(?:photos?|image|images|picture|bild|bildquelle|foto|fotos|crédits?(?: photo)?|photo credit|"
    r"credit|source de l['’]image|getty images|illustration)"
    r"\s*(?::|©|by\b|par\b|von\b|/)|\((?:photo|image|picture|foto)(?: credit| by)?\s*[:/]|"
    r"/\s?(?:getty images|afp|ap photo|reuters)\)?$",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"^(?:(?:published|updated|posted|last updated|publié|mis à jour|modifié|veröffentlicht|"
    r"aktualisiert|stand|uppdaterad|publicerad|publicado|actualizado|pubblicato|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"segunda|terça|quarta|quinta|sexta|sábado|domingo)\b.{0,60}\d"
    r"|\d{1,2}[.:/-]\d{1,2}[.:/-]?\d{0,4}\W|\d{1,2}\.? \w{3,10}\.? (?:19|20)\d\d\b|"
    r"\w{3,9}\.? \d{1,2}, (?:19|20)\d\d\b).{0,60}$"
    r"|^.{0,40}\d{1,2} min(?:ute)?s?\.? (?:read|de lecture|lesezeit)$|^(?:by|par|von)\s[^.!?]{3,60}$",
    re.IGNORECASE,
)


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
    text = block.text
    if len(text) <= MAX_LABEL_CHARS and _LABEL.match(text):
        return True
    if _PHOTO_CREDIT.search(text):
        return len(text) <= MAX_PROMOTION_CHARS // 2
    return len(text) <= MAX_PROMOTION_CHARS and bool(_PROMOTION.search(text) or _READ_ALSO.match(text))


def _is_navigation(block: Block) -> bool:
    linked = sum(len(link.anchor) for link in block.links)
    return block.kind == "paragraph" and linked >= LINK_SHARE * len(block.text)


def _is_masthead(block: Block, folded_title: str) -> bool:
    if block.kind == "h1" and fold_name(block.text) == folded_title:
        return True
    return len(block.text) < LONG_PARAGRAPH_CHARS and bool(_DATE_LINE.match(block.text))


def _repeated(blocks: Sequence[Block]) -> set[int]:
    """Return the later copies of a sentence-long block: pages print a notice under each embed, a lead twice."""
    seen: set[str] = set()
    copies: set[int] = set()
    for index, block in enumerate(blocks):
        if len(block.text) < MAX_LABEL_CHARS:
            continue
        folded = fold_name(block.text)
        if folded in seen:
            copies.add(index)
        seen.add(folded)
    return copies
