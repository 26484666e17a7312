"""Translate articles: every sentence of a batch once, across articles, decoded in batches sorted by length.

Argos's own `translate` decodes 32 tokens at a time: 62 words a CPU second on the real model shape, where this way of
batching was measured at 6.8 times that with beam 2. Sentences repeat in the press (9.5 % in French), so each distinct
one is decoded once a batch.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from tasks.core.language import primary_subtag
from tasks.core.sentences import cut, split_paragraphs, split_sentences
from tasks.core.translation.judgement import DEFAULT_FLOORS, Floors, TranslatedSentence, judge, marked
from tasks.models import Engine, ModelPackage, ModelStore, load_engine
from warehouse.records import Translation, TranslationStatus

ENGINE = "argos"
LENGTH_PENALTY = 0.2  # Argos's own: without one, real models drop the ends of sentences
PATIENCE = 2  # without it a short wrong ending stops the beam: .935 of fixture sentences exact, .980 with it
MAX_SOURCE_TOKENS = 200  # a sentence over it is decoded in pieces
MAX_TARGET_TOKENS = 250  # a decoder that loops stops here; some models know no position from 256 on


class TranslationSource(Protocol):
    """An article to translate: `TranslationWork` of the warehouse, or anything with its fields."""

    @property
    def article_id(self) -> str: ...  # noqa: D102  # fields, not behaviour
    @property
    def content_sha256(self) -> str: ...  # noqa: D102
    @property
    def lang(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def body(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """How the decoder is run; the defaults are those of `config/newsecho.toml`."""

    beam_size: int = 2
    max_batch_tokens: int = 2048  # source tokens decoded at once
    inter_threads: int = 1  # batches at the same time, one core each


@dataclass(frozen=True, slots=True)
class _Decoded:
    """A sentence in the target language, with what the decoder thought of it."""

    text: str
    log_probability: float = 0.0  # of all its tokens together
    n_tokens: int = 0  # the end of the sentence is one

    @property
    def token_score(self) -> float | None:
        """Return the mean log-probability of its tokens, None where nothing was decoded."""
        return self.log_probability / self.n_tokens if self.n_tokens else None


DEFAULT_OPTIONS = DecodeOptions()


def ready_pairs(models: ModelStore, target_lang: str) -> dict[str, str]:
    """Return what can be translated into *target_lang* now: the engine version for each source language."""
    target = primary_subtag(target_lang)
    return {package.source: package.engine_version for package in models.installed() if package.target == target}


def translate_batch(
    works: Sequence[TranslationSource],
    *,
    models: ModelStore,
    target_lang: str,
    now: datetime,
    options: DecodeOptions = DEFAULT_OPTIONS,
    floors: Floors = DEFAULT_FLOORS,
) -> list[Translation]:
    """Return a translation of each of *works*, in their order; those already in *target_lang* have none.

    An article whose pair has no package is `PENDING_MODEL`, with a sentence that says what to install; so is one whose
    package fails, and a later run tries it again. The same batch
    gives the same text on the same processor type; in another batch, a sentence on the edge between two wordings may
    tip the other way.
    """
    target = primary_subtag(target_lang)
    foreign = [work for work in works if primary_subtag(work.lang) != target]
    packages = {lang: models.find(lang, target_lang) for lang in sorted({work.lang for work in foreign})}
    memories: dict[ModelPackage, dict[str, _Decoded] | str] = {}  # a sentence in place of those that failed
    for package in filter(None, packages.values()):
        fitting = [work for work in foreign if packages[work.lang] == package]
        sentences = {sentence for work in fitting for sentence in _sentences(work)}
        try:
            memories[package] = _decode(sentences, package, options)
        except (RuntimeError, ValueError, OSError) as error:  # what CTranslate2 and SentencePiece raise
            memories[package] = _failure(package, error)
    translations: list[Translation] = []
    for work in foreign:
        package = packages[work.lang]
        memory = memories[package] if package else _no_package(work, target_lang, models.folder)
        if package is None or isinstance(memory, str):
            translations.append(_pending(work, target_lang, str(memory), now))
        else:
            made = _assembled(work, target_lang, package, memory, now)
            sentences = _translated_sentences(work, memory)
            judgement = judge(sentences, work.lang, target_lang, token_score=made.token_score, floors=floors)
            translations.append(marked(made, judgement))
    return translations


def _failure(package: ModelPackage, error: Exception) -> str:
    pair = f"{package.source} {package.target}"
    why = str(error).strip().partition("\n")[0]
    return f"the package {pair} fails ({type(error).__name__}: {why}); run `newsecho models install {pair}` again"


def _sentences(work: TranslationSource) -> Iterable[str]:
    """Yield the sentences of an article, title first."""
    for text in (work.title, work.body):
        for line in text.splitlines():
            yield from split_sentences(line)


def _decode(sentences: Iterable[str], package: ModelPackage, options: DecodeOptions) -> dict[str, _Decoded]:
    """Return the translation of each distinct sentence; those without a letter stand for themselves."""
    ordered = sorted(set(sentences))
    wordy = [sentence for sentence in ordered if any(map(str.isalpha, sentence))]
    model_file = package.path / "model" / "model.bin"
    engine = _engine(package, model_file.stat().st_mtime_ns, options.inter_threads)
    pieces = {sentence: _pieces(sentence, engine) for sentence in wordy}
    prefix = [package.target_prefix] if package.target_prefix else []
    flat = [piece for sentence in wordy for piece in pieces[sentence]]
    results = engine.translator.translate_batch(
        flat,
        target_prefix=[prefix for _ in flat] if prefix else None,
        beam_size=options.beam_size,
        max_batch_size=options.max_batch_tokens,
        batch_type="tokens",  # CTranslate2 sorts all pieces by length before it cuts batches
        max_decoding_length=MAX_TARGET_TOKENS,
        length_penalty=LENGTH_PENALTY,
        patience=PATIENCE,
        replace_unknowns=True,  # a name the model cannot spell is copied, not dropped
        return_scores=True,
    )
    decoded = iter([_read_result(result, engine, len(prefix)) for result in results])
    memory = {sentence: _Decoded(sentence) for sentence in ordered}
    memory |= {sentence: _joined([next(decoded) for _ in pieces[sentence]]) for sentence in wordy}
    return memory


def _pieces(sentence: str, engine: Engine) -> list[list[str]]:
    """Return the tokens of *sentence*, in several pieces where the model could not read them at once.

    Models know a fixed number of positions (256 to 500) and raise, or lose the end, beyond it.
    """
    tokens = engine.tokenizer.encode(sentence)
    if len(tokens) <= MAX_SOURCE_TOKENS or len(sentence) == 1:
        return [tokens[:MAX_SOURCE_TOKENS]]
    return [piece for part in cut(sentence, max_chars=len(sentence) // 2) for piece in _pieces(part, engine)]


def _read_result(result: Any, engine: Engine, n_prefix: int) -> _Decoded:
    """Return the best hypothesis as text, with its undivided log-probability."""
    tokens = result.hypotheses[0]
    n_tokens = len(tokens) + 1
    log_probability = result.scores[0] * n_tokens**LENGTH_PENALTY  # CTranslate2 divides by this
    return _Decoded(engine.tokenizer.decode(tokens[n_prefix:]).strip(), log_probability, n_tokens)


def _joined(parts: Sequence[_Decoded]) -> _Decoded:
    """Return the parts of a sentence as one."""
    return _Decoded(
        " ".join(part.text for part in parts),
        sum(part.log_probability for part in parts),
        sum(part.n_tokens for part in parts),
    )


@lru_cache(maxsize=4)  # batches follow each other; a replaced package has another time of change
def _engine(package: ModelPackage, _changed_ns: int, inter_threads: int) -> Engine:
    """Return the loaded package, kept for the next batch."""
    return load_engine(package, inter_threads=inter_threads)


def _assembled(
    work: TranslationSource, target_lang: str, package: ModelPackage, memory: Mapping[str, _Decoded], now: datetime
) -> Translation:
    """Return the article put together again, paragraph by paragraph."""
    used = [memory[sentence] for sentence in _sentences(work)]
    n_tokens = sum(decoded.n_tokens for decoded in used)
    return Translation(
        article_id=work.article_id,
        content_sha256=work.content_sha256,
        source_lang=work.lang,
        target_lang=target_lang,
        status=TranslationStatus.OK,
        engine=ENGINE,
        engine_version=package.engine_version,
        translated_at=now,
        title=_rendered(work.title, memory),
        body="\n\n".join(_rendered(paragraph, memory) for paragraph in split_paragraphs(work.body)),
        token_score=sum(decoded.log_probability for decoded in used) / n_tokens if n_tokens else None,
    )


def _translated_sentences(work: TranslationSource, memory: Mapping[str, _Decoded]) -> Iterable[TranslatedSentence]:
    """Yield each sentence of the article beside what was made of it."""
    for field, text in (("title", work.title), ("body", work.body)):
        sentences = (sentence for line in text.splitlines() for sentence in split_sentences(line))
        for position, sentence in enumerate(sentences):
            decoded = memory[sentence]
            yield TranslatedSentence(field, position, sentence, decoded.text, decoded.token_score)


def _rendered(paragraph: str, memory: Mapping[str, _Decoded]) -> str:
    """Return a paragraph with each sentence replaced by its translation, line by line."""
    return "\n".join(
        " ".join(memory[sentence].text for sentence in split_sentences(line)) for line in paragraph.splitlines()
    )


def _no_package(work: TranslationSource, target_lang: str, folder: Path) -> str:
    source, target = primary_subtag(work.lang), primary_subtag(target_lang)
    if source is None:
        return "the language of the article is not known, so no package can be chosen"
    return f"no package {source} → {target} in {folder}; run `newsecho models install {source} {target}`"


def _pending(work: TranslationSource, target_lang: str, detail: str, now: datetime) -> Translation:
    """Return the article as waiting, with the sentence that says for what."""
    return Translation(
        article_id=work.article_id,
        content_sha256=work.content_sha256,
        source_lang=work.lang,
        target_lang=target_lang,
        status=TranslationStatus.PENDING_MODEL,
        engine="none",
        engine_version="",
        translated_at=now,
        detail=detail,
    )
