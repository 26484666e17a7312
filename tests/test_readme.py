"""The README is what a newcomer copies: its commands run, and what it shows is what they print."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import app

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ (newsecho [^\n]+)\n(.*?)```", README, re.DOTALL)
DECIDES = re.compile(r" (story (merge|split|confirm|undo)|article) ")  # of the others, none changes the warehouse


def run(line, folder):
    """Run a command line of the README on the demo's warehouse, in the columns the README was made with."""
    command = line.replace("newsecho ", f"{sys.executable} -m flows.cli ", 1).replace("warehouse/demo", str(folder))
    environment = {**os.environ, "COLUMNS": "110"}
    ran = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.replace(str(folder), "warehouse/demo")


def test_the_readme_shows_commands_with_their_output():
    assert len(SHOWN) >= 3


@pytest.mark.parametrize(("line", "output"), SHOWN, ids=[line[:60] for line, _ in SHOWN])
def test_a_shown_command_prints_what_the_readme_shows(demo, tmp_path, line, output):
    folder = demo.folder
    if DECIDES.search(line):
        folder = shutil.copytree(demo.folder, tmp_path / "w")
    assert run(line, folder).rstrip() == output.rstrip()


def test_every_command_is_in_the_readme():
    names = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    assert {name for name in names if f"newsecho {name}" not in README} == set()


def test_the_two_commands_stand_in_the_first_screen():
    first_screen = "\n".join(README.splitlines()[:40])
    assert "newsecho demo" in first_screen
    assert ".venv/bin/pytest" in first_screen
