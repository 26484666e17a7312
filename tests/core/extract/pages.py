"""Invented pages for the tests of extraction: the template of a site, and what one page puts into it."""

import json

PARAGRAPHS = tuple(
    """\
Meridian Foundry said on Tuesday that it will move four hundred of its servers out of the basement of its Halden plant \
before the winter, because the pumps that keep the room dry have failed twice since the spring.
The company's head of infrastructure, Odile Vantreight, told this newspaper that the work would cost about nine \
million crowns, and that the machines would be switched off one rack at a time over eleven weekends.
Workers at the plant had asked for the change for years. Their representative, Marek Osei, said that the noise of the \
pumps could be heard in the canteen, and that nobody had believed the budget would ever be found for it.
The first racks leave the basement in October. The last ones follow in the new year, provided that the new hall across \
the river has its second power line by then, which the city has promised in writing.""".splitlines()
)


def page(
    *,
    title="Meridian moves its servers out of the basement",
    h1=None,
    body="",
    lang="en",
    site="The Halden Courier",
    json_ld=None,
    head="",
    paragraphs=PARAGRAPHS,
):
    """Return the bytes of a page with navigation, teasers, a cookie bar and a footer around the article."""
    text = body or "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    data = (
        json_ld if json_ld is not None else {"@type": "NewsArticle", "headline": title, "datePublished": "2026-03-01"}
    )
    return f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | {site}</title>
<meta property="og:site_name" content="{site}"><meta property="og:title" content="{title}">{head}
<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **data})}</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/city">City</a></li><li><a href="/work">Work</a></li></ul>
</nav>
<main><article><h1>{h1 or title}</h1>{text}</article></main>
<aside><h2>More news</h2><ul><li><a href="/1">A bridge opens</a></li><li><a href="/2">A bakery closes</a></li></ul>
</aside>
<div id="cookie-bar"><p>We use cookies. <button>Accept all</button></p></div>
<footer><p>© 2026 {site}. All rights reserved.</p></footer></body></html>""".encode()
