"""Tables that commands print: the stories, and how the feeds are."""

from collections.abc import Sequence

from warehouse.errors import WarehouseError
from warehouse.lake import Lake, Place
from warehouse.publish import published
from warehouse.rows import Row
from warehouse.sql import Table, query
from warehouse.statements import statement
from warehouse.store import Warehouse
from warehouse.writer_reading import read_writer, why_not_the_writer

IN_TROUBLE = {"blocked", "gone", "lying"}  # beside the failing, whose reason names the feed already


def list_stories(snapshot: Place) -> Table:
    """Return the stories of the published *snapshot*, oldest first."""
    return query(snapshot, statement("list_stories"))


def list_feed_health(snapshot: Place) -> Table:
    """Return the feeds of the published *snapshot* with their state, the ones in trouble first."""
    return query(snapshot, statement("list_feed_health"))


def list_decisions(place: Place, *, wait_s: float) -> tuple[Table, str | None]:
    """Return what people decided, the newest first, and whether it is carried out: what is not waits for the next run.

    Args:
        place: the published snapshot, or its folder; or a lake. Beside a snapshot the writer file is looked at, where
            there is one: what was decided since is there alone.
        wait_s: how long to wait for the writer's lock.

    Returns:
        the table, and why the writer file could not be looked at; None when it was, or there is none.
    """
    listed = query(place, statement("list_decisions"))
    if isinstance(place, Lake):
        return listed, None
    folder = published(place).parent
    if not Warehouse(folder).writer_path.is_file():
        return listed, None
    why_not = why_not_the_writer(folder, None)
    if why_not is not None:
        return listed, why_not
    try:
        with read_writer(folder, "list decisions", wait_s=wait_s) as connection:
            newest = connection.execute(statement("list_decisions")).fetchall()
    except WarehouseError as error:
        return listed, str(error)
    known = set(listed.rows)
    rows = [row if row in known else (*row[:-1], False) for row in newest]
    return Table(listed.columns, listed.types, rows), None


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
