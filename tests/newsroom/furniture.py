"""Pages with all that stands around an article of the press: menus, teasers, scripts, styles, comments, a footer.

What there is, and how much of it, is measured: the medians of 632 real pages (2018–2026, some 25 languages) stand in
tests/bench/weights.py, which also prints what these pages reach. Every site has a design of its own, drawn once; what
differs from page to page there (text, teasers, scripts with the state of a page, readers' comments) differs here. The
furniture is what most pages have, in the commonest markup; nothing is there to mislead one reader or to help another.
"""

import json
import math
import random
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from zlib import crc32

from tests.newsroom import furniture_head, wording
from tests.newsroom.clock import as_utc
from tests.newsroom.sites import Published

PARTS = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
SECTIONS = ("world", "politics", "economy", "culture", "sport", "science", "regions", "opinion")
NAMES = ("The Morning", "The Daily", "The Evening", "The New")
LEGAL = ("imprint", "privacy", "terms", "contact", "careers", "archive")
SCRIPT_MEDIAN, SCRIPT_SPREAD, SCRIPT_MOST = 20_700, 2.07, 250_000  # bytes; half of real pages have 4,100 to 67,000
N_SCRIPTS, N_TAGS = 12, 5  # of programs in the page, and of trackers behind it
ONE_INLINED = 3  # of so many sites sends its style sheet in the page; a quarter of real pages has 39,000 bytes and more
INLINED_BYTES, OTHER_BYTES = (40_000, 200_000), (300, 3_400)
COMMENTED_SHARE, MOST_COMMENTS = 0.3, 8  # of sites, send readers' comments in the page
BOXED_SHARE = 0.5  # of sites, have related articles in the middle of the text
N_CARDS, N_MOST_READ, N_LATEST = 13, 5, 16
BLOB_BYTES = 400_000


class Design:
    """What all pages of a site have in common."""

    def __init__(self, seed: int, host: str, language: str) -> None:
        chance = random.Random(f"{seed}:{host}:design")
        self.host, self.language = host, language
        self.name = f"{chance.choice(NAMES)} {host.partition('.')[0].capitalize()}"
        self.prefix = "".join(chance.choices("abcdefghkmnprst", k=3))
        self.is_commented = chance.random() < COMMENTED_SHARE
        self.is_boxed = chance.random() < BOXED_SHARE
        n_bytes = chance.randint(*(OTHER_BYTES if crc32(host.encode()) % ONE_INLINED else INLINED_BYTES))
        self.style = _style(chance, self.prefix, n_bytes)
        headed = (part.partition(" -->\n") for part in PARTS.split("<!-- part: ")[1:])
        self._parts = {name: Template(text.strip().replace("~", f"{self.prefix}-")) for name, _, text in headed}
        named = {section: [wording.title(chance, language) for _ in range(4)] for section in SECTIONS}
        self.menus = "\n".join(self._menu(section, titles) for section, titles in named.items())
        self.columns = "\n".join(self._column(section, titles) for section, titles in named.items())
        self.legal = " ".join(self.link(name.capitalize(), "service", n) for n, name in enumerate(LEGAL))

    def part(self, part: str, /, **values: object) -> str:
        """Return a part of furniture.html, filled in."""
        return self._parts[part].substitute(values)

    def link(self, words: str, where: str, place: int, *, slug: str = "") -> str:
        """Return a link to another page of the site; *words* are text, its address says them or *slug*."""
        address = (slug or words).lower().replace(" ", "-")[:80]
        shown = escape(words, quote=False)
        return self.part("link", host=self.host, where=where, slug=address, place=place, words=shown)

    def picture(self, name: str, width: int = 320) -> str:
        """Return an image in four sizes."""
        return self.part("picture", base=f"http://{self.host}/img/{name}", width=width)

    def _menu(self, section: str, titles: list[str]) -> str:
        shown = (self.link(" ".join(one.split()[:2]), section, n) for n, one in enumerate(titles))
        items = "".join(self.part("subitem", link=link) for link in shown)
        return self.part("menu", link=self.link(section.capitalize(), "menu", 0), section=section, items=items)

    def _column(self, section: str, titles: list[str]) -> str:
        shown = (self.link(" ".join(one.split()[:3]), section, n) for n, one in enumerate(titles))
        items = "".join(self.part("footer_item", link=link) for link in shown)
        return self.part("column", section=section.capitalize(), items=items)


design_of = cache(Design)


def press_page(one: Published, seed: int) -> str:
    """Return the page of an article, with the weight that pages of the press have."""
    design = design_of(seed, one.host, one.language)
    chance = random.Random(f"{seed}:{one.url}:page")
    published, section, author = as_utc(one.published_at).isoformat(), section_of(one), author_of(one)
    about = furniture_head.About(one, design.name, section, author)
    return design.part(
        "page",
        language=one.language,
        title=escape(one.title, quote=False),
        name=design.name,
        host=one.host,
        number=one.number,
        metas=furniture_head.metas(about),
        links=furniture_head.links(about),
        style=design.style,
        data=json.dumps(furniture_head.data(about)),
        first_scripts=furniture_head.scripts(about, chance.randrange(9)),
        logo=design.part("icon", name="logo"),
        glass=design.part("icon", name="search"),
        menus=design.menus,
        section=design.link(section.capitalize(), "section", 1),
        author_number=one.number % 2,
        author=author,
        published=published,
        day=published[:10],
        share="".join(_shared(design, name, one.url) for name in ("friends", "birds", "mail")),
        picture=design.picture(str(one.number), 960),
        caption=escape(wording.title(chance, one.language), quote=False),
        body="\n".join(_body(design, one, chance)),
        tags="".join(design.part("tag", link=design.link(word, "tags", 1)) for word in one.title.split()[:4]),
        author_picture=design.picture(f"author{one.number % 2}", 96),
        author_link=design.link(author, "authors", one.number % 2),
        comments=_comments(design, chance),
        cards="\n".join(_card(design, chance, n) for n in range(N_CARDS)),
        most_read=_list(design, chance, "mostread", N_MOST_READ),
        latest=_list(design, chance, "latest", N_LATEST),
        columns=design.columns,
        legal=design.legal,
        last_scripts="\n".join(_last_scripts(design, chance)),
    )


def section_of(one: Published) -> str:
    """Return the section of an article, as its number says."""
    return "sport" if one.number % 3 else "politics"


def author_of(one: Published) -> str:
    """Return who wrote an article, as its number says."""
    return "Maud Verrier" if one.number % 2 else "Ivo Lindqvist"


def _shared(design: Design, name: str, url: str) -> str:
    return design.part("share", name=name, url=url, icon=design.part("icon", name=name))


def _body(design: Design, one: Published, chance: random.Random) -> list[str]:
    """Return the paragraphs, some with a link or words in bold, and what stands between them on most sites."""
    parts: list[str] = []
    for n, paragraph in enumerate(one.paragraphs):
        parts.append(f"<p>{_marked(design, paragraph, n, chance)}</p>")
        if n % 7 == 3:
            parts.append(design.part("ad", place=n))
        if design.is_boxed and n == len(one.paragraphs) // 2:
            links = (design.link(wording.title(chance, one.language), "related", place) for place in range(3))
            items = "".join(design.part("tag", link=link) for link in links)
            parts.append(design.part("box", items=items))
    return parts


def _marked(design: Design, paragraph: str, n: int, chance: random.Random) -> str:
    """Return *paragraph* as HTML: of five, one with two words as a link and one with two in bold."""
    words = paragraph.split(" ")
    at = chance.randrange(len(words) - 2)
    before, inner, after = (" ".join(some) for some in (words[:at], words[at : at + 2], words[at + 2 :]))
    plain = escape(inner, quote=False)
    kinds = {1: design.link(inner, "archive", n, slug="report"), 4: f"<strong>{plain}</strong>"}
    marked = (escape(before, quote=False), kinds.get(n % 5, plain), escape(after, quote=False))
    return " ".join(part for part in marked if part)


def _card(design: Design, chance: random.Random, place: int) -> str:
    return design.part(
        "card",
        picture=design.picture(f"card{chance.randrange(900)}"),
        kicker=chance.choice(SECTIONS).capitalize(),
        link=design.link(wording.title(chance, design.language), "cards", place),
        teaser=escape(wording.teaser(chance, design.language), quote=False),
    )


def _list(design: Design, chance: random.Random, where: str, n_items: int) -> str:
    titles = (wording.title(chance, design.language) for _ in range(n_items))
    links = (design.link(title, where, place) for place, title in enumerate(titles, 1))
    return "\n".join(design.part("listed", place=place, link=link) for place, link in enumerate(links, 1))


def _comments(design: Design, chance: random.Random) -> str:
    n_comments = chance.randint(0, MOST_COMMENTS) if design.is_commented else 0
    return "\n".join(
        design.part(
            "comment",
            place=n,
            name=f"reader{chance.randrange(9_999)}",
            text=escape(wording.teaser(chance, design.language), quote=False),
        )
        for n in range(n_comments)
    )


def _last_scripts(design: Design, chance: random.Random) -> list[str]:
    """Return what a page ends with: programs, whose size differs from page to page by far, and trackers."""
    n_bytes = min(SCRIPT_MOST, round(SCRIPT_MEDIAN * math.exp(chance.gauss(0, SCRIPT_SPREAD))))
    start, size = chance.randrange(BLOB_BYTES - SCRIPT_MOST), n_bytes // N_SCRIPTS
    cuts = [_programs()[start + n * size : start + (n + 1) * size] for n in range(N_SCRIPTS)]
    tags = [f'<script src="http://cdn{n}.{design.host}/js/{n}/tag.min.js" defer></script>' for n in range(N_TAGS)]
    return [*(f"<script>{cut}</script>" for cut in cuts), *tags]


@cache
def _programs() -> str:
    """Return what reads like packed programs; no `<` stands in them, so that any cut is a script."""
    chance = random.Random("programs")
    names = ["".join(chance.choices("abcdefghijklmnop", k=chance.choice((1, 1, 2, 7)))) for _ in range(400)]
    parts: list[str] = []
    n_bytes = 0
    while n_bytes < BLOB_BYTES:
        a, b, c, d = chance.choices(names, k=4)
        call = f'{c}.push({{"{d}":{chance.randrange(9_999)}}}),"{a}-{c}"===e.t?n({b}):void 0'
        parts.append(f"function {a}{len(parts)}({b},{c}){{return {b}.{d}&&{call}}};")
        n_bytes += len(parts[-1])
    return "".join(parts)


def _style(chance: random.Random, prefix: str, n_bytes: int) -> str:
    rules: list[str] = []
    while sum(map(len, rules[-1:])) * len(rules) < n_bytes:
        name = "".join(chance.choices("abcdefghilmnoprstu", k=7))
        margin, padding, color = chance.randrange(10, 40), chance.randrange(10, 24), chance.randrange(16**6)
        rules.append(f".{prefix}-{name}{{margin:{margin}px 0;padding:0 {padding}px;color:#{color:06x};display:flex}}")
    return "".join(rules)
