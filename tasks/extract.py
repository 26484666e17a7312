"""Read the articles in fetched pages, in child processes that can be killed.

Real pages hang parsers: one page with 200,000 attributes, or a 400 KB comment, keeps a core busy for minutes. Each page
gets a child, a limit of processor time and one of memory; what it takes down with it is its own reading.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC
from urllib.parse import urlsplit

from tasks.children import Children, Job, Unread, children
from tasks.core.canonical_url import BadUrlError, canonical_url
from tasks.core.extract.read import read_page
from tasks.core.extract.reading import Reading
from tasks.core.identity import content_hash, content_id
from tasks.core.language import LanguageGuess, detect_language, primary_subtag
from warehouse.records import Article, Page, PageWork, Rejection

MAX_WORKERS = 2
PAGE_TIMEOUT_S = 20.0  # of processor time; the slowest of 632 real pages takes 2, its child's first date in words
PAGE_MEMORY_BYTES = 2_000_000_000  # of addresses: a child that has read nothing has 230 MB, a page of 10 MB takes 550
AHEAD = 4  # pages that wait for each child, so that none waits for a page
LEAD_CHARS = 400

Detect = Callable[..., LanguageGuess]


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
    readers: Children | None,
    detect: Detect = detect_language,
) -> list[Article | Rejection]:
    """Return what each of *works* holds, in their order: an article, or why there is none.

    Args:
        works: the pages to read.
        bodies: from pages to their bytes, in order (`RawStore.read_many`).
        readers: the children that read (`page_readers`). A page over its limits, or one that kills its child, is
            rejected as `extractor_failed`. None reads here, without limits: for tests and debuggers.
        detect: says the language of a text (`tasks.core.language.detect_language`).
    """
    pages = [work.page for work in works]
    read = zip(pages, bodies(pages), strict=True)
    sources = (PageSource(body, page.final_url, page.content_type) for page, body in read)
    return [
        reading if isinstance(reading, Rejection) else assemble_article(work, reading, detect=detect)
        for work, reading in zip(works, read_with(readers, sources), strict=True)
    ]


def page_readers(
    *, max_workers: int = MAX_WORKERS, timeout_s: float = PAGE_TIMEOUT_S, memory_bytes: int = PAGE_MEMORY_BYTES
) -> AbstractContextManager[Children]:
    """Open children that read pages, for one batch or for all of a run: what a child has learned, it knows.

    Args:
        max_workers: children reading at once.
        timeout_s: processor time for one page, counted in whole seconds.
        memory_bytes: what a child may map into its memory.
    """
    return children(max_workers=max_workers, timeout_s=timeout_s, memory_bytes=memory_bytes)


def read_sources(
    sources: Iterable[PageSource],
    *,
    max_workers: int = MAX_WORKERS,
    timeout_s: float = PAGE_TIMEOUT_S,
    memory_bytes: int = PAGE_MEMORY_BYTES,
) -> Iterator[Reading | Rejection]:
    """Yield what each source holds, in order, with children of its own (`page_readers`); *max_workers* 0 reads here."""
    if max_workers == 0:
        yield from read_with(None, sources)
        return
    with page_readers(max_workers=max_workers, timeout_s=timeout_s, memory_bytes=memory_bytes) as readers:
        yield from read_with(readers, sources)


def read_with(readers: Children | None, sources: Iterable[PageSource]) -> Iterator[Reading | Rejection]:
    """Yield what each source holds, in order; only a few bodies per child are in memory at once. None reads here."""
    if readers is None:
        yield from map(read_source, sources)
        return
    waiting: deque[Job[Reading | Rejection]] = deque()
    for source in sources:
        waiting.append(readers.begin(read_page, source.body, url=source.url, content_type=source.content_type))
        if len(waiting) > AHEAD * readers.max_workers:
            yield _outcome(readers, waiting.popleft())
    while waiting:
        yield _outcome(readers, waiting.popleft())


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
        credits=tuple(replace(credit, url=_canonical(credit.url)) for credit in reading.credits),
        defects=reading.defects,
        links=reading.links,
        quotes=reading.quotes,
        alternates=reading.alternates,
        page_lang=primary_subtag(reading.html_lang),
        feed_lang=primary_subtag(feed.language),
    )


def read_source(source: PageSource) -> Reading | Rejection:
    """Return what *source* holds."""
    return read_page(source.body, url=source.url, content_type=source.content_type)


def _canonical(url: str | None) -> str | None:
    """Return the canonical form of *url*, by which an article is found; as it is, where it has none."""
    try:
        return canonical_url(url) if url else None
    except BadUrlError:
        return url


def lead_of(body: str) -> str:
    """Return the first paragraph of *body*, cut at a word when it is longer than a lead."""
    first = body.partition("\n\n")[0]
    return first if len(first) <= LEAD_CHARS else first[:LEAD_CHARS].rsplit(" ", 1)[0] + "…"


def _outcome(readers: Children, job: Job[Reading | Rejection]) -> Reading | Rejection:
    """Return what the child found; a page that hangs it, kills it or fails in it is rejected."""
    read = readers.end(job)
    return Rejection("extractor_failed", read.detail) if isinstance(read, Unread) else read
