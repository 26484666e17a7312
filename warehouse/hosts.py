"""Hosts that asked for patience: which they are, and until when nothing of theirs is asked for."""

from collections.abc import Sequence
from datetime import datetime

from warehouse.records import HostState
from warehouse.rows import as_record, as_row
from warehouse.store import Transaction


def busy_hosts(tx: Transaction, now: datetime, *, since: datetime) -> dict[str, HostState]:
    """Return the hosts that are not to be asked, by name.

    Args:
        tx: the transaction.
        now: when.
        since: start of the run; a host that asked for patience in it is left alone to its end, however little it asked.
    """
    found = (as_record(HostState, row) for row in tx.rows("busy_hosts", now=now, since=since))
    return {state.host: state for state in found}


def save_hosts(tx: Transaction, states: Sequence[HostState]) -> None:
    """Store which hosts asked for patience."""
    if states:
        tx.run_file("merge_hosts", rows=[as_row(state) for state in states])
