"""`newsecho models` as a person runs it: real processes, a real mirror on loopback, networks and disks that fail."""

import hashlib
import json
import os
import pty
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tasks.model_lock import WORK_NAME
from tasks.models import ModelStore
from tasks.press import MODELS_FOLDER
from tests.models.mirror import Mirror, served
from tests.newsroom.chaos import nobody_there, small_disk

ROOT = Path(__file__).parents[2]
FR_EN = MODELS_FOLDER / "fixture_fr_en.argosmodel"
BODY = FR_EN.read_bytes()
SHA256 = hashlib.sha256(BODY).hexdigest()
MANY_S = 60  # a process that hangs fails its test
SEED = 20_261_126
N_KILLS = 25


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "flows.cli", *map(str, arguments)]


def newsecho(*arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **environ}
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=MANY_S, check=False
    )


def left(folder: Path) -> list[str]:
    kept = {"lock", "drops.json"}
    return sorted(path.name for path in (folder / "models" / WORK_NAME).glob("*") if path.name not in kept)


def test_a_package_from_an_index_is_installed_listed_and_verified(tmp_path: Path):
    with served(Mirror(BODY)) as mirror:
        config = mirror.settings(tmp_path)
        installed = newsecho("models", "install", "fr", "en", "--config", config)
    home = tmp_path / "models" / "translate-fr_en-0_1"
    assert installed.stdout == f"installed fr → en 0.1 in {home}\n"
    assert installed.stderr == "fetching fr → en: 0.5 MB\n"
    assert installed.returncode == 0
    listed = newsecho("models", "list", "--config", config, "--warehouse", tmp_path / "none")
    assert listed.stdout.splitlines() == [
        "fr → en  0.1  0.6 MB  runs",
        f"    from    {mirror.address}/fr_en.argosmodel",
        f"    sha256  {SHA256}",
        f"    folder  {home}",
    ]
    verified = newsecho("models", "verify", "--config", config)
    assert (verified.stdout, verified.returncode) == ("every installed package is sound\n", 0)


def test_a_terminal_sees_a_bar(tmp_path: Path):
    ours, theirs = pty.openpty()
    with served(Mirror(BODY, drip_s=0.02)) as mirror:
        config = mirror.settings(tmp_path)
        run = command("models", "install", "fr", "en", "--config", config)
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
        subprocess.run(run, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
    os.close(theirs)
    seen = b""
    while chunk := _read(ours):
        seen += chunk
    assert "━" in seen.decode()
    assert "fetching fr → en" in seen.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # how Linux says that nobody writes any more
        return b""


def test_a_file_dropped_into_the_folder_of_the_environment_is_enough(tmp_path: Path):
    shutil.copy(FR_EN, tmp_path)
    (tmp_path / "half.argosmodel").write_bytes(BODY[:1000])
    listed = newsecho("models", "list", "--warehouse", tmp_path / "none", NEWSECHO_MODELS=str(tmp_path))
    assert listed.stdout.splitlines()[0] == "fr → en  0.1  0.6 MB  runs"
    verified = newsecho("models", "verify", NEWSECHO_MODELS=str(tmp_path))
    assert verified.returncode == 1
    assert verified.stdout.startswith(f"{tmp_path / 'half.argosmodel'}: not a whole zip archive (")


def test_a_refused_connection_is_one_sentence(tmp_path: Path):
    with nobody_there() as (host, port):
        config = Mirror(BODY, address=f"http://{host}:{port}").settings(tmp_path)
        ran = newsecho("models", "install", "fr", "en", "--config", config)
    assert_said(
        ran, f"newsecho: cannot fetch http://{host}:{port}/index.json ([Errno 111] Connection refused); get the"
    )


def test_a_name_that_does_not_resolve_is_one_sentence(tmp_path: Path):
    config = Mirror(BODY, address="https://index.invalid").settings(tmp_path)
    ran = newsecho("models", "install", "fr", "en", "--config", config)
    assert_said(ran, "newsecho: cannot fetch https://index.invalid/index.json (")


def test_a_server_that_accepts_and_stays_silent_is_one_sentence(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        config = Mirror(BODY, address=address).settings(tmp_path, timeout_s=1)
        ran = newsecho("models", "install", "fr", "en", "--config", config)
    assert_said(ran, f"newsecho: cannot fetch {address}/index.json (")


def assert_said(ran: subprocess.CompletedProcess[str], begin: str) -> None:
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith(begin)
    assert ran.stderr.endswith("on another machine and run `newsecho models install FILE`\n")
    assert ran.stderr.count("\n") == 1


def test_two_processes_that_install_at_once_both_end_well_with_one_copy(tmp_path: Path):
    with served(Mirror(BODY, drip_s=0.02)) as mirror:
        run = command("models", "install", "fr", "en", "--config", mirror.settings(tmp_path))
        both = [subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        said = {process.communicate(timeout=MANY_S)[0] for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert said == {f"installed fr → en 0.1 in {tmp_path / 'models' / 'translate-fr_en-0_1'}\n"}
    assert mirror.n_fetches == 1
    assert [check.problem for check in ModelStore(tmp_path / "models").verify()] == [""]


def test_an_installer_that_waits_too_long_says_who_is_at_it(tmp_path: Path):
    config = Mirror(BODY, address="https://index.invalid").settings(tmp_path, lock_wait_s=0.1)
    with ModelStore(tmp_path / "models").working("install es en"):
        ran = newsecho("models", "install", FR_EN, "--config", config)
    assert ran.returncode == 1
    waited = f"newsecho: {tmp_path / 'models'}: waited 0.1 s for install es en (pid {os.getpid()}, for "
    assert ran.stderr.startswith(waited)


@pytest.mark.parametrize("way", ["from an index", "from an index that says no size", "from a file"])
def test_a_full_disk_is_one_sentence_leaves_nothing_and_room_heals_it(tmp_path: Path, way: str):
    with small_disk(tmp_path / "disk", 4) as folder:
        filler = folder / "filler"
        filler.write_bytes(b"x" * 3_900_000)
        with served(Mirror(BODY, says_length="no size" not in way)) as mirror:
            what = [FR_EN] if way == "from a file" else ["fr", "en"]
            install = ("models", "install", *what, "--config", mirror.settings(folder))
            ran = newsecho(*install)
            assert ran.returncode == 1
            assert ran.stderr.count("\n") == 1 + ("fetching" in ran.stderr)
            assert "MB are free; make room" in ran.stderr or "(No space left on device); make room" in ran.stderr
            assert (ModelStore(folder / "models").installed(), left(folder)) == ([], [])
            filler.unlink()
            assert newsecho(*install).returncode == 0
        assert [check.problem for check in ModelStore(folder / "models").verify()] == [""]


# A process that has all loaded: a line starts another that installs, the next line waits for its end.
PARENT = """
import os, sys
import flows.cli.models
from flows.cli import main
print("ready", flush=True)
while sys.stdin.readline():
    pid = os.fork()
    if pid == 0:
        try:
            main()
        except SystemExit as end:
            os._exit(end.code or 0)
    print(pid, flush=True)
    sys.stdin.readline()
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Installers:
    """Starts installing processes, one after the other."""

    def __init__(self, config: Path) -> None:
        run = [sys.executable, "-c", PARENT, "models", "install", "fr", "en", "--config", str(config)]
        pipe = subprocess.PIPE
        self._parent = subprocess.Popen(
            run, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, bufsize=1
        )
        self._lines = iter(self._parent.stdout or ())
        assert next(self._lines) == "ready\n"

    def start(self) -> int:
        """Start one and return its process id, which stays its own until `code` is asked for."""
        return self._ask()

    def code(self) -> int:
        """Wait for the end of the one that was started, and return its exit code."""
        return self._ask()

    def _ask(self) -> int:
        assert self._parent.stdin is not None
        self._parent.stdin.write("\n")
        return int(next(line for line in self._lines if line.strip().removeprefix("-").isdecimal()))

    def stop(self) -> None:
        self._parent.communicate(timeout=MANY_S)


@pytest.mark.long
def test_kill_9_at_any_moment_leaves_the_store_as_it_was_or_whole_and_the_next_install_heals(tmp_path: Path):
    old = older_build(tmp_path)
    models, moments = tmp_path / "models", random.Random(SEED)
    codes, ends = [], []
    with served(Mirror(BODY, drip_s=0.005, more={"sha256": SHA256})) as mirror:
        installers = Installers(mirror.settings(tmp_path))
        started = time.monotonic()
        installers.start()
        assert installers.code() == 0
        takes_s = time.monotonic() - started
        for _ in range(N_KILLS):
            shutil.rmtree(models)
            ModelStore(models).install(old)
            victim = installers.start()
            time.sleep(moments.uniform(0, takes_s))
            os.kill(victim, signal.SIGKILL)
            codes.append(installers.code())
            (package,) = ModelStore(models).installed()
            assert [check.problem for check in ModelStore(models).verify()] == [""]
            ends.append("older" in (package.path / "metadata.json").read_text())
        installers.start()
        assert installers.code() == 0
        installers.stop()
    assert -signal.SIGKILL in codes, "no kill came before the end"
    assert True in ends
    assert left(tmp_path) == []
    assert sorted(path.name for path in models.iterdir()) == [WORK_NAME, "translate-fr_en-0_1"]
    assert "older" not in (models / "translate-fr_en-0_1" / "metadata.json").read_text()


def older_build(folder: Path) -> Path:
    """Return the French package of the same version in another build."""
    path = folder / "older.argosmodel"
    with zipfile.ZipFile(FR_EN) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            is_metadata = name.endswith("metadata.json")
            new.writestr(name, json.dumps({**json.loads(body), "build": "older"}) if is_metadata else body)
    return path
