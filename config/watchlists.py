"""Watchlists as a person writes them: one `[[watchlists]]` table each in `watchlists.toml`, checked before a run.

A term is cut here into the runs of words that must stand in a text; how words are folded is the search's affair.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from config.errors import ConfigError
from config.places import Lines
from config.reading import LANGUAGE_TAG, Like, read_toml, record_from, refuse_unknown

DEFAULT_PATH = Path(__file__).with_name("watchlists.toml")
TERM_KEYS = ("terms", "entities", "exclude")
LIST_KEYS = ("feeds", "languages")

_PIECES = re.compile(r'"(?P<phrase>[^"]*)"(?P<star>\*)?|(?P<word>[^\s"]+)')
_PATTERN = re.compile(r"[\[\](){}|^$\\+]|\.[*?]|\w\?|\*[^\s\"]|(^|\s)\*")
_NO_WORD = re.compile(r"[^\w\s\"*'’.,:;!?&/°–—-]|_")
_CURLY = str.maketrans({"“": '"', "”": '"', "«": '"', "»": '"'})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in a row in a text, folded as the search folds them; the last one may go on where *is_start*."""

    words: str
    is_start: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """What is looked for: all its pieces, in texts of *lang* (None: in every text)."""

    text: str  # as the person wrote it
    pieces: tuple[Piece, ...]
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A name, and what makes a text a hit of it. Any term will do; any exclusion forbids it."""

    name: str
    terms: tuple[Term, ...]  # terms, then entities
    exclude: tuple[Term, ...] = ()
    feeds: tuple[str, ...] = ()  # empty: all
    languages: tuple[str, ...] = ()  # of articles; empty: all

    @property
    def sha256(self) -> str:
        """Return the hash of the definition: another one is looked for in what is stored, too."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Written:
    """The keys of a watchlist and their plain types; what stands in the lists is looked at one by one."""

    name: Annotated[str, Like(r"[a-z0-9]+(-[a-z0-9]+)*", "a slug of lower-case letters, digits and single hyphens")]
    terms: tuple[Any, ...] = ()
    entities: tuple[Any, ...] = ()
    exclude: tuple[Any, ...] = ()
    feeds: tuple[Any, ...] = ()
    languages: tuple[Any, ...] = ()


def load_watchlists(path: Path | None = None) -> tuple[Watchlist, ...]:
    """Return the watchlists of the file at *path* (default: the repository's), in the order they are written.

    Raises:
        ConfigError: the file is missing or not TOML; a watchlist has an unknown key, no name or that of another, or
            nothing to look for; a term is empty, or a pattern in another language than ours. Names file, line and key.
    """
    path = path or DEFAULT_PATH
    tables = read_toml(path)
    lines = Lines(path, "watchlists")
    refuse_unknown(lines.at(0, next(iter(tables.keys() - {"watchlists"}), "")), "", tables, ["watchlists"])
    listed = tables.get("watchlists", [])
    if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
        raise ConfigError(f"{path}: watchlists must be tables; write [[watchlists]] above the keys of each")
    found: list[Watchlist] = []
    for number, table in enumerate(listed, start=1):
        one = _watchlist(table, number, lines)
        for place, other in enumerate(found, start=1):
            if other.name == one.name:
                raise ConfigError(
                    f"{lines.at(number, 'name')}: name {one.name!r} is already that of the watchlist on"
                    f" line {lines.number(place, 'name')}; keep one of them"
                )
        found.append(one)
    return tuple(found)


def _watchlist(table: Mapping[str, Any], number: int, lines: Lines) -> Watchlist:
    unknown = next((key for key in table if key not in _Written.__dataclass_fields__), None)
    odd = (key for key, value in table.items() if not isinstance(value, str if key == "name" else list))
    label = table["name"] if isinstance(table.get("name"), str) else f"number {number}"
    written = record_from(_Written, table, where=f"{lines.at(number, unknown or next(odd, 'name'))}: watchlist {label}")

    def refuse(key: str, item: Any, why: str) -> ConfigError:
        return ConfigError(f"{lines.at(number, key, item)}: watchlist {label}: {key}: {why}")

    terms: dict[str, list[Term]] = {key: [] for key in TERM_KEYS}
    for key, item in ((name, one) for name in TERM_KEYS for one in getattr(written, name)):
        try:
            terms[key] += _terms(item, is_entity=key == "entities")
        except ValueError as error:
            raise refuse(key, item, str(error)) from error
    for key, item in ((name, one) for name in LIST_KEYS for one in getattr(written, name)):
        wanted = _misfit(item, key)
        if wanted:
            raise refuse(key, item, f"{item!r} is not {wanted}")
    if not terms["terms"] and not terms["entities"]:
        raise refuse("terms", None, "there are none, nor entities; give it something to look for")
    looked_for = tuple(terms["terms"] + terms["entities"])
    return Watchlist(written.name, looked_for, tuple(terms["exclude"]), written.feeds, written.languages)


def _misfit(item: Any, key: str) -> str | None:
    if not isinstance(item, str) or not item.strip():
        return "a text in quotes"
    return LANGUAGE_TAG.wants(item) if key == "languages" else None


def _terms(item: Any, *, is_entity: bool) -> list[Term]:
    """Return the terms of an item: a text, or a table of texts (or lists of texts) by language.

    Raises:
        ValueError: it is none; the message says why.
    """
    if not isinstance(item, dict):
        return [_term(item, is_entity=is_entity)]
    if not item:
        raise ValueError('a term without a variant: write one as { fr = "musée", en = "museum" }')
    found: list[Term] = []
    for lang, variants in item.items():
        wanted = LANGUAGE_TAG.wants(lang)
        if wanted:
            raise ValueError(f"{lang!r} is not {wanted}")
        told = variants if isinstance(variants, list) else [variants]
        found += [replace(_term(variant, is_entity=is_entity), lang=lang) for variant in told]
    return found


def _term(text: Any, *, is_entity: bool) -> Term:
    """Return the term that *text* writes.

    >>> [piece.words for piece in _term('Brevane "licences perpétuelles"', is_entity=False).pieces]
    ['Brevane', 'licences perpétuelles']
    >>> _term("licen*", is_entity=False).pieces
    (Piece(words='licen', is_start=True),)
    >>> [piece.words for piece in _term("Brevane Systems", is_entity=True).pieces]
    ['Brevane Systems']
    """
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is no text; write it in quotes")  # noqa: TRY004  a person's mistake, told in a sentence
    straight = text.translate(_CURLY)
    if straight.count('"') % 2:
        raise ValueError(f"{text!r} opens a quotation that it does not close")
    pattern = _PATTERN.search(straight)
    if pattern:
        raise ValueError(
            f"{text!r} looks like a regular expression ({pattern[0].strip()!r}); a term is words,"
            ' "words in a row", and a star at the end of a word'
        )
    stray = _NO_WORD.search(straight)
    if stray:
        raise ValueError(f"{text!r} has {stray[0]!r}, which is no part of a word: only letters and digits are compared")
    if re.search(r"(^|\s)-\w", straight):
        raise ValueError(f"{text!r} has a word with a minus; what must not stand in a text goes into exclude")
    found = [_piece(one) for one in _PIECES.finditer(straight)]
    if is_entity:
        found = [Piece(" ".join(one.words for one in found), found[-1].is_start)] if found else []
    if not found or not all(any(character.isalnum() for character in one.words) for one in found):
        raise ValueError(f"{text!r} holds no word" if not found else f"{text!r} has a part that holds no word")
    return Term(text, tuple(found))


def _piece(found: re.Match[str]) -> Piece:
    written = found["word"] if found["word"] is not None else found["phrase"]
    is_start = written.endswith("*") or bool(found["star"])
    return Piece(" ".join(written.removesuffix("*").split()), is_start)
