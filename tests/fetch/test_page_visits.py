"""Pages asked for by hand (`newsecho extract URL`): read as a run would read them, and stored nowhere."""

from dataclasses import replace

import pytest

from flows.context import context_for
from flows.page_visits import visit_pages
from tasks.extract_manifest import extract_files

HOST = "h0001.news.test"


def at(path):
    return f"http://{HOST}{path}"


@pytest.fixture
def read(newsroom, tmp_path):
    def lines_of(*names):
        context = replace(context_for(tmp_path / "w"), hosts=newsroom.policy().hosts)
        urls = [name for name in names if name.startswith("http")]
        return list(extract_files(names, visit_pages(context, urls), max_workers=0))

    return lines_of


def test_an_address_and_a_file_are_read_side_by_side(newsroom, read, tmp_path):
    saved = tmp_path / "saved.html"
    saved.write_text("<html><body><p>A saved page of a few words.</p></body></html>")
    here, there = read(str(saved), at("/doc/html5"))
    assert (here.page, there.page) == (str(saved), at("/doc/html5"))
    assert not there.is_failed
    assert there.outcome.url.startswith(f"http://{HOST}/")
    assert not (tmp_path / "w").exists()


def test_what_cannot_be_fetched_is_a_line_with_its_reason_and_the_rest_is_read(newsroom, read):
    gone, pdf, good = read(at("/status/404"), at("/doc/pdf-as-html"), at("/doc/html5"))
    assert (gone.outcome.reason, pdf.outcome.reason) == ("http_error", "not_html")
    assert not good.is_failed


def test_robots_txt_is_asked_first_and_obeyed(newsroom, read):
    newsroom.profile(HOST, robots="User-agent: *\nDisallow: /doc/\n")
    [refused] = read(at("/doc/html5"))
    assert refused.outcome.reason == "robots_disallowed"
    assert [one.target for one in newsroom.ledger(HOST)] == ["/robots.txt"]
