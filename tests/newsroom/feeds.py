"""Feed documents of a site, in the formats publishers use."""

import json
from collections.abc import Callable, Sequence
from html import escape

from tests.newsroom.clock import as_utc, http_date
from tests.newsroom.sites import Published, Site

RSS1 = "http://purl.org/rss/1.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SY = "http://purl.org/rss/1.0/modules/syndication/"


def feed_document(
    site: Site, articles: Sequence[Published] | None = None, *, head: str = "", kind: str = ""
) -> tuple[str, bytes]:
    """Return the content type and the bytes of a feed of the site.

    Args:
        site: whose feed.
        articles: those to list; None for what the site lists now.
        head: elements that are put behind the feed's title.
        kind: one of FORMATS; empty for the site's own.
    """
    content_type, write = FORMATS[kind or site.profile.feed]
    charset = site.profile.charset
    text = write(site, site.listed() if articles is None else articles).replace("</title>", f"</title>{head}", 1)
    return f"{content_type}; charset={charset}", text.encode(charset, "xmlcharrefreplace")


def _prolog(site: Site) -> str:
    return f'<?xml version="1.0" encoding="{site.profile.charset}"?>\n'


def _summary(site: Site, one: Published) -> str:
    return escape(one.text if site.profile.full_text else one.paragraphs[0])


def _rss2(site: Site, articles: Sequence[Published]) -> str:
    profile = site.profile
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{one.url}</link>"
        f'<guid isPermaLink="false">{one.guid}</guid><pubDate>{http_date(one.published_at)}</pubDate>'
        f"<description>{_summary(site, one)}</description></item>\n"
        for one in articles
    )
    period, _, frequency = profile.sy.partition("/")
    pace = (f"<ttl>{profile.ttl}</ttl>" if profile.ttl else "") + (
        f"<sy:updatePeriod>{period}</sy:updatePeriod><sy:updateFrequency>{frequency}</sy:updateFrequency>"
        if profile.sy
        else ""
    )
    hours = "".join(f"<hour>{hour}</hour>" for hour in profile.skip_hours)
    days = "".join(f"<day>{day}</day>" for day in profile.skip_days)
    pace += (f"<skipHours>{hours}</skipHours>" if hours else "") + (f"<skipDays>{days}</skipDays>" if days else "")
    return (
        f'{_prolog(site)}<rss version="2.0" xmlns:sy="{SY}"><channel><title>{site.host}</title>'
        f"<link>http://{site.host}/</link><description>{site.host}</description>{pace}\n{items}</channel></rss>\n"
    )


def _atom(site: Site, articles: Sequence[Published]) -> str:
    entries = "".join(
        f'<entry><id>{one.guid}</id><title>{escape(one.title)}</title><link href="{one.url}"/>'
        f"<published>{as_utc(one.published_at).isoformat()}</published>"
        f"<updated>{as_utc(one.modified_at).isoformat()}</updated><summary>{_summary(site, one)}</summary></entry>\n"
        for one in articles
    )
    return (
        f'{_prolog(site)}<feed xmlns="http://www.w3.org/2005/Atom"><id>http://{site.host}/</id>'
        f"<title>{site.host}</title><updated>{as_utc(site.changed_at).isoformat()}</updated>\n{entries}</feed>\n"
    )


def _atom03(site: Site, articles: Sequence[Published]) -> str:
    entries = "".join(
        f'<entry><id>{one.guid}</id><title>{escape(one.title)}</title><link rel="alternate" href="{one.url}"/>'
        f"<issued>{as_utc(one.published_at).isoformat()}</issued>"
        f"<modified>{as_utc(one.modified_at).isoformat()}</modified><summary>{_summary(site, one)}</summary></entry>\n"
        for one in articles
    )
    return (
        f'{_prolog(site)}<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>{site.host}</title>'
        f"\n{entries}</feed>\n"
    )


def _rss1(site: Site, articles: Sequence[Published]) -> str:
    items = "".join(
        f'<item rdf:about="{one.url}"><title>{escape(one.title)}</title><link>{one.url}</link>'
        f"<description>{_summary(site, one)}</description>"
        f"<dc:date>{as_utc(one.published_at).isoformat()}</dc:date></item>\n"
        for one in articles
    )
    return (
        f'{_prolog(site)}<rdf:RDF xmlns:rdf="{RDF}" xmlns="{RSS1}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="http://{site.host}/"><title>{site.host}</title></channel>\n{items}</rdf:RDF>\n'
    )


def _json(site: Site, articles: Sequence[Published]) -> str:
    items = [
        {
            "id": one.guid,
            "url": one.url,
            "title": one.title,
            "content_text": one.text if site.profile.full_text else one.paragraphs[0],
            "date_published": as_utc(one.published_at).isoformat(),
        }
        for one in articles
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": site.host, "items": items})


FORMATS: dict[str, tuple[str, Callable[[Site, Sequence[Published]], str]]] = {
    "rss2": ("application/rss+xml", _rss2),
    "atom": ("application/atom+xml", _atom),
    "atom03": ("application/atom+xml", _atom03),
    "rss1": ("application/rdf+xml", _rss1),
    "rdf": ("application/rdf+xml", _rss1),
    "json": ("application/feed+json", _json),
}
