"""A backfill from pages that lie in files: the same pipeline, without the network."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from flows import stages
from flows.context import RunContext
from flows.monitor import after_extraction, recorded
from flows.polling import drops
from flows.report import RunReport
from tasks.core.conservation import count_rejections
from tasks.core.identity import body_hash, content_id, entry_hash, page_id
from tasks.page_files import PageFile, find_page_files, listed_urls, read_page_files
from warehouse import entries, feeds
from warehouse.records import Entry, Feed, Page, PendingEntry, Poll, PollOutcome, Rejection

FILES_FEED = Feed(
    feed_id=content_id("feed", "files:"),
    url="files:",
    name="files",
    publisher="",  # each page says its own
    owner_group="",
    language=None,
    poll_interval_s=0,
    is_active=False,
)


def backfill_files(context: RunContext, paths: Sequence[Path]) -> RunReport:
    """Take the pages at *paths* through the pipeline, as if they had been fetched; a second time adds nothing.

    Args:
        context: what the run works with.
        paths: pages (.html, .htm, either with .gz) or folders of them. The URL of a page is what a `truth.jsonl` or
            `manifest.jsonl` beside it says of its path, else its canonical link.

    Raises:
        FileNotFoundError: a path leads nowhere, or a folder holds no page; nothing has been written.
        ManifestError: a line of a manifest cannot be used; neither.
    """
    files = find_page_files(paths)
    urls = listed_urls(files)
    with recorded(context, "backfill", {"files": ", ".join(map(str, paths))}) as report:
        with report.stage("read"):
            for batch in stages.batches(files, context.settings.pages.batch_size):
                _store(context, report, list(read_page_files(batch, urls)))
        with report.stage("extract"):
            stages.extract(context, report)
        after_extraction(context, report)
    return report


def _store(context: RunContext, report: RunReport, pages: Sequence[PageFile]) -> None:
    """Store entries and pages of a batch together, so that a killed backfill leaves no entry to be fetched."""
    now = context.clock()
    listed = [_entry(page, position) for position, page in enumerate(pages)]
    poll = Poll(context.new_id(now), FILES_FEED.feed_id, report.run_id, now, PollOutcome.OK, now, n_listed=len(listed))
    with context.warehouse.transaction("read files") as tx:
        feeds.sync_feeds(tx, [FILES_FEED], now, is_complete=False)
        sums = feeds.save_poll(tx, poll, listed, now)
        new = {pending.entry.entry_key: pending for pending in entries.pending_of_feed(tx, FILES_FEED.feed_id)}
        fetched, rejected = _outcomes(context, report, pages, new, now)
        stored = context.raw.put_many(tx, fetched, context.new_id(now))
        entries.save_pages(tx, stored, rejected, now, None)
    report.n_entries += sums.n_entries
    report.n_known += sums.n_known
    report.dropped += drops(FILES_FEED, poll, sums)
    report.rejected += count_rejections(rejection for _, rejection in rejected)


def _outcomes(
    context: RunContext, report: RunReport, pages: Sequence[PageFile], new: dict[str, PendingEntry], now: datetime
) -> tuple[list[tuple[Page, bytes]], list[tuple[PendingEntry, Rejection]]]:
    fetched: list[tuple[Page, bytes]] = []
    rejected: list[tuple[PendingEntry, Rejection]] = []
    for page in pages:
        pending = new.pop(page.key, None)
        if pending is None:
            continue
        if page.problem:
            rejected.append((pending, Rejection("bad_url", page.problem)))
        else:
            fetched.append((_page(context, report, page, now), page.body))
    return fetched, rejected


def _page(context: RunContext, report: RunReport, page: PageFile, now: datetime) -> Page:
    return Page(
        page_id=page_id(context.new_id(now)),
        run_id=report.run_id,
        feed_id=FILES_FEED.feed_id,
        entry_key=page.key,
        url=page.url,
        final_url=page.url,
        fetched_at=now,
        http_status=200,
        content_type="text/html",
        n_bytes=len(page.body),
        body_sha256=body_hash(page.body),
    )


def _entry(page: PageFile, position: int) -> Entry:
    return Entry(
        feed_id=FILES_FEED.feed_id,
        entry_key=page.key,
        entry_hash=entry_hash(page.body.decode("latin-1")),
        url=page.url,
        link=page.path.name,
        title="",
        position=position,
    )
