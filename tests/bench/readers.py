"""Our reader and its rivals behind one shape, for `tests.bench.extract`: bytes and address in, the scored fields out.

Every rival is called as its own documentation calls it. None is a dependency of newsecho but trafilatura: the others
come with `uv pip install -c constraints.txt -e '.[bench]'`.
"""

import time
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from lxml import html

from tasks.core.extract.read import read_page
from tasks.core.extract.reading import Reading

Read = Callable[[bytes, str], dict[str, Any]]
Measured = tuple[dict[str, Any], float]  # what was read, CPU seconds

OURS, RIVAL = "newsecho", "trafilatura"


def newsecho(body: bytes, url: str) -> dict[str, Any]:
    reading = read_page(body, url=url, content_type="text/html")
    if not isinstance(reading, Reading):
        return {}
    day = reading.published_at.isoformat() if reading.published_at else None
    return {"title": reading.title, "authors": list(reading.authors), "published_at": day, "text": reading.body}


def trafilatura(body: bytes, url: str) -> dict[str, Any]:
    from trafilatura import bare_extraction

    found = bare_extraction(body, url=url, with_metadata=True)
    if found is None:
        return {}
    authors = found.author.split("; ") if found.author else []
    return {"title": found.title, "authors": authors, "published_at": found.date, "text": found.text}


def newspaper4k(body: bytes, url: str) -> dict[str, Any]:
    import newspaper

    article = newspaper.article(url, input_html=body.decode("utf-8", "replace"), fetch_images=False)  # no network
    day = article.publish_date.isoformat() if article.publish_date else None
    return {"title": article.title, "authors": article.authors, "published_at": day, "text": article.text}


def readability_lxml(body: bytes, url: str) -> dict[str, Any]:
    from readability import Document

    document = Document(body.decode("utf-8", "replace"), url=url)
    text = html.fromstring(document.summary()).text_content()
    return {"title": document.short_title(), "text": text}


def resiliparse(body: bytes, url: str) -> dict[str, Any]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(bytes_to_str(body, detect_encoding(body)))
    return {"title": tree.title, "text": extract_plain_text(tree, main_content=True)}


# name of the package -> its reader, the module that shows it is installed
READERS: dict[str, tuple[Read, str]] = {
    OURS: (newsecho, "tasks"),
    RIVAL: (trafilatura, "trafilatura"),
    "newspaper4k": (newspaper4k, "newspaper"),
    "readability-lxml": (readability_lxml, "readability"),
    "resiliparse": (resiliparse, "resiliparse.extract"),
}


def installed_version(name: str) -> str | None:
    """Return the version of a reader, or None when it cannot be called here."""
    try:
        return version(name) if find_spec(READERS[name][1]) else None
    except (PackageNotFoundError, ModuleNotFoundError):
        return None


def read_and_measure(name: str, body: bytes, url: str) -> Measured:
    """Return what reader *name* finds in a page, and the CPU seconds of this process that it took.

    A reader that raises has found nothing: its page then scores as an empty text.
    """
    warnings.simplefilter("ignore")  # newspaper4k misses its optional nltk on import, which nothing here needs
    read = READERS[name][0]
    begun = time.process_time()
    try:
        found = read(body, url)
    except Exception:  # noqa: BLE001 - whatever another's parser raises, the other readers' figures stand
        found = {}
    return found, time.process_time() - begun
