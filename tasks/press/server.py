"""The embedded newsroom on loopback: real HTTP, one port, outlets told apart by the host they are asked as."""

import gzip
import hashlib
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tasks.press import documents
from tasks.press.newsroom import EDITIONS, Outlet, OutletFeed, articles, outlets
from tasks.press.page import render, render_home

LOOPBACK = "127.0.0.1"
N_TEASERS = 5
POLL_S = 0.02
PUBLISHED_AT = "Mon, 16 Nov 2026 06:00:00 GMT"  # Last-Modified of everything: a press outside time

Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, slots=True)
class PressFeed:
    """A feed of the embedded press, as a person would configure it."""

    name: str
    url: str
    publisher: str
    owner_group: str
    language: str
    tier: str


@dataclass(frozen=True, slots=True)
class Press:
    """The press while it is served."""

    hosts: Mapping[str, tuple[str, int]]  # host → loopback address and port
    feeds: tuple[PressFeed, ...]
    requests: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])  # host, path, status


class _Server(ThreadingHTTPServer):
    """A server that lets a whole press be asked at once: the usual five waiting callers cost a second."""

    request_queue_size = 128


@contextmanager
def serve_press(edition: str) -> Generator[Press]:
    """Serve an *edition* of the press until the block ends.

    Raises:
        ValueError: there is no such edition.
    """
    if edition not in EDITIONS:
        raise ValueError(f"the press has no edition {edition!r}; there are {', '.join(EDITIONS)}")
    press_box: list[Press] = []

    class Handler(BaseHTTPRequestHandler):
        """Answers for every outlet; a class of its own for each served press."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # http.server's name
            """Answer a request."""
            host = (self.headers["Host"] or "").partition(":")[0]
            status, headers, body = _answer(host, self.path, edition)
            if status == 200 and self.headers["If-None-Match"] == headers["ETag"]:  # noqa: PLR2004  # HTTP OK
                status, body = 304, b""
            if body and "gzip" in (self.headers["Accept-Encoding"] or ""):
                headers, body = {**headers, "Content-Encoding": "gzip"}, gzip.compress(body, mtime=0)
            press_box[0].requests.append((host, self.path, status))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
            """Print nothing: the requests are kept."""

    server = _Server((LOOPBACK, 0), Handler)
    address = (LOOPBACK, server.server_port)
    press_box.append(Press({outlet.host: address for outlet in outlets().values()}, tuple(_press_feeds())))
    thread = threading.Thread(target=server.serve_forever, args=(POLL_S,), daemon=True)
    thread.start()
    try:
        yield press_box[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _press_feeds() -> list[PressFeed]:
    return [
        PressFeed(
            feed.name,
            outlet.home.rstrip("/") + (feed.moved_from or feed.path),
            outlet.name,
            outlet.owner_group,
            outlet.lang,
            outlet.tier,
        )
        for outlet in outlets().values()
        for feed in outlet.feeds
    ]


def _answer(host: str, target: str, edition: str) -> Answer:
    """Return status, headers and body for a path of an outlet."""
    outlet = next((one for one in outlets().values() if one.host == host), None)
    asked = urlsplit(target)
    if outlet is None:
        return 404, {}, b""
    for feed in outlet.feeds:
        if asked.path == feed.moved_from:
            return 301, {"Location": outlet.home.rstrip("/") + feed.path}, b""
        if asked.path == feed.path:
            return (410, {}, b"") if feed.is_dead(edition) else _found(*_feed(outlet, feed, edition))
    return _page(outlet, asked.path, parse_qs(asked.query), edition)


def _page(outlet: Outlet, path: str, query: dict[str, list[str]], edition: str) -> Answer:
    """Return status, headers and body for a path of an outlet that is none of its feeds."""
    own = [one for one in articles(edition) if one.outlet is outlet]
    if path == "/wp-json/wp/v2/posts" and outlet.feeds[0].kind == "wordpress":
        return _found("application/json", documents.wordpress_posts(own, query))
    if path == "/":
        return _found("text/html; charset=utf-8", render_home(outlet, own[:N_TEASERS]))
    for article in own:
        if path == f"/{article.slug}" and article.page != "missing":
            others = [one for one in own if one is not article and one.page == "article"][:N_TEASERS]
            return _found("text/html; charset=utf-8", render(article, others))
    return 404, {"Content-Type": "text/html"}, b"<!doctype html><title>404</title><p>Not here.</p>"


def _feed(outlet: Outlet, feed: OutletFeed, edition: str) -> tuple[str, str]:
    listed = [one for one in articles(edition) if one.outlet is outlet and feed.name in one.feeds]
    if feed.kind == "atom":
        return "application/atom+xml", documents.atom(outlet, listed)
    return "application/rss+xml", documents.rss(outlet, listed, is_wordpress=feed.kind == "wordpress")


def _found(content_type: str, text: str) -> Answer:
    body = text.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return 200, {"Content-Type": content_type, "ETag": etag, "Last-Modified": PUBLISHED_AT}, body
