"""An HTTP server on loopback that keeps what it is sent, and refuses while it is told to."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What came, and what is answered."""

    port: int = 0
    status: int = 200
    location: str | None = None
    taken: list[dict] = field(default_factory=list)
    n_refused: int = 0

    @property
    def url(self) -> str:
        """Return its address as apprise wants it: a POST of JSON."""
        return f"json://127.0.0.1:{self.port}/hook-s3cret"


@contextmanager
def receiving() -> Generator[Receiver]:
    """Serve a receiver for the time of the body."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if receiver.status == 200:
                receiver.taken.append(json.loads(body))
            else:
                receiver.n_refused += 1
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
