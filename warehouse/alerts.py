"""Alerts: which stories an address is still to be told of, and that it was."""

from collections.abc import Sequence
from datetime import date, datetime

from warehouse.records import WatchHit
from warehouse.rows import as_record
from warehouse.store import Transaction


def due_alerts(tx: Transaction, address_id: str, since: date) -> list[WatchHit]:
    """Return the hits of stories that the address was not told of, with one published *since* a day."""
    return [as_record(WatchHit, row) for row in tx.rows("due_alerts", address_id=address_id, since=since)]


def save_alerts(tx: Transaction, address_id: str, hits: Sequence[WatchHit], *, now: datetime, run_id: str) -> None:
    """Note that the address took an alert with *hits*."""
    rows = [{"watchlist": hit.watchlist, "story_id": hit.story_id} for hit in hits]
    if rows:
        tx.run_file("insert_alerts", rows=rows, address_id=address_id, now=now, run_id=run_id)
