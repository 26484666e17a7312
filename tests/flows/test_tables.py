"""Tables on a terminal: they fit, they can be read, and they say what was left out."""

import json

import pytest
from rich.cells import cell_len

from flows.cli.formats import Format, render
from flows.cli.tables import CUT_LINES, column_widths, table_text
from warehouse.sql import Table

LONG = "Le texte d'un article, œuvre de plusieurs paragraphes.\n\n" * 40


def table(n_columns, *, value="un mot, deux mots", kind="VARCHAR", n_rows=2):
    names = [f"n_long_column_{place}" for place in range(n_columns)]
    return Table(names, [kind] * n_columns, [(value,) * n_columns] * n_rows)


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("n_columns", [1, 3, 7, 12, 25])
@pytest.mark.parametrize("value", ["", "mot", LONG, "日本語のとても長い題名" * 9, "x" * 500, "a\tb\r\nc"])
def test_no_line_is_wider_than_the_terminal(width, n_columns, value):
    for max_lines in (None, CUT_LINES):
        said = table_text(table(n_columns, value=value), width, max_lines=max_lines)
        assert max(map(cell_len, said.split("\n"))) <= width


@pytest.mark.parametrize("width", [80, 200])
def test_twenty_five_columns_become_records_and_the_last_line_says_so(width):
    said = table_text(table(25), width).splitlines()
    assert said[1] == "n_long_column_0   un mot, deux mots"
    assert sum(line.startswith("── row ") for line in said) == 2
    assert said[-1] == f"2 rows, as records: 25 columns do not fit into {width} characters"


def test_every_column_of_a_table_has_eight_characters_or_what_it_needs():
    rows = [["fr", "x" * 100, "y" * 30, "1"]]
    widths = column_widths(["lang", "title", "url", "n"], rows, 40)
    assert widths == [4, 13, 13, 1]
    assert column_widths(["lang", "title", "url", "n"], rows, 29) is None
    assert column_widths(["lang", "title", "url", "n"], rows, 200) == [4, 100, 30, 1]


def test_no_word_is_broken_where_there_is_room():
    rows = [["machine_retranslation", "a " * 60, "b " * 60, "c " * 60]]
    assert column_widths(["relation", "x", "y", "z"], rows, 110)[0] == 21
    assert column_widths(["relation", "x", "y", "z"], rows, 50)[0] < 21


def test_a_long_cell_is_cut_to_a_few_lines_and_the_last_line_says_so():
    said = table_text(Table(["n", "body"], ["INTEGER", "VARCHAR"], [(1, LONG)]), 60, max_lines=CUT_LINES).splitlines()
    assert len(said) == 2 + CUT_LINES + 2
    assert said[1 + CUT_LINES].endswith("…")
    assert "cells of more than 4 lines are cut, --format json" in " ".join(said[-2:])
    assert "cut" not in table_text(Table(["body"], ["VARCHAR"], [(LONG,)]), 60)


@pytest.mark.parametrize("output", [Format.CSV, Format.JSON, Format.MD])
def test_other_formats_are_never_cut(output):
    said = render(Table(["body"], ["VARCHAR"], [(LONG,)]), output, max_lines=CUT_LINES)
    assert said.count("paragraphes.") == 40
    if output is Format.JSON:
        assert json.loads(said) == [{"body": LONG}]


@pytest.mark.parametrize(
    ("kind", "is_right"),
    [
        *((kind, True) for kind in ("BIGINT", "DECIMAL(18,3)", "DOUBLE", "UINTEGER", "HUGEINT")),
        *((kind, False) for kind in ("INTERVAL", "VARCHAR", "INTEGER[]", "TIMESTAMP WITH TIME ZONE")),
    ],
)
def test_numbers_stand_at_the_right_and_nothing_else_does(kind, is_right):
    said = table_text(Table(["number"], [kind], [("1",)]), 80).splitlines()
    assert said[2] == ("     1" if is_right else "1")


def test_a_text_cannot_act_on_the_terminal():
    said = table_text(Table(["title"], ["VARCHAR"], [("\x1b[2Jgone\x07 \u202eevil\x9b1m",)]), 80)
    assert said.splitlines()[2] == "�[2Jgone� �evil�1m"


def test_a_plan_is_printed_as_it_was_drawn():
    drawing = "┌───┐\n" * 30
    plan = Table(["explain_key", "explain_value"], ["VARCHAR", "VARCHAR"], [("physical_plan", drawing)])
    assert drawing in table_text(plan, 20, max_lines=CUT_LINES)


def test_no_rows_still_name_the_columns():
    assert table_text(Table(["a", "b"], ["INTEGER"] * 2, []), 80) == "a   b\n─────\n0 rows\n"
    assert table_text(table(25, n_rows=0), 80).splitlines()[-1] == "0 rows"
