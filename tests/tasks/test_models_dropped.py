"""Packages that a person put into the store's folder: enough as they are, and no damage spreads."""

import shutil
import zipfile
from pathlib import Path

from tasks.models import ModelStore, details_of
from tests.tasks.test_models import EN_FR, FR_EN, FR_EN_SHA256, problems, repacked, shown


def test_an_unpacked_folder_dropped_into_the_store_is_enough_and_is_mentioned(store: ModelStore):
    with zipfile.ZipFile(FR_EN) as archive:
        archive.extractall(store.folder)
    assert store.find("fr", "en") is not None
    assert problems(store) == []
    (check,) = store.verify()
    assert check.note == "put there by hand, so nothing says what it should be"


def test_a_package_in_a_folder_of_its_own_as_some_programs_unpack_it_is_found(store: ModelStore):
    with zipfile.ZipFile(FR_EN) as archive:
        archive.extractall(store.folder / "fixture_fr_en")
    package = store.find("fr", "en")
    assert package is not None
    assert package.path == store.folder / "fixture_fr_en" / "translate-fr_en-0_1"


def test_a_half_copied_folder_dropped_into_the_store_is_said_and_breaks_nothing(store: ModelStore):
    package = store.install(FR_EN)
    with zipfile.ZipFile(EN_FR) as archive:
        archive.extractall(store.folder)
    half = store.folder / "translate-en_fr-0_1" / "model" / "model.bin"
    half.write_bytes(half.read_bytes()[:100_000])
    (problem,) = problems(store)
    assert problem.startswith(f"{store.folder}/translate-en_fr-0_1: does not load (")
    assert store.find("fr", "en") == package


def test_a_folder_that_may_not_be_read_breaks_nothing(store: ModelStore):
    package = store.install(FR_EN)
    (store.folder / "a loop").symlink_to("a loop")
    (store.folder / "private").mkdir(mode=0)
    assert store.installed() == [package]


def test_a_file_dropped_into_the_store_is_enough(store: ModelStore):
    store.folder.mkdir()
    shutil.copy(FR_EN, store.folder)
    package = store.find("fr", "en")
    assert package is not None
    assert shown(store) == ["fixture_fr_en.argosmodel", "translate-fr_en-0_1"]
    assert problems(store) == []
    assert details_of(package).package_sha256 == FR_EN_SHA256


def test_a_dropped_file_is_unpacked_once_and_again_when_its_package_went(store: ModelStore):
    store.folder.mkdir()
    shutil.copy(FR_EN, store.folder)
    package = store.find("fr", "en")
    assert package is not None
    unpacked_at = package.path.stat().st_mtime_ns
    assert store.installed() == [package]
    assert package.path.stat().st_mtime_ns == unpacked_at
    shutil.rmtree(package.path)
    assert store.installed() == [package]


def test_two_dropped_files_of_one_version_settle_on_one(store: ModelStore, tmp_path: Path):
    store.folder.mkdir()
    shutil.copy(FR_EN, store.folder)
    shutil.copy(repacked(tmp_path), store.folder / "other.argosmodel")
    (package,) = store.installed()
    record = (package.path / "newsecho.json").read_text()
    assert store.installed() == [package]
    assert (package.path / "newsecho.json").read_text() == record
    assert problems(store) == []


def test_a_half_copied_file_is_passed_over_with_a_sentence_until_it_is_whole(store: ModelStore):
    package = store.install(EN_FR)
    half = store.folder / "fixture_fr_en.argosmodel"
    half.write_bytes(FR_EN.read_bytes()[:200_000])
    assert store.installed() == [package]
    for _ in range(2):
        (problem,) = problems(store)
        assert problem.startswith(f"{half}: not a whole zip archive (")
        assert problem.endswith("; fetch it again; until then it is passed over")
    half.write_bytes(FR_EN.read_bytes())
    assert store.find("fr", "en") is not None
    assert problems(store) == []


def test_a_dropped_file_that_is_no_package_is_said_and_breaks_nothing(store: ModelStore):
    store.folder.mkdir()
    with zipfile.ZipFile(store.folder / "photos.argosmodel", "w") as archive:
        archive.writestr("photo.jpg", b"x")
    shutil.copy(FR_EN, store.folder)
    assert store.find("fr", "en") is not None
    (problem,) = problems(store)
    assert problem.startswith(f"{store.folder}/photos.argosmodel: metadata.json is missing; ")


def test_a_dropped_file_waits_while_another_process_installs(store: ModelStore):
    store = ModelStore(store.folder, lock_wait_s=0.1)
    package = store.install(EN_FR)
    shutil.copy(FR_EN, store.folder)
    with store.working("install es en"):
        assert store.installed() == [package]
        (problem,) = problems(store)
    assert "fixture_fr_en.argosmodel: not unpacked yet: " in problem
    assert "install es en (pid " in problem
    assert store.find("fr", "en") is not None
