"""Bodies as they were meant: content codings undone within a cap, piece by piece, and a cut body a failure.

Every HTTP client at hand takes a truncated gzip for a whole page; the entries past the cut then vanish in silence. And
64 KB can unpack to gigabytes, so what comes out is bounded while it comes.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

GZIP_MAGIC = b"\x1f\x8b"
CHUNK_BYTES = 65_536
MAX_CODINGS = 2  # nobody means more; there are gzip files that unpack to themselves for ever
SIGN_BYTES = 2  # what a coding is recognised by
ZLIB_DEFLATE, ZLIB_CHECK = 8, 31  # RFC 1950: the method in the first byte, and what the first two are a multiple of
_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's window codes


class BodyError(ValueError):
    """The body is cut or in a coding we do not know."""


class BodyTooLargeError(ValueError):
    """The body unpacks to more than the cap."""


class BodyDecoder:
    """Undoes the content coding of a body as it comes; it holds no more of it than a piece at a time.

    A body that says gzip and is not, or is and does not say so, is taken for what it is.

    Args:
        coding: the Content-Encoding header, "" when there was none; codings in the order they were applied.
        cap_bytes: the most that may come out, at every step.

    Raises:
        BodyError: the coding is other than gzip or deflate, or one over another more than twice.
    """

    def __init__(self, coding: str, *, cap_bytes: int) -> None:
        codings = [part for part in coding.lower().replace(" ", "").split(",") if part not in {"", "identity"}]
        if len(codings) > MAX_CODINGS:
            raise BodyError(f"is packed {len(codings)} times ({coding[:40]})")
        windows = [*map(_window_of, reversed(codings)), _gzip_window]
        self._steps = [_Step(window, cap_bytes) for window in windows]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Return what the next bytes of the wire unpack to, in pieces of at most 64 KB or of the length of *data*.

        Raises:
            BodyError: it is damaged.
            BodyTooLargeError: it is longer than the cap.
        """
        pieces: Iterable[bytes] = [data]
        for step in self._steps:
            pieces = _through(step, pieces)
        yield from pieces

    def close(self) -> Iterator[bytes]:
        """Return what was kept back, now that nothing more comes.

        Raises:
            BodyError: the body is cut off.
        """
        for number, step in enumerate(self._steps):
            pieces: Iterable[bytes] = step.close()
            for later in self._steps[number + 1 :]:
                pieces = _through(later, pieces)
            yield from pieces


class _Step:
    """Undoes one coding; what turns out not to be packed passes as it is."""

    def __init__(self, window_of: Callable[[bytes], int | None], cap_bytes: int) -> None:
        self._window_of = window_of
        self._cap_bytes = cap_bytes
        self._kept = b""  # bytes that are too few to tell by: at the start, and between two members
        self._is_known = self._is_over = False
        self._window: int | None = None
        self._engine: Any = None
        self._n_in = self._n_out = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._n_in += len(data)
        if not self._is_known:
            data = self._kept + data
            if len(data) < SIGN_BYTES:
                self._kept = data
                return
            self._begin(data)
        yield from self._taken(data)

    def close(self) -> Iterator[bytes]:
        if not self._is_known and self._kept:
            data = self._kept
            self._begin(data)
            yield from self._taken(data)
        if self._engine is not None and not self._engine.eof:
            raise BodyError(f"is cut off after {self._n_in} packed bytes")

    def _begin(self, start: bytes) -> None:
        self._is_known, self._kept, self._window = True, b"", self._window_of(start)
        if self._window is not None:
            self._engine = zlib.decompressobj(self._window)

    def _taken(self, data: bytes) -> Iterator[bytes]:
        for piece in self._unpacked(data) if self._engine is not None else (data,):
            self._n_out += len(piece)
            if self._n_out > self._cap_bytes:
                how = "unpacks to more than" if self._engine is not None else "more than"
                raise BodyTooLargeError(f"{how} {self._cap_bytes} bytes")
            yield piece

    def _unpacked(self, data: bytes) -> Iterator[bytes]:
        while data and not self._is_over:
            if self._engine.eof:
                data = self._next_member(data)
                continue
            try:
                piece = self._engine.decompress(data, CHUNK_BYTES)
            except zlib.error as error:
                raise BodyError(f"is damaged: {error}") from error
            data = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail
            if piece:
                yield piece
            if not data and not self._engine.eof:
                yield from self._drained()

    def _drained(self) -> Iterator[bytes]:
        """Return what the engine still holds although it took all its bytes: a bomb's last ones hold megabytes."""
        while piece := self._engine.decompress(b"", CHUNK_BYTES):
            yield piece

    def _next_member(self, data: bytes) -> bytes:
        """Begin the next member, if one follows, and return its bytes; zeros before it are padding (RFC 1952)."""
        data = (self._kept + data).lstrip(b"\0")
        self._kept = b""
        if self._window != _GZIP:
            self._is_over = True
        elif len(data) < SIGN_BYTES:
            self._kept = data
            return b""
        elif data.startswith(GZIP_MAGIC):
            self._engine = zlib.decompressobj(_GZIP)
        else:
            self._is_over = True
        return data


def _through(step: _Step, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield from step.feed(piece)


def _window_of(coding: str) -> Callable[[bytes], int | None]:
    if coding in {"gzip", "x-gzip"}:
        return _gzip_window
    if coding == "deflate":
        return _deflate_window
    raise BodyError(f"is in the content coding {coding[:40]!r}, which was not asked for")


def _gzip_window(start: bytes) -> int | None:
    return _GZIP if start.startswith(GZIP_MAGIC) else None


def _deflate_window(start: bytes) -> int:
    """By the book deflate means zlib's format, with a header; some servers send it bare."""
    is_zlib = start[0] & 0x0F == ZLIB_DEFLATE and int.from_bytes(start[:2], "big") % ZLIB_CHECK == 0
    return _ZLIB if is_zlib else _RAW
