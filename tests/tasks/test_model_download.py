"""Fetching a package from an index: a real server on loopback, and a network that is not there."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tasks.model_download import install_from_index
from tasks.models import ModelError, ModelStore

FR_EN = Path(__file__).parents[2] / "tasks" / "press" / "models" / "fixture_fr_en.argosmodel"


class Mirror(BaseHTTPRequestHandler):
    """Serves what `pages` says: (status, headers, body) by path."""

    pages: dict[str, tuple[int, dict[str, str], bytes]]

    def do_GET(self) -> None:
        status, headers, body = self.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's own name
        """Say nothing."""


def entry(version: str, *links: str, **more: str) -> dict[str, object]:
    return {"from_code": "fr", "to_code": "en", "package_version": version, "links": list(links), **more}


@pytest.fixture
def mirror() -> Iterator[tuple[str, dict[str, tuple[int, dict[str, str], bytes]]]]:
    pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("ThisMirror", (Mirror,), {"pages": pages}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    server.server_close()


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def test_the_newest_package_of_the_pair_is_installed(mirror, store: ModelStore):
    address, pages = mirror
    index = [
        {"from_code": "en", "to_code": "fr", "package_version": "9", "links": ["/nothing"]},
        entry("9", "/nothing", type="sbd"),
        entry("1.9", "/old.argosmodel"),
        entry("1.10", "ipfs://somewhere", "/new.argosmodel"),
    ]
    pages["/index.json"] = (200, {}, json.dumps(index).encode())
    pages["/new.argosmodel"] = (302, {"Location": "/moved.argosmodel"}, b"")
    pages["/moved.argosmodel"] = (200, {}, FR_EN.read_bytes())
    package = install_from_index(store, "fr-CA", "en", index_url=f"{address}/index.json")
    assert store.find("fr", "en") == package
    assert json.loads((package.path / "newsecho.json").read_text())["origin"] == f"{address}/new.argosmodel"


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ({}, "/index.json (HTTP Error 404: Not Found); get the .argosmodel file on another machine"),
        ({"/index.json": (200, {}, b"<html>")}, "not a package index"),
        ({"/index.json": (200, {}, b'{"fr": "en"}')}, "not a package index (no list of packages)"),
        ({"/index.json": (200, {}, b"[]")}, "fr → en: the index at"),
        ({"/index.json": (200, {}, json.dumps([entry("1", "ipfs://x")]).encode())}, "gives no https link for it"),
        (
            {
                "/index.json": (200, {}, json.dumps([entry("1", "/p")]).encode()),
                "/p": (200, {"Content-Length": "999"}, b"half"),
            },
            "broke off",
        ),
        (
            {"/index.json": (200, {}, json.dumps([entry("1", "/p")]).encode()), "/p": (200, {}, b"x" * 2000)},
            "over 1000 bytes; raise models.cap_bytes",
        ),
        (
            {"/index.json": (200, {}, json.dumps([entry("1", "/p")]).encode()), "/p": (200, {}, b"not a zip")},
            "not a whole zip archive",
        ),
        (
            {"/index.json": (302, {"Location": "http://models.example/index.json"}, b"")},
            "http://models.example/index.json: only https addresses are asked for packages",
        ),
    ],
)
def test_a_failure_is_one_sentence_and_leaves_nothing(mirror, store: ModelStore, pages, sentence: str):
    address, served = mirror
    served.update(pages)
    with pytest.raises(ModelError) as caught:
        install_from_index(store, "fr", "en", index_url=f"{address}/index.json", timeout_s=2, cap_bytes=1000)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert store.installed() == []


@pytest.mark.parametrize("url", ["http://models.example/index.json", "file:///etc/passwd", "ftp://models.example/"])
def test_only_https_is_asked(store: ModelStore, url: str):
    with pytest.raises(ModelError, match="only https addresses are asked"):
        install_from_index(store, "fr", "en", index_url=url)


def test_a_server_that_accepts_and_says_nothing_is_given_up_in_time(store: ModelStore):
    with ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as server:  # listens, never answers
        started = time.monotonic()
        with pytest.raises(ModelError, match=r"cannot fetch http://127\.0\.0\.1:\d+/i \("):
            install_from_index(store, "fr", "en", index_url=f"http://127.0.0.1:{server.server_port}/i", timeout_s=0.3)
        assert time.monotonic() - started < 5


def test_without_a_network_it_says_so_in_time(store: ModelStore):
    started = time.monotonic()
    with pytest.raises(
        ModelError, match=r"cannot fetch https://index\.invalid/index\.json \(.+\); get the \.argosmodel file"
    ):
        install_from_index(store, "fr", "en", index_url="https://index.invalid/index.json", timeout_s=3)
    assert time.monotonic() - started < 10
