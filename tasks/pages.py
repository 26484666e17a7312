"""Pages: fetch what an entry points at, or say why there is nothing to read."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from tasks.errors import (
    BadBodyError,
    BlockedAddressError,
    BusyHostError,
    HttpStatusError,
    SourceError,
    TooLargeError,
    TransientSourceError,
)
from tasks.fetch import Fetcher
from warehouse.records import Page, PendingEntry, Rejection

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
HTML_TYPES = ("text/html", "application/xhtml+xml", "")  # without a type, the extractor decides

FetchedPage = tuple[PendingEntry, tuple[Page, bytes] | Rejection]


async def fetch_pages(
    fetcher: Fetcher,
    pending: Sequence[PendingEntry],
    *,
    run_id: str,
    clock: Callable[[], datetime],
    new_id: Callable[[datetime], str],
) -> list[FetchedPage]:
    """Fetch the page of each of *pending* and return, in their order, the page with its bytes or why there is none."""

    async def fetch(one: PendingEntry) -> FetchedPage:
        if not one.entry.url:
            return one, Rejection("bad_url", f"no usable link in the entry ({one.entry.link[:80]!r})")
        policy = fetcher.policy
        try:
            response = await fetcher.get(
                one.entry.url, cap_bytes=policy.page_cap_bytes, gap_s=policy.page_gap_s, headers={"Accept": ACCEPT}
            )
        except SourceError as error:
            return one, _rejection(error)
        content_type = response.headers.get("content-type", "")
        if content_type.partition(";")[0].strip().lower() not in HTML_TYPES:
            return one, Rejection("not_html", f"{content_type} at {response.final_url}")
        now = clock()
        page = Page(
            page_id=new_id(now),
            run_id=run_id,
            feed_id=one.entry.feed_id,
            entry_key=one.entry.entry_key,
            url=one.entry.url,
            final_url=response.final_url,
            fetched_at=now,
            http_status=response.status,
            content_type=content_type or None,
            n_bytes=len(response.body),
            body_sha256=hashlib.sha256(response.body).hexdigest(),
            elapsed_ms=response.elapsed_ms,
        )
        return one, (page, response.body)

    return list(await asyncio.gather(*(fetch(one) for one in pending)))


def _rejection(error: SourceError) -> Rejection:
    """Return the reason a reader sees for an error, and whether a later run should try again."""
    if isinstance(error, HttpStatusError):
        return Rejection("http_error", str(error))
    if isinstance(error, TransientSourceError):
        return Rejection("http_error" if error.status else "network_error", str(error), is_transient=True)
    if isinstance(error, BusyHostError):
        return Rejection("busy_host", str(error), is_transient=True)
    if isinstance(error, BlockedAddressError):
        return Rejection("blocked", str(error))
    if isinstance(error, TooLargeError):
        return Rejection("too_large", str(error))
    # A cut body is a passing accident of the connection.
    return Rejection("network_error", str(error), is_transient=isinstance(error, BadBodyError))
