"""An article sentence by sentence, and put together again in another language: paragraphs and lines where they were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from tasks.core.language import detect_language, primary_subtag
from tasks.core.sentences import split_paragraphs, split_sentences
from tasks.core.wording import has_words, without_controls
from warehouse.records import SentenceTranslation

LEAD_CHARS = 600  # of an opening; a first paragraph longer than this is cut after a sentence
# A sentence this long and this surely in the target language (a quotation, a notice) stands as it is. Measured on
# nothing shorter: names make a title in one language look like another.
FOREIGN_CHARS = 60
FOREIGN_SURENESS = 0.99

Field = Literal["title", "body"]


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A sentence of an article beside what was made of it."""

    field: Field
    position: int  # in the field, from 0
    source: str
    translation: SentenceTranslation


@dataclass(frozen=True, slots=True)
class Bilingual:
    """An article in the target language, and the sentences it was put together from, in their order, title first."""

    title: str
    body: str
    pairs: tuple[SentencePair, ...]

    @property
    def token_score(self) -> float | None:
        """Return the mean log-probability of a token, None where nothing was decoded or the engine says none."""
        scored = [one.translation for one in self.pairs if one.translation.log_probability is not None]
        n_tokens = sum(one.n_tokens for one in scored)
        return sum(one.log_probability or 0 for one in scored) / n_tokens if n_tokens else None

    @property
    def n_cut(self) -> int:
        """Return how many sentences ran into the decoder's limit."""
        return sum(one.translation.is_cut for one in self.pairs)


def opening(body: str) -> str:
    r"""Return the opening of *body*: its first paragraph, or as many of its first sentences as a lead holds.

    >>> opening("Une phrase. Une autre.\n\nLa suite.")
    'Une phrase. Une autre.'
    """
    first = next(iter(split_paragraphs(body)), "")
    if len(first) <= LEAD_CHARS:
        return first
    kept: list[str] = []
    for sentence in split_sentences(first.splitlines()[0]):
        if kept and sum(map(len, kept)) + len(sentence) > LEAD_CHARS:
            break
        kept.append(sentence)
    return " ".join(kept)


def is_whole(lead: str, body: str) -> bool:
    """Return whether there is nothing in *body* after its *lead*."""
    return len(lead) >= len(body.strip())


def sentences_of(text: str) -> list[str]:
    """Return the sentences of *text*, line by line, as they are translated."""
    return [sentence for line in without_controls(text).splitlines() for sentence in split_sentences(line)]


def stands_as_it_is(sentence: str, target_lang: str) -> bool:
    """Return whether *sentence* needs no translation: it has no word, or is in *target_lang* already."""
    if not has_words(sentence):
        return True
    if len(sentence) < FOREIGN_CHARS:
        return False
    guess = detect_language(sentence)
    return primary_subtag(guess.lang) == primary_subtag(target_lang) and guess.confidence >= FOREIGN_SURENESS


def untranslated(texts: Iterable[str], target_lang: str) -> set[str]:
    """Return the sentences of *texts* that need translation, each once."""
    sentences = {sentence for text in texts for sentence in sentences_of(text)}
    return {sentence for sentence in sentences if not stands_as_it_is(sentence, target_lang)}


def assembled(title: str, body: str, memory: Mapping[str, SentenceTranslation]) -> Bilingual:
    """Return the article in the target language; a sentence that is not in *memory* stands as it is."""
    pairs = [
        SentencePair(field, position, sentence, memory.get(sentence) or SentenceTranslation(sentence))
        for field, text in _fields(title, body)
        for position, sentence in enumerate(sentences_of(text))
    ]
    paragraphs = (_rendered(paragraph, memory) for paragraph in split_paragraphs(without_controls(body)))
    return Bilingual(_rendered(title, memory), "\n\n".join(paragraphs), tuple(pairs))


def _fields(title: str, body: str) -> Iterable[tuple[Field, str]]:
    yield "title", title
    yield "body", body


def _rendered(paragraph: str, memory: Mapping[str, SentenceTranslation]) -> str:
    """Return a paragraph with each sentence replaced by its translation, line by line."""
    lines = (split_sentences(line) for line in without_controls(paragraph).splitlines())
    return "\n".join(
        " ".join(memory[sentence].target if sentence in memory else sentence for sentence in line) for line in lines
    )
