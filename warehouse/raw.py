"""The raw store: every fetched body, untouched, so that all after the fetch can be done again.

The bodies of a saved batch lie together in a pack, `raw/YYYY-MM/<pack_id>.parquet`, which says by itself where each
came from: any Parquet reader opens it. Older bodies, of pages without a pack, lie in `raw/ab/<sha256>.gz`. These and
the oldest packs name a body by its whole SHA-256; everywhere else its first 128 bits stand for it.
"""

import gzip
import hashlib
import uuid
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

import duckdb

from warehouse.durable import written_whole
from warehouse.errors import WarehouseError
from warehouse.records import FeedBody, Page
from warehouse.rows import bound, plain
from warehouse.statements import statement
from warehouse.store import Transaction

COLUMNS = ("body_sha256", "url", "final_url", "fetched_at", "http_status", "content_type")


F = TypeVar("F", Page, FeedBody)


class Kept(Protocol):
    """What the store must know of a record to find its body."""

    @property
    def body_sha256(self) -> str: ...  # noqa: D102  said by the class

    @property
    def pack_id(self) -> str | None: ...  # noqa: D102  same

    @property
    def final_url(self) -> str: ...  # noqa: D102  same: for messages


@dataclass(frozen=True, slots=True)
class RawStore:
    """The bodies under `<folder>/raw`."""

    folder: Path

    def put_many(self, tx: Transaction, fetched: Sequence[tuple[F, bytes]], pack_id: str) -> list[F]:
        """Store the bodies of *fetched* and return their records, each with the pack its body lies in.

        When it returns, the bodies survive a crash. A body that a pack holds already is not stored again; with
        nothing to store there is no pack.

        Args:
            tx: the transaction that then stores the records: until it ends, no pack named here can expire.
            fetched: pages, or documents of feeds, their `body_sha256` set, with their bodies.
            pack_id: a fresh UUIDv7; the time in it is the month the pack is filed under.

        Raises:
            WarehouseError: the pack cannot be written.
        """
        hashes = list({one.body_sha256 for one, _ in fetched})
        known = dict(tx.run_file("packs_of_bodies", ids=hashes)) if hashes else {}
        packs = {sha256: known_id for sha256, known_id in known.items() if self.path_of(known_id).is_file()}
        new = {one.body_sha256: (one, body) for one, body in fetched if one.body_sha256 not in packs}
        if new:
            _write_pack(self.path_of(pack_id), list(new.values()))
        return [replace(one, pack_id=packs.get(one.body_sha256, pack_id)) for one, _ in fetched]

    def read_many(self, pages: Sequence[Kept]) -> Iterator[bytes]:
        """Yield the body of each of *pages*, in their order; each pack is opened once, where its first page comes.

        Raises:
            WarehouseError: a body is not there, or what is there is something else.
        """
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for page in pages:
            if page.pack_id is not None:
                wanted[page.pack_id].add(page.body_sha256)
        packs: dict[str, dict[str, bytes]] = {}
        for page in pages:
            if page.pack_id is None:
                yield self._read_alone(page)
                continue
            path = self.path_of(page.pack_id)
            if page.pack_id not in packs:
                packs[page.pack_id] = _read_pack(path, wanted[page.pack_id])
            yield _checked(packs[page.pack_id].get(page.body_sha256), page, path)

    def read(self, page: Kept) -> bytes:
        """Return the body of one page; `read_many` is for several."""
        return next(self.read_many([page]))

    def holds(self, page: Page) -> bool:
        """Say whether the body of *page* should be there: false once it has expired."""
        return page.pack_id is not None or self._path_alone(page.body_sha256) is not None

    def path_of(self, pack_id: str) -> Path:
        """Return where the pack lies: its id is a UUIDv7, whose first 48 bits are milliseconds since 1970."""
        made_at = datetime.fromtimestamp((uuid.UUID(pack_id).int >> 80) / 1000, UTC)
        return self.folder / "raw" / f"{made_at:%Y-%m}" / f"{pack_id}.parquet"

    def _read_alone(self, page: Kept) -> bytes:
        """Return a body that was stored as a file of its own, as all were before there were packs."""
        path = self._path_alone(page.body_sha256)
        if path is None:
            raise WarehouseError(
                f"{page.final_url}: the body is not in the raw store, neither in a pack nor as"
                f" {self._folder_alone(page.body_sha256)}/{page.body_sha256}….gz"
                " (raw_keep_days says when bodies expire); fetch the page again"
            )
        try:
            body = gzip.decompress(path.read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            raise WarehouseError(f"{path}: is damaged ({error}); remove it and fetch the page again") from error
        return _checked(body, page, path)

    def _folder_alone(self, sha256: str) -> Path:
        return self.folder / "raw" / sha256[:2]

    def _path_alone(self, sha256: str) -> Path | None:
        """Return the file of a body that lies alone, if it does."""
        return next(self._folder_alone(sha256).glob(f"{sha256}*.gz"), None)


def _write_pack(path: Path, fetched: Sequence[tuple[Page | FeedBody, bytes]]) -> None:
    """Write a pack, in a connection of its own: the COPY of a failed batch must not end the caller's transaction."""
    rows = [{name: plain(getattr(page, name)) for name in COLUMNS} for page, _ in fetched]
    values = (bound({"rows": rows}) or {}) | {"bodies": [body for _, body in fetched]}
    with written_whole(path) as unfinished, duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(statement("write_pack"), values | {"path": str(unfinished)})


def _read_pack(path: Path, hashes: set[str]) -> dict[str, bytes]:
    """Return those of the bodies *hashes* that the pack holds."""
    if not path.is_file():
        raise WarehouseError(f"{path}: the pack is not in the raw store; put it back, or fetch its pages again")
    try:
        with duckdb.connect() as connection:
            values = bound({"ids": sorted(hashes)}) or {}
            found = connection.execute(statement("read_pack"), values | {"path": str(path)}).fetchall()
    except duckdb.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise WarehouseError(f"{path}: is damaged ({reason}); remove it and fetch its pages again") from error
    return dict(found)


def _checked(body: bytes | None, page: Kept, path: Path) -> bytes:
    """Return *body* if it is what its name says."""
    if body is None:
        raise WarehouseError(f"{path}: does not hold the body of {page.final_url}; remove it and fetch the page again")
    if not page.body_sha256 or not hashlib.sha256(body).hexdigest().startswith(page.body_sha256):
        raise WarehouseError(
            f"{path}: holds another body of {page.final_url} than its name says; remove it and fetch the page again"
        )
    return body
