"""Bodies as they were meant: content codings undone within a cap, and a cut body a failure.

Every HTTP client at hand takes a truncated gzip for a whole page; the entries past the cut then vanish in silence. And
64 KB can unpack to gigabytes, so what comes out is bounded while it comes.
"""

import zlib

GZIP_MAGIC = b"\x1f\x8b"
CHUNK_BYTES = 65_536
MAX_CODINGS = 2  # nobody means more; there are gzip files that unpack to themselves for ever
ZLIB_DEFLATE, ZLIB_CHECK = 8, 31  # RFC 1950: the method in the first byte, and what the first two are a multiple of
_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's window codes


class BodyError(ValueError):
    """The body is cut or in a coding we do not know."""


class BodyTooLargeError(ValueError):
    """The body unpacks to more than the cap."""


def decode_body(body: bytes, coding: str, *, cap_bytes: int) -> bytes:
    """Return *body* with its content *coding* undone, at most *cap_bytes* long.

    A body that says gzip and is not, or is and does not say so, is taken for what it is.

    Args:
        body: as it came over the wire.
        coding: the Content-Encoding header, "" when there was none; codings in the order they were applied.
        cap_bytes: the most that is taken, at every step.

    Raises:
        BodyError: it is cut, damaged, or in a coding other than gzip or deflate.
        BodyTooLargeError: it is longer than the cap.
    """
    codings = [part for part in coding.lower().replace(" ", "").split(",") if part not in {"", "identity"}]
    if len(codings) > MAX_CODINGS:
        raise BodyError(f"is packed {len(codings)} times ({coding[:40]})")
    for name in reversed(codings):
        body = _undo(body, name, cap_bytes)
    if body.startswith(GZIP_MAGIC):
        body = _unpack(body, _GZIP, cap_bytes)
    if len(body) > cap_bytes:
        raise BodyTooLargeError(f"{len(body)} bytes; {cap_bytes} are taken")
    return body


def _undo(body: bytes, name: str, cap_bytes: int) -> bytes:
    if name in {"gzip", "x-gzip"}:
        return _unpack(body, _GZIP, cap_bytes) if body.startswith(GZIP_MAGIC) else body
    if name == "deflate":
        return _unpack(body, _ZLIB if _is_zlib(body) else _RAW, cap_bytes)
    raise BodyError(f"is in the content coding {name[:40]!r}, which was not asked for")


def _is_zlib(body: bytes) -> bool:
    """Say whether *body* has zlib's header: by the book deflate means that, and some servers send it bare."""
    return body[:1] != b"" and body[0] & 0x0F == ZLIB_DEFLATE and int.from_bytes(body[:2], "big") % ZLIB_CHECK == 0


def _unpack(body: bytes, window: int, cap_bytes: int) -> bytes:
    unpacked = bytearray()
    rest = body
    while rest:
        engine = zlib.decompressobj(window)
        while not engine.eof:
            try:
                piece = engine.decompress(rest, CHUNK_BYTES)
            except zlib.error as error:
                raise BodyError(f"is damaged: {error}") from error
            rest = engine.unconsumed_tail
            unpacked += piece
            if len(unpacked) > cap_bytes:
                raise BodyTooLargeError(f"unpacks to more than {cap_bytes} bytes")
            if not piece and not rest and not engine.eof:
                raise BodyError(f"is cut off after {len(body)} packed bytes")
        # gzip files may be several members in a row (RFC 1952); zeros behind them are padding.
        rest = engine.unused_data.lstrip(b"\0")
        if window != _GZIP or not rest.startswith(GZIP_MAGIC):
            break
    return bytes(unpacked)
