"""Hosts: which asked for patience and until when nothing of theirs is asked for, and which are slow."""

from collections.abc import Sequence
from datetime import datetime

from warehouse.records import HostPace, HostState
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


def slow_hosts(tx: Transaction) -> list[HostPace]:
    """Return the hosts that are asked more slowly, as their answers take long."""
    return [as_record(HostPace, row) for row in tx.rows("slow_hosts")]


def save_hosts(tx: Transaction, states: Sequence[HostState], paces: Sequence[HostPace] = ()) -> None:
    """Store which hosts asked for patience, and how slowly hosts are asked."""
    if states:
        tx.run_file("merge_hosts", rows=[as_row(state) for state in states])
    if paces:
        tx.run_file("merge_host_paces", rows=[as_row(pace) for pace in paces])
