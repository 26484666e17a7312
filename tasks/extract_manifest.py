"""Read saved pages outside the pipeline: for `newsecho extract`, and for the shared measurements."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tasks.core.extract.reading import Reading
from tasks.core.language import detect_language
from tasks.extract import MAX_WORKERS, PAGE_TIMEOUT_S, PageSource, read_sources
from tasks.manifest_lines import needed_text, read_lines
from tasks.page_files import PageFileError, declared_url, read_page_file
from warehouse.records import Rejection

NO_ARTICLE = {"consent_wall", "error_page", "index_page", "no_text"}
NO_URL = "https://page.invalid/"  # RFC 6761: for a page that nothing gives an address; its links then lead nowhere


@dataclass(frozen=True, slots=True)
class ExtractSums:
    """What became of the pages of a manifest: each gave an article, holds none, or failed; the latter by reason."""

    n_pages: int
    n_read: int
    without: Mapping[str, int]  # pages that were read, and are walls, lists or empty of text
    failed: Mapping[str, int]  # pages that could not be read

    @property
    def n_failed(self) -> int:
        """Return how many pages could not be read."""
        return sum(self.failed.values())

    def sentence(self) -> str:
        """Return the sums as a line: `3 pages = 1 read + 1 without an article (1 consent_wall) + 1 failed (…)`."""
        parts = [f"{self.n_read} read"]
        if self.without:
            parts.append(f"{sum(self.without.values())} without an article ({_counted(self.without)})")
        parts.append(f"{self.n_failed} failed" + (f" ({_counted(self.failed)})" if self.failed else ""))
        return f"{self.n_pages} pages = {' + '.join(parts)}"


def _counted(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))


@dataclass(frozen=True, slots=True)
class ExtractedLine:
    """A page by its name, and what was read in it."""

    page: str
    outcome: Reading | Rejection

    @property
    def is_failed(self) -> bool:
        """Say whether the page could not be read; one that was read, and holds no article, did not fail."""
        return isinstance(self.outcome, Rejection) and self.outcome.reason not in NO_ARTICLE

    def as_json(self) -> str:
        """Return the line that `extract_manifest` writes for this page."""
        return json.dumps(_row(self.page, self.outcome), ensure_ascii=False)

    def as_text(self) -> str:
        """Return the page for reading in a terminal: title, a line of facts, credits, defects, body."""
        if isinstance(self.outcome, Rejection):
            return f"{self.page}: rejected: {self.outcome.reason}: {self.outcome.detail}"
        reading = self.outcome
        day = reading.published_at.date().isoformat() if reading.published_at else "no date"
        facts = " · ".join(filter(None, (reading.url, day, ", ".join(reading.authors), reading.status)))
        claims = [f"credit {credit.kind}: {credit.quote}" for credit in reading.credits]
        defects = [f"defect {defect.code}: {defect.found[:80]}" for defect in reading.defects]
        return "\n".join([reading.title, facts, *claims, *defects, "", reading.body, ""])


Watch = Callable[[Iterable[ExtractedLine], int], Iterable[ExtractedLine]]


def unwatched(lines: Iterable[ExtractedLine], _: int) -> Iterable[ExtractedLine]:
    """Return *lines* as they are."""
    return lines


def extract_manifest(
    manifest: Path,
    out: Path,
    *,
    max_workers: int = MAX_WORKERS,
    timeout_s: float = PAGE_TIMEOUT_S,
    watch: Watch = unwatched,
) -> ExtractSums:
    """Read the pages that *manifest* lists and write one line for each to *out*, in the manifest's order.

    Args:
        manifest: lines `{"id", "path", "url"}`; paths count from its folder, `.gz` is read as it is, a missing or null
            url is looked for in the page.
        out: lines with id, url, title, title_alt, authors, published_at, language, text, status, credits, links,
            quotes, alternates, defects, the status's reason; a page that could not be read has an empty text and the
            status `rejected`.
        max_workers: children reading at once; 0 reads here.
        timeout_s: for one page, as `read_sources` has it.
        watch: passes the lines on as they come, told how many there will be: a progress bar.

    Raises:
        OSError: the manifest cannot be read, or *out* not written.
        ManifestError: a line of the manifest cannot be used; *out* is not touched.
    """
    without: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    pages = [_listed(row, where, manifest.parent) for row, where in read_lines(manifest)]
    with out.open("w", encoding="utf-8") as lines:
        for line in watch(_read(pages, max_workers=max_workers, timeout_s=timeout_s), len(pages)):
            lines.write(line.as_json() + "\n")
            if isinstance(line.outcome, Rejection):
                (failed if line.is_failed else without)[line.outcome.reason] += 1
    return ExtractSums(len(pages), len(pages) - without.total() - failed.total(), without, failed)


def extract_files(
    names: Sequence[str],
    fetched: Mapping[str, PageSource | Rejection] | None = None,
    *,
    max_workers: int = MAX_WORKERS,
    timeout_s: float = PAGE_TIMEOUT_S,
) -> Iterator[ExtractedLine]:
    """Yield what each page holds, in the order of *names*: saved files, and addresses whose pages are in *fetched*.

    A saved page's own canonical link says where it is from.
    """
    pages = [(name, Path(name), "") for name in names]
    return _read(pages, fetched, max_workers=max_workers, timeout_s=timeout_s)


def _read(
    pages: Sequence[tuple[str, Path, str]],
    fetched: Mapping[str, PageSource | Rejection] | None = None,
    *,
    max_workers: int,
    timeout_s: float,
) -> Iterator[ExtractedLine]:
    """Yield a line for each (name, path, url): files that cannot be read are rejected in their place."""
    unreadable = {name: one for name, one in (fetched or {}).items() if isinstance(one, Rejection)}
    sent = {name: one for name, one in (fetched or {}).items() if not isinstance(one, Rejection)}

    def sources() -> Iterator[PageSource]:
        for name, path, url in pages:
            if name in sent or name in unreadable:
                yield sent.get(name, PageSource(b"", NO_URL))
                continue
            try:
                body = read_page_file(path)
            except PageFileError as error:
                unreadable[name] = Rejection("unreadable", str(error))
                body = b""
            yield PageSource(body, url or declared_url(body) or NO_URL, "text/html")

    readings = read_sources(sources(), max_workers=max_workers, timeout_s=timeout_s)
    for (name, _, _), outcome in zip(pages, readings, strict=True):
        yield ExtractedLine(name, unreadable.get(name, outcome))


def _listed(row: Mapping[str, Any], where: str, folder: Path) -> tuple[str, Path, str]:
    """Return name, path and url of a page; a name may be a number, as in many a truth file."""
    name = str(row["id"]) if isinstance(row.get("id"), int) else needed_text(row, "id", where)
    return name, folder / needed_text(row, "path", where), str(row.get("url") or "")


def _row(page: str, outcome: Reading | Rejection) -> dict[str, Any]:
    if isinstance(outcome, Rejection):
        return {"id": page, "text": "", "status": "rejected", "reason": outcome.reason, "detail": outcome.detail}
    guess = detect_language(f"{outcome.title}\n\n{outcome.body}", html_lang=outcome.html_lang)
    return {
        "id": page,
        "url": outcome.url,
        "title": outcome.title,
        "title_alt": outcome.title_as_found,
        "authors": list(outcome.authors),
        "published_at": outcome.published_at.isoformat() if outcome.published_at else None,
        "language": guess.lang,
        "text": outcome.body,
        "status": outcome.status,
        "reason": outcome.status_reason,
        "credits": [asdict(credit) for credit in outcome.credits],
        "links": [asdict(link) for link in outcome.links],
        "quotes": [asdict(quote) for quote in outcome.quotes],
        "alternates": [asdict(alternate) for alternate in outcome.alternates],
        "defects": [asdict(defect) for defect in outcome.defects],
    }
