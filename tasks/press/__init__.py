"""The embedded newsroom: our own sample press, with invented outlets, people and companies, served on loopback.

What `newsecho demo` monitors and what the tests measure against: `load_truth` says what each article is.
"""

from dataclasses import dataclass
from pathlib import Path

from tasks.press.newsroom import articles
from tasks.press.server import Press, PressFeed, serve_press

__all__ = ["MODELS_FOLDER", "Press", "PressFeed", "TruthEntry", "load_truth", "serve_press"]

MODELS_FOLDER = Path(__file__).with_name("models")


@dataclass(frozen=True, slots=True)
class TruthEntry:
    """What we wrote: the article at *url* belongs to *story*, as *relation*, made from *parent*."""

    url: str
    story: str
    relation: str | None  # None for an entry that is no article: a consent wall, a missing page
    parent: str | None


def load_truth() -> list[TruthEntry]:
    """Return the truth of the noon edition, which holds every article."""
    return [TruthEntry(one.url, one.story, one.relation, one.parent_url) for one in articles("noon")]
