"""Pages asked for by hand: read now, and stored nowhere."""

import asyncio
from collections.abc import Sequence

from flows.context import RunContext
from flows.steps import fetch_policy, robots_policy
from tasks.extract import PageSource
from tasks.fetch import Fetcher
from tasks.pages import get_page
from tasks.robots import RobotsGate
from warehouse.records import Rejection


def visit_pages(context: RunContext, urls: Sequence[str]) -> dict[str, PageSource | Rejection]:
    """Return the page at each of *urls*, or why there is none. robots.txt is obeyed, and hosts are left their gaps."""

    async def visit() -> dict[str, PageSource | Rejection]:
        async with Fetcher(fetch_policy(context), memory=context.memory) as fetcher:
            gate = RobotsGate(fetcher, {}, policy=robots_policy(context), clock=context.clock)
            found = await asyncio.gather(*(get_page(fetcher, url, gate=gate) for url in urls))
        return {
            url: one
            if isinstance(one, Rejection)
            else PageSource(one.body, one.final_url, one.headers.get("content-type"))
            for url, one in zip(urls, found, strict=True)
        }

    return asyncio.run(visit())
