from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tasks.core.conservation import Conservation, count_rejections
from warehouse.records import Rejection

COUNT = st.integers(min_value=0, max_value=10_000)


@given(n_articles=COUNT, n_known=COUNT, rejected=st.dictionaries(st.sampled_from(["HTTP 404", "consent wall"]), COUNT))
def test_settled_and_known_and_rejected_make_what_was_polled(n_articles, n_known, rejected):
    n_entries = n_articles + n_known + sum(rejected.values())
    assert Conservation(n_entries, n_articles, n_known, rejected).n_missing == 0
    assert Conservation(n_entries + 3, n_articles, n_known, rejected, 3).n_missing == 0
    assert "NO DISPOSITION" not in Conservation(n_entries, n_articles, n_known, rejected).sentence()


@given(n_lost=st.integers(min_value=1, max_value=50))
def test_a_lost_entry_shows_in_the_last_line(n_lost):
    assert "NO DISPOSITION" in Conservation(10 + n_lost, 10, 0).sentence()


def test_rejections_are_counted_under_the_words_a_reader_knows():
    rejections = [
        Rejection("http_error", "HTTP 404 at https://a.example/1"),
        Rejection("http_error", "HTTP 503: try later"),
        Rejection("consent_wall", "asks for cookies"),
        Rejection("consent_wall", "asks for cookies"),
    ]
    assert count_rejections(rejections) == Counter({"consent wall": 2, "HTTP 404": 1, "HTTP 503": 1})
