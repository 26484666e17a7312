"""XML that attacks its parser, and XML in an encoding other than it says."""

from collections.abc import Callable

from tests.newsroom.exchange import Asked

RSS = "application/rss+xml"
ACCENTS = "Élève reçu à Orvane, où l’été naît"  # what must come back, letter for letter
ITEM = "<item><title>{title}</title><link>http://xml.news.test/a</link><guid>x1</guid>{more}</item>"
DOCTYPE = '<?xml version="1.0"?>\n<!DOCTYPE rss [{}]>\n'
N_EXPANSIONS, N_ATTRIBUTES, N_ITEMS, DEPTH = 10, 60_000, 200_000, 100_000
QUADRATIC_CHARS = 50_000


def rss(title: str = "Bakers vote", more: str = "", channel: str = "") -> str:
    """Return the channel with one item, without a prolog."""
    item = ITEM.format(title=title, more=more)
    return f'<rss version="2.0"><channel><title>Hostile</title>{channel}{item}</channel></rss>\n'


def _fixed(text: str | bytes, content_type: str = RSS) -> Callable[[Asked], tuple[str, bytes]]:
    body = text.encode() if isinstance(text, str) else text
    return lambda asked: (content_type, body)


def _made(make: Callable[[], str]) -> Callable[[Asked], tuple[str, bytes]]:
    return lambda asked: (RSS, make().encode())


def _billion() -> str:
    tens = [f"&e{n};" * 10 for n in range(N_EXPANSIONS - 1)]
    levels = "".join(f'<!ENTITY e{n} "{ten}">' for n, ten in enumerate(tens, start=1))
    return DOCTYPE.format(f'<!ENTITY e0 "lol">{levels}') + rss(f"&e{N_EXPANSIONS - 1};")


def _quadratic() -> str:
    return DOCTYPE.format(f'<!ENTITY big "{"x" * QUADRATIC_CHARS}">') + rss("&big;" * QUADRATIC_CHARS)


def _deep() -> str:
    return rss(more=f"<description>{'<b>' * DEPTH}{'</b>' * DEPTH}</description>")


def _attributes() -> str:
    attributes = "".join(f' a{n}="1"' for n in range(N_ATTRIBUTES))
    return rss(more=f"<x{attributes}/>")


def _many_items() -> str:
    items = "".join(f"<item><guid>{n}</guid></item>" for n in range(N_ITEMS))
    return rss().replace("</channel>", f"{items}</channel>")


def _said(encoding: str, text: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'


FILE = '<!ENTITY x SYSTEM "file:///etc/hosts">'
REMOTE = "http://127.0.0.66/evil.dtd"
XINCLUDE = '<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/hosts" parse="text"/></x>'
PLAIN = rss(ACCENTS)

XML = {
    "billion": _made(_billion),
    "quadratic": _made(_quadratic),
    "xxe-file": _fixed(DOCTYPE.format(FILE) + rss("&x;")),
    "ext-dtd": _fixed(f'<?xml version="1.0"?>\n<!DOCTYPE rss SYSTEM "{REMOTE}">\n' + rss()),
    "param-entity": _fixed(DOCTYPE.format(f'<!ENTITY % p SYSTEM "{REMOTE}"> %p;') + rss()),
    "xinclude": _fixed(rss(more=XINCLUDE)),
    "deep": _made(_deep),
    "attrs60k": _made(_attributes),
    "items200k": _made(_many_items),
    "undeclared-entity": _fixed(rss("Bakers &undeclared; vote &nbsp; twice")),
    "nul": _fixed(rss("Bakers\0vote")),
    "ctrl": _fixed(rss("Bakers\x07\x1b[31mvote\x9b")),
    "lone-surrogate-ref": _fixed(rss("Bakers &#xD800; vote")),
    "utf16-bom": _fixed(_said("utf-16", PLAIN).encode("utf-16")),
    "utf7": _fixed(_said("utf-7", PLAIN).encode("utf-7")),
    "win1252-as-utf8": _fixed(_said("utf-8", PLAIN).encode("windows-1252")),
    "latin1-undeclared": _fixed(PLAIN.replace("’", "'").encode("latin-1")),
    "charset-header-vs-prolog": _fixed(_said("windows-1252", PLAIN).encode(), f"{RSS}; charset=utf-8"),
    "html-in-title": _fixed(rss("&lt;b&gt;Bakers&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;")),
    "cdata-broken": _fixed(rss("<![CDATA[Bakers ]]> vote ]]>")),
    "trailing-junk": _fixed(rss() + "<script>track()</script><!-- 0.3 s -->"),
    "leading-space": _fixed("\n  " + _said("utf-8", PLAIN)),
    "comment-before-prolog": _fixed("<!-- cached -->" + _said("utf-8", PLAIN)),
    "no-namespace": _fixed("<feed><title>Bare</title><entry><id>n1</id><title>Bakers vote</title></entry></feed>"),
    "two-roots": _fixed(rss() + rss("Second root")),
}
