"""A brief as data, for programs.

    {"since": day, "until": day, "watchlist": name or null, "summary": text,
     "stories": [{"story_id": id, "title": text, "lang": tag, "url": address,
        "translation": {"title": text, "lang": tag, "by": "machine"} or null,
        "is_new": bool, "n_articles": n, "n_outlets": n, "n_independent_sources": n,
        "outlets": [name…], "languages": [tag…],
        "first": {"outlet": name, "published_at": time or null},
        "lineage": text, "changes": [text…],
        "articles": [{"article_id": id, "outlet": name, "lang": tag, "title": text, "url": address,
           "published_at": time or null, "relation": word, "parent_id": id or null, "is_new": bool}…],
        "edits": [{"outlet": name, "observed_at": time, "change": word or null, "reason": text or null,
           "is_silent": bool, "is_reversal": bool, "title_before": text, "title_after": text, "url": address}…],
        "absorbed": [title…],
        "hits": [{"watchlist": name, "term": text, "field": word, "rendition": word, "quote": text, "outlet": name,
           "url": address}…]}…],
     "runs": [{"kind": word, "state": word, "started_at": time, "n_entries": n, "n_articles": n, "n_known": n,
        "n_rejected": n, "n_waiting": n, "error": text or null}…],
     "is_run_of_these_days": bool,
     "holes": [{"feed": name, "hole_on": day, "n_failed_polls": n, "n_rejected": n, "n_gaps": n, "n_unread": n,
        "reasons": [word…]}…],
     "failing_feeds": [text…], "other_feeds": {state: [name…]}, "waiting_for_model": {tag: n},
     "newest_on": day or null}

Days are "2026-11-19", times ISO 8601 in UTC, tags BCP 47. Stories stand in the order of the brief.
"""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from tasks.core.briefs.telling import changes, in_order, lineage, summary
from warehouse.records import Brief, BriefStory


def as_json(brief: Brief) -> str:
    """Return *brief* as JSON of the form that the module describes."""
    said = {
        "since": brief.since,
        "until": brief.until,
        "watchlist": brief.watchlist,
        "summary": summary(brief),
        "stories": [_story(one, brief) for one in in_order(brief.stories)],
        "runs": [asdict(one) for one in brief.runs],
        "is_run_of_these_days": brief.is_run_of_these_days,
        "holes": [asdict(one) for one in brief.holes],
        "failing_feeds": brief.failing_feeds,
        "other_feeds": brief.other_feeds,
        "waiting_for_model": brief.waiting,
        "newest_on": brief.newest_on,
    }
    return json.dumps(said, ensure_ascii=False, indent=1, default=_iso) + "\n"


def _story(story: BriefStory, brief: Brief) -> dict[str, Any]:
    translation = {"title": story.translated_title, "lang": brief.target_lang, "by": "machine"}
    first = story.articles[0]
    return {
        "story_id": story.story_id,
        "title": story.title,
        "lang": story.lang,
        "url": story.url,
        "translation": translation if story.translated_title else None,
        "is_new": story.is_new,
        "n_articles": len(story.articles),
        "n_outlets": len(story.publishers),
        "n_independent_sources": story.n_independent_sources,
        "outlets": story.publishers,
        "languages": story.languages,
        "first": {"outlet": first.publisher, "published_at": first.published_at},
        "lineage": lineage(story),
        "changes": changes(story, brief.until),
        "articles": [_with_outlet(asdict(one), "owner") for one in story.articles],
        "edits": [_with_outlet(asdict(one)) for one in story.edits],
        "absorbed": story.absorbed,
        "hits": [_hit(asdict(one)) for one in story.hits],
    }


def _with_outlet(row: dict[str, Any], *left_out: str) -> dict[str, Any]:
    return {"outlet" if name == "publisher" else name: value for name, value in row.items() if name not in left_out}


def _hit(row: dict[str, Any]) -> dict[str, Any]:
    names = ("watchlist", "term", "field", "rendition", "quote", "publisher", "url")
    return _with_outlet({name: row[name] for name in names})


def _iso(value: date) -> str:
    return value.isoformat()
