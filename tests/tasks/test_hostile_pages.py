"""Pages made to hang, blow up or mislead a reader, through the children that the pipeline reads in.

Each ends as itself, in time and memory that are bounded, and the page after it is read as if nothing had been.
"""

import gzip

import pytest

from tasks.extract import PageSource, read_sources
from tests.core.extract.pages import PARAGRAPHS, page
from tests.newsroom.hostile_pages import PAGES
from warehouse.records import Rejection

URL = "https://courier.example/work/7"
LIMIT_S = 2  # of processor time
SMALL_BYTES = 450_000_000  # a child maps 230 MB before it has read anything
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
FRENCH = "".join(f"<p>Été {n} : {paragraph}</p>" for n, paragraph in enumerate(PARAGRAPHS))


def sent(name):
    return PAGES[name](None)[1]


def is_over(outcome):
    return (
        isinstance(outcome, Rejection)
        and outcome.reason == "extractor_failed"
        and "could not be read within" in outcome.detail
    )


# name -> (the page, the reason it is rejected for or the status of its article)
HOSTILE = {
    "nested 100,000 deep": (sent("deep-dom-100k"), "no_text"),
    "text, then nested 100,000 deep": (page(body=TEXT + "<div>" * 100_000), "full"),
    "a PDF called HTML": (sent("pdf-as-html"), "not_html"),
    "a PNG called HTML": (sent("png-as-html"), "not_html"),
    "a gzip file called HTML": (sent("gzip-file"), "not_html"),
    "a gzip file of gzip files": (gzip.compress(gzip.compress(page())), "not_html"),
    "nothing but scripts": (sent("js-only"), "no_text"),
    "nothing": (b"", "not_html"),
    "nothing but white space": (b" \r\n\t" * 1000, "not_html"),
    "nothing but a byte order mark": (b"\xef\xbb\xbf", "not_html"),
    "a comment of 400 KB": (page(body=f"<!--{'- <p> x ' * 50_000}-->{TEXT}"), "full"),
    "a comment of 400 KB that never ends": (page(body=f"{TEXT}<!--{'- <p> x ' * 50_000}"), "full"),
    "entities that stand for ten of the last": (
        f"<!DOCTYPE html [<!ENTITY e0 'words'>{ENTITIES}]>".encode() + page(body=f"<p>&e11;</p>{TEXT}"),
        "full",
    ),
    "an entity that stands for itself": (
        b'<!DOCTYPE html [<!ENTITY a "&a;&a;">]>' + page(body=f"<p>&a;</p>{TEXT}"),
        "full",
    ),
    "lone surrogates, as bytes and as references": (
        page(body=f"<p>\ud800 &#xD800; &#55357;</p>{TEXT}".encode("utf-8", "surrogatepass").decode("latin-1")),
        "full",
    ),
    "data nested 100,000 deep": (
        page(head='<script type="application/ld+json">' + "[" * 100_000 + "</script>", body=TEXT),
        "full",
    ),
    "an attribute of a megabyte": (page(body=f'<div class="{"a " * 500_000}">{TEXT}</div>'), "full"),
    "null characters": (page(body=TEXT.replace("Tuesday", "Tues\x00day")), "not_html"),
}
CHARSETS = {
    "UTF-8 called Latin-1": (page(body=FRENCH), "text/html; charset=iso-8859-1"),
    "Windows-1252 called UTF-8": (page(body=FRENCH).decode().encode("cp1252"), "text/html; charset=utf-8"),
    "UTF-16 called UTF-8": (page(body=FRENCH).decode().encode("utf-16"), "text/html; charset=utf-8"),
    "a charset nobody knows": (page(body=FRENCH), "text/html; charset=klingon"),
    "no text encoding": (page(body=FRENCH), "text/html; charset=base64"),
}


@pytest.fixture(scope="module")
def outcomes():
    """What each page ends as, every one followed by an ordinary page; one child reads them all, until one kills it."""
    bodies = [body for hostile, _ in HOSTILE.values() for body in (hostile, page())]
    sources = [PageSource(body, URL, "text/html") for body in bodies]
    read = list(read_sources(sources, max_workers=1, timeout_s=LIMIT_S))
    assert [outcome.status for outcome in read[1::2]] == ["full"] * len(HOSTILE)
    return dict(zip(HOSTILE, read[::2], strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_as_itself_and_the_next_is_read(outcomes, name):
    outcome = outcomes[name]
    assert (outcome.reason if isinstance(outcome, Rejection) else outcome.status) == HOSTILE[name][1]
    assert not isinstance(outcome, Rejection) or outcome.detail


@pytest.mark.parametrize("name", CHARSETS)
def test_a_wrong_charset_costs_no_letter(name):
    body, content_type = CHARSETS[name]
    outcome = next(iter(read_sources([PageSource(body, URL, content_type)], max_workers=0)))
    assert outcome.body.startswith("Été 0 : Meridian Foundry")


def test_pages_that_keep_a_parser_busy_are_stopped_and_say_so():
    attributes = page(body="<div " + " ".join(f'a{n}="{n}"' for n in range(200_000)) + f">{TEXT}</div>")
    bodies = [attributes, page(), sent("10MB"), page()]
    sources = (PageSource(body, URL, "text/html") for body in bodies)
    many_attributes, after, large, last = read_sources(sources, max_workers=1, timeout_s=LIMIT_S)
    assert is_over(many_attributes)
    assert is_over(large) or large.status == "teaser"  # a fast machine reads it: one paragraph, repeated
    assert (after.status, last.status) == ("full", "full")


@pytest.mark.parametrize("n_bytes", [50_000_000, 150_000_000])
def test_a_page_that_needs_too_much_memory_costs_only_itself(n_bytes):
    wide = page(body=TEXT + "🕯" + "x" * n_bytes)  # one character beyond the 16th bit: four bytes for each
    sources = (PageSource(body, URL, "text/html") for body in (page(), wide, page()))
    first, greedy, last = read_sources(sources, max_workers=1, memory_bytes=SMALL_BYTES)
    assert isinstance(greedy, Rejection)
    assert (greedy.reason, greedy.detail) == ("extractor_failed", "needs more memory than a document may have")
    assert (first.status, last.status) == ("full", "full")
