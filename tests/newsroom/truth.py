"""Ground truth: every article the sites ever published, as a row a warehouse can be held against."""

from collections.abc import Iterable
from datetime import datetime

from tests.newsroom.clock import as_utc
from tests.newsroom.sites import Published, Site


def truth_rows(sites: Iterable[Site], since: str = "", until: str = "") -> list[dict[str, object]]:
    """Return what was published from *since* to before *until* (ISO times; empty for no bound), oldest first."""
    first = datetime.fromisoformat(since).timestamp() if since else float("-inf")
    last = datetime.fromisoformat(until).timestamp() if until else float("inf")
    found = [one for site in sites for one in site.articles if first <= one.published_at < last]
    return [_row(one) for one in sorted(found, key=lambda one: (one.published_at, one.url))]


def _row(one: Published) -> dict[str, object]:
    return {
        "url": one.url,
        "guid": one.guid,
        "host": one.host,
        "story_id": one.story_id,
        "language": one.language,
        "title": one.title,
        "published_at": as_utc(one.published_at).isoformat(),
        "text_sha256s": one.text_sha256s,
        "is_edited": len(one.text_sha256s) > 1,
        "is_deleted": one.is_deleted,
    }
