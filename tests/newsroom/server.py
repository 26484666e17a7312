"""HTTP/1.1 on raw sockets: reads a request, writes it into the ledger, and answers it well or as badly as told."""

import asyncio
import itertools
from collections.abc import Coroutine
from dataclasses import dataclass

from tests.newsroom.clock import http_date
from tests.newsroom.exchange import Asked, Wire, html
from tests.newsroom.faults import fault_of
from tests.newsroom.ledger import Request, headers_of
from tests.newsroom.world import World

METHODS = {"GET", "HEAD"}
LOOK_S = 0.02  # how often it is looked whether the client is still there
KEPT_OPEN = {"keepalive-lie"}


@dataclass
class Server:
    """Serves the sites of *world*; one for each of the listeners http and https."""

    world: World
    listener: str

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after the other."""
        connection, last, closed_by = next(self.world.connections), None, "server"
        try:
            for n_on_connection in itertools.count(1):
                head = await reader.readuntil(b"\r\n\r\n")
                if last and last.fault in KEPT_OPEN:
                    break
                if last:
                    self.world.ledger.close(last)
                last = self._enter(head, writer, connection, n_on_connection)
                if not await _unless_gone(self._answer(last, writer), reader):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            closed_by = "client"
        except asyncio.LimitOverrunError:
            pass  # a head of more than the reader takes: nobody of ours sends one
        finally:
            if last:
                self.world.ledger.close(last, closed_by)
            writer.close()

    def _enter(self, head: bytes, writer: asyncio.StreamWriter, connection: int, n_on_connection: int) -> Request:
        text = head.decode("latin-1")
        method, target, _ = f"{text.splitlines()[0]}  ".split(" ", 2)
        host = headers_of(text).get("host", "").partition(":")[0].lower()
        return self.world.ledger.add(
            t=self.world.clock.now(),
            listener=self.listener,
            host=host,
            target=target,
            method=method,
            head=text.removesuffix("\r\n\r\n"),
            peer_port=(writer.get_extra_info("peername") or ("", 0))[1],
            connection=connection,
            n_on_connection=n_on_connection,
            visit=self.world.visit(host, target.partition("?")[0]),
        )

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answer *request*, and say whether the connection stays open for another."""
        world = self.world
        await world.barriers.wait(request.host, request.path)
        trouble = world.site(request.host).trouble(request.visit) if request.path == "/feed.xml" else ""
        asked = Asked(
            seed=world.seed,
            host=request.host,
            target=trouble or request.target,
            method=request.method,
            headers=request.headers,
            visit=request.visit,
            now=world.clock.now(),
        )
        wire = Wire(writer, request)
        fault = fault_of(asked.path)
        if fault:
            request.fault, play, rest = fault
            await play(asked, wire, rest)
            request.ended_s = wire.last_byte_s
            return request.fault in KEPT_OPEN
        request.fault = trouble
        if request.method not in METHODS:
            answer = html("<!doctype html><title>405</title>", 405, Allow="GET, HEAD")
        else:
            answer = world.answer(asked)
        await asyncio.sleep(answer.delay_s)
        await wire.send(answer.wire(asked.method, http_date(asked.now)))
        request.ended_s = wire.last_byte_s
        return "close" not in request.headers.get("connection", "").lower()


async def _unless_gone(answer: Coroutine[None, None, bool], reader: asyncio.StreamReader) -> bool:
    """Return what *answer* returns, given up as soon as the client is gone: its request is under way no longer.

    Raises:
        ConnectionError: the client went first.
    """
    task = asyncio.create_task(answer)
    while not task.done():
        await asyncio.wait({task}, timeout=LOOK_S)
        if not task.done() and (reader.at_eof() or reader.exception()):
            task.cancel()
            await asyncio.wait({task})
            raise ConnectionResetError("the client went away")
    return task.result()
