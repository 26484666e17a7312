"""Read the articles in fetched pages, in child processes that can be killed.

Real pages hang parsers: one page with 200,000 attributes, or a 400 KB comment, keeps a core busy for minutes. Each page
gets a child, a limit of processor time and one of memory; what it takes down with it is its own reading. Time on the
wall decides only where a child sleeps: on a busy machine it says nothing about the page, and cost real articles.
"""

import resource
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from math import ceil
from multiprocessing import get_context
from urllib.parse import urlsplit

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from tasks.core.extract.read import read_page
from tasks.core.extract.reading import Reading
from tasks.core.identity import content_hash, content_id
from tasks.core.language import LanguageGuess, detect_language
from warehouse.records import Article, Page, PageWork, Rejection

MAX_WORKERS = 2
PAGE_TIMEOUT_S = 20.0  # of processor time; the slowest of 632 real pages takes 2, its child's first date in words
MEMORY_PER_BYTE = 8  # a page comes into its child twice, as sent and as bytes, and takes four times its size as text
WALL_FACTOR = 15  # a child that still runs after so many times its limit waits for what will not come
PAGE_MEMORY_BYTES = 2_000_000_000  # of addresses: a child that has read nothing has 230 MB, a page of 10 MB takes 550
TOO_LARGE = "needs more memory than a page may have"
LEAD_CHARS = 400

Detect = Callable[..., LanguageGuess]
Pending = ProcessFuture[Reading | Rejection] | Rejection


@dataclass(frozen=True, slots=True)
class PageSource:
    """A page to read: its bytes, and where they were found."""

    body: bytes
    url: str
    content_type: str | None = None


def extract_pages(
    works: Sequence[PageWork],
    *,
    bodies: Callable[[Sequence[Page]], Iterable[bytes]],
    detect: Detect = detect_language,
    max_workers: int = MAX_WORKERS,
    timeout_s: float = PAGE_TIMEOUT_S,
    memory_bytes: int = PAGE_MEMORY_BYTES,
) -> list[Article | Rejection]:
    """Return what each of *works* holds, in their order: an article, or why there is none.

    Args:
        works: the pages to read.
        bodies: from pages to their bytes, in order (`RawStore.read_many`).
        detect: says the language of a text (`tasks.core.language.detect_language`).
        max_workers: children reading at once; 0 reads here, for tests and debuggers, without limits.
        timeout_s: processor time for one page, counted in whole seconds. A page over it, or one that kills its child,
            is rejected as `extractor_failed`.
        memory_bytes: what a child may map into its memory; a page that needs more is rejected likewise.
    """
    pages = [work.page for work in works]
    read = zip(pages, bodies(pages), strict=True)
    sources = (PageSource(body, page.final_url, page.content_type) for page, body in read)
    readings = read_sources(sources, max_workers=max_workers, timeout_s=timeout_s, memory_bytes=memory_bytes)
    return [
        reading if isinstance(reading, Rejection) else assemble_article(work, reading, detect=detect)
        for work, reading in zip(works, readings, strict=True)
    ]


def read_sources(
    sources: Iterable[PageSource],
    *,
    max_workers: int = MAX_WORKERS,
    timeout_s: float = PAGE_TIMEOUT_S,
    memory_bytes: int = PAGE_MEMORY_BYTES,
) -> Iterator[Reading | Rejection]:
    """Yield what each source holds, in order; only a few bodies per worker are in memory at once."""
    if max_workers == 0:
        yield from map(read_source, sources)
        return
    # A fork of a process with threads (DuckDB's, aiohttp's) can inherit a held lock; the fork server has none.
    context = get_context("forkserver")
    context.set_forkserver_preload(["tasks.extract"])
    with ProcessPool(max_workers, initializer=limit_memory, initargs=(memory_bytes,), context=context) as pool:
        waiting: deque[Pending] = deque()
        for source in sources:
            if len(source.body) > memory_bytes // MEMORY_PER_BYTE:  # a child that cannot take its task never answers
                waiting.append(Rejection("extractor_failed", TOO_LARGE))
            else:
                waiting.append(pool.schedule(read_within, args=(timeout_s, source), timeout=WALL_FACTOR * timeout_s))
            if len(waiting) > 4 * max_workers:
                yield _outcome(waiting.popleft())
        while waiting:
            yield _outcome(waiting.popleft())


def assemble_article(work: PageWork, reading: Reading, *, detect: Detect = detect_language) -> Article:
    """Return the article that *reading* makes of the page in *work*.

    The time it was published is what the page says, else what the feed says, else when the page was first seen. Pages
    from files come from no publisher's feed: their own site's name, or host, stands in.
    """
    feed, host = work.feed, urlsplit(reading.url).hostname or ""
    guess = detect(f"{reading.title}\n\n{reading.body}", html_lang=reading.html_lang, feed_lang=feed.language)
    published_at, published_source = work.page.fetched_at, "first_seen"
    if reading.published_at is not None:
        published_at, published_source = reading.published_at, "page"
    elif work.entry.published_at is not None:
        published_at, published_source = work.entry.published_at, "feed"
    publisher = feed.publisher or reading.site_name or host
    return Article(
        article_id=content_id("article", reading.url),
        url=reading.url,
        host=host,
        feed_id=feed.feed_id,
        entry_key=work.entry.entry_key,
        page_id=work.page.page_id,
        publisher=publisher,
        owner_group=feed.owner_group or publisher,
        title=reading.title or work.entry.title,
        title_as_found=reading.title_as_found or work.entry.title,
        lead=lead_of(reading.body),
        body=reading.body,
        body_as_found=reading.body_as_found,
        content_sha256=content_hash(f"{reading.title or work.entry.title}\n\n{reading.body}"),
        lang=guess.lang,
        lang_confidence=guess.confidence,
        lang_reason=guess.reason,
        published_at=published_at.astimezone(UTC),
        published_source=published_source,
        status=reading.status,
        status_reason=None if reading.status == "full" else reading.status_reason,
        modified_at=reading.modified_at,
        authors=reading.authors or work.entry.authors,
        section=reading.section,
        tags=reading.tags,
        image_url=reading.image_url,
        n_words=len(reading.body.split()),
        extractor_version=reading.extractor_version,
        credits=reading.credits,
        defects=reading.defects,
        links=reading.links,
        quotes=reading.quotes,
        alternates=reading.alternates,
    )


def read_source(source: PageSource) -> Reading | Rejection:
    """Return what *source* holds."""
    return read_page(source.body, url=source.url, content_type=source.content_type)


def read_within(cpu_s: float, source: PageSource) -> Reading | Rejection:
    """Return what *source* holds; after *cpu_s* more of processor time the kernel ends this process by SIGXCPU."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, ceil(usage.ru_utime + usage.ru_stime + cpu_s))
    return read_source(source)


def limit_memory(n_bytes: int) -> None:
    """Let this process map *n_bytes* of memory: what it asks for beyond fails. No core is dumped."""
    _lower(resource.RLIMIT_AS, n_bytes)
    _lower(resource.RLIMIT_CORE, 0)


def lead_of(body: str) -> str:
    """Return the first paragraph of *body*, cut at a word when it is longer than a lead."""
    first = body.partition("\n\n")[0]
    return first if len(first) <= LEAD_CHARS else first[:LEAD_CHARS].rsplit(" ", 1)[0] + "…"


def _lower(limit: int, value: int) -> None:
    """Set the soft *limit* of this process, as far as the hard one lets."""
    _, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _outcome(pending: Pending) -> Reading | Rejection:
    """Return what the child found; its end by a signal, a time-out or an error rejects the page it was reading."""
    if isinstance(pending, Rejection):
        return pending
    error = pending.exception()
    return pending.result() if error is None else Rejection("extractor_failed", _failure(error))


def _failure(error: BaseException) -> str:
    """Return in a sentence how a reading ended that did not end well."""
    if isinstance(error, MemoryError):
        return TOO_LARGE
    if isinstance(error, TimeoutError) or getattr(error, "exitcode", None) == -signal.SIGXCPU:
        return "takes longer than a page may take"
    if isinstance(error, ProcessExpired):
        return f"killed its reader: {error}"
    return f"{type(error).__name__}: {error}"[:500]
