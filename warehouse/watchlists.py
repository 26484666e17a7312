"""Watchlists: which articles are looked at, what they hit, and what a watchlist looked for last time.

Texts and terms are folded by the same macro as the search folds them, in SQL, so "vie privée" is "Vie privee" here too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from warehouse.records import WatchTerm
from warehouse.rows import Row, as_record, as_row
from warehouse.store import Transaction


@dataclass(frozen=True, slots=True)
class WatchWork:
    """An article to be looked at: by all watchlists when its text is new, else by those that changed."""

    article_id: str
    is_waiting: bool


def changed_watchlists(tx: Transaction, definitions: Mapping[str, str]) -> set[str]:
    """Return the names among *definitions* (name → hash) that look for something else than when last looked for."""
    rows = _definition_rows(definitions)
    return {name for (name,) in tx.run_file("changed_watchlists", rows=rows)} if rows else set()


def articles_to_watch(tx: Transaction, *, since: date, has_changed: bool) -> list[WatchWork]:
    """Return the articles to be looked at: those that wait, and with *has_changed* all published *since* a day."""
    rows = tx.rows("articles_to_watch", since=since, has_changed=has_changed)
    return [as_record(WatchWork, row) for row in rows]


def save_hits(
    tx: Transaction,
    works: Sequence[WatchWork],
    terms: Sequence[WatchTerm],
    *,
    changed: set[str],
    now: datetime,
    run_id: str,
) -> int:
    """Look at *works* and store what *terms* hit in them, in place of what they hit before; return how many are new.

    The same texts and terms leave the rows as they are, so a batch may be repeated.
    """
    tx.run_file("watch_articles", rows=[as_row(work) for work in works])
    n_new = 0
    if terms:
        rows = [as_row(term) | {"is_changed": term.watchlist in changed} for term in terms]
        tx.run_file("watch_terms", rows=rows)
        tx.run_file("watch_texts")
        tx.run_file("watch_matches")
        ((n_new,),) = tx.run_file("count_new_hits")
        tx.run_file("delete_watch_hits")
        tx.run_file("merge_watch_hits", now=now, run_id=run_id)
    tx.run_file("dequeue_watched")
    return n_new


def watched_among(tx: Transaction, texts: Sequence[Row], terms: Sequence[WatchTerm]) -> set[str]:
    """Return the articles of which *terms* hit a text, as `save_hits` would say of a stored one; nothing is stored.

    Args:
        tx: the transaction.
        texts: rows with article_id, lang (of the article), rendition (original | translation), text_lang, title, body.
        terms: of all watchlists.
    """
    if not texts or not terms:
        return set()
    tx.run_file("watch_terms", rows=[as_row(term) | {"is_changed": False} for term in terms])
    tx.run_file("watch_texts_given", rows=list(texts))
    tx.run_file("watch_matches")
    return {article_id for (article_id,) in tx.run("SELECT DISTINCT article_id::VARCHAR FROM watch_match")}


def note_watchlists(tx: Transaction, definitions: Mapping[str, str], now: datetime) -> None:
    """Note that *definitions* (name → hash) were looked for over their window; others are listed no more."""
    rows = _definition_rows(definitions)
    if rows:
        tx.run_file("note_watchlists", rows=rows, now=now)
    tx.run_file("unlist_watchlists", names=list(definitions))


def _definition_rows(definitions: Mapping[str, str]) -> list[Row]:
    return [{"name": name, "definition_sha256": sha256} for name, sha256 in definitions.items()]
