"""A mirror of the Argos index on loopback that misbehaves as it is told: it breaks off, drips, forgets, lies."""

import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PACKAGE_PATH = "/fr_en.argosmodel"


@dataclass
class Mirror:
    """What a mirror serves, how, and what it was asked."""

    body: bytes
    headers: dict[str, str] = field(default_factory=lambda: {"ETag": '"one"'})  # of the package
    breaks_after: list[int] = field(default_factory=list)  # one request for the package after the other, in bytes
    knows_ranges: bool = True
    says_length: bool = True
    drip_s: float = 0  # between two pieces of 16 kB
    more: dict[str, str] = field(default_factory=dict)  # into the entry of the index
    version: str = "0.1"
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)  # path, Range, If-Range
    address: str = ""

    @property
    def index_url(self) -> str:
        return f"{self.address}/index.json"

    def index(self) -> bytes:
        entry = {"from_code": "fr", "to_code": "en", "package_version": self.version, "links": [PACKAGE_PATH]}
        return json.dumps([{**entry, **self.more}]).encode()

    @property
    def n_fetches(self) -> int:
        return sum(path == PACKAGE_PATH for path, _, _ in self.asked)

    def settings(self, folder: Path, **more: float) -> Path:
        """Write settings that name this mirror and the model folder `models` into *folder*, and return their file."""
        lines = ["[models]", f'index_url = "{self.index_url}"', f'folder = "{folder / "models"}"']
        file = folder / "own.toml"
        file.write_text("\n".join([*lines, *(f"{key} = {value}" for key, value in more.items())]) + "\n")
        return file


class _Answers(BaseHTTPRequestHandler):
    mirror: Mirror

    def do_GET(self) -> None:
        mirror = self.mirror
        mirror.asked.append((self.path, self.headers.get("Range"), self.headers.get("If-Range")))
        if self.path == "/index.json":
            self._send(200, {}, mirror.index())
        elif self.path == PACKAGE_PATH:
            self._send_package()
        else:
            self._send(404, {}, b"")

    def _send_package(self) -> None:
        mirror = self.mirror
        start = self._start()
        if start == len(mirror.body):
            self._send(416, {"Content-Range": f"bytes */{start}"}, b"")
        elif start:
            about = {"Content-Range": f"bytes {start}-{len(mirror.body) - 1}/{len(mirror.body)}"}
            self._send(206, {**mirror.headers, **about}, mirror.body[start:])
        else:
            self._send(200, mirror.headers, mirror.body)

    def _start(self) -> int:
        """Return where the answer starts: as asked, if the file is still the one the part is of."""
        asked, condition = self.headers.get("Range"), self.headers.get("If-Range")
        own = (self.mirror.headers.get("ETag"), self.mirror.headers.get("Last-Modified"))
        if asked is None or not self.mirror.knows_ranges or (condition is not None and condition not in own):
            return 0
        return int(asked.removeprefix("bytes=").removesuffix("-"))

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        mirror = self.mirror
        self.send_response(status)
        length = {"Content-Length": str(len(body))} if mirror.says_length or self.path != PACKAGE_PATH else {}
        for name, value in {**length, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.path == PACKAGE_PATH and mirror.breaks_after:
            body = body[: mirror.breaks_after.pop(0)]
        for at in range(0, len(body), 1 << 14):
            try:
                self.wfile.write(body[at : at + (1 << 14)])
            except OSError:
                return  # who asked was killed
            time.sleep(mirror.drip_s)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's own name
        """Say nothing."""


@contextmanager
def served(mirror: Mirror) -> Generator[Mirror]:
    """Serve *mirror* while the body runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("_These", (_Answers,), {"mirror": mirror}))
    mirror.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield mirror
    finally:
        server.shutdown()
        server.server_close()
