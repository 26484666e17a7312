"""Fetch one large file over a connection that may break: what came is kept, and the rest is asked for.

RFC 9110, sections 13.1.5 and 14: a part is added to only if the server says, by a strong validator (`If-Range`), that
the file is still the one the part is of. Without such a validator, or when it changed, all is fetched anew.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from tasks.model_files import ModelError, check_room

CHUNK_BYTES = 1 << 17
N_TRIES = 3  # in one call, as long as each brings something; the next call goes on from there
AGAIN = "run it again: it goes on from there where the server lets it"
Ask = Callable[[str, Mapping[str, str]], HTTPResponse]  # address and headers; RefusedError for a status from 400
Watch = Callable[[int, int | None], None]  # bytes that are here, bytes in all where the server says


class RefusedError(ModelError):
    """A server answered with an error status."""

    def __init__(self, sentence: str, status: int, headers: Message | None) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = headers


class BrokenOffError(ModelError):
    """A download ended before the file did."""


@dataclass(frozen=True, slots=True)
class PartNote:
    """What the file is that a part is of."""

    url: str
    validator: str  # a strong ETag, or a Last-Modified that is one


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file that is being fetched, with a note beside it of what it is a part of."""

    path: Path

    @property
    def _note_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    def of(self, url: str) -> tuple[int, str]:
        """Return how many bytes of *url* are here that can be added to, and by what validator; else 0."""
        try:
            note = PartNote(**json.loads(self._note_path.read_text(encoding="utf-8")))
            size = self.path.stat().st_size
        except (OSError, ValueError, TypeError):
            return 0, ""
        return (size, note.validator) if note.url == url and note.validator else (0, "")

    def begin(self, url: str, validator: str) -> None:
        """Forget what is here and say what comes."""
        self.drop()
        self._note_path.write_text(json.dumps(asdict(PartNote(url, validator))), encoding="utf-8")

    def size(self) -> int:
        """Return how many bytes are here, whatever of."""
        return self.path.stat().st_size if self.path.exists() else 0

    def drop(self) -> None:
        """Remove the part and its note."""
        self.path.unlink(missing_ok=True)
        self._note_path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Fetch:
    """One file to fetch, and how."""

    url: str
    part: PartFile
    cap_bytes: int
    watch: Watch


def fetch_file(ask: Ask, url: str, part: PartFile, *, cap_bytes: int, watch: Watch, n_tries: int = N_TRIES) -> bool:
    """Fetch *url* into *part*, going on where an earlier call or try broke off.

    Returns:
        whether the file was put together from more than one answer, so that a damaged one is worth a clean retry.

    Raises:
        BrokenOffError: it broke off each time; a later call goes on from there where the server lets it.
        ModelError: the server refuses or falls silent, the file is too large, or there is no room for it.
        OSError: the disk fails.
    """
    n_before, _ = part.of(url)
    try:
        _fetch_rest(ask, _Fetch(url, part, cap_bytes, watch))
    except BrokenOffError:
        if n_tries <= 1 or part.size() == n_before:
            raise
        return fetch_file(ask, url, part, cap_bytes=cap_bytes, watch=watch, n_tries=n_tries - 1)
    except OSError:
        part.drop()  # one that fills the disk helps nobody
        raise
    return n_before > 0


def _fetch_rest(ask: Ask, fetch: _Fetch) -> None:
    """Ask once for what is missing, and add it."""
    url, part = fetch.url, fetch.part
    n_here, validator = part.of(url)
    headers = {"Range": f"bytes={n_here}-", "If-Range": validator} if n_here else {}
    try:
        response = ask(url, {"Accept-Encoding": "identity", **headers})
    except RefusedError as error:
        if not n_here or error.status != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        if error.headers and error.headers.get("Content-Range") == f"bytes */{n_here}":
            return  # all of it was here already
        part.drop()
        raise BrokenOffError(f"{url}: no longer the file that was begun; try again") from error
    with response:
        if n_here and response.status == HTTPStatus.PARTIAL_CONTENT:
            if not (response.headers.get("Content-Range") or "").startswith(f"bytes {n_here}-"):
                part.drop()
                raise BrokenOffError(f"{url}: the server sent another part than was asked for; try again")
        else:
            n_here = 0
        total = _total(response, fetch, n_here)
        if n_here == 0:
            part.begin(url, strong_validator(response.headers))
        _add(response, fetch, n_here, total)


def _total(response: HTTPResponse, fetch: _Fetch, n_here: int) -> int | None:
    """Return how long the whole file is, if the server says, having checked that it may and can be."""
    length = response.headers.get("Content-Length", "")
    if not length.isdecimal():
        return None
    total = n_here + int(length)
    try:
        _check_size(fetch, total)
        check_room(fetch.part.path.parent, 2 * total - n_here, f"at least, to fetch and unpack {fetch.url}")
    except ModelError:
        fetch.part.drop()
        raise
    return total


def _add(response: HTTPResponse, fetch: _Fetch, n_bytes: int, total: int | None) -> None:
    """Append what *response* holds to the part, of which *n_bytes* of *total* are there."""
    url, part = fetch.url, fetch.part
    with part.path.open("ab") as file:
        fetch.watch(n_bytes, total)
        for chunk in _chunks(response, url):
            n_bytes += len(chunk)
            _check_size(fetch, n_bytes)
            file.write(chunk)
            fetch.watch(n_bytes, total)
    if total is not None and n_bytes != total:
        raise BrokenOffError(f"{url}: broke off after {n_bytes} of {total} bytes; {AGAIN}")


def _chunks(response: HTTPResponse, url: str) -> Iterator[bytes]:
    """Yield what comes; what goes wrong in here is the network's, not the disk's."""
    try:
        while chunk := response.read1(CHUNK_BYTES):
            yield chunk
    except TimeoutError as error:
        raise ModelError(f"{url}: fell silent; {AGAIN}") from error
    except (OSError, HTTPException) as error:
        raise BrokenOffError(f"{url}: broke off ({error}); {AGAIN}") from error


def strong_validator(headers: Message) -> str:
    """Return what of a response's *headers* may stand in `If-Range`, or nothing.

    A date is one only without an ETag, and when the file was not changed in the second it was sent (RFC 9110, 8.8.2.2).
    """
    etag = headers.get("ETag")
    if etag is not None:
        return "" if etag.startswith("W/") else etag
    try:
        modified, sent = (parsedate_to_datetime(headers[name]) for name in ("Last-Modified", "Date"))
        return headers["Last-Modified"] if sent - modified >= timedelta(seconds=1) else ""
    except (TypeError, ValueError, KeyError, AttributeError):
        return ""


def _check_size(fetch: _Fetch, n_bytes: int) -> None:
    if n_bytes > fetch.cap_bytes:
        fetch.part.drop()
        raise ModelError(f"{fetch.url}: over {fetch.cap_bytes} bytes; raise models.cap_bytes if that is right")
