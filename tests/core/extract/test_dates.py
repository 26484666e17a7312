"""The day of an article that no data states: read near its headline, not from the oldest date on the page."""

from datetime import UTC, datetime

import pytest

from tasks.core.extract.dates import parse_time
from tasks.core.extract.read import read_page
from tests.core.extract.pages import PARAGRAPHS, page

URL = "https://www.courier.example/work/7"
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
CARD = '<div class="card"><a href="/9">A bakery closes</a> <span>3 May 2019</span></div>'


def published(line, *, before=""):
    whole = page(body=line + TEXT * 2 + CARD, json_ld={"@type": "WebSite"})
    return read_page(whole.replace(b"<h1>", before.encode() + b"<h1>", 1), url=URL).published_at


@pytest.mark.parametrize(
    "line",
    [
        '<p>Odile Roy</p><time datetime="2026-03-01T00:00:00Z">yesterday</time>',
        "<div>March 1, 2026</div>",
        "<div>1 mars 2026</div>",
        "<div><b>Datum</b> 01.03.2026</div>",
        "<div>Updated on <span>March 1, 2026</span></div>",
    ],
)
def test_the_day_near_the_headline_goes_before_one_on_a_card(line):
    assert published(line) == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_day_above_the_headline_counts_when_none_stands_behind_it():
    assert published("", before="<div>Published</div><div>March 1, 2026</div>") == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_day_told_in_the_text_is_no_date_of_the_article():
    story = "<p>The first racks had left the basement on 3 May 2019, when the pumps failed and nobody was there.</p>"
    found = published("<div>March 1, 2026</div>" + story)
    assert found == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["31.02.2026", "yesterday", "in 2026", "99.99.2026"])
def test_what_names_no_day_is_none(text):
    assert parse_time(text) is None
