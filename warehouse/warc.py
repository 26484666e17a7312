"""Export of fetched pages and documents of feeds as WARC 1.1 (ISO 28500:2017), which web archives keep and replay.

What came over the wire is not kept, the page is: so each HTTP head is made anew from the row, for the body as it was
after decompression, and the first record says so.
"""

import base64
import gzip
import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from warehouse.durable import written_whole
from warehouse.errors import WarehouseError
from warehouse.lake import Place
from warehouse.raw import RawStore
from warehouse.sql import open_snapshot
from warehouse.statements import statement

CHUNK = 100  # bodies in memory at once: about 10 MB
LEVEL = 6
CONTROLS = re.compile(r"[\x00-\x20\x7f]+")
DESCRIPTION = "bodies as fetched, content codings removed; HTTP heads reconstructed; redirects are not included"


@dataclass(frozen=True, slots=True)
class StoredBody:
    """A page, or a document of a feed: what a record of it says, and where its body lies."""

    kind: str  # page | document
    body_id: str  # of the page, or of the poll that brought the document
    url: str
    final_url: str
    fetched_at: datetime
    http_status: int
    content_type: str | None
    body_sha256: str
    pack_id: str | None


@dataclass(frozen=True, slots=True)
class WarcExport:
    """What an export wrote, and which bodies it had to leave out: a sentence each, naming body and reason."""

    path: Path
    n_pages: int
    n_documents: int  # of feeds
    missing: tuple[str, ...]


def export_warc(snapshot: Place, raw: RawStore, target: Path, *, since: date, until: date) -> WarcExport:
    """Write what was fetched from *since* to *until*, both included, to *target* (`.warc.gz`), pack by pack.

    *snapshot* (the file, or its folder; or a lake) says what there is, *raw* holds the bodies. The same bodies make
    the same bytes. One that has expired or is damaged is named, not written. *target* appears when it is whole, in
    place of a file of that name.

    Raises:
        WarehouseError: nothing is published there, or *target* cannot be written.
    """
    n_written, missing = Counter[str](), list[str]()
    with open_snapshot(snapshot) as connection, written_whole(target) as unfinished:
        cursor = connection.execute(statement("bodies_to_export"), {"since": since, "until": until})
        chunk = cursor.fetchmany(CHUNK)
        last_fetched_at = chunk[0][-1] if chunk else datetime.combine(until, time(), UTC)
        with unfinished.open("wb") as file:
            info_id = _record_id(uuid.uuid5(uuid.NAMESPACE_URL, f"newsecho {since} {until} {last_fetched_at}"))
            file.write(_info(info_id, target.name, last_fetched_at))
            for one, body in _bodies(raw, cursor, chunk):
                if isinstance(body, str):
                    missing.append(f"{one.kind} {one.body_id}: {body}")
                else:
                    file.write(_response(one, body, info_id))
                    n_written[one.kind] += 1
    return WarcExport(target, n_written["page"], n_written["document"], tuple(missing))


def _bodies(
    raw: RawStore, cursor: duckdb.DuckDBPyConnection, chunk: list[tuple[Any, ...]]
) -> Iterator[tuple[StoredBody, bytes | str]]:
    """Yield what each record says with its body, or with the reason there is none."""
    while chunk:
        stored = [StoredBody(kind, one, url, final_url or url, *more) for kind, one, url, final_url, *more, _ in chunk]
        yield from zip(stored, _read(raw, stored), strict=True)
        chunk = cursor.fetchmany(CHUNK)


def _read(raw: RawStore, stored: Sequence[StoredBody]) -> list[bytes | str]:
    """Return the bodies of *stored*; where one fails they are read one by one, so that it costs only itself."""
    try:
        return list(raw.read_many(stored))
    except WarehouseError as error:
        return [str(error)] if len(stored) == 1 else [body for one in stored for body in _read(raw, [one])]


def _info(info_id: str, name: str, at: datetime) -> bytes:
    fields = {
        "software": f"newsecho/{version('newsecho')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": DESCRIPTION,
    }
    header = {"WARC-Type": "warcinfo", "WARC-Record-ID": info_id, "WARC-Date": _utc(at), "WARC-Filename": name}
    return _record(header | {"Content-Type": "application/warc-fields"}, _lines(fields))


def _response(stored: StoredBody, body: bytes, info_id: str) -> bytes:
    """Return the record of a body: as if the address it was found at had answered with the body and nothing else."""
    head = {"Content-Type": stored.content_type or "", "Content-Length": str(len(body))}
    status = f"HTTP/1.1 {stored.http_status} {_phrase(stored.http_status)}\r\n".encode()
    block = status + _lines({name: value for name, value in head.items() if value}) + b"\r\n" + body
    header = {
        "WARC-Type": "response",
        "WARC-Record-ID": _record_id(uuid.UUID(stored.body_id)),
        "WARC-Date": _utc(stored.fetched_at),
        "WARC-Target-URI": CONTROLS.sub(
            lambda found: "".join(f"%{ord(one):02X}" for one in found[0]), stored.final_url
        ),
        "WARC-Payload-Digest": _digest(body),
        "WARC-Block-Digest": _digest(block),
        "WARC-Warcinfo-ID": info_id,
        "Content-Type": "application/http;msgtype=response",
    }
    return _record(header, block)


def _record(header: Mapping[str, str], block: bytes) -> bytes:
    """Return a record as a gzip member of its own: a reader can start at any of them."""
    head = b"WARC/1.1\r\n" + _lines({**header, "Content-Length": str(len(block))})
    return gzip.compress(head + b"\r\n" + block + b"\r\n\r\n", LEVEL, mtime=0)


def _lines(fields: Mapping[str, str]) -> bytes:
    """Return header lines; a value stays on its line, whatever a server sent."""
    return "".join(f"{name}: {CONTROLS.sub(' ', value)}\r\n" for name, value in fields.items()).encode()


def _record_id(value: uuid.UUID) -> str:
    return f"<urn:uuid:{value}>"


def _digest(data: bytes) -> str:
    """Return SHA-1 in base 32: the one form that every reader of WARC files knows how to check."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
