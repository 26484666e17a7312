"""Ask for what the Argos index lists: addresses that are safe to ask, answers within a time, the newest of a pair."""

import json
import re
import threading
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request

from tasks.core.language import primary_subtag
from tasks.model_files import ModelError, version_key
from tasks.resumable import Ask, RefusedError

INDEX_CAP_BYTES = 5_000_000  # the real index is 100 kB
INDEX_CHUNK_BYTES = 1 << 16
WAY_OUT = "get the .argosmodel file on another machine and run `newsecho models install FILE`"


class SafeRedirects(HTTPRedirectHandler):
    """Follow a redirect only to an address we would have asked in the first place."""

    def redirect_request(  # noqa: PLR0917  # urllib's own signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Return the next request, or refuse."""
        require_safe(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def read_index(ask: Ask, index_url: str, timeout_s: float) -> list[Mapping[str, Any]]:
    """Return the entries of the index, all of it read within thrice *timeout_s*.

    Raises:
        ModelError: it cannot be had, or is none.
    """
    try:
        with ask(index_url, {}) as response:
            entries = json.loads(_whole(response, time.monotonic() + 3 * timeout_s))
    except (OSError, HTTPException) as error:
        raise ModelError(f"{index_url}: broke off ({error}); try again, or {WAY_OUT}") from error
    except ValueError as error:
        raise ModelError(f"{index_url}: not a package index ({error}); see models.index_url") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ModelError(f"{index_url}: not a package index (no list of packages); see models.index_url")
    return entries


def _whole(response: HTTPResponse, deadline: float) -> bytes:
    """Return the body, of which no more is kept than an index may be long."""
    body = bytearray()
    while (chunk := response.read1(INDEX_CHUNK_BYTES)) and len(body) < INDEX_CAP_BYTES:
        body += chunk
        if time.monotonic() > deadline:
            raise TimeoutError("it comes too slowly")
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and len(body) < int(length):
        raise ConnectionError(f"{len(body)} of {length} bytes came")
    return bytes(body)


def newest_entry(entries: Sequence[Mapping[str, Any]], source: str, target: str, index_url: str) -> Mapping[str, Any]:
    """Return the newest entry for the pair.

    Raises:
        ModelError: there is none.
    """
    pair = (primary_subtag(source), primary_subtag(target))
    fitting = [
        entry
        for entry in entries
        if (primary_subtag(entry.get("from_code")), primary_subtag(entry.get("to_code"))) == pair
        and entry.get("type", "translate") == "translate"
    ]
    if not fitting:
        raise ModelError(f"{source} → {target}: the index at {index_url} lists no such package; choose another pair")
    return max(fitting, key=lambda entry: version_key(str(entry.get("package_version", ""))))


def safe_links(entry: Mapping[str, Any], index_url: str) -> list[str]:
    """Return the addresses of an entry's package that may be asked; they may be relative to the index.

    Raises:
        ModelError: there is none.
    """
    links = [urljoin(index_url, str(link)) for link in entry.get("links") or ()]
    safe = [link for link in links if is_safe(link)]
    if not safe:
        pair = f"{entry.get('from_code')} → {entry.get('to_code')}"
        raise ModelError(f"{pair}: the index at {index_url} gives no https link for it; {WAY_OUT}")
    return safe


def wanted_sha256(entry: Mapping[str, Any], index_url: str) -> str:
    """Return the SHA-256 that the index gives for the package, in lower case, or nothing.

    Raises:
        ModelError: it gives something else under that name.
    """
    given = str(entry.get("sha256") or "").lower()
    if given and not re.fullmatch("[0-9a-f]{64}", given):
        raise ModelError(f"{index_url}: the sha256 {given!r} is not 64 hex digits; tell who keeps the index")
    return given


def opened(opener: OpenerDirector, url: str, timeout_s: float, headers: Mapping[str, str]) -> HTTPResponse:
    """Return the response of *url*, or raise within *timeout_s*.

    A socket's timeout bounds neither the resolver nor a host with many dead addresses, hence the thread: it is a
    daemon, so that a resolver that never answers does not hold the command open either.

    Raises:
        RefusedError: the answer is an error status.
        ModelError: there is no answer, or it may not be asked.
    """
    require_safe(url)
    request = Request(url, headers={"User-Agent": "newsecho", **headers})  # noqa: S310  # require_safe
    answers: list[HTTPResponse | OSError | HTTPException | ModelError] = []

    def ask() -> None:
        try:
            answers.append(opener.open(request, timeout=timeout_s))
        except (OSError, HTTPException, ModelError) as error:
            answers.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout_s)
    answer = answers[0] if answers else TimeoutError(f"no answer within {timeout_s:g} s")
    if isinstance(answer, ModelError):
        raise answer
    if isinstance(answer, HTTPError):
        raise RefusedError(f"cannot fetch {url} ({answer}); {WAY_OUT}", answer.code, answer.headers) from answer
    if isinstance(answer, Exception):
        reason = answer.reason if isinstance(answer, URLError) else answer
        raise ModelError(f"cannot fetch {url} ({reason}); {WAY_OUT}") from answer
    return answer


def is_safe(url: str) -> bool:
    """Return whether *url* is https, or http to this machine itself."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"})


def require_safe(url: str) -> None:
    """Raise unless *url* is one we may ask: a package is code we run, it must not come over plain http."""
    if not is_safe(url):
        raise ModelError(f"{url}: only https addresses are asked for packages; see models.index_url")
