"""A folder with a sound warehouse to ruin, and the command line on it."""

import shutil
import sys

import pytest

from flows.cli import main
from flows.context import utc_now
from tests.flows.bad_input.refusals import FEEDS, PAGE, filled_in
from warehouse.publish import publish


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    """Publish an empty warehouse once; every test takes a copy and ruins it."""
    folder = tmp_path_factory.mktemp("pristine") / "w"
    publish(folder, utc_now())
    return folder


@pytest.fixture
def place(tmp_path, pristine):
    """Return a folder with a sound warehouse, a page and a list of feeds."""
    shutil.copytree(pristine, tmp_path / "w")
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "feeds.toml").write_text(FEEDS.format("http://127.0.0.1:9/feed"))
    return tmp_path


@pytest.fixture
def newsecho(place, capsys, monkeypatch):
    """Run a command on the warehouse of the place, in this process: code and standard error."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["newsecho", "--warehouse", str(place / "w"), *filled_in(place, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr().err

    return run
