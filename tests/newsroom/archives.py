"""Where a site keeps what its feed lists no longer: WordPress paging and REST, and RFC 5005."""

import json
from datetime import UTC, datetime
from html import escape
from typing import Any

from tests.newsroom.clock import as_utc
from tests.newsroom.exchange import Answer, Asked, html
from tests.newsroom.feeds import feed_document
from tests.newsroom.sites import Published, Site

A_PAGE = 10  # articles of an archive document, and WordPress's own default
MOST_A_PAGE = 100
FH = "http://purl.org/syndication/history/1.0"
OFF = {"401": "rest_not_logged_in", "403": "rest_forbidden", "404": "rest_no_route"}


def play(asked: Asked, site: Site) -> Answer | None:
    """Return the answer of an archive's path, None for any other."""
    first, _, rest = asked.path.removeprefix("/").partition("/")
    if asked.path == "/feed/":
        return _paged(asked, site)
    if first == "archive":
        return _archive(site, rest.removesuffix(".xml"))
    if asked.path == "/complete.xml":
        return _xml(feed_document(site, site.standing()[::-1], head=f'<fh:complete xmlns:fh="{FH}"/>', kind="atom"))
    if asked.path == "/wp-json/wp/v2/posts":
        return _posts(asked, site)
    if first == "wp-json-off":
        status = rest if rest in OFF else "404"
        return _refused(OFF[status], int(status))
    return None


def _xml(document: tuple[str, bytes]) -> Answer:
    return Answer(200, {"Content-Type": document[0]}, document[1])


def _not_found() -> Answer:
    return html("<!doctype html><title>404</title><p>No such page.</p>", 404)


def _paged(asked: Asked, site: Site) -> Answer:
    size, page = site.profile.items, int(asked.query.get("paged", "1"))
    found = site.standing()[::-1][(page - 1) * size : page * size]
    return _xml(feed_document(site, found, kind="rss2")) if found else _not_found()


def _archive(site: Site, name: str) -> Answer:
    """Return an archive document (RFC 5005, 4): numbered ones never change, the current one leads to the last."""
    published, home = site.articles, f"http://{site.host}/archive"
    n_full = len(published) // A_PAGE
    if name == "feed":
        articles, number, mark = published[n_full * A_PAGE :], n_full + 1, ""
    elif name.isdecimal() and 0 < int(name) <= n_full:
        number, mark = int(name), f'<fh:archive xmlns:fh="{FH}"/>'
        articles = published[(number - 1) * A_PAGE : number * A_PAGE]
    else:
        return _not_found()
    links = {"current": f"{home}/feed.xml"}
    if number > 1:
        links["prev-archive"] = f"{home}/{number - 1}.xml"
    if mark:
        links["next-archive"] = f"{home}/{number + 1}.xml" if number < n_full else f"{home}/feed.xml"
    head = mark + "".join(f'<link rel="{rel}" href="{url}"/>' for rel, url in links.items())
    alive = [one for one in reversed(articles) if not one.is_deleted]
    return _xml(feed_document(site, alive, head=head, kind="atom"))


def _posts(asked: Asked, site: Site) -> Answer:
    query = asked.query
    size, page = int(query.get("per_page", A_PAGE)), int(query.get("page", 1))
    if not 1 <= size <= MOST_A_PAGE:
        return _refused("rest_invalid_param", 400)
    by = "modified_at" if query.get("orderby") == "modified" else "published_at"
    found = sorted(
        (one for one in site.standing() if _is_within(one, query)),
        key=lambda one: (getattr(one, by), one.number),
        reverse=query.get("order", "desc") != "asc",
    )
    n_pages = -(-len(found) // size)
    if page > max(n_pages, 1):
        return _refused("rest_post_invalid_page_number", 400)
    wanted = set(filter(None, query.get("_fields", "").split(",")))
    posts = [_post(one, wanted) for one in found[(page - 1) * size : page * size]]
    totals = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(n_pages)}
    return Answer(200, {"Content-Type": "application/json; charset=UTF-8", **totals}, json.dumps(posts).encode())


def _is_within(one: Published, query: dict[str, str]) -> bool:
    after, before = _time(query.get("after")), _time(query.get("before"))
    return (after is None or one.published_at > after) and (before is None or one.published_at < before)


def _time(text: str | None) -> float | None:
    """Return an ISO time; one without a zone is the site's own time, which is UTC here."""
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _post(one: Published, wanted: set[str]) -> dict[str, Any]:
    post = {
        "id": one.number,
        "date_gmt": f"{as_utc(one.published_at):%Y-%m-%dT%H:%M:%S}",
        "modified_gmt": f"{as_utc(one.modified_at):%Y-%m-%dT%H:%M:%S}",
        "guid": {"rendered": escape(one.guid)},
        "link": one.url,
        "title": {"rendered": escape(one.title)},
        "excerpt": {"rendered": f"<p>{escape(one.paragraphs[0])}</p>\n"},
        "content": {"rendered": "".join(f"<p>{escape(text)}</p>\n" for text in one.paragraphs)},
    }
    return {name: value for name, value in post.items() if not wanted or name in wanted}


def _refused(code: str, status: int) -> Answer:
    body = {"code": code, "message": "Refused.", "data": {"status": status}}
    return Answer(status, {"Content-Type": "application/json; charset=UTF-8"}, json.dumps(body).encode())
