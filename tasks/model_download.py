"""Fetch a translation package listed in the Argos index: bounded in time and size, checked, then installed.

Argos's own downloader reads without a timeout into memory and, without a network, recurses for two minutes. The index
gives no checksums, so we record the SHA-256 of what came; the zip's own checksums are tested before it is used.
"""

import json
import tempfile
import threading
from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from tasks.core.language import primary_subtag
from tasks.models import ModelError, ModelPackage, ModelStore, version_key

INDEX_CAP_BYTES = 5_000_000  # the real index is 100 kB
CHUNK_BYTES = 1 << 20
_WAY_OUT = "get the .argosmodel file on another machine and run `newsecho models install FILE`"


class _SafeRedirects(HTTPRedirectHandler):
    """Follow a redirect only to an address we would have asked in the first place."""

    def redirect_request(  # noqa: PLR0917  # urllib's own signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Return the next request, or refuse."""
        _require_safe(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def install_from_index(
    store: ModelStore, source: str, target: str, *, index_url: str, timeout_s: float = 8, cap_bytes: int = 1_000_000_000
) -> ModelPackage:
    """Download the newest package from *source* to *target* that the index lists, and install it.

    Args:
        store: where it goes.
        source: BCP 47 tag of the texts to translate; the region does not count.
        target: BCP 47 tag of the language wanted.
        index_url: the index, a JSON list in Argos's format; https, or http on this machine for a mirror.
        timeout_s: for reaching a server, names and redirects included, and for each silence while it sends.
        cap_bytes: of the package file.

    Raises:
        ModelError: no network, no such pair in the index, too large, or damaged: one sentence with the way out.
    """
    opener = build_opener(_SafeRedirects())  # honours the proxy variables, as package managers do
    entry = _newest(_read_index(opener, index_url, timeout_s), source, target, index_url)
    links = [urljoin(index_url, str(link)) for link in entry.get("links", [])]
    link = next((link for link in links if _is_safe(link)), None)
    if link is None:
        raise ModelError(f"{source} → {target}: the index at {index_url} gives no https link for it; {_WAY_OUT}")
    with tempfile.TemporaryDirectory(prefix="newsecho-model-") as folder:
        package_file = Path(folder) / "package.argosmodel"
        _download(opener, link, package_file, timeout_s, cap_bytes)
        return store.install(package_file, origin=link)


def _read_index(opener: OpenerDirector, index_url: str, timeout_s: float) -> list[Mapping[str, Any]]:
    """Return the entries of the index."""
    with _opened(opener, index_url, timeout_s) as response:
        try:
            entries = json.loads(response.read(INDEX_CAP_BYTES))
        except (OSError, HTTPException) as error:
            raise ModelError(f"{index_url}: broke off ({error}); try again, or {_WAY_OUT}") from error
        except ValueError as error:
            raise ModelError(f"{index_url}: not a package index ({error}); see models.index_url") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ModelError(f"{index_url}: not a package index (no list of packages); see models.index_url")
    return entries


def _newest(entries: Sequence[Mapping[str, Any]], source: str, target: str, index_url: str) -> Mapping[str, Any]:
    """Return the newest entry for the pair."""
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


def _download(opener: OpenerDirector, url: str, to: Path, timeout_s: float, cap_bytes: int) -> None:
    """Write what *url* serves to the file *to*, refusing what is too large or breaks off."""
    with _opened(opener, url, timeout_s) as response, to.open("wb") as file:
        n_bytes = 0
        try:
            while chunk := response.read(CHUNK_BYTES):
                n_bytes += len(chunk)
                if n_bytes > cap_bytes:
                    raise ModelError(f"{url}: over {cap_bytes} bytes; raise models.cap_bytes if that is right")
                file.write(chunk)
        except (OSError, HTTPException) as error:
            raise ModelError(f"{url}: broke off after {n_bytes} bytes ({error}); try again, or {_WAY_OUT}") from error
        wanted = response.headers.get("Content-Length", str(n_bytes))
        if wanted != str(n_bytes):
            raise ModelError(f"{url}: broke off after {n_bytes} of {wanted} bytes; try again, or {_WAY_OUT}")


def _opened(opener: OpenerDirector, url: str, timeout_s: float) -> HTTPResponse:
    """Return the response of *url*, or raise within *timeout_s*.

    A socket's timeout bounds neither the resolver nor a host with many dead addresses, hence the thread: it is a
    daemon, so that a resolver that never answers does not hold the command open either.
    """
    _require_safe(url)
    answers: list[HTTPResponse | OSError | HTTPException | ModelError] = []

    def ask() -> None:
        try:
            answers.append(opener.open(Request(url, headers={"User-Agent": "newsecho"}), timeout=timeout_s))  # noqa: S310  # _require_safe
        except (OSError, HTTPException, ModelError) as error:
            answers.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout_s)
    answer = answers[0] if answers else TimeoutError(f"no answer within {timeout_s:g} s")
    if isinstance(answer, ModelError):
        raise answer
    if isinstance(answer, Exception):
        reason = answer.reason if type(answer) is URLError else answer  # an HTTPError says more as a whole
        raise ModelError(f"cannot fetch {url} ({reason}); {_WAY_OUT}") from answer
    return answer


def _is_safe(url: str) -> bool:
    """Return whether *url* is https, or http to this machine itself."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"})


def _require_safe(url: str) -> None:
    """Raise unless *url* is one we may ask: a package is code we run, it must not come over plain http."""
    if not _is_safe(url):
        raise ModelError(f"{url}: only https addresses are asked for packages; see models.index_url")
