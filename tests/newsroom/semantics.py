"""Paths whose HTTP is well formed and means trouble: validators that lie, moves, walls, servers that want peace."""

from collections.abc import Callable

from tests.newsroom.clock import http_date
from tests.newsroom.exchange import Answer, Asked, html
from tests.newsroom.feeds import feed_document
from tests.newsroom.sites import Site
from tests.newsroom.validators import conditional

Play = Callable[[Asked, Site, str], Answer]  # the last is what the path says after the route's own part
COOKIE = "seen=1"
HOME = "<!doctype html><html><head><title>Home</title></head><body><p>Welcome to our new site.</p></body></html>"
HUB = '<https://hub.news.test/>; rel="hub", </feed.xml>; rel="self"'
NAMING = (
    '<!doctype html><html><head><title>News</title><link rel="alternate" type="application/rss+xml" '
    'href="/feed.xml"></head><body><p>All of today.</p></body></html>'
)
PARKED = "<!doctype html><html><head><title>For sale</title></head><body><a href=/buy>This domain is for sale.</a>"
SIGN_IN = "<!doctype html><html><head><title>Sign in</title></head><body><form><input name=user></form></body></html>"
CONSENT = "<!doctype html><html><head><title>Before you continue</title></head><body><p>We value your privacy.</p>"
RESERVED = "<!doctype html><html><head><title>Ours</title></head><body><p>Not for machines.</p></body></html>"
ENTRIES_OF_A_DELTA = 3


def play(asked: Asked, site: Site) -> Answer | None:
    """Return the answer of a path of ROUTES, None for any other."""
    name, _, rest = asked.path.removeprefix("/").partition("/")
    chosen = ROUTES.get(name)
    return chosen(asked, site, rest) if chosen else None


def _whole(asked: Asked, site: Site, kind: str = "both") -> Answer:
    content_type, body = feed_document(site)
    return conditional(asked, body, {"Content-Type": content_type}, kind=kind, changed_at=site.changed_at)


def _plain(site: Site, **headers: str) -> Answer:
    content_type, body = feed_document(site)
    return Answer(200, {"Content-Type": content_type, **headers}, body)


def _first_304(asked: Asked, site: Site, _: str) -> Answer:
    return Answer(304, {"ETag": '"never-sent"'}) if asked.visit == 1 else _whole(asked, site)


def _unquoted(asked: Asked, site: Site, _: str) -> Answer:
    tag = f"v{len(site.articles)}"
    return Answer(304, {"ETag": tag}) if asked.headers.get("if-none-match") == tag else _plain(site, ETag=tag)


def _delta(asked: Asked, site: Site, _: str) -> Answer:
    """RFC 3229: the entries a client has not, to one that says it takes them so."""
    answer = _whole(asked, site)
    if answer.status != 200 or "if-none-match" not in asked.headers or "feed" not in asked.headers.get("a-im", ""):
        return answer
    return Answer(226, answer.headers | {"IM": "feed"}, feed_document(site, site.listed()[:ENTRIES_OF_A_DELTA])[1])


def _status(asked: Asked, site: Site, rest: str) -> Answer:
    return html(f"<!doctype html><title>{rest}</title>", int(rest))


def _busy(status: int, default: str) -> Play:
    def answer(asked: Asked, site: Site, _: str) -> Answer:
        wanted = asked.query.get("ra", default)
        header = http_date(asked.now + 120) if wanted == "http-date" else wanted
        return html("<!doctype html><title>Busy</title>", status, **{"Retry-After": header})

    return answer


def _cut(asked: Asked, site: Site, rest: str) -> Answer:
    """Say that the first *rest* bytes are the whole feed, as a server does whose own source broke off."""
    content_type, body = feed_document(site)
    return conditional(
        asked, body[: int(rest)], {"Content-Type": content_type}, kind="both", changed_at=site.changed_at
    )


def _rate_limit(asked: Asked, site: Site, _: str) -> Answer:
    more = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "240", "Retry-After": "240"}
    return html("<!doctype html><title>Blocked</title><p>Too many requests.</p>", 403, **more)


def _and_back(asked: Asked, site: Site, _: str) -> Answer:
    return html("<!doctype html><title>404</title>", 404) if asked.visit == 1 else _whole(asked, site)


def _gone_once(asked: Asked, site: Site, _: str) -> Answer:
    return _status(asked, site, "410") if asked.visit == 1 else _whole(asked, site)


def _parked(asked: Asked, site: Site, rest: str) -> Answer:
    """Serve the feed for the first *rest* visits, then what the domain's buyer put there, with status 200."""
    return _whole(asked, site) if asked.visit <= int(rest) else html(PARKED)


def _moved(status: int, target: str = "/feed.xml") -> Play:
    def answer(asked: Asked, site: Site, rest: str) -> Answer:
        return Answer(status, {"Location": asked.query.get("to", target)})

    return answer


def _moved_for_a_while(asked: Asked, site: Site, rest: str) -> Answer:
    """Move for the first *rest* visits, then serve the feed here again; for ever where no number is given."""
    is_over = rest.isdecimal() and asked.visit > int(rest)
    return _whole(asked, site) if is_over else Answer(301, {"Location": "/feed.xml"})


def _feed_then_home(asked: Asked, site: Site, _: str) -> Answer:
    return _whole(asked, site) if asked.visit == 1 else Answer(301, {"Location": "/home"})


def _chain(asked: Asked, site: Site, rest: str) -> Answer:
    hops = int(rest or 0)
    return Answer(302, {"Location": f"/chain/{hops - 1}"}) if hops else _whole(asked, site)


def _loop(asked: Asked, site: Site, rest: str) -> Answer:
    return Answer(301, {"Location": "/301-loop" if rest else "/301-loop/back"})


def _meta_refresh(asked: Asked, site: Site, _: str) -> Answer:
    return html('<!doctype html><meta http-equiv="refresh" content="0; url=/feed.xml"><title>Moved</title>')


def _cookie_wall(asked: Asked, site: Site, _: str) -> Answer:
    if COOKIE in asked.headers.get("cookie", ""):
        return _plain(site)
    return Answer(302, {"Location": asked.path, "Set-Cookie": f"{COOKIE}; Path=/"})


def _by_agent(asked: Asked, site: Site, _: str) -> Answer:
    agent = asked.headers.get("user-agent", "").lower()
    return html("<!doctype html><title>403</title>", 403) if not agent or "python" in agent else _whole(asked, site)


def _page(text: str, status: int = 200, **headers: str) -> Play:
    return lambda asked, site, rest: html(text, status, **headers)


ROUTES: dict[str, Play] = {
    "304-always": lambda asked, site, _: _whole(asked, site, "lying-304"),
    "304-wrong-first": _first_304,
    "etag-flip": lambda asked, site, _: _whole(asked, site, "etag-changes-on-304"),
    "lm-only-200": lambda asked, site, _: _whole(asked, site, "lm-only-on-200"),
    "etag-unquoted": _unquoted,
    "226": _delta,
    "websub": lambda asked, site, _: _plain(site, Link=HUB),
    "status": _status,
    "410": lambda asked, site, _: _status(asked, site, "410"),
    "410-then-back": _gone_once,
    "parked-after": _parked,
    "404-then-back": _and_back,
    "429": _busy(429, "120"),
    "503": _busy(503, "60"),
    "403-ratelimit": _rate_limit,
    "301": _moved_for_a_while,
    "302": _moved(302),
    "303": _moved(303),
    "307": _moved(307),
    "308": _moved(308),
    "301-to-410": _moved(301, "/410"),
    "301-to-html-homepage": _moved(301, "/home"),
    "feed-then-home": _feed_then_home,
    "home": _page(HOME),
    "page-of-feed": _page(NAMING),
    "301-loop": _loop,
    "chain": _chain,
    "302-relative": _moved(302, "feed.xml"),
    "302-latin1": _moved(302, "/caf\xe9"),
    "caf%E9": lambda asked, site, _: _whole(asked, site),
    "302-empty": _moved(302, ""),
    "refresh-header": _page("<!doctype html><title>Moved</title>", Refresh="0; url=/feed.xml"),
    "meta-refresh": _meta_refresh,
    "cookiewall": _cookie_wall,
    "consent": _page(CONSENT, ETag='"consent"'),
    "cf-challenge": _page("<!doctype html><title>Just a moment...</title>", 403, **{"cf-mitigated": "challenge"}),
    "200-login-html": _page(SIGN_IN, ETag='"sign-in"'),
    "200-empty": lambda asked, site, _: Answer(200, {"Content-Type": "application/rss+xml", "ETag": '"empty"'}),
    "cut-feed": _cut,
    "reserved": _page(RESERVED, **{"X-Robots-Tag": "noarchive", "tdm-reservation": "1"}),
    "204": lambda asked, site, _: Answer(204),
    "vary-ua": _by_agent,
    "to-private": _moved(302, "http://10.0.0.1/admin"),
    "to-file": _moved(302, "file:///etc/hosts"),
    "to-gopher": _moved(302, "gopher://127.0.0.1:70/1"),
    "to-userinfo": _moved(302, "http://a@127.0.0.1/"),
    "to-decimal-ip": _moved(302, "http://2130706433/"),
    "to-port-22": _moved(302, "http://127.0.0.1:22/"),
}
