"""What the packages read beside their modules is installed with them."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("config", "flows", "tasks", "warehouse")


def test_every_file_that_lies_in_a_package_goes_into_its_wheel():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    files = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file()]
    data = [path for path in files if path.suffix != ".py" and "__pycache__" not in path.parts]
    assert len(data) > 200
    left_out = [str(path.relative_to(ROOT)) for path in data if not any(fnmatch(path.name, one) for one in patterns)]
    assert left_out == []
