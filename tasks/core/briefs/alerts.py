"""What an address is told after a run: the stories that watchlists hit and it was not told of yet."""

from collections.abc import Sequence

from tasks.core.briefs.markdown import hit_line, text
from tasks.core.briefs.telling import counted
from warehouse.records import WatchHit


def alert_title(hits: Sequence[WatchHit]) -> str:
    """Return the title of an alert: how many stories, of which watchlists."""
    stories = counted(len({hit.story_id for hit in hits}), "new story", "new stories")
    return f"newsecho: {stories} on {', '.join(sorted({hit.watchlist for hit in hits}))}"


def alert_body(hits: Sequence[WatchHit], most: int) -> str:
    """Return the alert in Markdown: an item a story, *most* of them, with what each watchlist found in it."""
    by_story: dict[str, list[WatchHit]] = {}
    for hit in hits:
        by_story.setdefault(hit.story_id, []).append(hit)
    lines: list[str] = []
    for some in list(by_story.values())[:most]:
        lines += [_head(some[0]), *(f"  - {hit_line(hit)}" for hit in some)]
    if len(by_story) > most:
        lines.append(f"- and {counted(len(by_story) - most, 'more story', 'more stories')}: newsecho brief")
    return "\n".join(lines) + "\n"


def _head(hit: WatchHit) -> str:
    title = f"**{text(hit.title)}** ({hit.lang})"
    title += f" = *{text(hit.translated_title)}* (machine translation)" if hit.translated_title else ""
    sources = counted(hit.n_independent_sources, "independent source")
    at = f" {hit.published_at:%Y-%m-%d %H:%M} UTC" if hit.published_at else ""
    told = f"{counted(hit.n_publishers, 'outlet')}, {sources} · {text(hit.publisher)}{at}"
    return f"- {title} · {told} · <{hit.url}>"
