"""Bodies as they come off the wire: unpacked piece by piece, within the caps, kept whole or handed on."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass

from aiohttp import StreamReader

from tasks.byte_budget import FREE_BYTES, ByteBudget
from tasks.core.http_body import CHUNK_BYTES, BodyDecoder, BodyError, BodyTooLargeError
from tasks.errors import BadBodyError, TooLargeError

Take = Callable[[bytes], None]  # told each piece of a body, in order; what it raises ends the request
Pieces = AsyncIterator[bytes]
Keep = Callable[
    [Pieces], Awaitable[bytes]
]  # what becomes of a body's pieces; returns what of it is to be in the answer


@dataclass(frozen=True, slots=True)
class Caps:
    """The most a body may hold."""

    decoded_bytes: int
    wire_bytes: int  # as it comes, packed or not


async def read_body(content: StreamReader, coding: str, *, caps: Caps, url: str, keep: Keep) -> bytes:
    """Return what *keep* makes of the body that comes from *url* in the content *coding*.

    Raises:
        TooLargeError: it is longer than one of the *caps*; nothing past that is read.
        BadBodyError: it is cut, damaged, or in a coding we did not ask for.
    """
    try:
        async with aclosing(_pieces(content, coding, caps)) as pieces:
            return await keep(pieces)
    except BodyTooLargeError as error:
        raise TooLargeError(f"{error} at {url}") from error
    except BodyError as error:
        raise BadBodyError(f"body {error} at {url}") from error


def kept_whole(budget: ByteBudget, cap_bytes: int) -> Keep:
    """Keep a body in memory; one that grows large waits for room for *cap_bytes* first."""

    async def keep(pieces: Pieces) -> bytes:
        body = bytearray()
        async with AsyncExitStack() as stack:
            is_large = False
            async for piece in pieces:
                body += piece
                if not is_large and len(body) > FREE_BYTES:
                    await stack.enter_async_context(budget.reserved(cap_bytes))
                    is_large = True
            return bytes(body)

    return keep


def handed_on(take: Take) -> Keep:
    """Give *take* each piece, of 64 KB at most, and keep none: memory stays the same however long the body is."""

    async def keep(pieces: Pieces) -> bytes:
        async for piece in pieces:
            take(piece)
        return b""

    return keep


async def _pieces(content: StreamReader, coding: str, caps: Caps) -> AsyncGenerator[bytes]:
    decoder = BodyDecoder(coding, cap_bytes=caps.decoded_bytes)
    n_wire = 0
    async for chunk in content.iter_chunked(CHUNK_BYTES):
        n_wire += len(chunk)
        if n_wire > caps.wire_bytes:
            raise BodyTooLargeError(f"more than {caps.wire_bytes} bytes on the wire")
        for piece in decoder.feed(chunk):
            yield piece
    for piece in decoder.close():
        yield piece
