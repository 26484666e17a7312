"""Leases: who is at work, so that a work that one process at a time does is not begun by a second one."""

from datetime import datetime

from warehouse.records import Lease
from warehouse.rows import as_record, as_row
from warehouse.store import Transaction, Warehouse
from warehouse.trouble import TROUBLE


def lease_of(tx: Transaction, name: str) -> Lease | None:
    """Return who does the work *name*, or did it last; None when nobody ever did."""
    return next((as_record(Lease, row) for row in tx.rows("find_lease", work=name)), None)


def take_lease(tx: Transaction, lease: Lease) -> None:
    """Store *lease* in place of the last one of its name; whether that one is free, the caller has seen to."""
    tx.run_file("merge_lease", rows=[as_row(lease)])


def beat(warehouse: Warehouse, lease: Lease, at: datetime, *, is_done: bool = False) -> bool:
    """Say that the holder of *lease* is alive *at* a time, or done; nothing when another has taken it since.

    Returns:
        whether it could be said: on a full disk, or while another writes for long, it cannot, and the run itself is
        the one to complain.
    """
    try:
        with warehouse.transaction("heartbeat") as tx:
            tx.run_file("beat_lease", work=lease.name, run_id=lease.run_id, at=at, is_done=is_done)
    except TROUBLE:
        return False
    return True
