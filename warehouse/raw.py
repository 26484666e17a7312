"""The raw store: every fetched body under its SHA-256, untouched, so that all after the fetch can be done again."""

import gzip
import hashlib
import os
import uuid
import zlib
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError

LEVEL = 6


@dataclass(frozen=True, slots=True)
class RawStore:
    """Bodies as gzip files, `<folder>/raw/ab/abcd….gz`."""

    folder: Path

    def put(self, body: bytes) -> str:
        """Store *body* and return its SHA-256; what is already there is not written again.

        When it returns, the body survives a crash: it is on disk before its name is.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        path = self._path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")
        try:
            with unfinished.open("wb") as file:
                file.write(gzip.compress(body, LEVEL, mtime=0))
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise WarehouseError(f"{path}: cannot be written ({error.strerror})") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the body stored under *sha256*.

        Raises:
            WarehouseError: it is not there, or what is there is something else.
        """
        path = self._path(sha256)
        try:
            body = gzip.decompress(path.read_bytes())
        except FileNotFoundError as error:
            raise WarehouseError(f"{path}: the body is not in the raw store; fetch the page again") from error
        except (OSError, EOFError, zlib.error) as error:
            raise WarehouseError(f"{path}: is damaged ({error}); remove it and fetch the page again") from error
        if hashlib.sha256(body).hexdigest() != sha256:
            raise WarehouseError(f"{path}: holds another body than its name says; remove it and fetch the page again")
        return body

    def _path(self, sha256: str) -> Path:
        return self.folder / "raw" / sha256[:2] / f"{sha256}.gz"
