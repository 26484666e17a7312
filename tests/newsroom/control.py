"""The control API: JSON over HTTP, for the tests that set the scene and read the ledger."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.newsroom.clock import as_utc
from tests.newsroom.ledger import headers_of
from tests.newsroom.world import World

Deed = Callable[[World, str, dict[str, Any]], Any]  # the world, what the path says after the deed's name, arguments


def _reset(world: World, _: str, args: dict[str, Any]) -> None:
    world.reset(args.get("seed", world.seed))


def _clock(world: World, _: str, args: dict[str, Any]) -> dict[str, str]:
    if "set" in args:
        world.clock.set(datetime.fromisoformat(args["set"]).timestamp())
    world.clock.advance(args.get("advance", 0))
    return {"now": as_utc(world.clock.now()).isoformat()}


def _site(world: World, rest: str, args: dict[str, Any]) -> dict[str, Any]:
    host, _, deed = rest.partition("/")
    if deed == "publish":
        world.site(host).publish(world.clock.now(), **args)
    else:
        world.set_profile(host, args)
    return {"n_articles": len(world.site(host).articles)}


def _toxic(world: World, _: str, args: dict[str, Any]) -> dict[str, Any]:
    world.toxics.set(args["kind"], args.get("args", {}))
    return world.toxics.active


def _barrier(world: World, rest: str, args: dict[str, Any]) -> None:
    name, _, deed = rest.partition("/")
    if deed == "release":
        world.barriers.release(name)
    else:
        world.barriers.put(args["name"], args.get("host", "*"), args.get("path", "*"))


def _ledger(world: World, _: str, args: dict[str, Any]) -> list[dict[str, object]]:
    most = int(args["most"]) if "most" in args else None
    return world.ledger.rows(args.get("host", ""), int(args.get("since", 0)), most)


def _stats(world: World, _: str, __: dict[str, Any]) -> dict[str, Any]:
    return {
        "seed": world.seed,
        "now": as_utc(world.clock.now()).isoformat(),
        "n_requests": len(world.ledger.requests),
        "n_sites": len(world.sites),
        "n_held": {name: barrier.n_held for name, barrier in world.barriers.standing.items()},
        "n_canary_accepts": world.n_canary_accepts,
    }


DEEDS: dict[tuple[str, str], Deed] = {
    ("POST", "reset"): _reset,
    ("POST", "clock"): _clock,
    ("POST", "site"): _site,
    ("POST", "toxic"): _toxic,
    ("POST", "barrier"): _barrier,
    ("GET", "ledger"): _ledger,
    ("GET", "truth"): lambda world, _, args: world.truth(args.get("since", ""), args.get("until", "")),
    ("GET", "stats"): _stats,
}


class Control:
    """The listener of the API; an error of the caller's is 400 with a sentence."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            body = await reader.readexactly(int(headers_of(head).get("content-length", 0)))
            method, target, _ = head.split(" ", 2)
            status, answer = self._do(method, target, body)
            data = json.dumps(answer).encode()
            writer.write(
                b"HTTP/1.1 %d Done\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                % (status, len(data))
            )
            writer.write(data)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the test went away
        finally:
            writer.close()

    def _do(self, method: str, target: str, body: bytes) -> tuple[int, Any]:
        asked = urlsplit(target)
        name, _, rest = asked.path.removeprefix("/").partition("/")
        deed = DEEDS.get((method, name))
        if deed is None:
            return 404, {"error": f"no {method} /{name}; there are {sorted(DEEDS)}"}
        try:
            return 200, deed(self.world, rest, dict(parse_qsl(asked.query)) | json.loads(body or b"{}"))
        except (KeyError, TypeError, ValueError) as error:
            return 400, {"error": f"{method} {target}: {type(error).__name__}: {error}"}
