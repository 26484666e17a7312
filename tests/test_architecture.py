"""The import rule as one table, read from the syntax tree: who may import what."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("flows", "tasks", "warehouse", "config")
MAX_LINES = 300

# package -> (our packages it may import, outside modules it may not)
RULES = {
    "config": ((), ("prefect", "duckdb", "aiohttp", "typer", "rich")),
    "warehouse": ((), ("prefect", "aiohttp", "feedparser", "trafilatura", "typer", "rich")),
    "tasks/core": (
        ("warehouse.records",),
        (
            "prefect",
            "duckdb",
            "socket",
            "aiohttp",
            "asyncio",
            "time",
            "random",
            "secrets",
            "logging",
            "os",
            "subprocess",
        ),
    ),
    "tasks": (("warehouse",), ("prefect", "duckdb", "typer", "rich", "logging", "random")),
    "flows": (("tasks", "warehouse", "config"), ("duckdb",)),
}
CLOCK_CALLS = {"now", "utcnow", "today", "time"}


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(path for package in OURS for path in (ROOT / package).rglob("*.py")):
        relative = path.relative_to(ROOT).as_posix()
        package = "tasks/core" if relative.startswith("tasks/core/") else relative.split("/", maxsplit=1)[0]
        found.append((package, path))
    return found


def imports(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def within(module: str, prefix: str) -> bool:
    return module == prefix or module.startswith(prefix + ".")


@pytest.mark.parametrize(("package", "path"), modules(), ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_a_module_imports_only_what_its_package_may(package, path):
    allowed, banned = RULES[package]
    own = package.replace("/", ".")
    for module in imports(ast.parse(path.read_text())):
        if module.split(".")[0] in OURS:
            assert any(within(module, name) for name in (own, *allowed)), f"{path.name} imports {module}"
        assert not any(within(module, name) for name in banned), f"{path.name} imports {module}"


@pytest.mark.parametrize(("package", "path"), modules(), ids=lambda value: str(value).removeprefix(str(ROOT)))
def test_only_flows_read_the_clock(package, path):
    if package == "flows":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS:
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            assert name not in {"datetime", "date", "time"}, f"{path.name}:{node.lineno} reads the clock"


@pytest.mark.parametrize("path", [path for _, path in modules()], ids=lambda path: path.name)
def test_a_file_holds_one_idea(path):
    assert len(path.read_text().splitlines()) <= MAX_LINES * 1.1, f"{path.name} is two ideas"


def test_the_query_commands_never_load_prefect():
    code = "import sys, flows.cli; sys.exit('prefect' in sys.modules or 'trafilatura' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_top_level_holds_what_was_agreed_and_nothing_else():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    top = {line.split("/")[0] for line in tracked if line and not line.startswith(".")}
    assert top <= {*OURS, "tests", "pyproject.toml", "README.md", "constraints.txt", "LICENSE"}
