"""No line of the checklist is without its test: read from the names of the tests beside this file."""

import ast
import re
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent
NAMED = re.compile(r"test_line_(\d\d)_[a-z0-9]+(_[a-z0-9]+)+")


def lines():
    tables = tomllib.loads((FOLDER / "lines.toml").read_text(encoding="utf-8"))
    return {number: title for table in tables.values() for number, title in table.items()}


def named():
    """Return the number in the name of every test of the folder that names a line."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in FOLDER.glob("test_*.py") if path != Path(__file__)]
    names = [node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    tests = [name for name in names if name.startswith("test_line")]
    assert [name for name in tests if not NAMED.fullmatch(name)] == [], "two digits of the line, then the fact"
    return {NAMED.fullmatch(name)[1] for name in tests}


def test_the_checklist_has_sixty_lines():
    assert list(lines()) == [f"{number:02}" for number in range(1, 61)]


def test_every_line_of_the_checklist_has_a_test_that_names_it():
    missing = [f"{number} {title}" for number, title in lines().items() if number not in named()]
    assert not missing, "\n".join(["no test of the folder names these lines:", *missing])


def test_no_test_names_a_line_that_the_checklist_has_not():
    assert named() - lines().keys() == set()
