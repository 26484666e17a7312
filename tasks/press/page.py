"""The pages of the embedded newsroom: articles among all that stands around articles on real sites."""

import json
from collections.abc import Callable, Sequence
from html import escape

from tasks.press.documents import summary
from tasks.press.newsroom import Outlet, PressArticle

NAV = ("News", "Business", "Technology", "Culture", "Sport", "Opinion")
NAV_FR = ("Actualités", "Économie", "Numérique", "Culture", "Sports", "Débats")


def render(article: PressArticle, others: Sequence[PressArticle]) -> str:
    """Return the page of *article*, with teasers of *others* around it."""
    if article.page == "consent_wall":
        return _consent_wall(article)
    is_french = article.outlet.lang.startswith("fr")
    name = escape(article.outlet.name)
    separator = "|" if article.outlet.theme == "section" else "-"
    head = (
        f'<!doctype html>\n<html lang="{article.outlet.page_lang}">\n<head><meta charset="utf-8">'
        f"<title>{escape(article.title)} {separator} {name}</title>\n"
        f'<meta name="description" content="{escape(summary(article))}">\n'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{escape(article.title)}">\n'
        f'<meta property="og:site_name" content="{name}"><meta property="og:url" content="{article.url}">\n'
        f'<link rel="canonical" href="{article.url}">\n'
        f'<meta property="article:published_time" content="{article.published.isoformat()}">\n{_structured(article)}'
        '<link rel="stylesheet" href="/style.css"></head>\n'
    )
    nav = "".join(f'<li><a href="/{label.lower()}">{label}</a></li>' for label in (NAV_FR if is_french else NAV))
    cookie = "Nous utilisons des témoins. Accepter" if is_french else "We use cookies. Accept"
    return (
        f'{head}<body class="theme-{article.outlet.theme}">\n'
        f'<div class="cookie-bar" role="dialog"><span>{cookie}</span> <button>OK</button></div>\n'
        f'<header class="site-header"><a class="logo" href="/">{name}</a><nav><ul>{nav}</ul></nav></header>\n'
        f"{THEMES[article.outlet.theme](article)}"
        f"{_aside(others, is_french=is_french)}{_footer(article)}</body></html>\n"
    )


def render_home(outlet: Outlet, newest: Sequence[PressArticle]) -> str:
    """Return the home page of *outlet*: its *newest* articles, and in its head the feeds it declares."""
    feeds = "".join(
        f'<link rel="alternate" type="application/{"atom" if feed.kind == "atom" else "rss"}+xml"'
        f' title="{escape(outlet.name)}: {feed.name}" href="{feed.path}">\n'
        for feed in outlet.feeds
    )
    links = "".join(f'<li><a href="{one.url}">{escape(one.title)}</a></li>\n' for one in newest)
    return (
        f'<!doctype html>\n<html lang="{outlet.page_lang}">\n<head><meta charset="utf-8">'
        f"<title>{escape(outlet.name)}</title>\n{feeds}</head>\n"
        f"<body><h1>{escape(outlet.name)}</h1><ul>\n{links}</ul></body></html>\n"
    )


def _structured(article: PressArticle) -> str:
    """Return the JSON-LD of the page; one theme has none, as many sites do."""
    if article.outlet.theme == "content":
        return ""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": article.published.isoformat(),
        "dateModified": article.modified.isoformat(),
        "author": [{"@type": "Person", "name": author} for author in article.authors],
        "publisher": {"@type": "Organization", "name": article.outlet.name},
        "inLanguage": article.outlet.page_lang,
        "articleSection": article.section,
        "mainEntityOfPage": article.url,
    }
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>\n'


def _byline(article: PressArticle) -> str:
    by = "Par" if article.outlet.lang.startswith("fr") else "By"
    stamp = article.published.strftime("%Y-%m-%d %H:%M")
    return (
        f'<p class="byline">{by} <a rel="author" href="/authors">{escape(", ".join(article.authors))}</a> '
        f'<time datetime="{article.published.isoformat()}">{stamp}</time></p>'
    )


def _figure(article: PressArticle) -> str:
    if not article.caption:
        return ""
    source = f"/img/{article.slug.split('/')[-1]}.jpg"
    return f'<figure><img src="{source}" alt=""><figcaption>{escape(article.caption)}</figcaption></figure>\n'


def _paragraphs(article: PressArticle, *, insert: str = "") -> str:
    lines = [f"<p>{paragraph}</p>\n" for paragraph in article.paragraphs]
    middle = len(lines) // 2
    return "".join([*lines[:middle], insert, *lines[middle:]])


def _article_theme(article: PressArticle) -> str:
    return (
        f'<main><div class="breadcrumb"><a href="/">Home</a> › <a href="/s">{escape(article.section)}</a></div>\n'
        f"<article><h1>{escape(article.title)}</h1>{_byline(article)}\n"
        '<div class="share-buttons"><a href="#">Share</a> '
        f'<a href="#">Print</a></div>\n{_figure(article)}<div class="article-body">\n{_paragraphs(article)}</div>\n'
        "</article></main>\n"
    )


def _content_theme(article: PressArticle) -> str:
    return (
        f'<div id="wrap"><div class="content"><h1 class="title">{escape(article.title)}</h1>\n{_byline(article)}'
        f'{_figure(article)}<div class="texte entry-content">\n{_paragraphs(article)}</div></div></div>\n'
    )


def _section_theme(article: PressArticle) -> str:
    form = (
        '<aside class="newsletter-signup"><form action="/newsletter"><label>Get our morning newsletter in your inbox'
        '</label><input name="email"><button>Sign up</button></form></aside>\n'
    )
    return (
        f'<main id="main"><section class="story"><header><h1>{escape(article.title)}</h1>{_byline(article)}</header>\n'
        f'{_figure(article)}<div class="story-text">\n{_paragraphs(article, insert=form)}</div></section></main>\n'
    )


def _post_theme(article: PressArticle) -> str:
    return (
        f'<div class="hentry post"><h1 class="entry-title">{escape(article.title)}</h1><div class="meta">'
        f'{_byline(article)}</div>\n{_figure(article)}<div class="post-body entry-content">\n{_paragraphs(article)}'
        "</div>"
        '<div class="tags"><a href="/tag/news">news</a></div></div>\n'
    )


THEMES: dict[str, Callable[[PressArticle], str]] = {
    "article": _article_theme,
    "content": _content_theme,
    "section": _section_theme,
    "post": _post_theme,
}


def _aside(others: Sequence[PressArticle], *, is_french: bool) -> str:
    links = "".join(f'<li><a href="{one.url}">{escape(one.title)}</a></li>' for one in others)
    label = "À lire aussi" if is_french else "Read next"
    return f'<aside class="related sidebar"><h2>{label}</h2><ul>{links}</ul></aside>\n'


def _footer(article: PressArticle) -> str:
    return (
        f'<footer class="site-footer"><p>© 2026 {escape(article.outlet.name)}. {escape(article.outlet.owner_group)}</p>'
        '<ul><li><a href="/about">About</a></li><li><a href="/terms">Terms</a></li></ul></footer>\n'
    )


def _consent_wall(article: PressArticle) -> str:
    """Return the page of a site that shows nothing until cookies are accepted, with status 200."""
    name = escape(article.outlet.name)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{name}: your privacy choices</title></head>"
        f"<body><main><h1>Before you continue to {name}</h1><p>We and our 742 partners use cookies and similar "
        "technologies to store and access information on your device, to measure audiences and to show personalised "
        "advertising. You can accept all cookies, reject them, or manage your choices at any time in our privacy "
        "policy.</p><button>Accept all</button> <button>Reject all</button> <button>Manage choices</button></main>"
        "</body></html>\n"
    )
