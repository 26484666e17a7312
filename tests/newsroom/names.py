"""The DNS of the newsroom over UDP: names that lead to it, to private places, to nowhere, or not to the same twice."""

import asyncio
import ipaddress
import struct
from collections import Counter
from dataclasses import dataclass, field

A, CNAME, AAAA = 1, 5, 28
INTERNET = 1  # the class of every record
NXDOMAIN, SERVFAIL = 3, 2
PUBLIC = "93.184.216.34"
METADATA = "169.254.169.254"
PRIVATE = {
    "priv10": "10.0.0.1",
    "priv192": "192.168.1.1",
    "priv169": METADATA,
    "priv100": "100.64.0.1",
    "priv127": "127.0.0.66",
    "multicast": "224.0.0.1",
    "cname-priv": "10.0.0.2",
    "v6loop": "::1",
    "v4mapped": "::ffff:10.0.0.1",
    "nat64": "64:ff9b::a00:1",
    "sixtofour": "2002:a00:1::1",
}
SLOW_S = 4.0


@dataclass(frozen=True)
class Reply:
    """What the DNS says of a name; silence where it never answers."""

    addresses: tuple[str, ...] = ()
    rcode: int = 0
    ttl: int = 60
    delay_s: float = 0
    alias: str = ""
    is_silent: bool = False


def reply_for(name: str, n_asked: int, own: str) -> Reply:
    """Return the reply to the *n_asked*-th query for *name*, where good names lead to *own*."""
    label = name.removesuffix(".").split(".")[0]
    kinds = {
        "dead": Reply(is_silent=True),
        "slowdns": Reply((own,), delay_s=SLOW_S),
        "nx": Reply(rcode=NXDOMAIN),
        "servfail": Reply(rcode=SERVFAIL),
        "flap": Reply((own,)) if n_asked % 2 else Reply(rcode=SERVFAIL),
    }
    fixed = {
        "mixed": Reply((PUBLIC, "10.0.0.1")),
        "rebind": Reply((PUBLIC if n_asked % 2 else METADATA,), ttl=0),
        "cname-priv": Reply((PRIVATE["cname-priv"],), alias="inside.news.test"),
    }
    if label in fixed:
        return fixed[label]
    if label in PRIVATE:
        return Reply((PRIVATE[label],))
    # With a number behind it or none: dead, dead7.
    kind = label.rstrip("0123456789")
    if kind in kinds:
        return kinds[kind]
    is_ours = name.rstrip(".").endswith(".test")
    return Reply((own,)) if is_ours else Reply(rcode=NXDOMAIN)


@dataclass
class Names(asyncio.DatagramProtocol):
    """The listener; good names lead to *own*, and *asked* counts the questions."""

    own: str
    asked: Counter[tuple[str, int]]
    toxics: dict[str, dict] = field(default_factory=dict)  # those that are active, by kind
    waiting: set[asyncio.Task] = field(default_factory=set)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        name, kind, question = parse_query(data)
        self.asked[name, kind] += 1
        is_down = "servfail" in self.toxics
        reply = Reply(rcode=SERVFAIL) if is_down else reply_for(name, self.asked[name, kind], self.own)
        if not reply.is_silent:
            task = asyncio.create_task(self._send(encode_reply(data[:2], question, kind, reply), addr, reply.delay_s))
            self.waiting.add(task)
            task.add_done_callback(self.waiting.discard)

    async def _send(self, data: bytes, to: tuple[str, int], delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        self.transport.sendto(data, to)


def parse_query(data: bytes) -> tuple[str, int, bytes]:
    """Return the name in lower case, the record type, and the question's own bytes (RFC 1035, 4.1)."""
    labels, at = [], 12
    while data[at]:
        labels.append(data[at + 1 : at + 1 + data[at]].decode("latin-1"))
        at += data[at] + 1
    (kind,) = struct.unpack_from(">H", data, at + 1)
    return ".".join(labels).lower(), kind, data[12 : at + 5]


def encode_reply(number: bytes, question: bytes, kind: int, reply: Reply) -> bytes:
    """Return the message that answers *question*: the addresses of the family asked for, behind an alias if any."""
    version = {A: 4, AAAA: 6}.get(kind)
    found = [ip for ip in map(ipaddress.ip_address, reply.addresses) if ip.version == version]
    records, owner = [], b"\xc0\x0c"  # a pointer to the name of the question
    if reply.alias and found:
        target = encode_name(reply.alias)
        records.append(owner + struct.pack(">HHIH", CNAME, INTERNET, reply.ttl, len(target)) + target)
        owner = target
    head = owner + struct.pack(">HHI", kind, INTERNET, reply.ttl)
    records += [head + struct.pack(">H", len(ip.packed)) + ip.packed for ip in found]
    flags = 0x8580 | reply.rcode  # an authoritative answer, recursion offered
    return number + struct.pack(">HHHHH", flags, 1, len(records), 0, 0) + question + b"".join(records)


def encode_name(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
