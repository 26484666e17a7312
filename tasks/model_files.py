"""The files of a translation package: reading one, unpacking one, and the record of what was installed.

A package is Argos's format: `metadata.json`, a tokenizer (`sentencepiece.model` or `bpe.model`) and a CTranslate2 model
in `model/`; as an `.argosmodel` file it is a zip of a folder of these. We read it ourselves because
`argostranslate.package` makes folders in the home directory when imported and loses its whole list to one stray folder.
"""

import errno
import hashlib
import json
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import ctranslate2

from tasks.core.language import primary_subtag

RECORD_NAME = "newsecho.json"  # what we installed: the package's SHA-256, where it came from, each file's SHA-256
SUFFIX = ".argosmodel"
TOKENIZERS = ("sentencepiece.model", "bpe.model")
MAX_UNPACKED_BYTES = 4_000_000_000  # the largest real package unpacks to 600 MB
# What the disk says, not the zip: such an error passes, a damaged file stays damaged.
DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EFBIG, errno.ENOENT}


class ModelError(Exception):
    """A translation package cannot be installed or used. The message is a sentence with the way out."""


class DamagedPackageError(ModelError):
    """A file that is no whole translation package; it stays so until another one takes its place."""


@dataclass(frozen=True, slots=True)
class ModelPackage:
    """An installed package for one language pair."""

    source: str  # primary subtags, as the package names them: "fr"
    target: str
    version: str
    path: Path
    target_prefix: str = ""  # a token some many-language models want first; dropped from the output

    @property
    def engine_version(self) -> str:
        """Return the name and version a translation is stored under: another one means translating anew."""
        return f"translate-{self.source}_{self.target}-{self.version}"

    @property
    def folder_name(self) -> str:
        """Return the name of its folder in a store."""
        return f"translate-{self.source}_{self.target}-{self.version.replace('.', '_')}"


@dataclass(frozen=True, slots=True)
class InstallRecord:
    """What was written down when a package was installed; empty for one put there by hand."""

    origin: str = ""  # the address or file it came from
    package_sha256: str = ""  # of the `.argosmodel` file; empty when it came as a folder
    files: tuple[tuple[str, str], ...] = ()  # (relative path, SHA-256)


def read_package(path: Path) -> ModelPackage | str:
    """Return the package in the folder at *path*, or in a few words why it is none."""
    try:
        metadata: dict[str, Any] = json.loads((path / "metadata.json").read_text(encoding="utf-8"))
        source, target = primary_subtag(metadata["from_code"]), primary_subtag(metadata["to_code"])
        kind, version = metadata.get("type", "translate"), str(metadata.get("package_version") or "0")
    except OSError:
        return "metadata.json is missing"
    except (ValueError, KeyError, TypeError, AttributeError):
        return "metadata.json does not name two languages"
    if source is None or target is None or kind != "translate":
        return "metadata.json does not name two languages to translate between"
    missing = _missing_part(path, version)
    return missing or ModelPackage(source, target, version, path, str(metadata.get("target_prefix") or ""))


def _missing_part(path: Path, version: str) -> str:
    """Return what keeps the folder at *path* from being used, or nothing."""
    if not re.fullmatch(r"[\w.+-]{1,40}", version):
        return f"its version {version!r} cannot be a file name"
    if not any((path / name).is_file() for name in TOKENIZERS):
        return "it has no tokenizer (sentencepiece.model or bpe.model)"
    return "" if ctranslate2.contains_model(str(path / "model")) else "model/ holds no CTranslate2 model"


def version_key(version: str) -> tuple[tuple[int, ...], str]:
    """Return a key that sorts 1.10 after 1.9."""
    return tuple(int(number) for number in re.findall(r"\d+", version)), version


def unpack(package_file: Path, aside: Path) -> Path:
    """Unpack a zip into *aside*, every byte's checksum read, and return the folder that holds `metadata.json`.

    Raises:
        DamagedPackageError: it is no whole zip, or not one to trust.
        ModelError: there is no room for it.
    """
    try:
        with zipfile.ZipFile(package_file) as archive:
            members = archive.infolist()
            _check_members(package_file, members)
            check_room(aside, sum(member.file_size for member in members), f"to unpack {package_file.name}")
            archive.extractall(aside)  # checks each member's CRC as it reads
    except OSError as error:
        if error.errno in DISK_ERRORS:
            raise
        raise _not_whole(package_file, error) from error
    except (zipfile.BadZipFile, EOFError, zlib.error, struct.error, ValueError, RuntimeError) as error:
        raise _not_whole(package_file, error) from error
    roots = sorted(path.parent for path in aside.rglob("metadata.json"))
    if not roots:
        raise DamagedPackageError(f"{package_file}: metadata.json is missing; it is no Argos translation package")
    return roots[0]


def _check_members(package_file: Path, members: list[zipfile.ZipInfo]) -> None:
    """Raise when a zip is a bomb, or reaches outside the folder it is unpacked in."""
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise DamagedPackageError(f"{package_file}: unpacks to over {MAX_UNPACKED_BYTES} bytes; it is not installed")
    for member in members:
        path = PurePosixPath(member.filename)
        if path.is_absolute() or ".." in path.parts:
            raise DamagedPackageError(f"{package_file}: holds a path outside itself ({path}); do not trust it")


def _not_whole(package_file: Path, error: Exception) -> DamagedPackageError:
    return DamagedPackageError(f"{package_file}: not a whole zip archive ({error}); fetch it again")


def copy_folder(package_folder: Path, aside: Path) -> Path:
    """Copy an unpacked package into *aside*, without our record of an earlier install; return where it is."""
    sizes = [path.stat().st_size for path in package_folder.rglob("*") if path.is_file()]
    check_room(aside, sum(sizes), f"to copy {package_folder.name}")
    root = aside / "package"
    shutil.copytree(package_folder, root, ignore=shutil.ignore_patterns(RECORD_NAME, ".*"))
    return root


def check_room(folder: Path, n_bytes: int, purpose: str) -> None:
    """Raise unless *n_bytes* are free where *folder* is."""
    n_free = shutil.disk_usage(folder).free
    if n_bytes > n_free:
        raise ModelError(
            f"{folder}: {n_bytes / 1e6:.1f} MB are needed {purpose}, {n_free / 1e6:.1f} MB are free; "
            "make room, or choose another folder: models.folder"
        )


@contextmanager
def told_of_the_disk(folder: Path) -> Generator[None]:
    """Turn what the disk says about *folder* while the body runs into a sentence.

    Raises:
        ModelError: it is full, read-only, or not ours.
    """
    try:
        yield
    except OSError as error:  # shutil.Error, of a folder's copy, is one too and holds a list of what failed
        why = error.strerror or str(error.args[0] if error.args else error)
        raise ModelError(
            f"{error.filename or folder}: cannot be used ({why}); "
            "make room or rights, or choose another folder: models.folder"
        ) from error


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_digests(root: Path) -> dict[str, str]:
    """Return the SHA-256 of each file under *root*, by relative path, our record left out."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.name != RECORD_NAME)
    return {path.relative_to(root).as_posix(): file_sha256(path) for path in files}


def write_record(root: Path, package_sha256: str, origin: str) -> None:
    """Write down what is being installed, so that `verify` can tell damage from what came."""
    record = {"origin": origin, "package_sha256": package_sha256, "files": file_digests(root)}
    (root / RECORD_NAME).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def read_record(root: Path) -> InstallRecord:
    """Return what was written down about the package in the folder *root*."""
    try:
        record = json.loads((root / RECORD_NAME).read_text(encoding="utf-8"))
        return InstallRecord(
            str(record.get("origin", "")), str(record.get("package_sha256", "")), tuple(record["files"].items())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return InstallRecord()


def changed_files(root: Path, record: InstallRecord) -> list[str]:
    """Return the files of the package folder *root* that are not as they were installed."""
    found, recorded = file_digests(root), dict(record.files)
    return sorted(name for name in found.keys() | recorded.keys() if found.get(name) != recorded.get(name))
