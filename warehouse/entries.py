"""Entries on their way: waiting for a page, waiting to be read, settled as article, known or rejected.

Every entry ends as exactly one of them. What settles an entry checks that it is still the entry, in the attempt, that
the work was done for; so a call made twice settles nothing twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from warehouse.articles import Content, Judge, write_articles
from warehouse.records import Article, Entry, Feed, Page, PageWork, PendingEntry, Rejection
from warehouse.rows import Row, as_record, as_row, plain, rfc_822
from warehouse.store import Transaction

__all__ = [
    "ArticleSums",
    "PageWork",  # tasks and flows know it as what this module hands out
    "articles_for_reextraction",
    "count_pending",
    "pages_to_extract",
    "pending_entries",
    "pending_of_feed",
    "save_articles",
    "save_pages",
]


ENTRY = ("feed_id", "entry_key")  # what names an entry


@dataclass(frozen=True, slots=True)
class ArticleSums:
    """What became of pages read: each is one of new, updated, known, or rejected for a reason."""

    n_new: int
    n_updated: int
    n_known: int
    n_rejected: dict[str, int] = field(default_factory=dict[str, int])


def count_pending(tx: Transaction, now: datetime) -> int:
    """Return how many entries wait: for a page, for being read, or for another attempt that is due *now*."""
    rows = tx.run(
        "SELECT count(*) FROM core.feed_entry WHERE state = 'pending' OR (state = 'rejected' AND retry_at <= $now)",
        now=now,
    )
    return int(rows[0][0])


def pending_entries(tx: Transaction, now: datetime) -> list[PendingEntry]:
    """Return the entries that wait for a page: new, changed, or rejected and due *now*; oldest first."""
    return [_pending(row) for row in tx.rows("pending_entries", now=now, feed_id=None)]


def pending_of_feed(tx: Transaction, feed_id: str) -> list[PendingEntry]:
    """Return the entries of one feed that wait for their first page since they were new or changed."""
    return [_pending(row) for row in tx.rows("pending_entries", now=None, feed_id=feed_id)]


def save_pages(
    tx: Transaction,
    pages: Sequence[Page],
    rejections: Sequence[tuple[PendingEntry, Rejection]],
    now: datetime,
    retry_at: datetime | None,
    *,
    run_id: str | None = None,
) -> None:
    """Store fetched pages, whose entries then wait to be read, and settle the entries whose page was refused.

    The body of each page is in the raw store already (`RawStore.put_many`). A transient rejection is tried again at
    *retry_at*.

    Args:
        tx: the transaction.
        pages: what was fetched.
        rejections: what was not, and why.
        now: when.
        retry_at: when a transient rejection may be tried again; None: never.
        run_id: the run, where the rejections should name it.
    """
    if pages:
        given = sorted(page.page_id for page in pages)
        found = tx.run_file("unknown_pages", ids=given, lowest=given[0], highest=given[-1])
        new = {page_id for (page_id,) in found}
        if new:
            rows = [as_row(page) for page in pages if page.page_id in new]
            tx.run_file("keep_page_addresses", rows=[{key: row[key] for key in ENTRY} for row in rows])
            tx.run_file("link_pages", rows=rows)
            tx.run_file("insert_pages", rows=rows)
    rows = [
        _rejection_row(pending.entry, rejection, pending.n_attempts, now)
        | {
            "stage": "fetch",
            "page_id": None,
            "run_id": run_id,
            "retry_at": retry_at if rejection.is_transient else None,
        }
        for pending, rejection in rejections
    ]
    if rows:
        tx.run_file("insert_fetch_rejections", rows=rows)
        tx.run_file("settle_unfetched", rows=rows)


def pages_to_extract(tx: Transaction) -> list[PageWork]:
    """Return the pages whose entries wait to be read, in the order they were fetched."""
    return [_work(row) for row in tx.rows("pages_to_extract")]


def articles_for_reextraction(tx: Transaction, since: date, until: date) -> list[PageWork]:
    """Return the page of each article published from *since* to *until*, both included, pack by pack."""
    return [_work(row) for row in tx.rows("articles_for_reextraction", since=since, until=until)]


def save_articles(
    tx: Transaction,
    articles: Sequence[Article],
    rejections: Sequence[tuple[PageWork, Rejection]],
    now: datetime,
    run_id: str,
    *,
    judge: Judge | None = None,
) -> ArticleSums:
    """Store *articles* and settle their entries; settle the entries of pages that held none.

    An article never seen is new; one with another content than its newest version is updated; else it is known. Of
    two pages in one call that hold the same content, the first counts as new.

    Args:
        tx: the transaction.
        articles: what was read.
        rejections: which pages held no article, and why; an article read from such a page earlier stays.
        now: when.
        run_id: the run.
        judge: says how a content differs from the one it takes the place of (`tasks.core.extract.change`).
    """
    contents = write_articles(tx, articles, now, run_id, judge)
    settled = [
        {"article_id": article.article_id, "page_id": article.page_id, "state": _state(content)}
        for article, content in zip(articles, contents, strict=True)
    ]
    if settled:
        tx.run_file("settle_read", rows=settled, now=now, run_id=run_id)
        tx.run_file("name_known", rows=settled)
    rows = [
        _rejection_row(work.entry, rejection, work.n_attempts, now)
        | {"stage": "extract", "page_id": work.page.page_id, "run_id": run_id}
        for work, rejection in rejections
    ]
    if rows:
        tx.run_file("insert_extract_rejections", rows=rows)
        tx.run_file("settle_unreadable", rows=rows)
    found = Counter(contents)
    reasons = Counter(rejection.reason for _, rejection in rejections)
    return ArticleSums(found[Content.NEW], found[Content.UPDATED], found[Content.KNOWN], dict(reasons))


def _state(content: Content) -> str:
    return "known" if content is Content.KNOWN else "article"


def _rejection_row(entry: Entry, rejection: Rejection, n_attempts: int, now: datetime) -> Row:
    """Return the row of `core.rejection`, with the hash and attempt of the entry that the work was done for."""
    more: dict[str, Any] = {"rejected_at": now, "rejected_on": now.date(), "n_attempt": n_attempts + 1}
    named = {"feed_id": entry.feed_id, "entry_key": entry.entry_key, "url": entry.url}
    return as_row(rejection, **more) | plain(named) | {"entry_hash": entry.entry_hash}


def _pending(row: Row) -> PendingEntry:
    return PendingEntry(_entry(row["entry"]), as_record(Feed, row["feed"]), row["n_attempts"])


def _work(row: Row) -> PageWork:
    entry = _entry(row["entry"])
    return PageWork(_page(row["page"], entry), entry, as_record(Feed, row["feed"]), row["n_attempts"])


def _page(row: Row, entry: Entry) -> Page:
    """Return the record of a row of `core.page`, fetched for *entry*, where what the entry says is not stored again."""
    url = entry.url if row["url"] is None else row["url"]
    more = {"feed_id": entry.feed_id, "entry_key": entry.entry_key, "url": url, "final_url": row["final_url"] or url}
    return as_record(Page, row, **more, reservations=tuple(row["reservations"] or ()))


def _entry(row: Row) -> Entry:
    """Return the record of a row of `core.feed_entry`, where what can be told from another column is not stored."""
    url = row["entry_key"] if row["url"] is None else row["url"]
    raw = row["published_raw"] or (rfc_822(row["published_at"]) if row["published_at"] else None)
    return as_record(Entry, row, url=url, link=url if row["link"] is None else row["link"], published_raw=raw)
