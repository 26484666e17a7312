"""Watchlists as a person writes them: what is written is what is looked for, and every slip names its line."""

from pathlib import Path

import pytest

from config.errors import ConfigError
from config.watchlists import Piece, load_watchlists

HEAD = '# mine\n[[watchlists]]\nname = "mine"\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "watchlists.toml"
    path.write_text(text, encoding="utf-8")
    return path


def pieces(tmp_path: Path, term: str, key: str = "terms") -> tuple[Piece, ...]:
    (one,) = load_watchlists(written(tmp_path, f"{HEAD}{key} = ['{term}']\n"))
    (found,) = one.terms
    assert found.text == term
    return found.pieces


def test_the_repository_file_holds_watchlists_that_can_be_used():
    assert {one.name for one in load_watchlists()} == {"licences", "museum", "companies"}


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("musée", [("musée", False)]),
        ("vie privée", [("vie", False), ("privée", False)]),
        ('"vie privée"', [("vie privée", False)]),
        ("« vie privée »", [("vie privée", False)]),
        ("licen*", [("licen", True)]),
        ('"vie priv*"', [("vie priv", True)]),
        ('Brevane "licences perpétuelles"', [("Brevane", False), ("licences perpétuelles", False)]),
        ("R&D", [("R&D", False)]),
    ],
)
def test_words_stand_anywhere_quoted_ones_in_a_row_and_a_star_is_any_ending(tmp_path, term, found):
    assert [(one.words.strip(), one.is_start) for one in pieces(tmp_path, term)] == found


def test_an_entity_is_all_its_words_in_a_row(tmp_path):
    assert pieces(tmp_path, "Tavelo Group", "entities") == (Piece("Tavelo Group"),)


def test_variants_are_looked_for_in_their_language(tmp_path):
    text = HEAD + 'terms = ["tous", { fr = "musée", en = ["museum", "gallery"] }]\n'
    (one,) = load_watchlists(written(tmp_path, text))
    assert [(term.text, term.lang) for term in one.terms] == [
        ("tous", None),
        ("musée", "fr"),
        ("museum", "en"),
        ("gallery", "en"),
    ]


def test_another_definition_has_another_hash_and_a_comment_changes_none(tmp_path):
    def sha256(text):
        return load_watchlists(written(tmp_path, HEAD + text))[0].sha256

    assert sha256('terms = ["a b"]\n') == sha256('# why\nterms = ["a b"]  # because\n')
    others = ["terms = ['\"a b\"']", 'terms = ["a b"]\nexclude = ["c"]', 'terms = [{fr = "a b"}]', 'entities = ["a b"]']
    assert len({sha256(text) for text in ['terms = ["a b"]', *others]}) == 5


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            HEAD + 'terms = ["x"]\ncolour = "red"\n',
            5,
            ("watchlist mine", "unknown key colour", "known keys: name"),
        ),
        ("watchlist = 1\n", 1, ("unknown key watchlist", "watchlists")),
        (HEAD + 'terms = [\n  "good",\n  " ",\n]\n', 6, ("watchlist mine: terms", "' ' holds no word")),
        (HEAD + 'terms = ["qui ?"]\n', 4, ("'qui ?' has a part that holds no word",)),
        (
            HEAD + 'terms = ["ok"]\nexclude = [\n  "a.*b",\n]\n',
            6,
            ("exclude", "regular expression ('.*')"),
        ),
        (HEAD + 'terms = ["(fire|flood)"]\n', 4, ("looks like a regular expression ('(')",)),
        (HEAD + 'terms = ["colou?r"]\n', 4, ("looks like a regular expression",)),
        (HEAD + 'terms = ["*ville"]\n', 4, ("looks like a regular expression", "a star at the end of a word")),
        (HEAD + "terms = ['\\d+']\n", 4, ("looks like a regular expression",)),
        (HEAD + 'terms = ["C++"]\n', 4, ("looks like a regular expression ('+')",)),
        (HEAD + 'terms = ["50%"]\n', 4, ("'50%' has '%', which is no part of a word",)),
        (HEAD + 'terms = ["museum -wax"]\n', 4, ("what must not stand in a text goes into exclude",)),
        (HEAD + "terms = ['\"open']\n", 4, ("opens a quotation that it does not close",)),
        (HEAD + "terms = [3]\n", 4, ("3 is no text; write it in quotes",)),
        (HEAD + 'terms = "x"\n', 4, ("terms is 'x'; it must be a list",)),
        (HEAD + 'terms = [{ French = "x" }]\n', 4, ("'French' is not a BCP 47 language tag",)),
        (HEAD + 'terms = [{ fr = "x", en = "[y]" }]\n', 4, ("'[y]' looks like a regular expression",)),
        (HEAD + "terms = [{}]\n", 4, ("a term without a variant",)),
        (HEAD + 'terms = ["x"]\nlanguages = ["French"]\n', 5, ("languages: 'French' is not a BCP 47 language tag",)),
        (HEAD + 'terms = ["x"]\nfeeds = [7]\n', 5, ("feeds: 7 is not a text in quotes",)),
        (HEAD, 2, ("watchlist mine", "give it something to look for")),
        ('[[watchlists]]\nterms = ["x"]\n', 1, ("watchlist number 1", "missing key name")),
        (HEAD + 'terms = ["x"]\n' + HEAD + 'terms = ["y"]\n', 7, ("'mine' is already that", "on line 3; keep one")),
    ],
)
def test_a_slip_names_file_line_key_and_way_out(tmp_path, text, line, words):
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_watchlists(path)
    said = str(caught.value)
    assert said.startswith(f"{path}, line {line}: "), said
    assert "\n" not in said
    assert all(word in said for word in words), said
