"""Tables that commands print: the stories, and how the feeds are."""

from warehouse.lake import Place
from warehouse.sql import Table, query
from warehouse.statements import statement


def list_stories(snapshot: Place) -> Table:
    """Return the stories of the published *snapshot*, oldest first."""
    return query(snapshot, statement("list_stories"))


def list_feed_health(snapshot: Place) -> Table:
    """Return the feeds of the published *snapshot* with their state, the ones in trouble first."""
    return query(snapshot, statement("list_feed_health"))


def failing_feeds(snapshot: Place) -> list[str]:
    """Return a sentence for each feed that fails: what, where, the way out."""
    health = list_feed_health(snapshot)
    rows = (dict(zip(health.columns, row, strict=True)) for row in health.rows)
    return [row["reason"] for row in rows if row["state"] == "failing" and row["reason"]]
