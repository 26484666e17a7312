"""The steps a runner carries out: one batch each, blocking, plain values in and out, nothing written."""

import asyncio
import sys
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from flows.context import RunContext
from tasks.archives.reading import read_archives
from tasks.archives.source import Question
from tasks.children import Children
from tasks.core.archives.window import Found
from tasks.core.course import Doubts
from tasks.core.host_turns import Courtesy
from tasks.core.language import detect_language
from tasks.core.pace import Pace
from tasks.core.stories import Furniture, compare, tell_stories
from tasks.descriptors import affordable
from tasks.extract import extract_pages, page_readers
from tasks.fetch import Fetcher, FetchPolicy
from tasks.hosts import busy_hosts
from tasks.pages import FetchedPage, fetch_pages
from tasks.poll import PolledFeed, poll_feeds
from tasks.robots import RobotsGate, RobotsPolicy
from tasks.translate.engine import TranslationEngine
from tasks.translate.sentences import Outcome, translate_sentences
from warehouse.entries import PageWork
from warehouse.records import (
    Article,
    FeedState,
    HostState,
    Membership,
    Override,
    Pair,
    PendingEntry,
    Rejection,
    RobotsFile,
    StoryLink,
    Telling,
)

Told = tuple[list[Membership], list[StoryLink]]
R = TypeVar("R")


def outcome_of(work: Coroutine[Any, Any, R]) -> R:
    """Run *work* to its end and return what it returns.

    Its task ends with nothing in hand: as `asyncio.run` takes its handler of signals away, `signal.getsignal` looks the
    handler up in an enum, whose error quotes the task and its result. Quoting pages took 1.4 ms each.
    """
    found: list[R] = []

    async def keep() -> None:
        found.append(await work)

    asyncio.run(keep())
    return found[0]


def fetch_policy(context: RunContext) -> FetchPolicy:
    """Return how this run fetches: the settings, and for the demo alone its press on loopback."""
    fetch = context.settings.fetch
    is_own_press = bool(context.hosts)
    needs_no_gap = is_own_press and not context.spares_hosts
    return FetchPolicy(
        user_agent=fetch.user_agent,
        connect_timeout_s=fetch.connect_timeout_s,
        header_timeout_s=fetch.header_timeout_s,
        total_timeout_s=fetch.total_timeout_s,
        dns_timeout_s=fetch.dns_timeout_s,
        dns_tries=fetch.dns_tries,
        max_redirects=fetch.max_redirects,
        max_header_bytes=fetch.max_header_bytes,
        nameservers=fetch.nameservers,
        feed_cap_bytes=fetch.feed_cap_bytes,
        feed_wire_cap_bytes=fetch.feed_wire_cap_bytes,
        page_cap_bytes=fetch.page_cap_bytes,
        sitemap_cap_bytes=fetch.sitemap_cap_bytes,
        max_entries=fetch.max_entries,
        feed_gap_s=0 if needs_no_gap else fetch.feed_gap_s,
        page_gap_s=0 if needs_no_gap else fetch.page_gap_s,
        concurrency=affordable(fetch.concurrency),
        courtesy=courtesy(context),
        large_bodies_bytes=fetch.large_bodies_bytes,
        is_loopback_allowed=is_own_press,
        hosts=context.hosts,
    )


def courtesy(context: RunContext) -> Courtesy:
    """Return what hosts and addresses are spared: the settings; our own press shares one address with nobody."""
    fetch = context.settings.fetch
    return Courtesy(
        shared_names=sys.maxsize if context.hosts else fetch.shared_names,
        shared_parallel=fetch.shared_parallel,
        shared_gap_s=fetch.shared_gap_s,
        slow_weight=fetch.slow_weight,
        slow_factor=0 if context.hosts else fetch.slow_factor,
        slow_cap_s=fetch.slow_cap_s,
    )


def pace(context: RunContext) -> Pace:
    """Return the pace of the settings."""
    poll = context.settings.poll
    return Pace(
        floor_s=poll.floor_s,
        default_s=poll.default_s,
        cap_s=poll.cap_s,
        retry_after_cap_s=poll.retry_after_cap_s,
        backoff_s=poll.backoff_s,
        jitter=poll.jitter,
        quiet_s=poll.quiet_s,
    )


def doubts(context: RunContext) -> Doubts:
    """Return what the settings believe of feeds, and when."""
    poll = context.settings.poll
    return Doubts(
        probe_after_s=poll.probe_after_s,
        probe_every_s=poll.probe_every_s,
        lie_memory_s=poll.lie_memory_s,
        gone_after_s=poll.gone_after_s,
        move_after_polls=poll.move_after_polls,
        move_after_s=poll.move_after_s,
        move_back_after=poll.move_back_after,
        gap_memory_s=poll.gap_memory_s,
    )


def poll_step(
    context: RunContext, states: Sequence[FeedState], run_id: str, closed: Mapping[str, str]
) -> tuple[list[PolledFeed], list[HostState]]:
    """Poll *states*, every host at its own pace and those of *closed* not at all.

    Returns the polls that were made, and the hosts that asked for patience.
    """

    async def poll() -> tuple[list[PolledFeed], list[HostState]]:
        async with Fetcher(fetch_policy(context), closed=closed, memory=context.memory) as fetcher:
            polled = await poll_feeds(
                fetcher,
                states,
                run_id=run_id,
                clock=context.clock,
                new_id=context.new_id,
                pace=pace(context),
                doubts=doubts(context),
            )
        return polled, busy_hosts(fetcher, pace(context), context.clock())

    return outcome_of(poll())


def robots_policy(context: RunContext) -> RobotsPolicy:
    """Return how robots.txt is read: the settings; one that fails is asked again when the pages behind it are."""
    robots, pages = context.settings.robots, context.settings.pages
    return RobotsPolicy(robots.cache_s, robots.cap_bytes, robots.crawl_delay_cap_s, pages.retry_after_s)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a batch of pages came to."""

    pages: list[FetchedPage]  # each with its bytes, or with the reason there is none
    busy: list[HostState]  # hosts that asked for patience
    asked: list[RobotsFile]  # robots.txt files that were asked for


def fetch_step(
    context: RunContext,
    pending: Sequence[PendingEntry],
    run_id: str,
    known: Mapping[str, RobotsFile],
    closed: Mapping[str, str],
) -> Fetched:
    """Fetch the pages of *pending*; *known* is each robots.txt known so far, and hosts of *closed* are not asked."""

    async def fetch() -> Fetched:
        async with Fetcher(fetch_policy(context), closed=closed, memory=context.memory) as fetcher:
            gate = RobotsGate(fetcher, known, policy=robots_policy(context), clock=context.clock)
            pages = await fetch_pages(
                fetcher, pending, gate=gate, run_id=run_id, clock=context.clock, new_id=context.new_id
            )
        return Fetched(pages, busy_hosts(fetcher, pace(context), context.clock()), list(gate.asked.values()))

    return outcome_of(fetch())


@dataclass(frozen=True, slots=True)
class Archived:
    """What a request to each of some archives came to."""

    found: list[Found]  # in the order they were asked
    busy: list[HostState]  # hosts that asked for patience
    asked: list[RobotsFile]  # robots.txt files that were asked for


def archive_step(
    context: RunContext,
    questions: Sequence[Question],
    known: Mapping[str, RobotsFile],
    closed: Mapping[str, str],
) -> Archived:
    """Make a request for each of *questions*; *known* is each robots.txt known, and hosts of *closed* are not asked."""

    async def read() -> Archived:
        async with Fetcher(fetch_policy(context), closed=closed, memory=context.memory) as fetcher:
            gate = RobotsGate(fetcher, known, policy=robots_policy(context), clock=context.clock)
            found = await read_archives(fetcher, questions, gate=gate, now=context.clock())
        return Archived(found, busy_hosts(fetcher, pace(context), context.clock()), list(gate.asked.values()))

    return outcome_of(read())


def extract_step(
    context: RunContext, works: Sequence[PageWork], readers: Children | None = None
) -> list[Article | Rejection]:
    """Read the article in each page, in the order of *works*: with *readers*, which stay open, or some of its own."""
    with nullcontext(readers) if readers else page_readers_of(context) as reading:
        return extract_pages(works, bodies=context.raw.read_many, readers=reading, detect=detect_language)


def page_readers_of(context: RunContext) -> AbstractContextManager[Children]:
    """Open children that read pages, with the limits of the settings; they start with the first page."""
    settings = context.settings.pages
    return page_readers(timeout_s=settings.read_timeout_s, memory_bytes=settings.read_memory_bytes)


def translate_step(engine: TranslationEngine, source: str, sentences: Sequence[str]) -> Outcome:
    """Translate *sentences* of the language *source*, or say what they wait for."""
    return translate_sentences(engine, source, sentences)


def compare_step(
    asked: Sequence[tuple[str, str]], tellings: Sequence[Telling], furniture: Furniture, known: Sequence[Pair]
) -> list[Pair]:
    """Measure the pairs *asked* for."""
    return compare(asked, tellings, furniture, known)


def tell_step(
    tellings: Sequence[Telling],
    pairs: Sequence[Pair],
    overrides: Sequence[Override],
    furniture: Furniture,
    beside: Mapping[str, str],
) -> Told:
    """Tell the stories of *tellings*, but for those *beside*, which are only linked to."""
    return tell_stories(tellings, pairs, overrides, furniture=furniture, beside=beside)
