"""What a page of the press says of itself to machines: meta tags, links, structured data, the first scripts."""

import json
from dataclasses import dataclass
from html import escape
from typing import Any

from tests.newsroom.clock import as_utc
from tests.newsroom.sites import Published

LEAD_CHARS = 155
FIRST_SCRIPTS = ("runtime", "vendor", "consent", "ads")


@dataclass(frozen=True)
class About:
    """An article, and what its site calls it."""

    one: Published
    site_name: str
    section: str
    author: str

    @property
    def lead(self) -> str:
        return self.one.paragraphs[0][:LEAD_CHARS]

    @property
    def published(self) -> str:
        return as_utc(self.one.published_at).isoformat()

    @property
    def modified(self) -> str:
        return as_utc(self.one.modified_at).isoformat()

    def image(self, width: int) -> str:
        return f"http://{self.one.host}/img/{self.one.number}-{width}.jpg"


def metas(about: About) -> str:
    """Return the meta tags: 28, beside the charset."""
    one = about.one
    named = {
        "viewport": "width=device-width, initial-scale=1",
        "description": about.lead,
        "author": about.author,
        "robots": "index, follow, max-image-preview:large",
        "theme-color": "#1a1a1a",
        "format-detection": "telephone=no",
        "generator": "Presswerk 6.2",
        "application-name": about.site_name,
        "msapplication-TileColor": "#1a1a1a",
        "referrer": "always",
        "twitter:card": "summary_large_image",
        "twitter:site": "@gazette",
        "twitter:title": one.title,
        "twitter:description": about.lead,
        "twitter:image": about.image(1280),
        "twitter:image:alt": one.title,
    }
    properties = {
        "og:type": "article",
        "og:site_name": about.site_name,
        "og:title": one.title,
        "og:description": about.lead,
        "og:url": one.url,
        "og:image": about.image(1280),
        "og:image:width": "1280",
        "og:image:height": "720",
        "og:locale": one.language,
        "article:published_time": about.published,
        "article:modified_time": about.modified,
        "article:section": about.section,
    }
    tags = [f'<meta name="{name}" content="{escape(value)}">' for name, value in named.items()]
    return "\n".join([*tags, *(f'<meta property="{name}" content="{escape(v)}">' for name, v in properties.items())])


def links(about: About) -> str:
    """Return the link elements: 21, the canonical address first."""
    host, static = about.one.host, f"http://static.{about.one.host}/assets/v812"
    icons = [("icon", size, f"{static}/icons/icon-{size}.png") for size in (16, 32, 96, 192)]
    icons += [("apple-touch-icon", size, f"{static}/icons/touch-{size}.png") for size in (120, 152, 180)]
    rest = [
        *(f'<link rel="{rel}" sizes="{size}x{size}" href="{url}">' for rel, size, url in icons),
        *(f'<link rel="preload" as="font" crossorigin href="{static}/fonts/{n}.woff2">' for n in (400, 500, 700)),
        *(f'<link rel="dns-prefetch" href="//cdn{n}.{host}">' for n in range(4)),
        *(f'<link rel="stylesheet" href="{static}/css/{name}.css">' for name in ("base", "grid", "article", "print")),
    ]
    feed = f'<link rel="alternate" type="application/rss+xml" title="All news" href="http://{host}/feed.xml">'
    manifest = f'<link rel="manifest" href="{static}/site.webmanifest">'
    return "\n".join([f'<link rel="canonical" href="{about.one.url}">', feed, manifest, *rest])


def scripts(about: About, variant: int) -> str:
    """Return the scripts of the head: four from elsewhere, and what the page tells them."""
    static = f"http://static.{about.one.host}/assets/v812/js"
    said = {"id": about.one.number, "section": about.section, "author": about.author, "variant": variant}
    layer = f"<script>window.dataLayer=window.dataLayer||[];dataLayer.push({json.dumps(said)})</script>"
    state = f"<script>window.__STATE__={json.dumps({'page': said, 'site': about.site_name})}</script>"
    return "\n".join([*(f'<script src="{static}/{name}.js" async></script>' for name in FIRST_SCRIPTS), layer, state])


def data(about: About) -> dict[str, Any]:
    """Return the structured data: the article, its publisher, the way to it."""
    one, home = about.one, f"http://{about.one.host}/"
    publisher = {
        "@type": "NewsMediaOrganization",
        "name": about.site_name,
        "url": home,
        "logo": {"@type": "ImageObject", "url": f"{home}img/logo.png", "width": 600, "height": 60},
        "sameAs": [f"http://social{n}.example/{one.host}" for n in range(3)],
    }
    images = [
        {"@type": "ImageObject", "url": about.image(width), "width": width, "height": width * 9 // 16}
        for width in (1280, 960)
    ]
    article = {
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": one.url},
        "headline": one.title,
        "description": about.lead,
        "datePublished": about.published,
        "dateModified": about.modified,
        "inLanguage": one.language,
        "articleSection": about.section,
        "isAccessibleForFree": True,
        "wordCount": len(one.text.split()),
        "author": [{"@type": "Person", "name": about.author, "url": f"{home}authors/{one.number % 2}"}],
        "image": images,
        "publisher": publisher,
    }
    trail = (("Home", home), (about.section, f"{home}{about.section}/"), (one.title, one.url))
    items = [{"@type": "ListItem", "position": n, "name": name, "item": url} for n, (name, url) in enumerate(trail, 1)]
    return {
        "@context": "https://schema.org",
        "@graph": [article, {"@type": "BreadcrumbList", "itemListElement": items}],
    }
