"""The bench of languages counts right, on snippets of our own, in every run of the tests."""

import json

import pytest

from tests.bench import language
from tests.bench.snippets import MOST_OF_A_SOURCE, Snippet, cut, load_snippets

SNIPPETS = [
    Snippet("Le ministre a parlé", "fr", 20, "learn"),
    Snippet("12 345 678 901 2026", "fr", 20, "judge"),
    Snippet("The minister spoke", "en", 20, "learn"),
    Snippet("Der Minister sprach", "en", 20, "judge"),
]
PARAGRAPH = "Le ministre a présenté mardi un projet de loi qui oblige les entreprises à protéger les données. "


@pytest.fixture
def shared(tmp_path):
    """Lay out pages and stories of our own as the shared ones are."""
    pages = [
        {"id": "a", "url": "https://a.example/1", "lang": "fr-FR", "text": PARAGRAPH * 30},
        {"id": "b", "url": "https://b.example/1", "lang": "en", "text": PARAGRAPH},  # wrongly declared
        {"id": "c", "url": "https://c.example/1", "lang": "fr", "text": None},
        {"id": "d", "url": "https://d.example/1", "lang": None, "text": PARAGRAPH},
    ]
    article = {"id": "e", "language": "fr", "text": PARAGRAPH, "source": "e.example"}
    truth = [{"id": "e", "story": "s", "relation": "original"}]
    files = {
        "extract/truth.jsonl": pages,
        "stories/chains.truth.jsonl": truth,
        "stories/chains.articles.jsonl": [article, article | {"id": "f"}],
        "stories/press.articles.jsonl": [article],
    }
    for name, rows in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return tmp_path


def test_wrong_and_undetermined_answers_count_as_wrong():
    figures = language.measure(SNIPPETS, language.ours(), rounds=1)
    summary = figures.summary(20)
    assert (summary["accuracy"], summary["und"]) == (0.5, 0.25)
    assert (summary["learn"], summary["judge"]) == (1.0, 0.0)
    assert figures.by_language(20) == {"en": 0.5, "fr": 0.5}
    assert summary["ms"] is not None
    assert summary["ms"] > 0


def test_every_detector_installed_here_tells_french_from_english():
    # lingua reads all its models first, 16 s of them: the bench itself shows that it works.
    for name in filter(language.installed_version, language.DETECTORS.keys() - {"lingua"}):
        figures = language.measure(SNIPPETS[::2], language.DETECTORS[name][1](), rounds=1)
        assert figures.summary(20)["accuracy"] == 1.0


def test_the_tables_name_what_is_not_installed(capsys, monkeypatch):
    monkeypatch.setitem(language.DETECTORS, "absent", ("absent-detector", language.ours))
    found = {language.OURS: language.measure(SNIPPETS, language.ours(), rounds=1)}
    language.print_tables(found, len(SNIPPETS))
    printed = capsys.readouterr().out
    assert "absent not installed" in printed
    assert "accuracy by language at 20 characters" in printed


def test_a_snippet_ends_at_the_words_end_nearest_to_its_length():
    for length in (20, 50):
        pieces = list(cut(PARAGRAPH, length))
        assert " ".join(pieces) in " ".join(PARAGRAPH.split())
        assert all(abs(len(piece) - length) <= len("présenté ") for piece in pieces)
    assert [len(piece) for piece in cut("字" * 45, 20, is_spaced=False)] == [20, 20]


def test_a_page_whose_declared_language_is_doubtful_is_left_out(shared):
    snippets = load_snippets(shared)
    assert {snippet.lang for snippet in snippets} == {"fr"}
    n_pieces = len(list(cut(PARAGRAPH, 50)))
    n_page = len(list(cut(PARAGRAPH * 30, 50)))
    assert sum(snippet.length == 50 for snippet in snippets) == min(n_page, MOST_OF_A_SOURCE) + 2 * n_pieces


def test_the_same_snippets_are_drawn_every_time(shared):
    assert load_snippets(shared) == load_snippets(shared)
