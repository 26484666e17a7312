"""What an engine is: it says how it would translate each language, and translates sentences.

`argos` decodes packages here, `libretranslate` asks a server, `apertium` runs a program whose output is good enough to
group by, `none` translates nothing. Each works into one target language, chosen when it is made.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from tasks.errors import SourceError
from warehouse.records import Method, SentenceTranslation

DECIMALS = 4  # of a log-probability, so that one remembered is the one that was decoded


class EngineError(SourceError):
    """An engine cannot translate what it was given; the sentence says which, why and the way out."""


class TranslationEngine(Protocol):
    """Translates sentences into one target language."""

    name: str  # as stored in core.translation.engine

    def methods(self) -> dict[str, Method]:
        """Return how each source language (primary subtag) it can translate now is translated.

        Raises:
            TransientSourceError: what it depends on cannot be reached; it may be later.
            EngineError: what it depends on does not answer as it should.
        """
        ...

    def translate(self, sentences: Sequence[str], source: str) -> Iterator[SentenceTranslation]:
        """Yield a translation of each of *sentences*, in their order, as they come; what came is kept.

        Args:
            sentences: words of *source*, not empty, no line breaks.
            source: a language of `methods`.

        Raises:
            TransientSourceError: it may work later.
            EngineError: it will not work before somebody does something.
        """
        ...

    def what_is_lacking(self, source: str) -> str:
        """Return a sentence that says why articles in *source* wait, and the way out."""
        ...
