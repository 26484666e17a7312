"""The schedule's ledger: what became of each of its times, and which runs there were to decide it by."""

from collections.abc import Sequence
from datetime import datetime

from warehouse.records import Slot, Work
from warehouse.rows import as_record, as_row
from warehouse.store import Transaction


def save_slots(tx: Transaction, slots: Sequence[Slot]) -> None:
    """Store *slots*. Where one is known already, a run takes the place of no run, never the reverse."""
    if slots:
        tx.run_file("merge_slots", rows=[as_row(slot) for slot in slots])


def accounted_until(tx: Transaction, job: str) -> datetime | None:
    """Return the newest slot of *job* that is accounted for; None when there is none."""
    [(slot_at,)] = tx.run_file("last_slot", job=job)
    return slot_at


def slots_since(tx: Transaction, job: str, since: datetime) -> set[datetime]:
    """Return the times of *job*, from *since* on, that are accounted for."""
    return {slot_at for (slot_at,) in tx.run_file("slots_since", job=job, since=since)}


def work_since(tx: Transaction, kinds: Sequence[str], since: datetime) -> list[Work]:
    """Return the runs of *kinds* that started since, or were at work at, *since* or later; oldest first."""
    return [as_record(Work, row) for row in tx.rows("work_since", kinds=list(kinds), since=since)]
