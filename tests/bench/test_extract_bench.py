"""The bench of extraction runs on pages of our own in every run of the tests, so that it cannot rot."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.bench import extract, readers

DATA = Path(__file__).parents[1] / "data"
CASES = ("classic-article", "french-question-title")
NAMES = [readers.OURS, readers.RIVAL]


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """Name pages of our own as the shared ones are named; the sentences they must hold stand for the text."""
    rows = []
    for name, lang in zip(CASES, ("en", "fr"), strict=True):
        said = tomllib.loads((DATA / name / "expect.toml").read_text(encoding="utf-8"))
        wanted = {"title": said["title"], "authors": said["authors"], "date": said["published"]}
        page = {"id": name, "set": "own", "path": str(DATA / name / "page.html"), "url": said["url"], "lang": lang}
        rows.append({**page, **wanted, "text": "\n\n".join(said["in"])})
    path = tmp_path_factory.mktemp("bench") / "truth.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_the_bench_prints_what_each_reader_costs_and_names_those_not_installed(truth, capsys, monkeypatch):
    monkeypatch.setitem(readers.READERS, "absent-reader", (readers.newsecho, "absent_reader"))
    extract.main([str(truth), "--only", *NAMES, "--lang", "fr"])
    printed = capsys.readouterr().out
    assert printed.startswith("1 pages")
    assert all(f"{name} " in printed for name in NAMES)
    assert "1.00 × trafilatura" in printed
    assert "absent-reader    not installed" in printed
    assert "est-il perdu - ou seulement parti" in printed.partition("  > ")[2]


def test_every_reader_installed_here_reads_the_pages(truth):
    for name in filter(readers.installed_version, readers.READERS):
        for page in extract.load_pages(truth):
            found, seconds = readers.read_and_measure(name, extract.read_body(Path(page["path"])), page["url"])
            assert page["text"].split("\n\n")[0] in found["text"]
            assert seconds > 0


def test_a_reader_that_raises_has_found_nothing(monkeypatch):
    def broken(body, url):
        raise ValueError(url)

    monkeypatch.setitem(readers.READERS, readers.OURS, (broken, "tasks"))
    assert readers.read_and_measure(readers.OURS, b"", "https://page.example/")[0] == {}
