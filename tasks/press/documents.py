"""The feeds of the embedded newsroom: RSS 2.0, Atom, and what a WordPress site serves."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from tasks.press.newsroom import Outlet, PressArticle

MAX_SUMMARY = 200
_TAG = re.compile(r"<[^>]+>")


def summary(article: PressArticle) -> str:
    """Return the teaser of an article: the beginning of its first paragraph, without markup."""
    first = _TAG.sub("", article.paragraphs[0]) if article.paragraphs else ""
    return first if len(first) <= MAX_SUMMARY else first[:MAX_SUMMARY].rsplit(" ", 1)[0] + " …"


def rss(outlet: Outlet, articles: Sequence[PressArticle], *, is_wordpress: bool = False) -> str:
    """Return an RSS 2.0 document; a WordPress one has `?p=` guids that are no links."""
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.url)}?utm_source=rss</link>"
        f'<guid isPermaLink="false">{escape(_guid(outlet, one, is_wordpress=is_wordpress))}</guid>'
        f"<pubDate>{format_datetime(one.published)}</pubDate>"
        f"<dc:creator>{escape(', '.join(one.authors))}</dc:creator>"
        f"<description>{escape(summary(one))}</description>"
        f"<dcterms:modified>{one.modified.isoformat()}</dcterms:modified></item>\n"
        for one in articles
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:dcterms="http://purl.org/dc/terms/"><channel><title>{escape(outlet.name)}</title>'
        f"<link>{outlet.home}</link><description>{escape(outlet.name)}</description>"
        f"<language>{outlet.lang}</language><ttl>30</ttl>\n{items}</channel></rss>\n"
    )


def atom(outlet: Outlet, articles: Sequence[PressArticle]) -> str:
    """Return an Atom document (RFC 4287)."""
    updated = max((one.modified for one in articles), default=datetime(2026, 11, 16, tzinfo=UTC))
    entries = "".join(
        f'<entry><id>{escape(one.url)}</id><title>{escape(one.title)}</title><link href="{escape(one.url)}"/>'
        f"<published>{one.published.isoformat()}</published><updated>{one.modified.isoformat()}</updated>"
        + "".join(f"<author><name>{escape(author)}</name></author>" for author in one.authors)
        + f"<summary>{escape(summary(one))}</summary></entry>\n"
        for one in articles
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.lang}">'
        f"<id>{outlet.home}</id><title>{escape(outlet.name)}</title><updated>{updated.isoformat()}</updated>\n"
        f"{entries}</feed>\n"
    )


def wordpress_posts(articles: Sequence[PressArticle], query: dict[str, list[str]]) -> str:
    """Return what `/wp-json/wp/v2/posts` answers to *query*: after, before, per_page and order are honoured."""
    after, before = (_time(query.get(name, [""])[0]) for name in ("after", "before"))
    inside = [
        one
        for one in sorted(articles, key=lambda one: one.published, reverse=query.get("order", ["desc"])[0] != "asc")
        if (after is None or one.published > after) and (before is None or one.published < before)
    ]
    posts = [
        {
            "id": number_of(one),
            "date_gmt": one.published.astimezone(UTC).replace(tzinfo=None).isoformat(),
            "modified_gmt": one.modified.astimezone(UTC).replace(tzinfo=None).isoformat(),
            "link": one.url,
            "title": {"rendered": escape(one.title)},
            "content": {"rendered": "".join(f"<p>{paragraph}</p>\n" for paragraph in one.paragraphs)},
        }
        for one in inside[: int(query.get("per_page", ["10"])[0])]
    ]
    return json.dumps(posts, ensure_ascii=False)


def number_of(article: PressArticle) -> int:
    """Return the post number of a WordPress article: the minute it was published."""
    return int(article.published.timestamp() // 60) % 10_000_000


def _guid(outlet: Outlet, article: PressArticle, *, is_wordpress: bool) -> str:
    return f"{outlet.home}?p={number_of(article)}" if is_wordpress else f"{outlet.key}-{article.slug}"


def _time(text: str) -> datetime | None:
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
