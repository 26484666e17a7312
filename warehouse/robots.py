"""The robots.txt of hosts: what is known of them before pages are fetched, and what was found out."""

from collections.abc import Sequence
from datetime import datetime

from warehouse.records import RobotsFile
from warehouse.rows import as_record, as_row
from warehouse.store import Transaction


def robots_in_use(tx: Transaction, now: datetime, good_since: datetime) -> dict[str, RobotsFile]:
    """Return, by origin, the files that are not to be asked for *now*, or were good at *good_since* or later."""
    rows = tx.rows("robots_in_use", now=now, good_since=good_since)
    return {row["origin"]: as_record(RobotsFile, row) for row in rows}


def save_robots(tx: Transaction, files: Sequence[RobotsFile]) -> None:
    """Store how each of *files*, one an origin, was found; the newest stays."""
    if files:
        tx.run_file("merge_robots", rows=[as_row(file) for file in files])
