"""What a well-behaved site serves: its feed, articles, robots.txt and sitemaps."""

import json
import random
from html import escape

from tests.newsroom.clock import as_utc
from tests.newsroom.exchange import Answer, Asked, html
from tests.newsroom.feeds import feed_document
from tests.newsroom.furniture import press_page
from tests.newsroom.sites import Published, Site
from tests.newsroom.validators import conditional

ROBOTS_CAP = 500 * 1024  # what RFC 9309, 2.5, has every crawler read at least
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def site_answer(asked: Asked, site: Site) -> Answer:
    """Return what *site* has at the path; 404 with a page for what it has not."""
    if asked.path == "/feed.xml":
        return _feed(asked, site)
    if asked.path == "/robots.txt":
        return _robots(asked, site)
    if asked.path in {"/sitemap.xml", "/news-sitemap.xml"}:
        return Answer(200, {"Content-Type": "application/xml"}, _sitemap(site, is_news="news" in asked.path).encode())
    article = site.find(asked.path.removeprefix("/amp"))
    if article:
        return html(article_page(article, site))
    return html("<!doctype html><title>404</title><p>There is no such page.</p>", 404)


def _feed(asked: Asked, site: Site) -> Answer:
    profile = site.profile
    content_type, body = feed_document(site)
    more = {"Cache-Control": profile.cache_control, "Expires": profile.expires, "Age": profile.age}
    headers = {"Content-Type": content_type} | {name: value for name, value in more.items() if value}
    answer = conditional(
        asked, body, headers, kind=profile.validators, changed_at=site.changed_at, is_gzip=profile.gzip
    )
    least, most = profile.latency_ms
    chance = random.Random(f"{asked.seed}:{asked.host}:{asked.visit}")
    return Answer(answer.status, answer.headers, answer.body, chance.uniform(least, most) / 1_000)


def _robots(asked: Asked, site: Site) -> Answer:
    """Return robots.txt; hosts named after a fault of it have that fault."""
    kind = asked.host.split(".")[0]
    hops = int(asked.number("hop", 0))
    if hops or (site.profile.robots_to and "hop" not in asked.query):
        return Answer(301, {"Location": f"/robots.txt?hop={hops - 1}" if hops else site.profile.robots_to})
    if site.profile.robots_status != 200:
        return html("<!doctype html><title>No rules</title>", site.profile.robots_status)
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    rules = site.profile.robots.encode()
    if kind == "robots404":
        return html("<!doctype html><title>404</title>", 404)
    if kind == "robots500":
        return html("<!doctype html><title>500</title>", 500)
    special = {
        "robots-html": Answer(200, {"Content-Type": "text/html"}, b"<!doctype html><title>Home</title>"),
        "robots-bom": Answer(200, plain, b"\xef\xbb\xbf" + rules),
        "robots-big": Answer(200, plain, rules + b"# padding\n" * (ROBOTS_CAP // 10) + b"Disallow: /late/\n"),
        "robots-slow": Answer(200, plain, rules, asked.number("s", 10)),
        "robots-redirect": Answer(301, {"Location": f"http://h0001.{asked.host.partition('.')[2]}/robots.txt"}),
    }
    return special.get(kind, Answer(200, plain, rules))


def _sitemap(site: Site, *, is_news: bool) -> str:
    urls = "".join(
        f"<url><loc>{one.url}</loc><lastmod>{as_utc(one.modified_at).isoformat()}</lastmod>"
        + (_news(site, one) if is_news else "")
        + "</url>\n"
        for one in site.standing()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">\n{urls}</urlset>\n'


def _news(site: Site, one: Published) -> str:
    return (
        f"<news:news><news:publication><news:name>{site.host}</news:name>"
        f"<news:language>{one.language}</news:language></news:publication>"
        f"<news:publication_date>{as_utc(one.published_at).isoformat()}</news:publication_date>"
        f"<news:title>{escape(one.title)}</news:title></news:news>"
    )


def article_page(one: Published, site: Site) -> str:
    """Return the page of an article, with the weight of its site's pages."""
    if site.profile.weight == "press":
        return press_page(one, site.seed)
    published, modified = as_utc(one.published_at).isoformat(), as_utc(one.modified_at).isoformat()
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": one.title,
        "datePublished": published,
        "dateModified": modified,
        "inLanguage": one.language,
        "articleSection": "Sport" if one.number % 3 else "Politics",
        "author": [{"@type": "Person", "name": "Maud Verrier" if one.number % 2 else "Ivo Lindqvist"}],
        "image": f"http://{one.host}/img/{one.number}.jpg",
    }
    text = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in one.paragraphs)
    return (
        f'<!doctype html>\n<html lang="{one.language}"><head><meta charset="utf-8">'
        f'<title>{escape(one.title)}</title><link rel="canonical" href="{one.url}">'
        f'<meta property="og:title" content="{escape(one.title)}"><meta property="og:type" content="article">'
        f'<script type="application/ld+json">{json.dumps(data)}</script></head>\n<body>'
        '<header><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav></header>\n'
        f"<main><article><h1>{escape(one.title)}</h1>\n"
        f'<time datetime="{published}">{published[:10]}</time>\n{text}</article></main>\n'
        "<footer><p>All rights reserved.</p></footer></body></html>\n"
    )
