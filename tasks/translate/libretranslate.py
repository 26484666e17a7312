"""A LibreTranslate server, of the person's own or one they have a key for: sentences in batches over HTTP.

Nothing but the address of the settings is asked: no redirect is followed and no proxy variable honoured, for what is
sent are the texts of articles, and with them the key.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tasks.core.language import primary_subtag
from tasks.core.server_wishes import retry_after_s
from tasks.errors import TransientSourceError
from tasks.translate.engine import EngineError
from warehouse.records import Method, SentenceTranslation

RULE_VERSION = 1
ANSWER_CAP_BYTES = 16_000_000  # to a batch of a few kB
MOST_REFUSED = 3  # sentences a server may refuse one by one, before what it refuses is the request
OK, BAD_REQUEST, FORBIDDEN, TOO_MANY = 200, 400, 403, 429
FIRST_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Server:
    """A server, and how it is asked; the bounds are those of `config/newsecho.toml`."""

    url: str  # as configured, without its last slash
    api_key: str = ""
    batch_sentences: int = 25
    batch_chars: int = 2_000
    timeout_s: float = 60
    patience_s: float = 30  # the longest Retry-After that is waited for

    @property
    def host(self) -> str:
        """Return the server by name and port."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


class _RefusedError(Exception):
    """The server says that it will not translate what it was given (400)."""


class LibreTranslateEngine:
    """Asks *server* for translations into *target_lang*."""

    name = "libretranslate"

    def __init__(self, server: Server, target_lang: str) -> None:
        self._server = server
        self._target = primary_subtag(target_lang) or target_lang
        self._codes: dict[str, tuple[str, str]] = {}  # source subtag -> the server's own codes of source and target

    def methods(self) -> dict[str, Method]:
        """Return the languages that the server lists, asking it once; what its models are, it does not say."""
        if not self._codes:
            try:
                self._codes = _pairs(asyncio.run(self._ask("GET", "/languages", None)), self._target)
            except (TypeError, KeyError, AttributeError, _RefusedError) as error:
                raise EngineError(
                    f"{self._server.url}/languages: not a list of languages; is it LibreTranslate?"
                ) from error
        return {
            source: Method(self.name, f"{source}_{self._target} at {self._server.host}", f"rule {RULE_VERSION}")
            for source in self._codes
        }

    def translate(self, sentences: Sequence[str], source: str) -> Iterator[SentenceTranslation]:
        """Yield a translation of each of *sentences*; one that the server refuses stands as it is, marked.

        A server that asks for patience (429) is waited for once, no longer than the settings say.
        """
        n_refused = 0
        for batch in _batches(sentences, self._server):
            for answer in self._translated(batch, source):
                n_refused += isinstance(answer, _RefusedError)
                if isinstance(answer, _RefusedError) and n_refused > MOST_REFUSED:
                    raise EngineError(
                        f"{answer.args[0]}; see the server's limits, and translate.libretranslate_… in your settings"
                    )
                yield _marked(answer)

    def what_is_lacking(self, source: str) -> str:
        """Return that the server does not know the language."""
        return f"{self._server.url} does not translate {source} → {self._target}; its owner can add the model"

    def _translated(self, batch: Sequence[str], source: str) -> list[tuple[str, str] | _RefusedError]:
        """Return each sentence of *batch* with its translation; a refused batch is halved until it is one sentence."""
        code, target = self._codes[source]
        asked = {"q": list(batch), "source": code, "target": target, "format": "text"}
        if self._server.api_key:
            asked["api_key"] = self._server.api_key
        try:
            answer = asyncio.run(self._ask("POST", "/translate", asked))
        except _RefusedError as refused:
            if len(batch) == 1:
                return [_RefusedError(f"{refused} ({len(batch[0])} characters: “{batch[0][:40]}”)", batch[0])]
            middle = len(batch) // 2
            return self._translated(batch[:middle], source) + self._translated(batch[middle:], source)
        texts = answer.get("translatedText") if isinstance(answer, Mapping) else None
        if not isinstance(texts, list) or len(texts) != len(batch) or not all(isinstance(one, str) for one in texts):
            raise EngineError(f"{self._server.url}/translate: not {len(batch)} translations; is it LibreTranslate?")
        return list(zip(batch, texts, strict=True))

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        """Return the answer to a request as JSON, asked again once where the server says when."""
        timeout = aiohttp.ClientTimeout(total=self._server.timeout_s)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            try:
                return await self._once(session, method, path, body)
            except TransientSourceError as error:
                if error.retry_after_s is None or error.retry_after_s > self._server.patience_s:
                    raise
                await asyncio.sleep(error.retry_after_s)
            return await self._once(session, method, path, body)

    async def _once(
        self, session: aiohttp.ClientSession, method: str, path: str, body: Mapping[str, Any] | None
    ) -> Any:
        url = self._server.url + path
        try:
            async with session.request(method, url, json=body, allow_redirects=False) as answer:
                content = await _content(answer)
                headers = {name.lower(): value for name, value in answer.headers.items()}
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
            why = getattr(cause, "strerror", None) or str(error) or type(error).__name__
            raise TransientSourceError(
                f"{url}: {why}; start the server, or see translate.libretranslate_url"
            ) from error
        said = _json(content)
        if answer.status == OK and said is not None:
            return said
        _raise(url, answer.status, headers, said)
        raise AssertionError("unreachable")


def _raise(url: str, status: int, headers: Mapping[str, str], said: Any) -> None:
    """Raise what an answer other than the one hoped for means."""
    reason = str(said.get("error", "")) if isinstance(said, Mapping) else ""
    sentence = f"{url}: HTTP {status}" + (f", {reason[:200]}" if reason else "")
    if status == BAD_REQUEST:
        raise _RefusedError(f"{sentence}")
    if status == FORBIDDEN:
        raise EngineError(f"{sentence}; the server wants an API key: set NEWSECHO_LIBRETRANSLATE_KEY")
    if status == TOO_MANY or status >= FIRST_SERVER_ERROR:
        wait_s = retry_after_s(headers.get("retry-after", ""), server_date=headers.get("date", ""))
        raise TransientSourceError(f"{sentence}; a later run goes on", status=status, retry_after_s=wait_s)
    raise EngineError(f"{sentence}; see translate.libretranslate_url in your settings")


async def _content(answer: aiohttp.ClientResponse) -> bytes:
    content = await answer.content.read(ANSWER_CAP_BYTES)
    while not answer.content.at_eof() and len(content) < ANSWER_CAP_BYTES:
        content += await answer.content.read(ANSWER_CAP_BYTES - len(content))
    return content


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _pairs(languages: Any, target: str) -> dict[str, tuple[str, str]]:
    """Return the server's codes of each source language that it translates into *target*."""
    found: dict[str, tuple[str, str]] = {}
    for one in languages:
        source = primary_subtag(one["code"])
        targets = [str(code) for code in one["targets"] if primary_subtag(code) == target]
        if source and source != target and targets:
            found.setdefault(source, (str(one["code"]), targets[0]))
    return found


def _batches(sentences: Sequence[str], server: Server) -> Iterator[list[str]]:
    """Cut *sentences* into batches within the server's limits; a sentence over them is a batch of its own."""
    batch: list[str] = []
    for sentence in sentences:
        n_chars = sum(map(len, batch)) + len(sentence)
        if batch and (len(batch) == server.batch_sentences or n_chars > server.batch_chars):
            yield batch
            batch = []
        batch.append(sentence)
    if batch:
        yield batch


def _marked(answer: tuple[str, str] | _RefusedError) -> SentenceTranslation:
    if isinstance(answer, _RefusedError):
        return SentenceTranslation(str(answer.args[1]), is_cut=True)  # as it stands, marked
    return SentenceTranslation(answer[1].strip())
