"""What waits for a stage: written in the transaction that makes it wait, taken off when the stage has done it.

The queue only says where to look: each stage still decides by content and rule whether there is anything to do.
"""

from collections.abc import Iterable
from datetime import date

from warehouse.store import Transaction

TRANSLATE = "translate"
GROUP = "group"
WATCH = "watch"


def enqueue(tx: Transaction, article_ids: Iterable[str], *stages: str) -> None:
    """Let the articles wait for each of *stages*."""
    rows = [{"stage": stage, "article_id": article_id} for article_id in sorted(set(article_ids)) for stage in stages]
    if rows:
        tx.run_file("enqueue", rows=rows)


def enqueue_window(tx: Transaction, since: date, until: date, *stages: str) -> None:
    """Let the articles published from *since* to *until*, both included, wait for each of *stages*."""
    for stage in stages:
        tx.run_file("enqueue_window", stage=stage, since=since, until=until)


def those_waiting(tx: Transaction, article_ids: Iterable[str], *stages: str) -> set[str]:
    """Return which of the articles wait for one of *stages*."""
    ids = sorted(set(article_ids))
    return {article_id for article_id, _ in tx.run_file("waits_for", ids=ids, stages=list(stages))} if ids else set()


def do_wait(tx: Transaction, article_ids: Iterable[str], *stages: str) -> bool:
    """Say whether one of the articles waits for one of *stages*."""
    return bool(those_waiting(tx, article_ids, *stages))
