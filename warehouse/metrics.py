"""What is measured of a warehouse after a run."""

from warehouse.rows import Row
from warehouse.store import Transaction


def measured(tx: Transaction) -> tuple[Row, list[Row], dict[str, int]]:
    """Return counts by name, a row a kind of run, and how many polled feeds are in which state."""
    (counts,) = tx.rows("metric_counts")
    return counts, tx.rows("metric_runs"), dict(tx.run_file("feed_states"))
