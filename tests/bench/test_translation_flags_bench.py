"""The bench of translation flags runs on sentences of our own in every run of the tests, so that it cannot rot."""

import json

import pytest

from tests.bench import translation_flags
from tests.gates.translation_faults import INJECTIONS, human_pairs, inject

FRENCH = (
    "La bibliothèque de Varona a prêté 4 200 livres en 2025, a déclaré Odile Marchal.",
    "Le pont de la Lorne restera fermé pendant douze jours.",
    "Les élèves préparent le spectacle. Ils chanteront.",
)
ENGLISH = (
    "The Varona library lent 4,200 books in 2025, Odile Marchal said.",
    "The bridge over the Lorne will remain closed for 12 days.",
    "The pupils are preparing the show and will sing.",
)


@pytest.fixture
def folder(tmp_path):
    """Write two stories, one a half, as the shared ones are written."""
    articles, truth = [], []
    for story in ("story a", "story c"):
        for lang, relation, texts in (("en", "original", ENGLISH), ("fr", "translation", FRENCH)):
            articles.append({"id": f"{story} {lang}", "text": "\n\n".join(texts)})
            truth.append({"id": f"{story} {lang}", "story": story, "relation": relation, "lang": lang})
    for name, rows in (("articles", articles), ("truth", truth)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"chains.{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_only_paragraphs_that_are_a_sentence_in_both_texts_are_pairs(folder):
    taken = human_pairs(folder)
    assert (taken.n_stories, taken.n_paragraphs) == (2, 6)
    assert [(pair.place, pair.french, pair.english) for pair in taken.pairs[:2]] == [
        (place, FRENCH[place], ENGLISH[place]) for place in range(2)
    ]
    assert len(taken.pairs) == 4


@pytest.mark.parametrize("fault", INJECTIONS)
def test_a_fault_is_put_in_the_same_way_each_time(folder, fault):
    pairs = human_pairs(folder).pairs
    found = inject(fault, pairs)
    assert found == inject(fault, pairs)
    assert found
    assert all(faulty != pair.english for pair, _, faulty in found)


def test_the_bench_prints_false_alarms_and_what_is_caught_of_each_half(folder, capsys):
    translation_flags.main([str(folder)])
    printed = capsys.readouterr().out
    assert printed.startswith("2 stories")
    for half in ("tuning", "heldout"):
        assert f"{half}: 2 sentences" in printed
    assert printed.count("0 of 1 human translations of whole stories doubtful") == 2
    assert all(printed.count(f"  {fault} ") == 2 for fault in INJECTIONS if "," not in fault)


def test_the_bench_says_its_figures_as_json(folder, capsys):
    translation_flags.main([str(folder), "--into", "fr", "--json"])
    figures = json.loads(capsys.readouterr().out)
    assert figures["heldout"]["loop"] == {"n": 2, "any": 1.0, "own": 1.0}
    assert figures["tuning"]["false alarms"]["any"] == 0
