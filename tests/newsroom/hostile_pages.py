"""Pages that are not what they say, or not what an extractor expects."""

import gzip
from collections.abc import Callable

from tests.newsroom.exchange import Asked
from tests.newsroom.hostile_xml import ACCENTS

HTML = "text/html; charset=utf-8"
N_DEEP, BIG_BYTES, N_SCROLLED, N_SLOW = 100_000, 10_000_000, 40, 160_000
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
PARAGRAPH = (
    f"<p>{ACCENTS}. The council voted on Monday evening, after two hours, for the new bridge over the river.</p>\n"
)
Write = Callable[[Asked], tuple[str, bytes]]


def _page(text: str = PARAGRAPH * 5, head: str = "") -> str:
    return (
        f'<!doctype html>\n<html lang="fr"><head><title>Bridge</title>{head}</head>\n'
        f"<body><main><article><h1>Bridge</h1>\n{text}</article></main></body></html>\n"
    )


def _sent(page: str | bytes, content_type: str = HTML) -> Write:
    body = page.encode() if isinstance(page, str) else page
    return lambda asked: (content_type, body)


def _canonical(target: str) -> Write:
    return lambda asked: (HTML, _page(head=f'<link rel="canonical" href="{target.format(host=asked.host)}">').encode())


def _deep(asked: Asked) -> tuple[str, bytes]:
    return HTML, _page("<div>" * N_DEEP + PARAGRAPH + "</div>" * N_DEEP).encode()


def _big(asked: Asked) -> tuple[str, bytes]:
    return HTML, _page(PARAGRAPH * (BIG_BYTES // len(PARAGRAPH.encode()) + 1)).encode()


def _scrolled(asked: Asked) -> tuple[str, bytes]:
    articles = "".join(f"<article><h2>Report {one}</h2>{PARAGRAPH * 3}</article>" for one in range(N_SCROLLED))
    return HTML, _page(articles).encode()


def _slow(asked: Asked) -> tuple[str, bytes]:
    """Return a page that is below every cap, and takes an extractor many seconds."""
    return HTML, _page("<p>" + "<b>words</b> <i>and</i> " * N_SLOW + "</p>").encode()


PAGES: dict[str, Write] = {
    "html5": _sent(_page()),
    "win1252": _sent(_page().encode("windows-1252"), "text/html; charset=windows-1252"),
    "charset-lie": _sent(_page(head='<meta charset="utf-8">').encode("windows-1252"), HTML),
    "pdf-as-html": _sent(PDF),
    "png-as-html": _sent(PNG),
    "gzip-file": _sent(gzip.compress(_page().encode(), mtime=0)),
    "soft404": _sent(_page("<p>Sorry, the page you look for does not exist.</p>")),
    "paywall": _sent(_page(f'{PARAGRAPH}<div class="paywall">Subscribe to read on.</div>')),
    "one-line": _sent(_page().replace("\n", " ")),
    "10MB": _big,
    "deep-dom-100k": _deep,
    "infinite-scroll": _scrolled,
    "slow": _slow,
    "canonical-elsewhere": _canonical("http://other.news.test/2026/11/16/bridge"),
    "canonical-to-home": _canonical("http://{host}/"),
    "canonical-loop": _canonical("http://{host}/doc/canonical-loop?again"),
    "noindex": _sent(_page(head='<meta name="robots" content="noindex, noarchive">')),
    "tdm-reservation": _sent(_page(head='<meta name="tdm-reservation" content="1">')),
    "meta-refresh": _sent(_page(head='<meta http-equiv="refresh" content="0; url=/doc/html5">')),
    "js-only": _sent('<!doctype html><html><body><div id="root"></div><script src="/app.js"></script></body></html>'),
    "empty": _sent(b""),
}
