"""How credits are worded, in French and English: one row a wording, nearest to the claim first.

A row is (kind, confidence, pattern). The groups `name` (a person) and `org` (an outlet or agency) are optional.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """A way to give a credit of a kind."""

    kind: str
    confidence: float
    pattern: re.Pattern[str]
    needs_link: bool = False  # "read the original article" says nothing without its link


_UP = "A-ZÀ-ÖØ-Þ"
_WORD = rf"[{_UP}0-9][\w&’'.\-]*"
_PERSON_WORD = rf"(?:[{_UP}][\w’'\-]+|[{_UP}]\.)"
_PARTICLE = r"(?:(?:de|du|la|le|van|von|der|den|di|da|bin|al)\s+|d['’])"
NAME = rf"{_PERSON_WORD}(?:\s+{_PARTICLE}*{_PERSON_WORD}){{0,4}}"
ORG = (
    rf"(?:(?:[Tt]he|[Ll]es?|[Ll]a)\s+|[Ll]['’])?{_WORD}"
    rf"(?:(?:\s+(?:of|and|de|du|des|la|le|les|et|the|for|à|sur))*\s+{_WORD}|\s+[&+]\s+{_WORD}){{0,5}}"
)
# The agencies themselves; the wording around them is what makes a credit of their name.
AGENCY = (
    r"(?:Thomson\s+)?Reuters|Agence France[- ]Presse|AFP|(?:The\s+)?Associated Press|AP|(?:The|"
    r"La)\s+(?:Canadian Press|Presse Canadienne|Presse canadienne)"
    r"|Canadian Press|CP|Press Association|PA(?: Media)?|United Press International|UPI|"
    r"Bloomberg(?: News)?|dpa|DPA|EFE|ANSA|Belga|Keystone-ATS|ATS|APA"
    r"|Xinhua|Kyodo|Yonhap|Anadolu(?: Agency)?|Tanjug|PTI|IANS|AAP|TASS|Interfax|MT Newswires|"
    r"CNW(?: Telbec)?|Canadian Newswire|Newsfile|PRNewswire|PR Newswire"
    r"|Business Wire|GlobeNewswire|Agence QMI|QMI"
)
_LANGUAGE = (
    r"(?:l['’](?:anglais|allemand|espagnol|italien|arabe)|(?:du|le)\s+(?:français|néerlandais|portugais|"
    r"japonais|chinois|russe)"
    r"|(?:the\s+)?(?:original\s+)?(?:English|French|German|Spanish|Italian|Dutch|Portuguese|Japanese|"
    r"Chinese|Russian|Arabic))"
)
_TONGUE = r"(?:française?|anglaise?|allemande?|espagnole?|French|English|German|Spanish|Canadian|québécoise?)"
_THIS_FR = r"(?:cet?te?|ce)\s+(?:article|texte|reportage|billet|chronique|analyse|papier|dépêche|entrevue)"
_THIS_EN = (
    r"(?:an?\s+(?:earlier\s+|shorter\s+|longer\s+)?version\s+of\s+)?this\s+"
    r"(?:article|story|piece|post|report|column|essay|text|interview|op-ed|excerpt)"
)
_FIRST_EN = r"(?:originally|first|initially|previously)"
_FIRST_FR = (
    r"(?:d['’]abord|initialement|originellement|originalement|précédemment|à\s+l['’]origine|"
    r"pour\s+la\s+première\s+fois)"
)
_IN_PAREN = r"(?:\s*\([^)]{2,40}\))?"


# A sentence with none of a kind's words (lower case) gives no credit of that kind: one cheap test instead of a search.
TRIGGERS = {
    "adapted_by": ("adapt",),
    "translated_by": ("tradu", "translat"),
    "original_source": ("origin",),
    "republished_from": ("publi", "appear", "paru", "print", "repro", "repris", "post", "aired", "ran", "report"),
    "with_files_from": ("with ", "avec "),
    "agency": ("(", "©", "copyright", "report by", "dépêche", "distribu", "diffus"),
}


def _wording(kind: str, confidence: float, pattern: str, *, needs_link: bool = False) -> Wording:
    return Wording(kind, confidence, re.compile(pattern), needs_link)


def _i(pattern: str) -> str:
    """Return *pattern* matching any case, so that names around it keep theirs."""
    return f"(?i:{pattern})"


WORDINGS: tuple[Wording, ...] = (
    # Adapters and translators
    _wording(
        "adapted_by",
        1.0,
        _i(
            rf"\b(?:(?:adaptation\s+et\s+traduction|traduction\s+et\s+adaptation)(?:\s+{_TONGUE})?)\s*(?:par|de|"
            rf":)\s*:?\s*"
        )
        + rf"(?P<name>{NAME})",
    ),
    _wording(
        "adapted_by",
        1.0,
        _i(rf"\b(?:traduit|adapté)e?\s+et\s+(?:traduit|adapté)e?(?:\s+de\s+{_LANGUAGE})?\s+par\s+")
        + rf"(?P<name>{NAME})",
    ),
    _wording(
        "adapted_by",
        1.0,
        _i(rf"\badapt(?:é|ation)e?(?:\s+{_TONGUE})?(?:\s+de\s+{_LANGUAGE})?\s*(?:par|:)\s*:?\s*")
        + rf"(?P<name>{NAME})",
    ),
    _wording(
        "adapted_by",
        1.0,
        _i(
            rf"\b(?:{_TONGUE}\s+)?(?:adaptation\s+and\s+(?:{_TONGUE}\s+)?translation|"
            rf"translation\s+and\s+adaptation|adaptation)"
            rf"(?:\s+(?:into|in)\s+{_LANGUAGE})?\s*(?:by|:)\s*:?\s*"
        )
        + rf"(?P<name>{NAME})",
    ),
    _wording(
        "adapted_by",
        1.0,
        _i(
            rf"\b(?:adapted(?:\s+and\s+translated)?|translated\s+and\s+adapted)(?:\s+(?:from|"
            rf"into)\s+{_LANGUAGE}){{0,2}}\s+by\s+"
        )
        + rf"(?P<name>{NAME})",
    ),
    _wording(
        "translated_by",
        1.0,
        _i(rf"\btraduite?s?(?:\s+de\s+{_LANGUAGE})?(?:\s*\([^)]{{2,40}}\))?\s+par\s+") + rf"(?P<name>{NAME})",
    ),
    _wording(
        "translated_by",
        1.0,
        _i(rf"\btraduction(?:\s+{_TONGUE})?(?:\s+de\s+{_LANGUAGE})?\s*(?:par|:)\s*:?\s*") + rf"(?P<name>{NAME})",
    ),
    _wording(
        "translated_by",
        1.0,
        _i(rf"\btranslated(?:\s+(?:from|into)\s+{_LANGUAGE}){{0,2}}\s+by\s+") + rf"(?P<name>{NAME})",
    ),
    _wording(
        "translated_by",
        1.0,
        _i(rf"\b(?:{_TONGUE}\s+)?translation(?:\s+from\s+{_LANGUAGE})?\s*(?:by|:)\s*:?\s*") + rf"(?P<name>{NAME})",
    ),
    _wording(
        "translated_by",
        0.8,
        _i(
            rf"\b{_THIS_FR}\s+(?:a\s+été|"
            rf"est)\s+(?:\w+\s+){{0,2}}traduite?(?:\s+automatiquement)?(?:\s+de\s+{_LANGUAGE})"
        ),
    ),
    _wording(
        "translated_by",
        0.8,
        _i(rf"\b{_THIS_EN}\s+(?:was|has\s+been|is)\s+(?:\w+\s+){{0,2}}translated\s+from\s+{_LANGUAGE}"),
    ),
    # Where the original stands
    _wording(
        "original_source",
        1.0,
        _i(
            rf"\b(?:l['’]\s?)?(?:article|texte|version)\s+originale?{_IN_PAREN}(?:\s+(?:en\s+)?{_TONGUE}|"
            rf"\s+en\s+\w+)?(?:,?\s+(?:est|a\s+été))?"
            rf"(?:\s+(?:disponible|publiée?|parue?|accessible|consultable|lisible|"
            rf"à\s+lire))?(?:\s+ici)?\s+(?:sur|dans|par|chez|auprès\s+de)\s+(?:le\s+site\s+(?:de|d['’])\s*|"
            rf"le\s+site\s+)?"
        )
        + rf"(?P<org>{ORG})",
    ),
    _wording(
        "original_source",
        1.0,
        _i(
            rf"\b(?:the\s+)?original\s+(?:article|story|version|text|"
            rf"piece){_IN_PAREN}(?:\s+in\s+\w+)?(?:,?\s+(?:is|was|can\s+be|appeared|has\s+been))?"
            r"(?:\s+(?:available|published|found|read|posted|first\s+published))?(?:\s+here)?\s+(?:on|at|in|by|"
            r"from)\s+"
        )
        + rf"(?P<org>{ORG})",
    ),
    _wording(
        "original_source",
        0.9,
        _i(r"\b(?:lire|consulter|voir|lisez|retrouvez)\s+(?:l['’]article\s+original|la\s+version\s+originale)"),
        needs_link=True,
    ),
    _wording(
        "original_source",
        0.9,
        _i(r"\b(?:read|see|view)\s+the\s+original\s+(?:article|story|version|post)\b"),
        needs_link=True,
    ),
    _wording(
        "original_source",
        0.9,
        _i(r"^(?:article\s+original|version\s+originale|original\s+(?:article|story))\s*:\s*") + rf"(?P<org>{ORG})?",
        needs_link=True,
    ),
    # Reprints: of "this article", or at the head of the sentence. A report published by a ministry is no reprint.
    _wording(
        "republished_from",
        1.0,
        _i(
            rf"(?:\b{_THIS_EN}(?:\s+(?:was|is|has|have|been|{_FIRST_EN}))*|^\W*{_FIRST_EN})"
            r"\s+(?:published|appeared|posted|ran|aired)(?:\s+(?:online|here|first|originally))*\s+(?:on|in|by|at)\s+"
        )
        + rf"(?P<org>{ORG})",
    ),
    _wording(
        "republished_from",
        1.0,
        _i(
            r"\b(?:republished|reprinted|cross-?posted)(?:\s+(?:here|with\s+(?:the\s+)?permission))*"
            r"\s+(?:from|of|by)\s+"
        )
        + rf"(?P<org>{ORG})",
    ),
    _wording(
        "republished_from",
        1.0,
        _i(
            rf"(?:\b{_THIS_FR}(?:\s+(?:a|est|était|fut|été|{_FIRST_FR}))*|^\W*{_FIRST_FR})"
            rf"\s+(?:publiée?|parue?)(?:\s+{_FIRST_FR})?\s+(?:par|dans|sur|chez)\s+(?:le\s+site\s+(?:de\s+)?)?"
        )
        + rf"(?P<org>{ORG})",
    ),
    _wording(
        "republished_from",
        1.0,
        _i(rf"^\W*(?:publiée?|parue?)\s+{_FIRST_FR}\s+(?:par|dans|sur|chez)\s+") + rf"(?P<org>{ORG})",
    ),
    _wording(
        "republished_from",
        1.0,
        _i(
            r"\b(?:republiée?|reproduite?)\s+(?:(?:ici\s+)?avec\s+(?:l['’](?:autorisation|accord)|la\s+permission)"
            r"\s+d(?:e|u)|à\s+partir\s+d(?:e|u))\s+(?:site\s+)?"
        )
        + rf"(?P<org>{ORG})",
    ),
    # Help from others
    _wording(
        "with_files_from",
        1.0,
        _i(
            r"\bwith\s+(?:files?|notes?|reporting|additional\s+(?:reporting|files)|contributions?|"
            r"information)\s+(?:from|by)\s+"
        )
        + rf"(?P<org>{ORG})",
    ),
    _wording(
        "with_files_from",
        1.0,
        r"\b[Aa]vec\s+(?:(?:des|les)\s+(?:informations?|dépêches|renseignements)\s+d(?:e|u)\s+)" + rf"(?P<org>{ORG})",
    ),
    _wording("with_files_from", 1.0, rf"\b[Aa]vec\s+(?:(?:l['’]|le\s+|la\s+)?(?P<org>{AGENCY}))\b"),
    # Agencies: a dateline, a signature, a first publication
    _wording("agency", 1.0, rf"^[^.!?\n]{{2,60}}?\((?P<org>{AGENCY})\)\s*(?:[-–—:]|\.)"),
    # Any name in brackets after a place in capitals: agencies that no list holds sign like this.
    _wording(
        "agency",
        0.9,
        rf"^[{_UP}][{_UP} .,’'/\-]{{2,40}}(?:,\s[^()]{{3,20}})?\s*\((?P<org>{_WORD}(?:\s{_WORD}){{0,3}})\)\s*[-–—]",
    ),
    _wording("agency", 0.9, _i(r"^\W*(?:distributed|distribuée?|diffusée?)\s+(?:by|par)\s+") + rf"(?P<org>{ORG})"),
    _wording("agency", 1.0, rf"^\(?(?:[Pp]ar\s+|[Bb]y\s+|[Ss]ource\s*:\s*|[—–-]\s*)?(?P<org>{AGENCY})\)?\.?$"),
    _wording("agency", 1.0, rf"(?:[—–]\s*|\()(?P<org>{AGENCY})\)?\.?$"),
    _wording("agency", 1.0, rf"\b(?:[Tt]his\s+report\s+by\s+|[Cc]ette\s+dépêche\s+d(?:e|u)\s+)(?P<org>{AGENCY})\b"),
    _wording("agency", 0.9, rf"(?:©|[Cc]opyright)\s*(?:\d{{4}}\s*)?(?P<org>{AGENCY})\b"),
)

NO_OUTLET = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|"
    r"Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter|The|La|Le|Les|"
    r"\d[\d/.\-]*)\b\.?(?:\s+\d[\w,]*)*$"
)
