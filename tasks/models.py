"""Translation packages in a folder of ours: what is installed, installing from a file, and whether all is whole.

The folder may be filled by hand: an unpacked package is used as it lies, an `.argosmodel` file is unpacked when the
folder is next looked at. What is no package is said by `verify` and breaks nothing.
"""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import ctranslate2
from argostranslate.tokenizer import BPETokenizer, SentencePieceTokenizer

from tasks.core.language import primary_subtag
from tasks.model_drops import DropNote, dropped_files, new_drops, note_of, read_notes, write_notes
from tasks.model_files import (
    RECORD_NAME,
    TOKENIZERS,
    DamagedPackageError,
    InstallRecord,
    ModelError,
    ModelPackage,
    changed_files,
    copy_folder,
    file_sha256,
    read_package,
    read_record,
    told_of_the_disk,
    unpack,
    version_key,
    write_record,
)
from tasks.model_lock import INCOMING, needs_healing, put_in_place, working

__all__ = [
    "RECORD_NAME",
    "Engine",
    "ModelCheck",
    "ModelDetails",
    "ModelError",
    "ModelPackage",
    "ModelStore",
    "details_of",
    "load_engine",
    "running_problem",
    "version_key",
]

UNPACK_WAIT_S = 10  # for a process that unpacks the same dropped file; then this run goes on without it
BY_HAND = "put there by hand, so nothing says what it should be"


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """What `verify` found in one folder or dropped file of the store."""

    path: Path
    problem: str  # empty when the package is whole and runs
    note: str = ""  # what is worth saying of a sound one


@dataclass(frozen=True, slots=True)
class Engine:
    """A package loaded and ready to decode. Both parts may be used from several threads."""

    tokenizer: SentencePieceTokenizer | BPETokenizer
    translator: ctranslate2.Translator


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """What is known of an installed package beside what it translates."""

    n_bytes: int  # of all its files
    origin: str  # the address or file it came from; empty when it was put there by hand
    package_sha256: str  # of the `.argosmodel` file; empty when it came as a folder


class ModelStore:
    """The packages under one folder; the folder need not exist yet."""

    def __init__(self, folder: Path, *, lock_wait_s: float = 60) -> None:
        self.folder = folder
        self._lock_wait_s = lock_wait_s

    def installed(self) -> list[ModelPackage]:
        """Return the usable packages, by source, target and version; what is none is passed over.

        Files dropped into the folder are unpacked first, and a package that a killed install left aside is put back.
        """
        self._take_in_drops()
        found = [package for path in self._folders() if isinstance(package := read_package(path), ModelPackage)]
        return sorted(found, key=lambda package: (package.source, package.target, version_key(package.version)))

    def find(self, source: str, target: str) -> ModelPackage | None:
        """Return the newest package from *source* to *target* (BCP 47 tags; regions do not count), or None."""
        pair = (primary_subtag(source), primary_subtag(target))
        fitting = [package for package in self.installed() if (package.source, package.target) == pair]
        return fitting[-1] if fitting else None

    def find_sound(self, source: str, target: str, version: str, package_sha256: str = "") -> ModelPackage | None:
        """Return the package of just this *version* if it is here, as it was installed, and runs; else None.

        With *package_sha256*, only if it was installed from that file.
        """
        pair = (primary_subtag(source), primary_subtag(target), version)
        for path in self._folders():
            package = read_package(path)
            if isinstance(package, ModelPackage) and (package.source, package.target, package.version) == pair:
                is_other = package_sha256 and read_record(path).package_sha256 != package_sha256
                return None if is_other or _check(path).problem else package
        return None

    def install(self, package_file: Path, *, origin: str = "") -> ModelPackage:
        """Install an `.argosmodel` file, or a folder that holds an unpacked one, and return the package.

        All is checked in a folder aside, then renamed into place: a crash leaves the store as it was. The same pair
        and version again replaces the old files, unless they are the same.

        Args:
            package_file: the file or folder; it is left as it is.
            origin: where it came from, recorded beside it; by default the file's name.

        Raises:
            ModelError: there is no such file, it is damaged, it is no translation package, there is no room, or
                another process is installing.
        """
        if not package_file.exists():
            raise ModelError(f"{package_file}: no such file; give the path of an .argosmodel file or of a folder")
        with self.working(f"install {package_file.name}") as work:
            return self.place(work, package_file, origin=origin)

    @contextmanager
    def working(self, owner: str, *, wait_s: float | None = None) -> Generator[Path]:
        """Hold the store's lock while the body runs, and yield its folder for unfinished things.

        Raises:
            ModelError: another process holds it for too long (says which), or the folder cannot be written.
        """
        with working(self.folder, owner, wait_s=self._lock_wait_s if wait_s is None else wait_s) as work:
            yield work

    def place(self, work: Path, package_file: Path, *, origin: str = "") -> ModelPackage:
        """Do what `install` does, the lock being held: *work* is what `working` yielded.

        Raises:
            DamagedPackageError: it is no whole translation package.
            ModelError: there is no room for it.
        """
        sha256 = "" if package_file.is_dir() else file_sha256(package_file)
        same = self._installed_as(sha256)
        if same is not None:
            return same
        with (
            told_of_the_disk(self.folder),
            tempfile.TemporaryDirectory(prefix=INCOMING, dir=work, ignore_cleanup_errors=True) as aside,
        ):
            bring = copy_folder if package_file.is_dir() else unpack
            root = bring(package_file, Path(aside))
            package = read_package(root)
            if isinstance(package, str):
                raise DamagedPackageError(f"{package_file}: {package}; it is no Argos translation package")
            write_record(root, sha256, origin or package_file.name)
            home = self.folder / package.folder_name
            put_in_place(root, home, work)
        return replace(package, path=home)

    def verify(self) -> list[ModelCheck]:
        """Return a check of each folder and dropped file: is it a package, as it was installed, and does it run."""
        unread = self._take_in_drops()
        notes = read_notes(self.folder)
        refused = {path: notes[path.name].problem for path in dropped_files(self.folder) if path.name in notes}
        checks = [ModelCheck(path, problem) for path, problem in {**refused, **unread}.items()]
        return checks + [_check(path) for path in self._folders()]

    def _installed_as(self, package_sha256: str) -> ModelPackage | None:
        """Return the sound package that was installed from a file of this SHA-256, if there is one."""
        if not package_sha256:
            return None
        for path in self._folders():
            package, record = read_package(path), read_record(path)
            if isinstance(package, ModelPackage) and record.package_sha256 == package_sha256:
                return None if changed_files(path, record) else package
        return None

    def _take_in_drops(self) -> dict[Path, str]:
        """Unpack the files dropped into the folder since the last time; return why others wait for the next time."""
        waiting = new_drops(self.folder)
        if not waiting and not needs_healing(self.folder):
            return {}
        try:
            with self.working("unpack dropped packages", wait_s=min(UNPACK_WAIT_S, self._lock_wait_s)) as work:
                return self._unpack_drops(work)
        except (ModelError, OSError) as error:
            return dict.fromkeys(waiting, f"not unpacked yet: {error}")

    def _unpack_drops(self, work: Path) -> dict[Path, str]:
        unread: dict[Path, str] = {}
        notes = read_notes(self.folder)
        for path in new_drops(self.folder):
            try:
                notes[path.name] = self._unpack_drop(work, path)
            except (ModelError, OSError) as error:
                unread[path] = f"not unpacked yet: {error}"
        with told_of_the_disk(self.folder):
            write_notes(self.folder, notes, dropped_files(self.folder))
        return unread

    def _unpack_drop(self, work: Path, path: Path) -> DropNote:
        note = note_of(path)  # taken first: a file that grows meanwhile is looked at again
        try:
            return replace(note, folder=self.place(work, path).path.name)
        except DamagedPackageError as error:
            sentence = str(error).removeprefix(f"{path}: ")  # a check names the file itself
            return replace(note, problem=f"{sentence}; until then it is passed over")

    def _folders(self) -> list[Path]:
        """Return the folders that may be packages, sorted; names with a dot in front are unfinished installs.

        A folder of one package alone, as some programs unpack a zip, stands for that.
        """
        if not self.folder.is_dir():
            return []
        tops = sorted(path for path in self.folder.iterdir() if path.is_dir() and not path.name.startswith("."))
        return [_inner(path) for path in tops]


def load_engine(package: ModelPackage, *, inter_threads: int = 1) -> Engine:
    """Load a package: about a second and 100 MB for a real one. *inter_threads* batches are decoded at a time.

    Raises:
        RuntimeError: CTranslate2 or SentencePiece cannot read the files.
    """
    tokenizer_file = next(path for name in TOKENIZERS if (path := package.path / name).is_file())
    if tokenizer_file.name == "bpe.model":
        tokenizer = BPETokenizer(tokenizer_file, package.source, package.target)
    else:
        tokenizer = SentencePieceTokenizer(tokenizer_file)
    translator = ctranslate2.Translator(
        str(package.path / "model"),
        device="cpu",
        compute_type="default",  # as the model was saved; "auto" makes some models return garbage
        inter_threads=inter_threads,
        intra_threads=1,
    )
    return Engine(tokenizer, translator)


def details_of(package: ModelPackage) -> ModelDetails:
    """Return the size of an installed package and what was written down about it."""
    record = read_record(package.path)
    n_bytes = sum(path.stat().st_size for path in package.path.rglob("*") if path.is_file())
    return ModelDetails(n_bytes, record.origin, record.package_sha256)


def running_problem(package: ModelPackage) -> str:
    """Return why the package cannot translate a word, or nothing."""
    try:
        engine = load_engine(package)
        engine.translator.translate_batch([engine.tokenizer.encode("Montréal")], max_decoding_length=8)
    except (RuntimeError, ValueError, OSError) as error:  # what CTranslate2 and SentencePiece raise
        return f"does not load ({error}); get another build of the package"
    return ""


def _inner(path: Path) -> Path:
    """Return the one folder in *path* that holds a package, when *path* itself is none; else *path*."""
    try:
        inside = [entry for entry in path.iterdir() if not entry.name.startswith((".", "__"))]
        return inside[0] if len(inside) == 1 and (inside[0] / "metadata.json").is_file() else path
    except OSError:  # not ours to read: no package either
        return path


def _check(path: Path) -> ModelCheck:
    """Return what is wrong with the package folder at *path* and the way out, or that it is sound."""
    package = read_package(path)
    if isinstance(package, str):
        return ModelCheck(path, f"{package}; remove the folder, or install the package again")
    record = read_record(path)
    is_by_hand = record == InstallRecord()
    differing = [] if is_by_hand else changed_files(path, record)
    if differing:
        return ModelCheck(path, f"changed since it was installed: {', '.join(differing)}; install it again")
    return ModelCheck(path, running_problem(package), BY_HAND if is_by_hand else "")
