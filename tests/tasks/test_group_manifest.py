"""A manifest is grouped on what its lines have; what cannot be used of a line is said in the line that comes out."""

import json

import pytest

from tasks.errors import ManifestError
from tasks.group_manifest import group_manifest
from tests.core.stories.test_stories import ENGLISH, FRENCH, OTHER

ORIGINAL = {"id": "a", "language": "en", "text": "\n\n".join(ENGLISH), "published_at": "2026-11-16T09:00:00Z"}
TRANSLATED = {"id": "b", "language": "fr", "text": "\n\n".join(FRENCH), "published_at": "2026-11-16T12:00:00Z"}
UNRELATED = {"id": "c", "language": "en", "text": "\n\n".join(OTHER), "published_at": "2026-11-17T09:00:00Z"}


@pytest.fixture
def grouped(tmp_path):
    """Group lines; return the lines that come out by id, and the sums."""

    def run(*rows):
        manifest, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        manifest.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        sums = group_manifest(manifest, out)
        return {row["id"]: row for row in map(json.loads, out.read_text(encoding="utf-8").splitlines())}, sums

    return run


def test_a_line_with_all_it_needs_is_grouped_without_a_remark(grouped):
    found, sums = grouped(ORIGINAL, TRANSLATED, UNRELATED)
    assert (found["b"]["story_id"], found["b"]["derived_from"]) == (found["a"]["story_id"], "a")
    assert {one["id"]: one["remarks"] for one in found.values()} == {"a": [], "b": [], "c": []}
    assert (sums.n_articles, sums.n_stories, sums.n_rejected) == (3, 2, 0)


@pytest.mark.parametrize("text", [None, "", "  \n", 17], ids=["null", "empty", "blank", "a number"])
def test_a_line_without_text_is_grouped_by_its_title(grouped, text):
    title = ENGLISH[0]
    found, sums = grouped(ORIGINAL | {"title": title}, {"id": "t", "language": "en", "title": title, "text": text})
    assert found["t"]["story_id"]
    assert found["t"]["remarks"] == ["it has no text: grouped by its title"]
    assert sums.n_rejected == 0


def test_a_line_with_neither_text_nor_title_is_rejected_with_the_reason_and_costs_only_itself(grouped):
    found, sums = grouped(ORIGINAL, TRANSLATED, {"id": "x", "url": "https://a.example/x"})
    assert found["x"]["story_id"] is None
    assert "neither text nor title" in found["x"]["remarks"][0]
    assert found["a"]["story_id"] == found["b"]["story_id"]
    assert (sums.n_articles, sums.n_rejected) == (3, 1)


@pytest.mark.parametrize("language", ["tlh", "und", "", None, "no such language", 5])
def test_a_language_nobody_knows_is_read_from_the_text(grouped, language):
    found, _ = grouped(ORIGINAL, TRANSLATED | {"language": language})
    assert found["b"]["story_id"] == found["a"]["story_id"]
    assert "read as 'fr'" in found["b"]["remarks"][0]


@pytest.mark.parametrize("date", ["1694-05-01", "1694-05-01T10:00:00Z", "0001-01-01", "yesterday", 1694, True])
def test_a_date_that_cannot_be_counts_as_none_and_makes_no_original(grouped, date):
    found, _ = grouped(ORIGINAL, TRANSLATED | {"published_at": date})
    assert (found["b"]["story_id"], found["b"]["derived_from"]) == (found["a"]["story_id"], "a")
    assert repr(date) in found["b"]["remarks"][0]


def test_a_translation_that_is_none_is_left_out(grouped):
    found, _ = grouped(ORIGINAL, TRANSLATED | {"translation": "Varona"}, UNRELATED | {"translation": {"text": None}})
    assert found["b"]["story_id"] == found["a"]["story_id"] != found["c"]["story_id"]


def test_a_line_without_an_id_is_an_error_that_names_it(grouped):
    with pytest.raises(ManifestError, match="line 2: 'id' is missing"):
        grouped(ORIGINAL, {"text": "Nobody can be told about this one."})
