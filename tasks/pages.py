"""Pages: fetch what an entry points at, or say why there is nothing to read."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from tasks.core.charset import charset_of
from tasks.core.identity import body_hash, page_id
from tasks.core.reservations import reservations
from tasks.errors import (
    BadBodyError,
    BlockedAddressError,
    BusyHostError,
    DisallowedError,
    RobotsUnreachableError,
    SourceError,
    TooLargeError,
    TransientSourceError,
)
from tasks.fetch import Fetcher, Response
from tasks.robots import RobotsGate
from warehouse.records import Page, PendingEntry, Rejection

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
HTML_TYPES = ("text/html", "application/xhtml+xml", "")  # without a type, the extractor decides
BUSY_HOST = "busy_host"  # not asked, as the host had asked for patience: no attempt, and no rejection of the page
REASONS: dict[type[SourceError], str] = {  # of the others, those with a status are http_error, the rest network_error
    BlockedAddressError: "blocked",
    BusyHostError: BUSY_HOST,
    DisallowedError: "robots_disallowed",
    RobotsUnreachableError: "robots_unreachable",
    TooLargeError: "too_large",
}

FetchedPage = tuple[PendingEntry, tuple[Page, bytes] | Rejection]


async def fetch_pages(
    fetcher: Fetcher,
    pending: Sequence[PendingEntry],
    *,
    gate: RobotsGate,
    run_id: str,
    clock: Callable[[], datetime],
    new_id: Callable[[datetime], str],
) -> list[FetchedPage]:
    """Fetch the page of each of *pending* and return, in their order, the page with its bytes or why there is none.

    No page that robots.txt disallows is asked for, unless its feed is to ignore that; what *gate* asked, it keeps.
    """

    async def fetch(one: PendingEntry) -> FetchedPage:
        if not one.entry.url:
            return one, Rejection("bad_url", f"no usable link in the entry ({one.entry.link[:80]!r})")
        response = await get_page(fetcher, one.entry.url, gate=None if one.feed.robots == "ignore" else gate)
        if isinstance(response, Rejection):
            return one, response
        content_type = response.headers.get("content-type", "")
        now, charset = clock(), charset_of(response.body, content_type)
        page = Page(
            page_id=page_id(new_id(now)),
            run_id=run_id,
            feed_id=one.entry.feed_id,
            entry_key=one.entry.entry_key,
            url=one.entry.url,
            final_url=response.final_url,
            fetched_at=now,
            http_status=response.status,
            content_type=content_type or None,
            n_bytes=len(response.body),
            body_sha256=body_hash(response.body),
            elapsed_ms=response.elapsed_ms,
            reservations=reservations(response.headers, response.body),
            charset=charset.name,
            charset_source=charset.source,
        )
        return one, (page, response.body)

    return list(await asyncio.gather(*(fetch(one) for one in pending)))


async def get_page(fetcher: Fetcher, url: str, *, gate: RobotsGate | None) -> Response | Rejection:
    """Return the page at *url*, or why there is none; *gate* says what robots.txt allows, None: everything."""
    policy = fetcher.policy
    try:
        response = await fetcher.get(
            url,
            cap_bytes=policy.page_cap_bytes,
            gap_s=policy.page_gap_s,
            headers={"Accept": ACCEPT},
            admit=gate.admit if gate else None,
        )
    except SourceError as error:
        return _rejection(error)
    content_type = response.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() not in HTML_TYPES:
        return Rejection("not_html", f"{content_type} at {response.final_url}")
    return response


def _rejection(error: SourceError) -> Rejection:
    """Return the reason a reader sees for an error, and whether a later run should try again."""
    reason = REASONS.get(type(error)) or ("http_error" if getattr(error, "status", None) else "network_error")
    # A cut body is a passing accident of the connection.
    return Rejection(
        reason, str(error), is_transient=isinstance(error, TransientSourceError | BadBodyError | BusyHostError)
    )
