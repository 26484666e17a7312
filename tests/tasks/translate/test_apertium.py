"""Apertium, where a program of that name is: an executable of ours stands in for it, as it is the outside world."""

from pathlib import Path

import pytest

from tasks.translate.apertium import ApertiumEngine
from tasks.translate.engine import EngineError

LISTING = """  fra-eng
  eng-fra
  es-ca
  spa-eng
  fra-eng_US
"""
PROGRAM = f"""#!/bin/sh
if [ "$1" = "-l" ]; then cat <<'END'
{LISTING}END
exit 0; fi
[ "$*" = "-u -f txt fra-eng" ] || {{ echo "unknown arguments: $*" >&2; exit 3; }}
exec tr a-z A-Z
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    def put(text: str) -> Path:
        path = tmp_path / "apertium"
        path.write_text(text)
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        return path

    return put


def test_without_the_program_there_is_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ApertiumEngine("apertium", "en").methods() == {}


def test_it_offers_the_pairs_the_program_lists_marked_as_gist(program):
    program(PROGRAM)
    methods = ApertiumEngine("apertium", "en-CA").methods()
    assert {lang: method.engine_version for lang, method in methods.items()} == {"es": "spa-eng", "fr": "fra-eng"}
    assert all(method.is_gist and method.engine == "apertium" for method in methods.values())
    assert ApertiumEngine("apertium", "ca").methods().keys() == {"es"}


def test_each_sentence_comes_back_by_itself(program):
    program(PROGRAM)
    engine = ApertiumEngine("apertium", "en")
    made = list(engine.translate(["un", "deux", "trois"], "fr"))
    assert [one.target for one in made] == ["UN", "DEUX", "TROIS"]
    assert {one.token_score for one in made} == {None}


@pytest.mark.parametrize(
    ("program_text", "said"),
    [
        (PROGRAM.replace("exec tr a-z A-Z", "echo broken >&2; exit 4"), "ends with 4 .broken."),
        (PROGRAM.replace("exec tr a-z A-Z", "echo one"), "paragraphs for 2"),
    ],
)
def test_a_program_that_fails_is_one_sentence(program, program_text, said):
    program(program_text)
    with pytest.raises(EngineError, match=said):
        list(ApertiumEngine("apertium", "en").translate(["un", "deux"], "fr"))


def test_a_program_that_lists_nothing_has_no_pairs(program):
    program("#!/bin/sh\nexit 9\n")
    assert ApertiumEngine("apertium", "en").methods() == {}
