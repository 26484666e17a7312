"""A brief as one HTML page that needs nothing else: for a browser, and for a mail, whose reader may drop the style."""

from functools import cache
from html import escape
from pathlib import Path

from tasks.core.briefs.foot import foot_lines
from tasks.core.briefs.telling import changes, headline, in_order, lineage, summary, tellers, who_first
from warehouse.records import Brief, BriefStory, WatchHit

STYLE = Path(__file__).with_name("brief.css")


def as_page(brief: Brief) -> str:
    """Return *brief* as an HTML page without scripts, pictures or anything from elsewhere."""
    stories = in_order(brief.stories)
    watched, others = [one for one in stories if one.hits], [one for one in stories if not one.hits]
    sections = [
        f"<section><h2>{title} ({len(some)})</h2>\n{''.join(_article(one, brief) for one in some)}</section>\n"
        for title, some in (("Watched", watched), ("Other stories" if watched else "Stories", others))
        if some
    ]
    foot = "".join(f"<li>{escape(line)}</li>\n" for line in foot_lines(brief))
    title = escape(headline(brief))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<style>\n{_style()}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f'<p class="summary">{escape(summary(brief))}</p>\n{"".join(sections)}'
        f"<footer><ul>\n{foot}</ul></footer>\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _article(story: BriefStory, brief: Brief) -> str:
    lang = escape(story.lang)
    title = f'<span lang="{lang}">{escape(story.title)}</span>'
    parts = [f'<h3>{_linked(title, story.url)} <span class="lang">{lang}</span></h3>']
    if story.translated_title and story.lang.split("-")[0] != brief.target_lang.split("-")[0]:
        said = escape(story.translated_title)
        parts.append(f'<p class="translation">{said} <small>machine translation</small></p>')
    new = '<b class="new">new</b> · ' if story.is_new else ""
    parts.append(f'<p class="facts">{new}{escape(f"{tellers(story)} · {who_first(story, brief.until)}")}</p>')
    if told := lineage(story):
        parts.append(f'<p class="lineage">{escape(told)}</p>')
    if happened := changes(story, brief.until):
        parts.append(f'<ul class="changes">{"".join(f"<li>{escape(one)}</li>" for one in happened)}</ul>')
    parts += [_quoted(hit) for hit in story.hits]
    return "<article>\n" + "\n".join(parts) + "\n</article>\n"


def _quoted(hit: WatchHit) -> str:
    where = f"{hit.field} of the translation" if hit.rendition == "translation" else hit.field
    return (
        f"<blockquote>“{escape(hit.quote)}” <small>{escape(hit.watchlist)}: {escape(hit.term)}, in the {where},"
        f" {_linked(escape(hit.publisher), hit.url)}</small></blockquote>"
    )


def _linked(html: str, url: str) -> str:
    """Return *html* as a link, where *url* is one that a browser should follow."""
    return f'<a href="{escape(url)}">{html}</a>' if url.startswith(("http://", "https://")) else html
