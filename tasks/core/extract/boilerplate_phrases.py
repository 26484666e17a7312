"""How boilerplate is worded, in the languages of the shared pages. Matched against lower-case text.

A phrase is a regular expression; it begins at a word. Each list is one idea. No phrase names a site.
"""

import re
from collections.abc import Sequence


def _at_a_word(*lists: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(phrase for phrases in lists for phrase in phrases) + ")")


NEWSLETTERS = (
    *("news ?letters?", "infolettre", "boletín informativo", "nieuwsbrief", "nyhetsbrev"),
    *(
        "sign up (?:for|to|here|now|today)",
        "subscribe (?:to|now|today|here)",
        "subscribing to our",
        "subscriber[- ]only",
    ),
    *("abonnez-vous", "s['’]abonner", "inscrivez-vous", "suscríbe", "suscribirse", "abonnier", "jetzt abonnieren"),
    *("iscriviti", "inscreva-se", "assine (?:já|agora)", "prenumerera på"),
    *("delivered (?:straight |directly )?(?:to|in) your inbox", "straight to your inbox"),
    *("would you like to receive notifications", "fill out the form"),
)
CALLS_TO_FOLLOW = (
    *("follow (?:us|me|him|her|them|along)\\b", "follow \\w+ on (?:twitter|x|instagram|facebook)", "suivez-nous"),
    *("síguenos", "folgen sie uns", "folge uns", "seguici", "siga-nos"),
    *("join (?:our|the) (?:community|channel|whatsapp|telegram|conversation|discussion)", "join thought-provoking"),
    *(
        "download (?:our|the) (?:\\w+ )?app\\b",
        "téléchargez (?:notre|l['’]) ?app",
        "whatsapp[- ](?:channel|kanal|group)",
    ),
    *("click here (?:to|for) (?:subscribe|sign|read|more|get|join|download|follow)",),
    *("cliquez ici pour (?:vous|lire|recevoir)", "bookmark your favou?rite", "podcast (?:abonnieren|hören)"),
    *("view comments\\b", "(?:post|leave) a comment"),
)
DONATIONS = (
    *("support (?:our|us|independent) (?:work|journalism|by)", "donate (?:now|today|here)", "make a donation"),
    *("faites un don", "soutenez-nous", "mit einer spende", "hat ihnen dieser artikel gefallen"),
    *("become a (?:member|patron|subscriber)", "devenez (?:membre|abonné)"),
)
RIGHTS = (
    *("all rights reserved", "tous droits réservés", "alle rechte vorbehalten", "todos los derechos reservados"),
    *("copyright ©", "this material may not be published, broadcast", "our standards\\s*:"),
)
ADVERTISING = (
    *("affiliate (?:links?|commission)", "affiliate-link", "liens? affiliés?\\b", "diese seite enthält werbung"),
    *("we may (?:earn|receive) (?:an? )?(?:\\w+ )?commission", "sponsored (?:content|by)", "contenu commandité"),
    *("this article is (?:reserved|only available) (?:for|to)", "cet article est réservé", "free trial\\b"),
)
MACHINERY = (
    *("javascript (?:is|must|to be|aktivieren|deaktiviert)", "enable javascript"),
    *("your browser (?:does|is|doesn)", "votre navigateur ne", "cookie (?:policy|settings|consent|preferences)"),
    *("gérer les cookies", "privatsphäre-einstellungen", "externe[rnm]? inhalte?\\b", "personenbezogene daten"),
    *("recommended by our editorial", "empfohlener redaktioneller inhalt", "contenu bloqué\\b"),
    *("thank you for (?:visiting|reading|subscribing)", "fehler (?:gefunden|der redaktion)"),
)
BIOGRAPHIES = (
    (
        "is a (?:news )?(?:writer|reporter|journalist|editor|breaking news \\w+) (?:for|at|with|who)\\b.{0,200}"
        "(?:follow|twitter|email|e-mail|reach|tips)"
    ),
    *("send (?:any )?(?:story |your )?tips", "got a (?:story|tip)\\b", "can be (?:reached|contacted) (?:at|via|on)\\b"),
    *("email (?:him|her|the author|\\w+ \\w+) at\\b",),
)
MORE_TO_READ = ("more (?:stories|news) (?:like this|from)\\b", "you (?:may|might) also (?:like|enjoy|be interested)")

PROMOTION = _at_a_word(
    NEWSLETTERS, CALLS_TO_FOLLOW, DONATIONS, RIGHTS, ADVERTISING, MACHINERY, BIOGRAPHIES, MORE_TO_READ
)
OPENING = re.compile(
    r"(?:©|\(c\)|copyright\b|(?:advertisement|publicité|anzeige|publicidad|pubblicità|werbung|reklam[ea]?)\b)"
    r"|.{0,200}©\s*(?:19|20)\d\d"
)

_READ_ALSO_LABELS = (
    *("read (?:also|more|next)", "also read", "see also", "related", "more", "watch", "see more"),
    *("à lire (?:aussi|également)", "lire aussi", "voir aussi", "lesen sie auch", "mehr zum thema", "lee también"),
    *("leggi anche", "leia (?:também|mais)", "veja também", "lees ook", "les også", "läs (?:också|mer|även)"),
    *("czytaj (?:także|też)", "baca juga"),
)
_LABELS = (
    *("read this next", "related (?:articles|stories|posts|content|topics|coverage)", "more on this(?: story)?"),
    *("recommended(?: reading| stories)?", "trending(?: now)?", "most read", "share(?: this)?(?: article| story)?"),
    *(
        "comments?",
        "tags?",
        "topics",
        "advertisement",
        "continue reading.*",
        "(?:story|article) continues (?:below|after).*",
    ),
    *("scroll to continue.*", "sur le même sujet", "nos suggestions", "partager", "commentaires?", "publicité"),
    *("la suite après (?:la|cette) (?:publicité|annonce)", "lesen sie mehr(?: zum thema)?", "auch interessant"),
    *("das könnte sie auch interessieren", "anzeige", "teilen", "themen", "kommentare", "te puede interesar"),
    *("leer más", "más información", "les mer", "читайте также", "czytaj więcej", "zobacz (?:także|też)"),
    *("about the author", "l['’]auteur", "関連記事"),
)
LABEL = re.compile("(?:" + "|".join((*_READ_ALSO_LABELS, *_LABELS)) + r")\s*[:.…»>]*$")
_READ_ALSO_LABEL = r"[\W_]*(?:" + "|".join(_READ_ALSO_LABELS) + ")"
READ_ALSO = re.compile(_READ_ALSO_LABEL + r"\s*[:|–—]")
READ_ALSO_BEFORE_LINK = re.compile(_READ_ALSO_LABEL + r"\s+", re.IGNORECASE)

PHOTO_CREDIT = re.compile(
    r"^(?:photos?|images?|picture|bild|bildquelle|fotos?|crédits?(?: photo)?|(?:photo|image|picture) credit|credit|"
    r"source de l['’]image|getty images|illustration)\s*(?::|©|by\b|par\b|von\b|/)"
    r"|\((?:photo|image|picture|foto)(?: credit| by)?\s*[:/]"
    r"|/\s?(?:getty images|afp|ap photo|reuters)\)?$"
)

_DATE_WORDS = (
    *("published", "updated", "posted", "last updated", "publié", "mis à jour", "modifié", "veröffentlicht"),
    *("aktualisiert", "stand", "uppdaterad", "publicerad", "publicado", "actualizado", "pubblicato"),
    *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    *(
        "(?:mon|tues|wednes|thurs|fri|satur|sun)day",
        "segunda",
        "terça",
        "quarta",
        "quinta",
        "sexta",
        "sábado",
        "domingo",
    ),
)
MASTHEAD = re.compile(
    r"(?:(?:" + "|".join(_DATE_WORDS) + r")\b.{0,60}\d"
    r"|\d{1,2}[.:/-]\d{1,2}[.:/-]?\d{0,4}\W|\d{1,2}\.? \w{3,10}\.? (?:19|20)\d\d\b"
    r"|\w{3,9}\.? \d{1,2}, (?:19|20)\d\d\b).{0,60}$"
    r"|.{0,40}\d{1,2} min(?:ute)?s?\.? (?:read|de lecture|lesezeit)$"
    r"|(?:by|par|von)\s[^.!?]{3,60}$"
)
