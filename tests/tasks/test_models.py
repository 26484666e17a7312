"""The package store: what is installed, what is refused, and that neither damage nor a stray folder spreads."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tasks.model_lock import WORK_NAME
from tasks.models import ModelError, ModelStore

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tasks" / "press" / "models"
FR_EN = FIXTURES / "fixture_fr_en.argosmodel"
EN_FR = FIXTURES / "fixture_en_fr.argosmodel"
FR_EN_SHA256 = "47bcf482fd49d1e632ca082a263fb1f2101e2e97295e47b65d59e765430ee79e"


def problems(store: ModelStore) -> list[str]:
    return [f"{check.path}: {check.problem}" for check in store.verify() if check.problem]


def shown(store: ModelStore) -> list[str]:
    """Return what stands in the store's folder, its own hidden one left out."""
    return sorted(path.name for path in store.folder.iterdir() if path.name != WORK_NAME)


def unfinished(store: ModelStore) -> list[str]:
    return sorted(path.name for path in (store.folder / WORK_NAME).iterdir() if path.name not in {"lock", "drops.json"})


def repacked(tmp_path: Path, *, without: str = "", metadata: dict[str, object] | None = None) -> Path:
    """Return a copy of the French package, one file left out or the metadata changed."""
    path = tmp_path / "changed.argosmodel"
    with zipfile.ZipFile(FR_EN) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.endswith("metadata.json") and metadata:
                body = json.dumps({**json.loads(body), **metadata}).encode()
            if not (without and without in name):
                new.writestr(name, body)
    return path


def test_a_store_without_a_folder_is_empty(store: ModelStore):
    assert store.installed() == []
    assert problems(store) == []
    assert store.find("fr", "en") is None
    assert not store.folder.exists()


def test_an_installed_package_is_found_by_its_languages_whatever_the_region(store: ModelStore):
    package = store.install(FR_EN)
    assert (package.source, package.target, package.version) == ("fr", "en", "0.1")
    assert package.path == store.folder / "translate-fr_en-0_1"
    assert store.find("fr-CA", "en-GB") == package
    assert store.find("en", "fr") is None


def test_installed_packages_verify(store: ModelStore):
    store.install(FR_EN)
    store.install(EN_FR)
    assert [package.engine_version for package in store.installed()] == ["translate-en_fr-0.1", "translate-fr_en-0.1"]
    assert problems(store) == []


def test_installing_again_changes_nothing(store: ModelStore):
    assert store.install(FR_EN) == store.install(FR_EN)
    assert shown(store) == ["translate-fr_en-0_1"]


def test_an_unpacked_package_installs_too(store: ModelStore, tmp_path: Path):
    with zipfile.ZipFile(FR_EN) as archive:
        archive.extractall(tmp_path / "unpacked")
    package = store.install(tmp_path / "unpacked" / "translate-fr_en-0_1")
    assert store.find("fr", "en") == package
    assert problems(store) == []


def test_the_newest_version_is_used(store: ModelStore, tmp_path: Path):
    store.install(repacked(tmp_path, metadata={"package_version": "1.10"}))
    store.install(repacked(tmp_path, metadata={"package_version": "1.9"}))
    package = store.find("fr", "en")
    assert package is not None
    assert package.version == "1.10"


def test_where_it_came_from_is_recorded(store: ModelStore):
    package = store.install(FR_EN, origin="https://models.example/fr_en.argosmodel")
    record = json.loads((package.path / "newsecho.json").read_text())
    assert record["origin"] == "https://models.example/fr_en.argosmodel"
    assert record["package_sha256"] == FR_EN_SHA256
    assert set(record["files"]) >= {"metadata.json", "sentencepiece.model", "model/model.bin"}


def test_a_stray_folder_is_reported_and_breaks_nothing(store: ModelStore):
    package = store.install(FR_EN)
    (store.folder / "holiday photos").mkdir()
    (store.folder / "notes.txt").write_text("x")
    assert store.installed() == [package]
    assert problems(store) == [
        f"{store.folder / 'holiday photos'}: metadata.json is missing; remove the folder, or install the package again"
    ]


def test_a_damaged_file_is_named(store: ModelStore):
    package = store.install(FR_EN)
    model = package.path / "model" / "model.bin"
    model.write_bytes(model.read_bytes()[:-1])
    assert problems(store) == [f"{package.path}: changed since it was installed: model/model.bin; install it again"]


def test_a_model_that_does_not_load_is_named(store: ModelStore, tmp_path: Path):
    with zipfile.ZipFile(FR_EN) as archive:
        archive.extractall(tmp_path / "unpacked")
    unpacked = tmp_path / "unpacked" / "translate-fr_en-0_1"
    (unpacked / "model" / "model.bin").write_bytes(b"\x06\x00\x00\x00nothing")
    store.install(unpacked)
    (problem,) = problems(store)
    assert "does not load" in problem


def test_a_second_installer_waits_and_then_says_who_is_at_it(store: ModelStore):
    with store.working("install es en"), pytest.raises(ModelError) as caught:
        ModelStore(store.folder, lock_wait_s=0.2).install(FR_EN)
    assert str(caught.value).startswith(f"{store.folder}: waited 0.2 s for install es en (pid {os.getpid()}, for ")
    assert str(caught.value).endswith("; try again when it is done")


def test_the_lock_of_a_dead_process_is_free(store: ModelStore):
    code = (
        "import os, sys, pathlib; from tasks.models import ModelStore\n"
        "with ModelStore(pathlib.Path(sys.argv[1])).working('install es en'): os.kill(os.getpid(), 9)"
    )
    died = subprocess.run([sys.executable, "-c", code, store.folder], cwd=ROOT, check=False)
    assert died.returncode == -9
    assert "install es en" in (store.folder / WORK_NAME / "lock").read_text()
    assert ModelStore(store.folder, lock_wait_s=0).install(FR_EN) == store.find("fr", "en")


def test_a_package_a_killed_process_was_replacing_is_put_back(store: ModelStore):
    package = store.install(FR_EN)
    aside = store.folder / WORK_NAME / "replaced"
    aside.mkdir()
    package.path.rename(aside / package.path.name)
    assert store.installed() == [package]
    assert problems(store) == []


def test_the_same_version_with_other_files_replaces_the_old_one(store: ModelStore, tmp_path: Path):
    old = store.install(FR_EN)
    new = store.install(repacked(tmp_path, metadata={"from_name": "Francais"}))
    assert new == old
    assert "Francais" in (new.path / "metadata.json").read_text()
    assert shown(store) == ["translate-fr_en-0_1"]
    assert unfinished(store) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"without": "metadata.json"}, "metadata.json is missing"),
        ({"without": "sentencepiece.model"}, "it has no tokenizer"),
        ({"without": "model.bin"}, "model/ holds no CTranslate2 model"),
        ({"metadata": {"from_code": None}}, "does not name two languages"),
        ({"metadata": {"from_code": 7}}, "does not name two languages"),
        ({"metadata": {"type": "sbd"}}, "does not name two languages to translate between"),
        ({"metadata": {"package_version": "../../1"}}, "cannot be a file name"),
    ],
)
def test_what_is_no_package_is_refused_and_leaves_nothing(store: ModelStore, tmp_path: Path, changes, reason: str):
    path = repacked(tmp_path, **changes)
    with pytest.raises(ModelError, match=reason) as caught:
        store.install(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert shown(store) == unfinished(store) == []


def test_a_truncated_file_is_refused(store: ModelStore, tmp_path: Path):
    path = tmp_path / "half.argosmodel"
    path.write_bytes(FR_EN.read_bytes()[:200_000])
    with pytest.raises(ModelError, match="not a whole zip archive"):
        store.install(path)
    assert store.installed() == []


def test_a_flipped_byte_is_noticed(store: ModelStore, tmp_path: Path):
    body = bytearray(FR_EN.read_bytes())
    body[250_000] ^= 0xFF
    path = tmp_path / "flipped.argosmodel"
    path.write_bytes(body)
    with pytest.raises(ModelError, match="not a whole zip archive"):
        store.install(path)
    assert shown(store) == unfinished(store) == []


def test_a_zip_that_reaches_outside_itself_is_refused(store: ModelStore, tmp_path: Path):
    path = tmp_path / "evil.argosmodel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../evil.txt", "x")
    with pytest.raises(ModelError, match="holds a path outside itself"):
        store.install(path)
    assert not (tmp_path / "evil.txt").exists()


def test_a_missing_file_is_named(store: ModelStore, tmp_path: Path):
    with pytest.raises(ModelError, match=r"absent\.argosmodel: no such file"):
        store.install(tmp_path / "absent.argosmodel")


def test_a_failed_install_keeps_the_package_that_was_there(store: ModelStore, tmp_path: Path):
    package = store.install(FR_EN)
    with pytest.raises(ModelError):
        store.install(repacked(tmp_path, without="model.bin"))
    assert store.installed() == [package]
    assert problems(store) == []


def test_an_unfinished_install_is_not_a_package(store: ModelStore):
    package = store.install(FR_EN)
    shutil.copytree(package.path, store.folder / ".incoming-abc")
    assert store.installed() == [package]
