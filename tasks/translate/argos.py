"""Argos packages, decoded directly: pieces of all sentences at once, in batches sorted by length.

Argos's own `translate` decodes 32 tokens at a time, in the order they come; `python -m tests.bench.translate` measures
ours beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tasks.core.language import primary_subtag
from tasks.core.sentences import halves
from tasks.models import Engine, ModelPackage, ModelStore, load_engine
from tasks.translate.engine import DECIMALS, EngineError
from tasks.translate.routes import Route, routes_to
from warehouse.records import Method, SentenceTranslation

RULE_VERSION = 1  # of what is decoded and how, the settings apart: a new one translates anew
LENGTH_PENALTY = 0.2  # Argos's own: without one, real models drop the ends of sentences
PATIENCE = 2  # without it a short wrong ending stops the beam: .935 of fixture sentences exact, .980 with it
MAX_SOURCE_TOKENS = 100  # a sentence over it is decoded in pieces, cut at a pause
MAX_TARGET_TOKENS = 250  # a decoder that loops stops here; some models know no position from 256 on


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """How the decoder is run; the defaults are those of `config/newsecho.toml`, on one core."""

    beam_size: int = 2
    max_batch_tokens: int = 512  # source tokens decoded at once
    inter_threads: int = 1  # batches at the same time, one core each

    @property
    def engine_settings(self) -> str:
        """Return what decides the wording; threads and the size of batches do not."""
        return f"rule {RULE_VERSION}, beam {self.beam_size}"


DEFAULT_OPTIONS = DecodeOptions()


class ArgosEngine:
    """Decodes the packages of a store into *target_lang*."""

    name = "argos"

    def __init__(self, models: ModelStore, target_lang: str, options: DecodeOptions = DEFAULT_OPTIONS) -> None:
        self._models = models
        self._target = primary_subtag(target_lang) or target_lang
        self._options = options
        self._routes = routes_to(self._target, models.installed())

    def methods(self) -> dict[str, Method]:
        """Return the packages that lead from each language to the target, through a third one where there is none."""
        return {
            source: Method(self.name, route.engine_version, self._options.engine_settings)
            for source, route in self._routes.items()
        }

    def translate(self, sentences: Sequence[str], source: str) -> Iterator[SentenceTranslation]:
        """Yield the translations, all at once: the decoder sorts them by length across the whole batch.

        The same batch gives the same text on the same processor type; in another batch, a sentence on the edge between
        two wordings may tip the other way.
        """
        route: Route = self._routes[source]
        made = [SentenceTranslation(sentence, 0.0) for sentence in sentences]
        for package in route.packages:
            given = [one.target for one in made]
            try:
                decoded = _decode(sorted({text for text in given if text}), package, self._options)
            except (RuntimeError, ValueError, OSError) as error:  # what CTranslate2 and SentencePiece raise
                raise EngineError(_failure(package, error)) from error
            made = [_after(one, decoded.get(one.target)) for one in made]
        yield from made

    def what_is_lacking(self, source: str) -> str:
        """Return which package to install."""
        pair = f"{source} {self._target}"
        return f"no package {source} → {self._target} in {self._models.folder}; run `newsecho models install {pair}`"


def _after(one: SentenceTranslation, following: SentenceTranslation | None) -> SentenceTranslation:
    """Return a translation after another package has translated it further."""
    if following is None:
        return one
    log_probability = (one.log_probability or 0) + (following.log_probability or 0)
    return SentenceTranslation(
        following.target,
        round(log_probability, DECIMALS),
        one.n_tokens + following.n_tokens,
        one.is_cut or following.is_cut,
    )


def _failure(package: ModelPackage, error: Exception) -> str:
    pair = f"{package.source} {package.target}"
    why = str(error).strip().partition("\n")[0]
    return f"the package {pair} fails ({type(error).__name__}: {why}); run `newsecho models install {pair}` again"


def _decode(sentences: Sequence[str], package: ModelPackage, options: DecodeOptions) -> dict[str, SentenceTranslation]:
    """Return the translation of each of *sentences*."""
    model_file = package.path / "model" / "model.bin"
    engine = _engine(package, model_file.stat().st_mtime_ns, options.inter_threads)
    pieces = {sentence: _pieces(sentence, engine) for sentence in sentences}
    prefix = [package.target_prefix] if package.target_prefix else []
    flat = [piece for sentence in sentences for piece in pieces[sentence]]
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
    return {sentence: _joined([next(decoded) for _ in pieces[sentence]]) for sentence in sentences}


def _pieces(sentence: str, engine: Engine) -> list[list[str]]:
    """Return the tokens of *sentence*, in several pieces where it is too long to be decoded well at once.

    Models are trained on sentences and know so many positions (256 to 500): beyond, they raise or lose the end.
    """
    tokens = engine.tokenizer.encode(sentence)
    if len(tokens) <= MAX_SOURCE_TOKENS or len(sentence) == 1:
        return [tokens[:MAX_SOURCE_TOKENS]]
    return [piece for part in halves(sentence) for piece in _pieces(part, engine)]


def _read_result(result: Any, engine: Engine, n_prefix: int) -> SentenceTranslation:
    """Return the best hypothesis as text, with its undivided log-probability."""
    tokens = result.hypotheses[0]
    is_cut = len(tokens) >= MAX_TARGET_TOKENS  # one that came to its end is shorter
    n_tokens = len(tokens) + 1  # the end of the sentence is one
    log_probability = result.scores[0] * n_tokens**LENGTH_PENALTY  # CTranslate2 divides by this
    text = engine.tokenizer.decode(tokens[n_prefix:]).strip()
    return SentenceTranslation(text, round(log_probability, DECIMALS), n_tokens, is_cut)


def _joined(parts: Sequence[SentenceTranslation]) -> SentenceTranslation:
    """Return the parts of a sentence as one."""
    return SentenceTranslation(
        " ".join(part.target for part in parts),
        round(sum(part.log_probability or 0 for part in parts), DECIMALS),
        sum(part.n_tokens for part in parts),
        any(part.is_cut for part in parts),
    )


@lru_cache(maxsize=2)  # batches follow each other, a chain has two; a replaced package has another time of change
def _engine(package: ModelPackage, _changed_ns: int, inter_threads: int) -> Engine:
    """Return the loaded package, kept for the next batch."""
    return load_engine(package, inter_threads=inter_threads)
