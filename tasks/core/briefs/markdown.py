"""A brief in Markdown: a list item a story, for a terminal, a file or a chat."""

import re
import textwrap

from tasks.core.briefs.foot import foot_lines
from tasks.core.briefs.telling import changes, headline, in_order, lineage, summary, tellers, who_first
from warehouse.records import Brief, BriefStory, WatchHit

_MARKS = re.compile(r"([\\`*_\[\]<>])")
_LIST_MARK = re.compile(r"^( *(?:\d+(?=[.)]))?)([-+#>.)])(?= )")  # what begins a list, or more, in a line
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # what would act on a terminal


def as_markdown(brief: Brief, width: int | None = None) -> str:
    """Return *brief* in Markdown; lines are broken at *width* columns (None: nowhere, an item is a line)."""
    blocks = [[f"# {text(headline(brief))}"], [text(summary(brief))]]
    stories = in_order(brief.stories)
    watched, others = [one for one in stories if one.hits], [one for one in stories if not one.hits]
    for title, some in (("Watched", watched), ("Other stories" if watched else "Stories", others)):
        if some:
            blocks += [[f"## {title} ({len(some)})"], [line for one in some for line in _item(one, brief)]]
    blocks += [["---"], [f"- {text(line)}" for line in foot_lines(brief)]]
    return "\n\n".join("\n".join(_broken(line, width) for line in block) for block in blocks) + "\n"


def _item(story: BriefStory, brief: Brief) -> list[str]:
    """Return the lines of a story: the story itself, then a line for what each watchlist found in it."""
    title = f"**{text(story.title)}** ({story.lang})"
    if story.translated_title and story.lang.split("-")[0] != brief.target_lang.split("-")[0]:
        title += f" = *{text(story.translated_title)}* (machine translation)"
    parts = [tellers(story), who_first(story, brief.until), lineage(story), *changes(story, brief.until)]
    parts.insert(0, "new" if story.is_new else "")
    line = " · ".join([title, *(text(part) for part in parts if part)])
    return [f"- {line} · <{story.url}>", *(f"  - {hit_line(hit)}" for hit in story.hits)]


def hit_line(hit: WatchHit) -> str:
    """Return what a watchlist found in a story: list, term, and the words around it, quoted."""
    where = f"{hit.field} of the translation" if hit.rendition == "translation" else hit.field
    term = _CONTROLS.sub("", hit.term).replace("`", "'")
    return f"{hit.watchlist}: `{term}` in the {where}, {text(hit.publisher)}: “{text(hit.quote)}”"


def text(value: str) -> str:
    r"""Return *value* as Markdown shows it, in one line, without what would act on a terminal.

    >>> text("a *b*\n\x1b[31mc")
    'a \\*b\\* \\[31mc'
    """
    return _MARKS.sub(r"\\\1", _CONTROLS.sub("", " ".join(value.split())))


def _broken(line: str, width: int | None) -> str:
    if width is None or len(line) <= width:
        return line
    indent = " " * (len(line) - len(line.lstrip(" -")))
    broken = textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return "\n".join([broken[0], *(_LIST_MARK.sub(r"\1\\\2", one) for one in broken[1:])])
