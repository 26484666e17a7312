"""The headline: which of the page's titles, and without the name of the site.

A hyphen without spaces never separates ("est-il" ended a title in newspaper4k and news-please).
"""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from tasks.core.extract.json_ld import text_of
from tasks.core.extract.page_data import PageData

MAX_KICKER_WORDS = 6
MAX_SECTION_WORDS = 4
MIN_TITLE_WORDS = 4  # before a bar: fewer are a label themselves
MIN_NAME_CHARS = 3  # of a site's folded name, to be looked for inside other words

_SEPARATOR = re.compile(r"\s+(?:[-–—|•·»:]|::|//)\s+|\s*\|\s*")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")  # combining accents are no \w
_WORD = re.compile(r"\w+")
_RUN_ON = re.compile(r"\W+(?:posted|published|updated|written|by|publié|par|von|veröffentlicht)\b", re.IGNORECASE)


def choose_title(data: PageData) -> tuple[str, str]:
    """Return (title, title as found): what is read, and the text of the place it was read from.

    The h1 that shares enough words with the JSON-LD headline, og:title or title tag is what a reader saw; else the
    headline, og:title or title tag, in that order. When h1 and og:title differ by a kicker ("Politics: …") alone,
    og:title goes, unless the kicker names the site or stands before a bar. A site's name is cut off the end either
    way, and a section's behind a bar. Both are "" when the page has no title at all.
    """
    names = site_names(data)
    stated = [text_of(data.article.get("headline")), data.first("og:title"), data.first("twitter:title")]
    stated = [title for title in stated if title] or ([data.title_tag] if data.title_tag else [])
    bare = [strip_site_name(title, names, data.h1) for title in stated]
    headings = [heading for heading in data.h1 if fold_name(heading) not in names]
    heading = _matching_heading(headings, bare)
    if not heading and len(headings) == 1 and data.title_tag:
        heading = _matching_heading(headings, [strip_site_name(data.title_tag, names, data.h1)])
    og_title = strip_site_name(data.first("og:title"), names, data.h1)
    if heading and og_title and (kicker := _kicker_between(heading, og_title)):
        read = min(heading, og_title, key=len) if _is_furniture(kicker, names) else og_title
        return read, read
    heading = _as_stated(heading, bare)
    as_found = heading or next(iter(stated), "") or next(iter(data.h1), "")
    return _without_section(strip_site_name(as_found, names, () if heading else data.h1)), as_found


def site_names(data: PageData) -> set[str]:
    """Return what the site is called, folded: its name, publisher, host and the host's label."""
    host = (urlsplit(data.url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = {
        data.site_name,
        text_of(data.article.get("publisher")),
        host,
        data.first("application-name", "twitter:site"),
    }
    names |= {labels[0], labels[-2] if len(labels) > 1 else "", ".".join(labels[-2:])}
    return {folded for name in names if len(folded := fold_name(name)) > 1}


def strip_site_name(title: str, names: set[str], headings: Sequence[str] = ()) -> str:
    """Return *title* without a last (or first) part that folds to one of *names*, or that leaves one of *headings*.

    >>> strip_site_name("Comment le nuage est-il facturé? - La Gazette", {"lagazette"})
    'Comment le nuage est-il facturé?'
    >>> strip_site_name("Budget 2026 – the figures", {"lagazette"})
    'Budget 2026 – the figures'
    """
    separators = list(_SEPARATOR.finditer(title))
    folded_headings = {fold_name(heading) for heading in headings}
    for separator in separators:
        rest, suffix = title[: separator.start()], title[separator.end() :]
        if rest and (fold_name(suffix) in names or fold_name(rest) in folded_headings):
            return strip_site_name(rest, names)
    if separators:
        prefix, rest = title[: separators[0].start()], title[separators[0].end() :]
        if rest and fold_name(prefix) in names:
            return rest
    return title


def fold_name(text: str) -> str:
    """Return *text* for comparing names: letters and digits alone, without accents and case.

    >>> fold_name("La Gazette du Réseau") == fold_name("lagazette-du-reseau")
    True
    """
    decomposed = text if text.isascii() else unicodedata.normalize("NFKD", text)
    return _NOT_ALPHANUMERIC.sub("", decomposed.lower())


def _matching_heading(headings: Sequence[str], stated: Sequence[str]) -> str:
    """Return the h1 closest to a stated title, of those that share half their own words and a third of the title's.

    The lone h1 of a page that states no title is its title. Ties go to the first.
    """
    if not stated:
        return headings[0] if headings else ""
    shares = {heading: max(_shared_words(heading, title) for title in stated) for heading in reversed(headings)}
    best = max(reversed(shares), key=lambda heading: shares[heading], default="")
    return best if best and shares[best] > 0 else ""


def _shared_words(heading: str, title: str) -> float:
    """Return the share of words in common (Jaccard, 0 to 1), 0 when there are too few to be the same headline."""
    ours, theirs = set(_WORD.findall(heading.lower())), set(_WORD.findall(title.lower()))
    n_shared = len(ours & theirs)
    if not n_shared or 2 * n_shared < len(ours) or 3 * n_shared < len(theirs):
        return 0.0
    return n_shared / len(ours | theirs)


def _kicker_between(heading: str, title: str) -> str:
    """Return the short label by which one begins and the other does not; "" when they differ otherwise."""
    longer, shorter = sorted((heading, title), key=len, reverse=True)
    label = longer[: -len(shorter)].rstrip()
    is_label = label.endswith((":", "-", "–", "|", "/", "：")) and len(label.split()) <= MAX_KICKER_WORDS
    return label if longer != shorter and longer.endswith(shorter) and is_label else ""


def _is_furniture(kicker: str, names: set[str]) -> bool:
    folded = fold_name(kicker)
    return kicker.endswith("|") or any(len(name) > MIN_NAME_CHARS and name in folded for name in names)


def _as_stated(heading: str, stated: Sequence[str]) -> str:
    """Return *heading* as one of the *stated* titles writes it, where it shouts or has the byline run on behind it."""
    for title in stated:
        if heading.isupper() and not title.isupper() and 2 * _shared_words(heading, title) > 1:
            return title
        if title and heading.startswith(title) and _RUN_ON.match(heading, len(title)):
            return title
    return heading


def _without_section(title: str) -> str:
    """Return *title* without a last short part behind a bar: a section or a brand ("… | Opinion").

    >>> _without_section("How the river came back to the town | Opinion"), _without_section("Left | Right")
    ('How the river came back to the town', 'Left | Right')
    """
    rest, _, section = title.rpartition(" | ")
    is_section = len(section.split()) <= MAX_SECTION_WORDS and len(rest.split()) >= MIN_TITLE_WORDS
    return rest.rstrip() if is_section else title
