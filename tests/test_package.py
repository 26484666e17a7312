"""What the packages read beside their modules is installed with them."""

import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("config", "flows", "tasks", "warehouse")


def test_every_file_that_lies_in_a_package_goes_into_its_wheel():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:  # what a demo or a run wrote there is told apart by git alone
        pytest.skip(f"no checkout of git: {listed.stderr}")
    data = [path for path in map(Path, listed.stdout.splitlines()) if path.suffix != ".py"]
    assert len(data) > 200
    assert [str(path) for path in data if not any(fnmatch(path.name, one) for one in patterns)] == []
