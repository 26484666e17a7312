"""Weigh pages: bytes, elements, links, scripts, words; the medians of real pages of the press beside those we serve.

    python -m tests.bench.weights [PAGES]     (PAGES: a folder with truth.jsonl and the pages it names, gzipped)

Real pages stay where they are; of them only the medians below are kept. A word is a run of letters and digits, so a
text of a language without spaces counts few; the words of a page are those of its elements, scripts and styles aside.
"""

import argparse
import gzip
import json
import re
import statistics
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement, document_fromstring

from tests.bench.meter import table
from tests.newsroom.pages import article_page
from tests.newsroom.sites import Profile, Published, Site

# Medians of 632 pages (2018–2026, some 25 languages; 613 of them with a text that was judged).
PRESS: dict[str, float] = {
    "bytes": 164_496,
    "bytes of attributes": 61_254,
    "bytes of scripts": 20_678,
    "bytes of styles": 1_760,
    "bytes of JSON-LD": 1_773,
    "elements": 834,
    "depth": 17,
    "links": 141,
    "images": 15,
    "scripts": 24,
    "meta tags": 29,
    "words of the page": 1_604,
    "words of the text": 900,
    "different words": 414,
    "paragraphs": 27,
}
SEED = 7  # of the newsroom in the benches
PROGRAMS = {"script", "style", "noscript"}


def weigh(page: bytes, text: str) -> dict[str, float]:
    """Return what a page weighs, and its article's *text* where it has one; by the names of PRESS."""
    root = document_fromstring(page)
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    scripts = [one for one in elements if one.tag == "script"]
    data = [one for one in scripts if "ld+json" in (one.get("type") or "")]
    own = [one for one in scripts if one not in data and not one.get("src")]
    found: dict[str, float] = {
        "bytes": len(page),
        "bytes of attributes": sum(len(name) + len(value) + 4 for one in elements for name, value in one.items()),
        "bytes of scripts": _n_bytes(own),
        "bytes of styles": _n_bytes(one for one in elements if one.tag == "style"),
        "bytes of JSON-LD": _n_bytes(data),
        "elements": len(elements),
        "depth": max(sum(1 for _ in one.iterancestors()) for one in elements),
        "links": sum(one.tag == "a" for one in elements),
        "images": sum(one.tag == "img" for one in elements),
        "scripts": len(scripts),
        "meta tags": sum(one.tag == "meta" for one in elements),
        "words of the page": sum(map(_n_words, elements)),
    }
    if text:
        words = re.findall(r"\w+", text.lower())
        paragraphs = sum(bool(line.strip()) for line in text.split("\n"))
        found |= {"words of the text": len(words), "different words": len(set(words)), "paragraphs": paragraphs}
    return found


def _n_bytes(elements: Iterable[HtmlElement]) -> int:
    return sum(len((one.text or "").encode()) for one in elements)


def _n_words(element: HtmlElement) -> int:
    text = "" if element.tag in PROGRAMS else element.text or ""
    return len(text.split()) + len((element.tail or "").split())


def medians(weighed: Iterable[dict[str, float]]) -> dict[str, float]:
    """Return the median of each weight."""
    rows = list(weighed)
    return {name: statistics.median(row[name] for row in rows if name in row) for name in PRESS}


def served(weight: str, n_sites: int = 20, n_articles: int = 30, seed: int = SEED) -> Iterable[tuple[Published, bytes]]:
    """Yield articles of the newsroom with pages of a *weight*, and these pages."""
    for number in range(n_sites):
        site = Site(seed, f"h{number:04}.news.test", 1.79e9, Profile(items=n_articles, weight=weight))
        yield from ((one, article_page(one, site).encode()) for one in site.articles)


def real(folder: Path) -> Iterable[dict[str, float]]:
    """Yield what each of the real pages of *folder* weighs."""
    for line in (folder / "truth.jsonl").open(encoding="utf-8"):
        row: dict[str, Any] = json.loads(line)
        yield weigh(gzip.decompress((folder / row["path"]).read_bytes()), row["text"] or "")


def comparison(columns: dict[str, dict[str, float]]) -> str:
    """Return a table: a line for each weight, a column for each of *columns*."""
    rows = [("median", *columns)]
    rows += [(name, *(f"{column[name]:,.0f}" for column in columns.values())) for name in PRESS]
    return table(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="?", type=Path)
    folder = parser.parse_args().pages
    columns = {"the press": PRESS, "the newsroom": medians(weigh(page, one.text) for one, page in served("press"))}
    if folder is not None:
        columns["these pages"] = medians(real(folder))
    print(comparison(columns))


if __name__ == "__main__":
    main()
