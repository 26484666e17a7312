"""The two fixture packages, installed once, and a LibreTranslate server of our own on loopback."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tasks.models import ModelStore
from tasks.press import MODELS_FOLDER

Answer = tuple[int, Any, dict[str, str]]  # status, body to be sent as JSON, headers


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    store = ModelStore(tmp_path_factory.mktemp("models"))
    for package in sorted(MODELS_FOLDER.glob("*.argosmodel")):
        store.install(package)
    return store


@dataclass
class Loopback:
    """A server whose answers a test decides; it keeps what it was asked."""

    url: str = ""
    asked: list[tuple[str, Any]] = field(default_factory=list)
    answer: Callable[[str, Any], Answer] | None = None

    def texts(self) -> list[list[str]]:
        return [body["q"] for path, body in self.asked if path == "/translate"]


LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["en", "fr"]},
    {"code": "fr", "name": "French", "targets": ["en", "fr"]},
    {"code": "zh-Hans", "name": "Chinese", "targets": ["en"]},
    {"code": "de", "name": "German", "targets": ["de"]},
]


def upper(path: str, body: Any) -> Answer:
    """Answer as LibreTranslate does, in capitals."""
    if path == "/languages":
        return 200, LANGUAGES, {}
    return 200, {"translatedText": [text.upper() for text in body["q"]]}, {}


@contextmanager
def loopback(answer: Callable[[str, Any], Answer] = upper) -> Iterator[Loopback]:
    server = Loopback(answer=answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(None)

        def do_POST(self) -> None:
            self._reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _reply(self, body: Any) -> None:
            server.asked.append((self.path, body))
            status, said, headers = server.answer(self.path, body)
            content = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
