"""Tables that commands print: the stories, and how the feeds are."""

from collections.abc import Sequence

from warehouse.lake import Place
from warehouse.rows import Row
from warehouse.sql import Table, query
from warehouse.statements import statement

IN_TROUBLE = {"blocked", "gone", "lying"}  # beside the failing, whose reason names the feed already


def list_stories(snapshot: Place) -> Table:
    """Return the stories of the published *snapshot*, oldest first."""
    return query(snapshot, statement("list_stories"))


def list_feed_health(snapshot: Place) -> Table:
    """Return the feeds of the published *snapshot* with their state, the ones in trouble first."""
    return query(snapshot, statement("list_feed_health"))


def list_decisions(snapshot: Place) -> Table:
    """Return what people decided, by the published *snapshot*, the newest first."""
    return query(snapshot, statement("list_decisions"))


def waiting_for_models(snapshot: Place) -> dict[str, int]:
    """Return how many articles of the published *snapshot* wait for a model, by "source → target"."""
    return dict(query(snapshot, statement("waiting_pairs")).rows)


def failing_feeds(snapshot: Place) -> list[str]:
    """Return a sentence for each feed that gives us nothing, or not the truth: what, where, the way out."""
    health = list_feed_health(snapshot)
    return troubles([dict(zip(health.columns, row, strict=True)) for row in health.rows])


def troubles(rows: Sequence[Row]) -> list[str]:
    """Return that sentence for each feed in trouble among *rows*, those of `list_feed_health`."""
    said = {row["name"]: row["reason"] for row in rows if row["state"] == "failing" and row["reason"]}
    said |= {
        row["name"]: f"feed {row['name']}: {row['state']}, {row['reason']}; see newsecho feeds health"
        for row in rows
        if row["state"] in IN_TROUBLE
    }
    return list(said.values())
