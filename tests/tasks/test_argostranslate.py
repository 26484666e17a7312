"""What we use of argostranslate: its tokenizers alone, of either build, and nothing is written at home for it."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALLOWED = {"argostranslate.tokenizer", "argostranslate.package", "argostranslate.settings"}
OURS = ("flows", "tasks", "warehouse", "config")
FRENCH, ENGLISH = (
    "Orange va investir 12 millions d'euros en Belgique.",
    "Orange will invest 12 million euros in Belgium.",
)

LOAD_ALL = """
import flows.monitor, flows.cli.models, tasks.translate, tasks.models, tasks.model_download, sys
print([name for name in sys.modules if name.startswith("argostranslate.")])
"""
TRANSLATE = """
import json, sys
from pathlib import Path
from tasks.models import ModelStore
from tasks.press import MODELS_FOLDER
from tasks.translate.argos import ArgosEngine
store = ModelStore(Path(sys.argv[1]))
store.install(MODELS_FOLDER / "fixture_fr_en.argosmodel")
(made,) = ArgosEngine(store, "en").translate([sys.argv[2]], "fr")
files = [module.__file__ for name, module in sys.modules.items() if name.split(".")[0] == "argostranslate"]
print(json.dumps([made.target, files, [name for name in ("torch", "stanza", "spacy") if name in sys.modules]]))
"""


def python(code: str, *arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-c", code, *map(str, arguments)]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ARGOS_"))}
    return subprocess.run(run, cwd=ROOT, env={**bare, **environ}, capture_output=True, text=True, check=False)


def argos_imports(path: Path) -> set[str]:
    """Return what a file imports of argostranslate."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "argostranslate":
            found |= {f"argostranslate.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name for name in found if name.split(".")[0] == "argostranslate"}


def test_we_import_no_part_of_argostranslate_that_loads_models_or_asks_the_network():
    paths = [path for package in OURS for path in (ROOT / package).rglob("*.py")]
    used = set().union(*(argos_imports(path) for path in paths))
    assert used
    assert used <= ALLOWED


def test_importing_our_modules_creates_nothing_at_home(tmp_path: Path):
    ran = python(LOAD_ALL, HOME=str(tmp_path), PREFECT_HOME=str(tmp_path / "elsewhere"))
    assert ran.stdout == "['argostranslate.tokenizer']\n", ran.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "elsewhere"] == []


def test_translating_creates_nothing_at_home(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    ran = python(TRANSLATE, tmp_path / "models", FRENCH, HOME=str(home))
    assert ran.returncode == 0, ran.stderr
    assert list(home.iterdir()) == []


@pytest.mark.long
def test_stock_argostranslate_serves_as_well_and_without_torch(tmp_path: Path):
    stock = tmp_path / "stock"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(stock), "argostranslate"]
    installed = subprocess.run(pip, capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"stock argostranslate cannot be had here: {installed.stderr.strip().splitlines()[-1]}")
    ran = python(TRANSLATE, tmp_path / "models", FRENCH, PYTHONPATH=str(stock))
    assert ran.returncode == 0, ran.stderr
    title, files, heavy = json.loads(ran.stdout)
    assert (title, heavy) == (ENGLISH, [])
    assert files
    assert all(Path(file).is_relative_to(stock) for file in files)
