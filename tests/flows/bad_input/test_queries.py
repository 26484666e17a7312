"""Questions that are none, and exports to what there is not."""

import pytest

from tests.flows.bad_input.refusals import check_refused, content_of

pytestmark = pytest.mark.long  # each copies a warehouse, and runs a command on it


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM core.article", ("DELETE is not a question", "ask with SELECT or FROM")),
        ("COPY articles TO '{out}'", ("COPY is not a question", "ask with SELECT or FROM")),
        ("", ("the query is empty", "FROM stories")),
        ("/* nothing */", ("the query is empty", "FROM stories")),
        ("SELECT 1; SELECT 2", ("there are 2 statements", "one at a time")),
    ],
)
def test_what_is_no_question_is_refused_in_a_sentence(newsecho, place, sql, words):
    before = content_of(place)
    check_refused(newsecho("sql", sql), before, place, *words)


@pytest.mark.parametrize("sql", ["SELEC 1", "FROM artcles", "SELECT titel FROM articles", "FROM '/etc/passwd'"])
def test_what_duckdb_cannot_answer_is_refused_with_its_words_and_where_to_look(newsecho, place, sql):
    before = content_of(place)
    code, said = newsecho("sql", sql)
    assert code == 2
    assert said.startswith("newsecho: the query cannot be answered: ")
    assert "data_dictionary" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert content_of(place) == before


@pytest.mark.parametrize("query", ["nowhere.sql", "w", "page.bin"])
def test_a_query_file_that_is_none_is_named(newsecho, place, query):
    (place / "page.bin").write_bytes(b"\xff\xfe\x00")
    before = content_of(place)
    check_refused(newsecho("sql", "-f", str(place / query)), before, place, query, "give a file with a query")


def test_an_export_format_that_there_is_not_lists_those_there_are(newsecho, place):
    before = content_of(place)
    code, said = newsecho("export", "xlsx", "{out}")
    assert code == 2
    assert all(known in said for known in ("xlsx", "parquet", "csv", "jsonl"))
    assert content_of(place) == before
