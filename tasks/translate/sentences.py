"""Sentences through an engine: each once, links and emoji taken out before and put back after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tasks.core.wording import Span, respelled, spans_of
from tasks.errors import TransientSourceError
from tasks.translate.engine import DECIMALS, EngineError, TranslationEngine
from warehouse.records import SentenceTranslation


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the sentences of one language; where it broke off, what came before is kept."""

    made: dict[str, SentenceTranslation] = field(default_factory=dict[str, SentenceTranslation])
    failure: str = ""  # what has to be done before the others can be translated
    outage: TransientSourceError | None = None  # or that it may work later


def translate_sentences(engine: TranslationEngine, source: str, sentences: Iterable[str]) -> Outcome:
    """Return the translation by *engine* of each distinct sentence in the language *source*.

    Sentences are handed over shortest first, so that an engine that takes batches fills them evenly.
    """
    spans = {sentence: spans_of(sentence) for sentence in sorted(set(sentences))}
    wanted = {span.text for parts in spans.values() for span in parts if span.is_words}
    words = sorted(wanted, key=lambda text: (len(text), text))
    came: dict[str, SentenceTranslation] = {}
    failure, outage = "", None
    try:
        for text, translation in zip(words, engine.translate(words, source), strict=True):
            came[text] = translation  # noqa: PERF403  # what came before it broke off is kept
    except TransientSourceError as error:
        outage = error
    except EngineError as error:
        failure = str(error)
    made = {sentence: _joined(parts, came) for sentence, parts in spans.items() if _is_there(parts, came)}
    return Outcome(made, failure, outage)


def _is_there(parts: Sequence[Span], came: dict[str, SentenceTranslation]) -> bool:
    return all(span.text in came for span in parts if span.is_words)


def _joined(parts: list[Span], came: dict[str, SentenceTranslation]) -> SentenceTranslation:
    """Return a sentence with its words translated, scored by all of them."""
    used = [came[span.text] for span in parts if span.is_words]
    scores = [one.log_probability for one in used if one.log_probability is not None]
    return SentenceTranslation(
        respelled(parts, {span.text: came[span.text].target for span in parts if span.is_words}),
        round(sum(scores), DECIMALS) if scores else None,
        sum(one.n_tokens for one in used),
        any(one.is_cut for one in used),
    )
