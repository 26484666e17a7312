"""The engine of those who want no translation: articles are stored, and grouped by what needs none."""

from collections.abc import Iterator, Sequence

from warehouse.records import Method, SentenceTranslation


class NoEngine:
    """Translates nothing; what is foreign waits until another engine is set."""

    name = "none"

    def methods(self) -> dict[str, Method]:
        """Return that no language can be translated."""
        return {}

    def translate(self, sentences: Sequence[str], source: str) -> Iterator[SentenceTranslation]:  # noqa: ARG002  # the protocol's
        """Yield nothing: no language is offered."""
        yield from ()

    def what_is_lacking(self, source: str) -> str:
        """Return where translation is switched off."""
        return f"translation is switched off, also from {source}; set translate.engine in your settings"
