"""Snippets of real press whose language is known, cut from the shared pages and stories for `tests.bench.language`.

A page's language is taken for known when two that do not know of each other say the same: what the shared truth
declares (as a rule the page's own `html lang`, wrong on 3.4 % of pages), and what stock langdetect, seeded, makes of
its whole judged text. A page whose truth names none, and those in languages langdetect has no profile of (Icelandic,
Xhosa, Zulu: they can only be declared), are left out. The stories say their language by how they were made: each side
of a WMT pair, and the French press. What langdetect finds in ten words is no part of it, and ours is not asked.

Snippets are cut one after the other from each paragraph, from a word's beginning to the word's end that is nearest to
the length wanted (the shorter, when two are); in Chinese and Japanese, which space no words, at the length itself.
They are drawn source by source in turn, so that no outlet speaks for its language alone, always the same ones.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from langdetect import DetectorFactory, detect
from langdetect.lang_detect_exception import LangDetectException

from tasks.core.language import primary_subtag

SHARED = Path(__file__).parents[3] / "shared" / "eval"
LENGTHS = (20, 50, 200)  # characters
MOST_OF_A_LANGUAGE = 300  # snippets of each length: English and German would drown the others
MOST_OF_A_SOURCE = 100  # of each length
MOST_SOURCES = 120  # of a language; there are 383 hosts in English
UNSPACED = {"ja", "zh"}
LABELLING_CHARS = 3_000  # of a page's text, for its label: more changes none
SEED = 20


@dataclass(frozen=True, slots=True)
class Source:
    """Text of one outlet, or of one story, in one language."""

    name: str  # host, or story
    lang: str
    text: str

    @property
    def half(self) -> str:
        """Return `learn` or `judge`: constants are learned on the one half of the sources and judged on both."""
        return "learn" if sha256(self.name.encode()).digest()[0] % 2 else "judge"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few words, and the language they are in."""

    text: str
    lang: str
    length: int  # wanted, in characters
    half: str


def load_snippets(shared: Path = SHARED) -> list[Snippet]:
    """Return the snippets of all lengths, the same at every call."""
    sources = sorted([*_pages(shared / "extract"), *_stories(shared / "stories")], key=lambda one: (one.lang, one.name))
    return [snippet for length in LENGTHS for snippet in _draw(sources, length)]


def cut(paragraph: str, length: int, *, is_spaced: bool = True) -> Iterator[str]:
    """Yield what *paragraph* has of snippets of *length* characters; a rest under four fifths of it is dropped.

    >>> list(cut("Le ministre a parlé mardi soir devant la presse", 20))
    ['Le ministre a parlé', 'mardi soir devant la']
    """
    paragraph = " ".join(paragraph.split())
    if not is_spaced:
        yield from (paragraph[at : at + length] for at in range(0, len(paragraph) - length + 1, length))
        return
    taken: list[str] = []
    for word in paragraph.split():
        before, after = len(" ".join(taken)), len(" ".join([*taken, word]))
        if taken and after - length >= length - before:
            if before >= length * 4 / 5:
                yield " ".join(taken)
            taken = []
        taken.append(word)
    if len(" ".join(taken)) >= length * 4 / 5:
        yield " ".join(taken)


def _pages(folder: Path) -> Iterator[Source]:
    DetectorFactory.seed = SEED
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        declared = primary_subtag(page["lang"])
        if page["text"] and declared == _known_from(page["text"]):
            yield Source(urlsplit(page["url"]).hostname or page["id"], declared or "", page["text"])


def _known_from(text: str) -> str | None:
    try:
        return primary_subtag(detect(text[:LABELLING_CHARS]))
    except LangDetectException:  # no letters in it
        return None


def _stories(folder: Path) -> Iterator[Source]:
    truth = [json.loads(line) for line in (folder / "chains.truth.jsonl").read_text(encoding="utf-8").splitlines()]
    story_of = {one["id"]: one["story"] for one in truth if one["relation"] in {"original", "translation"}}
    for line in (folder / "chains.articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        if article["id"] in story_of:
            yield Source(story_of[article["id"]], article["language"], article["text"])
    for line in (folder / "press.articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        yield Source(article["source"], article["language"], article["text"])


def _draw(sources: Iterable[Source], length: int) -> Iterator[Snippet]:
    """Yield the snippets of one length, the languages one after the other."""
    found: dict[tuple[str, str], list[Snippet]] = defaultdict(list)
    for source in sources:
        for paragraph in source.text.splitlines():
            pieces = cut(paragraph, length, is_spaced=source.lang not in UNSPACED)
            found[source.lang, source.name] += [Snippet(one, source.lang, length, source.half) for one in pieces]
    by_language: dict[str, list[list[Snippet]]] = defaultdict(list)
    for (lang, name), pieces in sorted(found.items()):
        random = Random(f"{SEED} {name} {length}")
        by_language[lang].append(random.sample(pieces, min(len(pieces), MOST_OF_A_SOURCE)))
    for lang, of_sources in by_language.items():
        chosen = Random(f"{SEED} {lang}").sample(of_sources, min(len(of_sources), MOST_SOURCES))
        in_turn = (snippet for turn in zip_longest(*chosen) for snippet in turn if snippet is not None)
        yield from (snippet for _, snippet in zip(range(MOST_OF_A_LANGUAGE), in_turn, strict=False))
