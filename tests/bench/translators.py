"""Translate the same articles one way, in a process of its own: ours, argostranslate's or LibreTranslate's.

    python -m tests.bench.translators '{"who": "newsecho", "beam": 2, …}'     (tests/bench/translate.py starts it)

A line of JSON in, a line of JSON out: words and CPU seconds. It stands alone but for ours, so that another environment
can run it: LibreTranslate asks for versions that ours refuses. A model with random weights stops nowhere, so every
decoder is told how long to be (`forced`): as long as the longest source of its batch, which is what a batch costs.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import ctranslate2

Article = tuple[str, str]
REAL = ctranslate2.Translator


class Forced:
    """A translator of CTranslate2 with batches cut here, as it would cut them itself, to force each one's length."""

    def __init__(self, model_path: str, **options: Any) -> None:
        self._inner = REAL(model_path, **options)
        self._threads = ThreadPoolExecutor(options.get("inter_threads", 1))

    def translate_batch(self, source: Sequence[list[str]], **options: Any) -> list[Any]:
        limit, prefixes = options.pop("max_batch_size", 0), options.pop("target_prefix", None)
        is_tokens = options.pop("batch_type", "examples") == "tokens"
        options.pop("max_decoding_length", None)
        order = sorted(range(len(source)), key=lambda place: -len(source[place]))
        batches = list(_cut(order, [len(one) if is_tokens else 1 for one in source], limit))

        def decode(places: list[int]) -> list[Any]:
            length = max(2, len(source[places[0]]))
            chosen = [source[place] for place in places]
            given = [prefixes[place] for place in places] if prefixes else None
            return self._inner.translate_batch(
                chosen, target_prefix=given, min_decoding_length=length, max_decoding_length=length, **options
            )

        results: list[Any] = [None] * len(source)
        for places, decoded in zip(batches, self._threads.map(decode, batches), strict=True):
            for place, one in zip(places, decoded, strict=True):
                results[place] = one
        return results


def _cut(order: Sequence[int], sizes: Sequence[int], limit: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for place in order:
        if batch and limit and sum(sizes[one] for one in batch) + sizes[place] > limit:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def forced() -> None:
    """Let everything that makes a translator from here on make a forced one."""
    ctranslate2.Translator = Forced


def with_newsecho(task: dict[str, Any]) -> Callable[[Sequence[Article]], None]:
    from tasks.core.bilingual import assembled, sentences_of  # noqa: PLC0415
    from tasks.models import ModelStore  # noqa: PLC0415
    from tasks.translate.argos import ArgosEngine, DecodeOptions  # noqa: PLC0415
    from tasks.translate.sentences import translate_sentences  # noqa: PLC0415

    options = DecodeOptions(beam_size=task["beam"])
    engine = ArgosEngine(ModelStore(Path(task["packages"])), "en", options)

    def run(articles: Sequence[Article]) -> None:
        sentences = {one for article in articles for text in article for one in sentences_of(text)}
        outcome = translate_sentences(engine, "fr", sentences)
        assert outcome.made.keys() == sentences, outcome.failure
        for title, body in articles:
            assembled(title, body, outcome.made)

    return run


def with_argostranslate(task: dict[str, Any]) -> Callable[[Sequence[Article]], None]:
    os.environ["ARGOS_PACKAGES_DIR"] = task["packages"]
    import argostranslate.translate  # noqa: PLC0415

    def run(articles: Sequence[Article]) -> None:
        for article in articles:
            for text in article:
                argostranslate.translate.translate(text, "fr", "en")

    return run


def with_libretranslate(task: dict[str, Any]) -> Callable[[Sequence[Article]], None]:
    """Ask LibreTranslate's own application, without a network between: a list of texts a request."""
    os.environ["ARGOS_PACKAGES_DIR"] = task["packages"]
    sys.argv = ["libretranslate", "--disable-files-translation", "--disable-web-ui"]
    from libretranslate.app import create_app  # noqa: PLC0415
    from libretranslate.main import get_args  # noqa: PLC0415

    client = create_app(get_args()).test_client()

    def run(articles: Sequence[Article]) -> None:
        texts = [text for article in articles for text in article]
        answer = client.post("/translate", json={"q": texts, "source": "fr", "target": "en", "format": "text"})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert len(answer.get_json()["translatedText"]) == len(texts)

    return run


CONTENDERS = {
    "newsecho": with_newsecho,
    "argostranslate": with_argostranslate,
    "libretranslate": with_libretranslate,
}


def main() -> None:
    task = json.loads(sys.argv[1])
    articles: list[Article] = [tuple(one) for one in json.loads(Path(task["articles"]).read_text(encoding="utf-8"))]
    forced()
    run = CONTENDERS[task["who"]](task)
    run([("Un mot", "Un autre mot.")])  # loads the model
    wall, cpu = time.monotonic(), time.process_time()
    run(articles)
    cost = {
        "n_articles": len(articles),
        "n_words": sum(len(text.split()) for article in articles for text in article),
        "wall_s": time.monotonic() - wall,
        "cpu_s": time.process_time() - cpu,
    }
    print(json.dumps(cost), flush=True)


if __name__ == "__main__":
    main()
