"""A small web on loopback: real HTTP, by host name, with a ledger of what was asked."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tasks.fetch import FetchPolicy
from tasks.models import ModelStore


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # with the default of 5, a burst of connections costs one of them a second

    def handle_error(self, request, client_address):
        """Print nothing: a client that hangs up on what is too much is what some tests are about."""


class Web:
    """Answers what its routes say: (host, path) → (status, headers, body), or a function of the request's headers."""

    def __init__(self):
        self.routes = {}
        self.extra_hosts = {}  # host → address and port, beside those it answers for
        self.ledger = []  # (host, path, headers by lower-case name) of each request
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # http.server's name
                host = self.headers["Host"].partition(":")[0]
                sent = {name.lower(): value for name, value in self.headers.items()}
                web.ledger.append((host, self.path, sent))
                answer = web.routes.get((host, self.path), (404, {}, b""))
                status, headers, body = answer(sent) if callable(answer) else answer
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def policy(self, *hosts, **changes):
        own = dict.fromkeys(hosts or ("a.example", "b.example"), ("127.0.0.1", self.server.server_port))
        return FetchPolicy(
            **{
                "feed_gap_s": 0,
                "page_gap_s": 0,
                "is_loopback_allowed": True,
                "hosts": own | self.extra_hosts,
                "total_timeout_s": 5,
                **changes,
            }
        )


@pytest.fixture
def web():
    web = Web()
    yield web
    web.close()


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """Return a store of translation packages that is empty."""
    return ModelStore(tmp_path / "models")
