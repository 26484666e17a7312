"""The fifteen questions of the analyst, asked of the demo: each answer is checked against what the press really did."""

import re

import pytest

from tasks.press.newsroom import articles
from tests.models.reading import read_sentence
from warehouse.errors import WarehouseError
from warehouse.recipes import RECIPES, recipe, recipes
from warehouse.sql import query

NAMES = [one.name for one in recipes()]
PUBLIC = re.compile(r"\bcore\.")


@pytest.fixture(scope="module")
def answer(demo):
    def ask(name):
        table = query(demo.folder, recipe(name).sql)
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows]

    return ask


def test_there_are_fifteen_in_order():
    assert [one.number for one in recipes()] == list(range(1, 16))


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.sql")), ids=lambda path: path.stem)
def test_a_recipe_says_its_question_for_whom_and_what_to_edit_and_asks_the_public_interface_only(path):
    question, reader, edit = path.read_text().splitlines()[:3]
    assert question.endswith("?")
    assert reader.startswith("-- For: ")
    assert edit.startswith("-- Edit: ")
    assert not PUBLIC.search(path.read_text())
    assert "ORDER BY" in path.read_text() or "story_of" in path.read_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_recipe_answers_on_the_demo(answer, name):
    assert answer(name)


def test_a_recipe_is_found_by_number_and_name():
    assert recipe("3") == recipe("03") == recipe("chain_of_one_article") == recipe("03_chain_of_one_article")
    with pytest.raises(WarehouseError, match="15 watch_hits"):
        recipe("sixteen")


def test_the_chain_of_the_mission_comes_out_in_order(answer):
    chain = answer("chain_of_one_article")
    assert [(row["relation"], row["parent_publisher"]) for row in chain] == [
        ("original", None),
        ("adaptation", "Tech Herald Canada"),
        ("machine_retranslation", "Direction TI"),
    ]


def test_three_articles_of_the_chain_are_one_independent_source(answer):
    (row,) = [row for row in answer("independent_sources") if row["title"].startswith("Brevane to end")]
    assert (row["n_articles"], row["n_publishers"], row["n_independent_sources"]) == (3, 3, 1)


def test_the_evidence_quotes_credits_defects_and_aligned_sentences(answer):
    rows = answer("why_believe_it")
    assert {"credit", "defect", "aligned_sentences"} <= {row["kind"] for row in rows}
    assert any("Odile Marchetti" in row["child_quote"] for row in rows)


def test_translators_are_named(answer):
    assert {"Odile Marchetti", "Solène Vautrin"} <= {row["who"] for row in answer("who_translated_what")}


def test_the_outlet_that_lives_on_others_comes_first(answer):
    first = answer("outlets_that_live_on_adaptations")[0]
    assert (first["publisher"], first["n_made_from_others"]) == ("The Daily Byte", 4)


def test_the_lag_from_french_into_english_is_hours(answer):
    rows = {(row["parent_lang"], row["child_lang"]): row for row in answer("lag_original_to_translation")}
    assert rows["fr", "en"]["n"] > 3
    assert 1 < rows["fr", "en"]["median_lag_h"] < 48


def test_attention_adds_up_to_every_article(demo, answer):
    assert (
        sum(row["n_articles"] for row in answer("attention_in_stories"))
        == demo.ask("SELECT count(*) FROM articles")[0][0]
    )
    assert (
        sum(row["n_articles"] for row in answer("share_of_voice_by_tier"))
        == demo.ask("SELECT count(*) FROM articles")[0][0]
    )


def test_what_is_told_in_french_alone_is_told_in_no_english_article(demo, answer):
    titles = [row["title"] for row in answer("in_french_not_in_english")]
    for title in titles:
        langs = demo.ask(f"SELECT languages FROM stories WHERE title = '{title.replace(chr(39), chr(39) * 2)}'")[0][0]
        assert "fr" in langs
        assert "en" not in langs


def test_the_dead_feeds_and_the_moved_one_need_a_hand(answer):
    states = {row["name"]: row["state"] for row in answer("feed_health")}
    assert states == {"oldmill": "failing", "portcity-business": "failing", "rivenord": "moved"}
    assert {row["feed"]: row["reasons"] for row in answer("backfill_holes")}["globaldesk"] == ["consent_wall"]


def test_the_edited_article_of_the_noon_edition_is_the_one_edit(answer):
    (edit,) = answer("silent_edits")
    assert (edit["publisher"], edit["n_words_before"] < edit["n_words_after"]) == ("Global Desk", True)


def test_watch_hits_stand_beside_their_translation(answer):
    rows = answer("watch_hits")
    assert {row["watchlist"] for row in rows} == {"companies", "licences", "museum"}
    (licences,) = [row for row in rows if row["watchlist"] == "licences"]
    assert licences["n_articles"] == 3, "three articles, one story, one hit"
    french = {row["title"]: row["translated_title"] for row in rows if row["translated_title"]}
    told = {one.title: read_sentence(one.title) for one in articles("noon") if one.in_grammar}
    assert french == {title: pair and pair.english for title, pair in told.items()}, "what the demo shows is right"
    assert "pirate" not in str(rows), "an exclusion holds"


def test_quality_counts_every_article(demo, answer):
    (row,) = answer("record_quality")
    assert row["n_articles"] == demo.ask("SELECT count(*) FROM articles")[0][0]
    assert row["percent_dated"] == 100
