"""Run the newsroom: `python -m tests.newsroom --seed 7` prints its ports as one line of JSON and serves.

It ends when its standard input does, so that it never outlives the test that started it.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from tests.newsroom.clock import Clock
from tests.newsroom.control import Control
from tests.newsroom.ledger import Ledger
from tests.newsroom.names import Names
from tests.newsroom.server import Server
from tests.newsroom.tls import Certificates
from tests.newsroom.world import World

LISTENERS = ("http", "https", "dns", "proxy", "control", "canary")
CANARY_ADDRESS = "127.0.0.66"  # where private names lead that can be listened at
BACKLOG = 1_024
HEAD_LIMIT = 1 << 20


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom", description="The hostile web on loopback.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--clock", choices=("frozen", "running"), default="frozen")
    parser.add_argument("--ledger", type=Path, help="a file that gets a line of JSON for each request")
    for name in LISTENERS:
        parser.add_argument(f"--{name}", type=int, default=0, help="its port; 0 takes a free one")
    return parser.parse_args(given)


async def serve(options: argparse.Namespace) -> None:
    world = World(options.seed, Clock(is_frozen=options.clock == "frozen"), Ledger(options.ledger))
    certificates = Certificates()
    address = options.address

    async def canary(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        world.n_canary_accepts += 1
        writer.close()

    async def listen(serve_one, port: int, at: str = address, **more) -> int:
        server = await asyncio.start_server(serve_one, at, port, backlog=BACKLOG, limit=HEAD_LIMIT, **more)
        servers.append(server)
        return server.sockets[0].getsockname()[1]

    servers: list[asyncio.Server] = []
    ports = {
        "http": await listen(Server(world, "http").serve, options.http),
        "https": await listen(Server(world, "https").serve, options.https, ssl=certificates.default),
        "proxy": await listen(world.toxics.serve, options.proxy),
        "control": await listen(Control(world).serve, options.control),
        "canary": await listen(canary, options.canary, CANARY_ADDRESS),
    }
    world.toxics.targets |= {"http": ports["http"], "https": ports["https"]}
    world.toxics.address = address
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Names(address, world.dns_asked, world.toxics.active), local_addr=(address, options.dns)
    )
    ports["dns"] = transport.get_extra_info("sockname")[1]
    print(json.dumps({"address": address, "ca_pem": certificates.root_pem, **ports}), flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)


if __name__ == "__main__":
    asyncio.run(serve(arguments()))
