"""Fetch a translation package listed in the Argos index: bounded in time and size, checked, then installed.

Argos's own downloader reads without a timeout into memory and, without a network, recurses for two minutes. Its index
gives no checksums: we record the SHA-256 of what came, and the zip's own are tested before it is used. An index that
gives one (`sha256`, 64 hex digits, beside `links`) is held to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPResponse
from urllib.request import build_opener

from tasks.core.language import primary_subtag
from tasks.model_files import DamagedPackageError, ModelError, ModelPackage, file_sha256, told_of_the_disk
from tasks.model_index import SafeRedirects, newest_entry, opened, read_index, safe_links, wanted_sha256
from tasks.models import ModelStore
from tasks.resumable import Ask, PartFile, Watch, fetch_file


@dataclass(frozen=True, slots=True)
class _Order:
    """A package to fetch: from any of its links, into one part file."""

    links: list[str]
    sha256: str  # what the index says it must have; empty when it does not say
    part: PartFile
    cap_bytes: int
    ask: Ask
    watch: Watch


def install_from_index(
    store: ModelStore,
    source: str,
    target: str,
    *,
    index_url: str,
    timeout_s: float = 6,
    cap_bytes: int = 1_000_000_000,
    watch: Watch = lambda _n_bytes, _total: None,
) -> ModelPackage:
    """Download the newest package from *source* to *target* that the index lists, and install it.

    One that is installed already, and sound, is not fetched again. A download that breaks off goes on where it was, in
    this call or the next. The store's lock is held meanwhile: two processes at once fetch one copy.

    Args:
        store: where it goes.
        source: BCP 47 tag of the texts to translate; the region does not count.
        target: BCP 47 tag of the language wanted.
        index_url: the index, a JSON list in Argos's format; https, or http on this machine for a mirror.
        timeout_s: for reaching a server, names and redirects included, and for each silence while it sends.
        cap_bytes: of the package file.
        watch: told how many bytes are here, and of how many, as they come.

    Raises:
        ModelError: no network, no such pair in the index, too large, damaged, not what the index says, no room, or
            another process is installing: one sentence with the way out.
    """
    opener = build_opener(SafeRedirects())  # honours the proxy variables, as package managers do

    def ask(url: str, headers: Mapping[str, str]) -> HTTPResponse:
        return opened(opener, url, timeout_s, headers)

    entry = newest_entry(read_index(ask, index_url, timeout_s), source, target, index_url)
    pair = f"{primary_subtag(source)}_{primary_subtag(target)}"
    links, sha256 = safe_links(entry, index_url), wanted_sha256(entry, index_url)
    with store.working(f"install {pair.replace('_', ' ')}") as work, told_of_the_disk(store.folder):
        there = store.find_sound(source, target, str(entry.get("package_version", "")), sha256)
        if there is not None:
            return there
        order = _Order(links, sha256, PartFile(work / f"{pair}.part"), cap_bytes, ask, watch)
        return _install_first(order, lambda link: store.place(work, order.part.path, origin=link))


def _install_first(order: _Order, place: Callable[[str], ModelPackage]) -> ModelPackage:
    """Install from the first of an order's links that serves the package whole.

    Raises:
        ModelError: none does; says why the last one did not.
    """
    *first, last = order.links
    for link in first:
        try:
            return _install(order, link, place)
        except ModelError:
            continue
    return _install(order, last, place)


def _install(order: _Order, link: str, place: Callable[[str], ModelPackage], *, may_retry: bool = True) -> ModelPackage:
    """Fetch the package from *link*, check it and *place* it; one put together from parts gets a clean second try."""
    was_put_together = fetch_file(order.ask, link, order.part, cap_bytes=order.cap_bytes, watch=order.watch)
    try:
        _check_sha256(order, link)
        package = place(link)
    except DamagedPackageError as error:
        order.part.drop()
        if was_put_together and may_retry:
            return _install(order, link, place, may_retry=False)
        raise DamagedPackageError(str(error).replace(str(order.part.path), link)) from error
    order.part.drop()
    return package


def _check_sha256(order: _Order, link: str) -> None:
    """Raise unless what was fetched is what the index says."""
    found = file_sha256(order.part.path)
    if order.sha256 and found != order.sha256:
        raise DamagedPackageError(
            f"{link}: its SHA-256 is {found}, the index says {order.sha256}; nothing was installed: "
            "try again later, or another index: models.index_url"
        )
