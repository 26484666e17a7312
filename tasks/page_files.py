"""Pages that lie in files: what a backfill reads when the pages were already saved."""

import gzip
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.core.canonical_url import BadUrlError, canonical_url
from tasks.core.identity import sha256_hex
from tasks.manifest_lines import needed_text, read_lines

PAGE_NAMES = (".html", ".htm", ".html.gz", ".htm.gz")
MANIFEST_NAMES = ("truth.jsonl", "manifest.jsonl")
MAX_FILE_BYTES = 50_000_000  # unpacked; a .gz of 50 kB can hold as much, and one of 10 MB ten gigabytes
HEAD_BYTES = 200_000  # a canonical link further down than this is not in the head

_CANONICAL = re.compile(rb"<link\b[^>]*\brel\s*=\s*[\"']?canonical\b[^>]*>", re.IGNORECASE)
_OG_URL = re.compile(rb"<meta\b[^>]*\bproperty\s*=\s*[\"']?og:url\b[^>]*>", re.IGNORECASE)
_ADDRESS = re.compile(rb"\b(?:href|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


class PageFileError(Exception):
    """A saved page that cannot be read, in a sentence."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page as it lies in a file; `url` is empty, with the reason in `problem`, when nothing says where it is from."""

    path: Path
    body: bytes
    url: str
    problem: str = ""

    @property
    def key(self) -> str:
        """Return what names this page among the files: its URL, else its bytes, else (it cannot be read) its path."""
        if self.url or not self.body:
            return self.url or f"file:{self.path}"
        return f"bytes:{sha256_hex(self.body.decode('latin-1'))}"


def find_page_files(paths: Sequence[Path]) -> list[Path]:
    """Return the page files named by *paths*: files as they are, folders searched, each once, in order.

    Raises:
        FileNotFoundError: a path leads nowhere, or a folder holds no page.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.name.lower().endswith(PAGE_NAMES))
            if not inside:
                raise FileNotFoundError(f"{path}: no page in this folder; pages end in {', '.join(PAGE_NAMES)}")
            found.update(dict.fromkeys(inside))
        elif path.is_file():
            found[path] = None
        else:
            raise FileNotFoundError(f"{path}: no such file or folder")
    return list(found)


def listed_urls(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the URLs that manifests give for *paths*, resolved; they lie in a page's own folder or the one above.

    Raises:
        ManifestError: a line of a manifest cannot be used.
    """
    urls: dict[Path, str] = {}
    for folder in dict.fromkeys(path.parent for path in paths):
        urls.update(_manifest_urls(folder))
    return urls


def read_page_files(paths: Sequence[Path], urls: Mapping[Path, str] | None = None) -> Iterator[PageFile]:
    """Read *paths* one by one, each at the address that *urls* (default: the manifests) says."""
    known = listed_urls(paths) if urls is None else urls
    return (_read(path, known.get(path.resolve(), "")) for path in paths)


def _read(path: Path, listed_url: str) -> PageFile:
    try:
        raw = read_page_file(path)
    except PageFileError as error:
        return PageFile(path, b"", "", str(error))
    try:
        return PageFile(path, raw, canonical_url(listed_url or declared_url(raw)))
    except BadUrlError as error:
        return PageFile(path, raw, "", f"{path.name}: no canonical link and no manifest line says its URL ({error})")


def read_page_file(path: Path) -> bytes:
    """Return the bytes of a saved page; `.gz` is unpacked, and no more of it than a page may have.

    Raises:
        PageFileError: the file is missing, no file, not whole, or larger than any page.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            body = file.read(MAX_FILE_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise PageFileError(f"{path.name} is not a whole gzip file: {error}") from error
    except OSError as error:
        raise PageFileError(f"{path.name} cannot be read: {error.strerror}") from error
    if len(body) > MAX_FILE_BYTES:
        raise PageFileError(f"{path.name} holds more than {MAX_FILE_BYTES // 1_000_000} MB: no page is as large")
    return body


def declared_url(body: bytes) -> str:
    """Return the address a page gives itself: its canonical link, else og:url, else nothing."""
    for pattern in (_CANONICAL, _OG_URL):
        tag = pattern.search(body[:HEAD_BYTES])
        address = _ADDRESS.search(tag.group()) if tag else None
        if address:
            return next(group for group in address.groups() if group is not None).decode("utf-8", "replace")
    return ""


def _manifest_urls(folder: Path) -> dict[Path, str]:
    """Return the URLs that the manifests in *folder* or beside it give for paths relative to the manifest."""
    urls: dict[Path, str] = {}
    for manifest in (home / name for home in (folder, folder.parent) for name in MANIFEST_NAMES):
        if not manifest.is_file():
            continue
        for row, where in read_lines(manifest):
            if row.get("path") and row.get("url"):
                path = manifest.parent / needed_text(row, "path", where)
                urls.setdefault(path.resolve(), needed_text(row, "url", where))
    return urls
